package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.indexer.IndexerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Searches of an Elasticsearch that wants credentials, with the settings of indexer-service. */
class SearchAccessTest {
    private static final String KEY = Base64.getEncoder().encodeToString("id:key".getBytes(StandardCharsets.UTF_8));

    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SearchAccessTest::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean authorized =
                ("ApiKey " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] answer =
                "{\"count\": 1, \"hits\": {\"total\": {\"value\": 0}, \"hits\": []}}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(authorized ? 200 : 401, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... arguments) {
        CommandLine commandLine = NewsflowCli.commandLine();
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    private String config(String... lines) throws IOException {
        return Files.write(folder.resolve("indexer.properties"), List.of(lines)).toString();
    }

    @Test
    void aSearchTakesAddressAndKeyFromTheFileOfTheIndexer() throws Exception {
        // Given
        String config = config("elasticsearch.urls=" + url(), "elasticsearch.api.key=" + KEY, "indexer.group.id=x");

        // When, Then
        assertThat(run("search", "flood", "--json", "--config", config))
                .as(err.toString())
                .isZero();
        assertThat(run("search", "flood", "--json", "--elasticsearch", url())).isNotZero();
        assertThat(err.toString()).contains("401");
    }

    @Test
    void aWrongSettingIsNamed() throws Exception {
        // Given
        String config = config("elasticsearch.urls=" + url(), "elasticsearch.user=reader");

        // When, Then
        assertThat(run("search", "flood", "--config", config)).isNotZero();
        assertThat(err.toString()).contains("elasticsearch.password");
    }

    @Test
    void theSearchPageAsksWithTheKey() throws Exception {
        // Given
        IndexerConfig.Elasticsearch elasticsearch =
                new IndexerConfig.Elasticsearch(List.of(url()), KEY, "", "", Path.of(""), "", Duration.ofSeconds(20));

        // When
        try (SearchSite site =
                SearchSite.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), elasticsearch)) {
            HttpResponse<String> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(site.url() + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(ready.statusCode()).isEqualTo(200);
        }
    }
}
