package io.newsflow.indexer;

import co.elastic.clients.transport.TransportUtils;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** What a client needs to reach Elasticsearch, made from the configuration and checked. */
public final class ElasticsearchAccess {
    private static final int DEFAULT_PORT = 9200;
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}");

    private final List<URI> nodes;
    private final String authorization;
    private final SSLContext tls;

    private ElasticsearchAccess(List<URI> nodes, String authorization, SSLContext tls) {
        this.nodes = nodes;
        this.authorization = authorization;
        this.tls = tls;
    }

    /**
     * Checks a configuration, and reads the certificate authority that it names.
     *
     * @throws ConfigException naming the key when a value is wrong
     */
    public static ElasticsearchAccess of(IndexerConfig.Elasticsearch config) {
        List<URI> nodes = config.urls().stream().map(ElasticsearchAccess::node).toList();
        check(config, nodes);
        return new ElasticsearchAccess(nodes, authorization(config), tls(config));
    }

    /** Addresses of the nodes, at least one, each with its port and without a slash at the end. */
    public List<URI> nodes() {
        return nodes;
    }

    /** Value of the header {@code Authorization}. */
    public Optional<String> authorization() {
        return Optional.ofNullable(authorization);
    }

    /** Whom TLS trusts, where that is not what the JVM trusts. */
    public Optional<SSLContext> tls() {
        return Optional.ofNullable(tls);
    }

    private static URI node(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() == null
                    || uri.getScheme() == null
                    || !uri.getScheme().matches("https?")) {
                throw new ConfigException(IndexerConfig.URLS.key(), "'" + url + "' is no http or https address");
            }
            if (uri.getUserInfo() != null) {
                throw new ConfigException(
                        IndexerConfig.URLS.key(),
                        "credentials belong in " + IndexerConfig.USER.key() + " and the like");
            }
            return URI.create(uri.getScheme() + "://" + uri.getHost() + ":"
                    + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort())
                    + uri.getRawPath().replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(IndexerConfig.URLS.key(), "'" + url + "' is no address: " + e.getMessage());
        }
    }

    private static void check(IndexerConfig.Elasticsearch config, List<URI> nodes) {
        if (nodes.isEmpty()) {
            throw new ConfigException(IndexerConfig.URLS.key(), "no address given");
        }
        if (nodes.stream().map(URI::getScheme).distinct().count() > 1
                || nodes.stream().map(URI::getPath).distinct().count() > 1) {
            throw new ConfigException(IndexerConfig.URLS.key(), "all addresses must have one scheme and one path");
        }
        boolean hasCa = !config.caFile().toString().isEmpty();
        boolean hasFingerprint = !config.fingerprint().isEmpty();
        if (hasCa && hasFingerprint) {
            throw new ConfigException(
                    IndexerConfig.FINGERPRINT.key(), "give this or " + IndexerConfig.CA_FILE.key() + ", not both");
        }
        if ((hasCa || hasFingerprint) && !nodes.get(0).getScheme().equals("https")) {
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

    private static String authorization(IndexerConfig.Elasticsearch config) {
        if (!config.apiKey().isEmpty()) {
            return "ApiKey " + config.apiKey();
        }
        if (config.user().isEmpty()) {
            return null;
        }
        String pair = config.user() + ":" + config.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
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
