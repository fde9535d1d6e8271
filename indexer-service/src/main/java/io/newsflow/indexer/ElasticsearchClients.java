package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/** Opens Elasticsearch's Java clients as the configuration says. Closing it closes both. */
public final class ElasticsearchClients implements AutoCloseable {
    /** As many requests as may be under way by configuration, and a few for looking after the index. */
    private static final int CONNECTIONS = 70;

    private final ElasticsearchTransport transport;

    private ElasticsearchClients(ElasticsearchTransport transport) {
        this.transport = transport;
    }

    /**
     * Opens a connection pool; nothing is asked yet.
     *
     * @throws ConfigException naming the key when a value is wrong
     */
    public static ElasticsearchClients open(IndexerConfig.Elasticsearch config) {
        ElasticsearchAccess access = ElasticsearchAccess.of(config);
        HttpHost[] hosts = access.nodes().stream()
                .map(node -> new HttpHost(node.getHost(), node.getPort(), node.getScheme()))
                .toArray(HttpHost[]::new);
        RestClientBuilder builder = RestClient.builder(hosts);
        String prefix = access.nodes().get(0).getPath();
        if (!prefix.isEmpty()) {
            builder.setPathPrefix(prefix);
        }
        access.authorization()
                .ifPresent(value -> builder.setDefaultHeaders(new Header[] {new BasicHeader("Authorization", value)}));
        int timeout = Math.toIntExact(config.timeout().toMillis());
        builder.setRequestConfigCallback(
                request -> request.setConnectTimeout(5_000).setSocketTimeout(timeout));
        builder.setHttpClientConfigCallback(http -> {
            http.setMaxConnPerRoute(CONNECTIONS).setMaxConnTotal(CONNECTIONS * hosts.length);
            access.tls().ifPresent(http::setSSLContext);
            return http;
        });
        return new ElasticsearchClients(new RestClientTransport(builder.build(), new JacksonJsonpMapper()));
    }

    /** A client whose calls wait. */
    public ElasticsearchClient blocking() {
        return new ElasticsearchClient(transport);
    }

    /** A client whose calls answer later. */
    public ElasticsearchAsyncClient async() {
        return new ElasticsearchAsyncClient(transport);
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("closing the Elasticsearch client failed", e);
        }
    }
}
