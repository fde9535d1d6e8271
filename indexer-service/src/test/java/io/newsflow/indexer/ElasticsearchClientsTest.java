package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client says on the wire, over TLS and with credentials, to a server that notes it down. */
class ElasticsearchClientsTest {
    private static final String KEY = Base64.getEncoder().encodeToString("id:key".getBytes(StandardCharsets.UTF_8));

    private static final Map<String, String> SEEN = new ConcurrentHashMap<>();

    @TempDir
    private static Path folder;

    private static TlsServer server;
    private static Path certificate;
    private static String fingerprint;

    @BeforeAll
    static void start() throws Exception {
        server = TlsServer.start(folder, ElasticsearchClientsTest::answer);
        certificate = server.certificate();
        fingerprint = server.fingerprint();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Says what Elasticsearch 8 and 9 say to a bulk of one document, and that the home of it is there. */
    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        SEEN.put("authorization", String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (path.endsWith("/_bulk")) {
            SEEN.put("path", path);
            SEEN.put("body", body);
            SEEN.put("type", exchange.getRequestHeaders().getFirst("Content-Type"));
            SEEN.put("accept", exchange.getRequestHeaders().getFirst("Accept"));
        }
        byte[] answer = (path.endsWith("/_bulk")
                        ? "{\"took\": 3, \"errors\": false, \"items\": [{\"index\": {\"_index\": \"i\", \"_id\": \"a\","
                                + " \"_version\": 7, \"result\": \"created\", \"status\": 201}}]}"
                        : "")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8");
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        if (answer.length > 0) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static String url() {
        return server.url();
    }

    private static IndexerConfig.Elasticsearch config(
            List<String> urls, String key, String user, String password, Path ca, String fingerprint) {
        return new IndexerConfig.Elasticsearch(urls, key, user, password, ca, fingerprint, Duration.ofSeconds(20));
    }

    private static List<BulkClient.Outcome> send(IndexerConfig.Elasticsearch config) throws Exception {
        IndexOperation operation = new IndexOperation(
                new ConsumerRecord<>("news.enriched", 0, 0, new byte[0], new byte[0]),
                "news-articles-g1-2026.01",
                "a",
                7,
                "{\"title\":\"T\"}".getBytes(StandardCharsets.UTF_8));
        try (ElasticsearchClients clients = ElasticsearchClients.open(config)) {
            return new ElasticsearchBulkClient(clients.async(), 0)
                    .send(List.of(operation))
                    .toCompletableFuture()
                    .get();
        }
    }

    @Test
    void aCertificateAuthorityIsTrustedAndTheApiKeySent() throws Exception {
        // When
        List<BulkClient.Outcome> outcomes = send(config(List.of(url()), KEY, "", "", certificate, ""));

        // Then
        assertThat(outcomes).containsExactly(new BulkClient.Outcome(201, null));
        assertThat(SEEN).containsEntry("authorization", "ApiKey " + KEY);
    }

    @Test
    void aFingerprintIsTrustedWithAndWithoutColonsAndBasicCredentialsSent() throws Exception {
        // Given
        String colons = fingerprint.toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?=.)", "$1:");

        // When, Then
        for (String form : List.of(fingerprint, colons)) {
            assertThat(send(config(List.of(url()), "", "elastic", "p:w", Path.of(""), form)))
                    .hasSize(1);
        }
        assertThat(SEEN)
                .containsEntry(
                        "authorization",
                        "Basic " + Base64.getEncoder().encodeToString("elastic:p:w".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aServerThatIsNotTrustedGetsNoRequest() {
        // Given
        SEEN.clear();
        String other = fingerprint.startsWith("00") ? "11" + fingerprint.substring(2) : "00" + fingerprint.substring(2);

        // When, Then
        for (IndexerConfig.Elasticsearch config : List.of(
                config(List.of(url()), KEY, "", "", Path.of(""), ""),
                config(List.of(url()), KEY, "", "", Path.of(""), other))) {
            assertThatThrownBy(() -> send(config))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(Exception.class)
                    .satisfies(failure -> assertThat(failure.getCause())
                            .isInstanceOf(BulkClient.RequestFailed.class)
                            .satisfies(refused -> assertThat(((BulkClient.RequestFailed) refused).status())
                                    .as("tried again, and no document buried")
                                    .isZero()));
        }
        assertThat(SEEN).isEmpty();
    }

    @Test
    void whereOneNodeIsAwayAnotherIsAsked() throws Exception {
        // Given
        HttpServer gone = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String away = "https://127.0.0.1:" + gone.getAddress().getPort();
        gone.stop(0);

        // When, Then
        assertThat(send(config(List.of(away, url()), KEY, "", "", certificate, "")))
                .hasSize(1);
    }

    @Test
    void whatAProxyInFrontRefusesKeepsItsStatus() throws Exception {
        // Given
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean bulk = exchange.getRequestURI().getPath().endsWith("/_bulk");
            byte[] page = "<html><h1>413 Request Entity Too Large</h1></html>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            if (!bulk) {
                exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            }
            exchange.sendResponseHeaders(bulk ? 413 : 200, bulk ? page.length : -1);
            if (bulk) {
                exchange.getResponseBody().write(page);
            }
            exchange.close();
        });
        proxy.start();
        String url = "http://127.0.0.1:" + proxy.getAddress().getPort();

        // When, Then
        try {
            assertThatThrownBy(() -> send(config(List.of(url), "", "", "", Path.of(""), "")))
                    .cause()
                    .isInstanceOfSatisfying(
                            BulkClient.RequestFailed.class,
                            refused -> assertThat(refused.status()).isEqualTo(413))
                    .hasMessageContaining("413");
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void aBulkIsWhatElasticsearch8And9BothTake() throws Exception {
        // When
        send(config(List.of(url() + "/behind/a/proxy"), KEY, "", "", certificate, ""));

        // Then
        assertThat(SEEN).containsEntry("path", "/behind/a/proxy/_bulk");
        assertThat(SEEN.get("type")).contains("compatible-with=8");
        assertThat(SEEN.get("accept")).contains("compatible-with=8");
        assertThat(SEEN.get("body").lines().toList()).hasSize(2).satisfies(lines -> {
            assertThat(lines.get(0))
                    .startsWith("{\"index\":")
                    .contains("\"_index\":\"news-articles-g1-2026.01\"")
                    .contains("\"version\":7")
                    .contains("\"version_type\":\"external\"")
                    .contains("\"require_alias\":true");
            assertThat(lines.get(1)).isEqualTo("{\"title\":\"T\"}");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    elasticsearch.urls           | ftp://a            |    |   |   |    |
                    elasticsearch.urls           | a:9200             |    |   |   |    |
                    elasticsearch.urls           | http://u:p@a:9200  |    |   |   |    |
                    elasticsearch.urls           | http://a,https://b |    |   |   |    |
                    elasticsearch.urls           | http://a/x,http://b |   |   |   |    |
                    elasticsearch.urls           | http://a           |    |   |   | ca |
                    elasticsearch.api.key        | http://a           | id:key |  |  |  |
                    elasticsearch.password       | http://a           |    | u |   |    |
                    elasticsearch.password       | http://a           |    |   | p |    |
                    elasticsearch.ca.fingerprint | https://a          |    |   |   |    | 12ab
                    elasticsearch.ca.fingerprint | https://a          |    |   |   | ca | 12ab
                    """)
    void aWrongSettingIsNamed(
            String setting, String urls, String apiKey, String user, String password, String ca, String fingerprint) {
        IndexerConfig.Elasticsearch config = config(
                List.of(urls.split(",")),
                orEmpty(apiKey),
                orEmpty(user),
                orEmpty(password),
                Path.of(orEmpty(ca)),
                orEmpty(fingerprint));
        assertThatThrownBy(() -> ElasticsearchClients.open(config).close())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(setting);
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}
