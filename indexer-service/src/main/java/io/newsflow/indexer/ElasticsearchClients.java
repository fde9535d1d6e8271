package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.TransportUtils;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/** Opens Elasticsearch's Java clients as the configuration says. Closing it closes both. */
public final class ElasticsearchClients implements AutoCloseable {
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
        HttpHost[] hosts =
                config.urls().stream().map(ElasticsearchClients::host).toArray(HttpHost[]::new);
        if (hosts.length == 0) {
            throw new ConfigException(IndexerConfig.URLS.key(), "no address given");
        }
        RestClientBuilder builder = RestClient.builder(hosts);
        String prefix = URI.create(config.urls().get(0)).getPath();
        if (prefix != null && prefix.length() > 1) {
            builder.setPathPrefix(prefix);
        }
        Header authorization = authorization(config);
        if (authorization != null) {
            builder.setDefaultHeaders(new Header[] {authorization});
        }
        int timeout = Math.toIntExact(config.timeout().toMillis());
        builder.setRequestConfigCallback(
                request -> request.setConnectTimeout(5_000).setSocketTimeout(timeout));
        SSLContext tls = tls(config);
        if (tls != null) {
            builder.setHttpClientConfigCallback(http -> http.setSSLContext(tls));
        }
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

    private static HttpHost host(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() == null
                    || uri.getScheme() == null
                    || !uri.getScheme().matches("https?")) {
                throw new ConfigException(IndexerConfig.URLS.key(), "'" + url + "' is no http or https address");
            }
            return new HttpHost(uri.getHost(), uri.getPort() < 0 ? 9200 : uri.getPort(), uri.getScheme());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(IndexerConfig.URLS.key(), "'" + url + "' is no address: " + e.getMessage());
        }
    }

    private static Header authorization(IndexerConfig.Elasticsearch config) {
        if (!config.apiKey().isEmpty()) {
            return new BasicHeader("Authorization", "ApiKey " + config.apiKey());
        }
        if (config.user().isEmpty()) {
            return null;
        }
        String pair = config.user() + ":" + config.password();
        return new BasicHeader(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static SSLContext tls(IndexerConfig.Elasticsearch config) {
        if (!config.fingerprint().isEmpty()) {
            return TransportUtils.sslContextFromCaFingerprint(config.fingerprint());
        }
        if (config.caFile().toString().isEmpty()) {
            return null;
        }
        try {
            return TransportUtils.sslContextFromHttpCaCrt(config.caFile().toFile());
        } catch (IOException e) {
            throw new ConfigException(IndexerConfig.CA_FILE.key(), "cannot read " + config.caFile() + ": " + e);
        }
    }
}
