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
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/** Opens Elasticsearch's Java clients as the configuration says. Closing it closes both. */
public final class ElasticsearchClients implements AutoCloseable {
    /** As many requests as may be under way by configuration, and a few for looking after the index. */
    private static final int CONNECTIONS = 70;

    private static final Pattern FINGERPRINT = Pattern.compile("([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}");

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
        check(config, hosts);
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
        builder.setHttpClientConfigCallback(http -> {
            http.setMaxConnPerRoute(CONNECTIONS).setMaxConnTotal(CONNECTIONS * hosts.length);
            return tls == null ? http : http.setSSLContext(tls);
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

    private static void check(IndexerConfig.Elasticsearch config, HttpHost[] hosts) {
        if (hosts.length == 0) {
            throw new ConfigException(IndexerConfig.URLS.key(), "no address given");
        }
        long schemes =
                Arrays.stream(hosts).map(HttpHost::getSchemeName).distinct().count();
        long prefixes = config.urls().stream()
                .map(url -> URI.create(url).getPath().replaceAll("/$", ""))
                .distinct()
                .count();
        if (schemes > 1 || prefixes > 1) {
            throw new ConfigException(IndexerConfig.URLS.key(), "all addresses must have one scheme and one path");
        }
        if (config.urls().stream().anyMatch(url -> URI.create(url).getUserInfo() != null)) {
            throw new ConfigException(
                    IndexerConfig.URLS.key(), "credentials belong in " + IndexerConfig.USER.key() + " and the like");
        }
        boolean hasCa = !config.caFile().toString().isEmpty();
        boolean hasFingerprint = !config.fingerprint().isEmpty();
        if (hasCa && hasFingerprint) {
            throw new ConfigException(
                    IndexerConfig.FINGERPRINT.key(), "give this or " + IndexerConfig.CA_FILE.key() + ", not both");
        }
        if ((hasCa || hasFingerprint) && !hosts[0].getSchemeName().equals("https")) {
            throw new ConfigException(
                    IndexerConfig.URLS.key(), "an address with https is wanted where a certificate authority is given");
        }
        if (hasFingerprint && !FINGERPRINT.matcher(config.fingerprint()).matches()) {
            throw new ConfigException(
                    IndexerConfig.FINGERPRINT.key(), "expected 32 bytes in hexadecimal, with or without colons");
        }
        if (config.user().isEmpty() != config.password().isEmpty()) {
            throw new ConfigException(
                    IndexerConfig.PASSWORD.key(), "user and password belong together, and one is missing");
        }
        if (!config.apiKey().isEmpty() && !isEncodedKey(config.apiKey())) {
            throw new ConfigException(
                    IndexerConfig.API_KEY.key(),
                    "expected the encoded form, which Elasticsearch calls \"encoded\": Base64 of id:api_key");
        }
    }

    private static boolean isEncodedKey(String key) {
        try {
            return new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8).contains(":");
        } catch (IllegalArgumentException e) {
            return false;
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
