package io.newsflow.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.indexer.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How searches reach Elasticsearch: over TLS, with credentials, and by whichever node answers. */
class NewsSearchTest {
    private static final String KEY = Base64.getEncoder().encodeToString("id:key".getBytes(StandardCharsets.UTF_8));
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    @TempDir
    private static Path folder;

    private static TlsServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TlsServer.start(folder, exchange -> answer(exchange, 200));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        SEEN.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] answer = "{\"count\": 7}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static IndexerConfig.Elasticsearch config(
            List<String> urls, String key, String user, String password, Path ca, String fingerprint) {
        return new IndexerConfig.Elasticsearch(urls, key, user, password, ca, fingerprint, Duration.ofSeconds(20));
    }

    private static HttpServer plain(int status) throws IOException {
        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.createContext("/", exchange -> answer(exchange, status));
        plain.start();
        return plain;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void aCertificateAuthorityIsTrustedAndTheApiKeySentBehindAPathToo() throws Exception {
        // Given
        NewsSearch search = new NewsSearch(
                config(List.of(server.url() + "/behind/a/proxy/"), KEY, "", "", server.certificate(), ""));

        // When
        long count = search.count("news-articles");

        // Then
        assertThat(count).isEqualTo(7);
        assertThat(SEEN).containsExactly("/behind/a/proxy/news-articles/_count ApiKey " + KEY);
    }

    @Test
    void aFingerprintIsTrustedAndBasicCredentialsSent() throws Exception {
        // When
        new NewsSearch(config(List.of(server.url()), "", "elastic", "p:w", Path.of(""), server.fingerprint()))
                .count("news-articles");

        // Then
        assertThat(SEEN)
                .containsExactly("/news-articles/_count Basic "
                        + Base64.getEncoder().encodeToString("elastic:p:w".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aServerThatIsNotTrustedGetsNoRequest() {
        // Given
        NewsSearch search = new NewsSearch(config(List.of(server.url()), KEY, "", "", Path.of(""), ""));

        // When, Then
        assertThatThrownBy(() -> search.count("news-articles"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(server.url());
        assertThat(SEEN).isEmpty();
    }

    @Test
    void whereOneNodeIsAwayOrOverloadedTheNextIsAskedAndStaysTheFirst() throws Exception {
        // Given
        HttpServer gone = plain(200);
        gone.stop(0);
        HttpServer overloaded = plain(503);
        HttpServer sound = plain(200);
        List<SearchRequest> told = new ArrayList<>();
        try {
            NewsSearch search = new NewsSearch(
                    config(List.of(url(gone), url(overloaded), url(sound)), KEY, "", "", Path.of(""), ""), told::add);

            // When
            long first = search.count("news-articles");
            long second = search.count("news-articles");

            // Then
            assertThat(List.of(first, second)).containsExactly(7L, 7L);
            assertThat(SEEN).as("the overloaded one once, the sound one twice").hasSize(3);
            assertThat(told.get(1).url()).startsWith(url(sound));
            assertThat(told).allSatisfy(request -> assertThat(request.toCurl()).doesNotContain(KEY));
        } finally {
            overloaded.stop(0);
            sound.stop(0);
        }
    }

    @Test
    void whereNoNodeCanTheReasonIsTold() throws Exception {
        // Given
        HttpServer overloaded = plain(503);
        try {
            NewsSearch search = new NewsSearch(url(overloaded));

            // When, Then
            assertThatThrownBy(() -> search.count("news-articles"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("503")
                    .hasMessageContaining("news-articles/_count");
        } finally {
            overloaded.stop(0);
        }
    }
}
