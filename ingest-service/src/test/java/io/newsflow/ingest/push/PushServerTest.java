package io.newsflow.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.newsflow.ingest.push.HandOver.Outcome;
import io.newsflow.ingest.push.HandOver.Result;
import io.newsflow.ingest.push.HandOver.Unavailable;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API over HTTP, in front of a hand-over that a test decides for. */
class PushServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 4_096;
    private static final String FERRY = "{\"title\": \"Ferry back\", \"url\": \"https://courier.example/ferry\"}";
    private static final String ID = "u1-" + "0123456789abcdef".repeat(2);

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FakeHandOver handOver = new FakeHandOver();
    private final PushKeys.Generated open = PushKeys.generate("open");
    private final PushKeys.Generated bound = PushKeys.generate("bound");
    private PushServer server;

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("keys.json");
        JSON.writeValue(
                file.toFile(),
                List.of(
                        open.entry(),
                        new PushKeys.Entry(
                                "bound",
                                bound.entry().sha256(),
                                "courier-cms",
                                "Harbour Courier",
                                List.of("courier.example"),
                                true)));
        PushConfig config = new PushConfig(true, "127.0.0.1", 0, file, MAX_BYTES, 5, 2 * MAX_BYTES, 2);
        server = PushServer.start(
                config,
                handOver,
                new PushKeys(file),
                new PushMetrics(meters, (result, articles) -> {}),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersWithTheOutcomeOfEveryArticle() throws Exception {
        // When
        HttpResponse<String> response = post("application/x-ndjson", FERRY + "\n\n{\"title\": \"Second\"}\n");

        // Then
        assertThat(response.statusCode()).isEqualTo(202);
        JsonNode articles = JSON.readTree(response.body()).path("articles");
        assertThat(articles).hasSize(2);
        assertThat(articles.get(0).path("id").asText()).startsWith("u1-");
        assertThat(articles.get(0).path("result").asText()).isEqualTo("new");
        assertThat(articles.get(0).path("revision").asLong()).isEqualTo(7);
        assertThat(articles.get(1).path("line").asInt()).isEqualTo(3);
        assertThat(handOver.sources).containsExactly("push-open");
        assertThat(meters.get("newsflow.push.articles")
                        .tag("result", "new")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void answersOnlyWhenTheHandOverIsDone() throws Exception {
        // Given
        handOver.hold();

        // When
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                request("application/json", FERRY.getBytes(StandardCharsets.UTF_8)), BodyHandlers.ofString());

        // Then
        await().until(() -> handOver.waiting.size() == 1);
        assertThat(response).isNotDone();
        handOver.release();
        assertThat(response.get().statusCode()).isEqualTo(202);
    }

    @Test
    void takesBodiesInGzip() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(request("application/json", gzip(FERRY)), (n, v) -> true)
                .header("Content-Encoding", "gzip")
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
        assertThat(handOver.articles).extracting(RawArticle::getTitle).containsExactly("Ferry back");
    }

    @Test
    void aBodyThatUnpacksToTooMuchIsRefused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        request("application/json", gzip(" ".repeat(50 * MAX_BYTES))), (n, v) -> true)
                .header("Content-Encoding", "gzip")
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 413, 5000",
        "text/plain, 415, 10",
        "application/xml, 415, 10",
        "application/json;charset=latin1, 415, 10"
    })
    void refusesBodiesByLengthAndType(String type, int status, int length) throws Exception {
        HttpResponse<String> response = post(type, " ".repeat(length));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(response.body()).path("status").asInt()).isEqualTo(status);
        assertThat(handOver.articles).isEmpty();
    }

    @Test
    void aBodyOfUnknownLengthIsCutOffAtTheLimit() throws Exception {
        byte[] body = " ".repeat(MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/articles"))
                .header("Authorization", "Bearer " + open.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }

    @Test
    void namesLineAndFieldOfWhatIsWrongAndPublishesNothing() throws Exception {
        // When
        HttpResponse<String> wrong = post("application/x-ndjson", FERRY + "\n{\"title\": \"x\", \"url\": \"nowhere\"}");
        HttpResponse<String> malformed = post("application/x-ndjson", FERRY + "\n{\"title\": ");

        // Then
        assertThat(wrong.statusCode()).isEqualTo(422);
        JsonNode error = JSON.readTree(wrong.body()).path("errors").get(0);
        assertThat(error.path("line").asInt()).isEqualTo(2);
        assertThat(error.path("field").asText()).isEqualTo("url");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(malformed.body())
                        .path("errors")
                        .get(0)
                        .path("line")
                        .asInt())
                .isEqualTo(2);
        assertThat(handOver.articles).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Authorization, Bearer nf_wrong", "X-API-Key, nf_wrong", "Authorization, Basic eDp5", "X-Nothing, x"})
    void refusesWhoHasNoKey(String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/articles"))
                .header(header, value)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(FERRY))
                .build();

        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(handOver.articles).isEmpty();
    }

    @Test
    void aBoundKeyHandsOverItsOwnPublishersArticlesOnly() throws Exception {
        // When
        HttpResponse<String> own = post(bound.key(), "application/json", FERRY);
        HttpResponse<String> otherSite =
                post(bound.key(), "application/json", FERRY.replace("courier.example", "ledger.example"));
        HttpResponse<String> otherName =
                post(bound.key(), "application/json", "{\"title\": \"x\", \"publisher\": \"Nordic Ledger\"}");

        // Then
        assertThat(own.statusCode()).isEqualTo(202);
        assertThat(handOver.articles).hasSize(1);
        assertThat(handOver.articles.get(0).getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(handOver.sources).containsExactly("courier-cms");
        assertThat(otherSite.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(otherSite.body())
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asText())
                .isEqualTo("url");
        assertThat(otherName.statusCode()).isEqualTo(403);
    }

    @Test
    void retractsAndTellsWhatItDoesNotKnow() throws Exception {
        // Given
        handOver.retraction = new Outcome(ID, 9, Result.RETRACTED);

        // When
        HttpResponse<String> retracted = delete(open.key(), ID);
        handOver.retraction = new Outcome(ID, 9, Result.UNKNOWN);
        HttpResponse<String> again = delete(bound.key(), ID);
        handOver.retraction = new Outcome(ID, 0, Result.UNKNOWN);
        HttpResponse<String> unknown = delete(open.key(), ID);

        // Then
        assertThat(retracted.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(retracted.body()).path("result").asText()).isEqualTo("retracted");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(again.body()).path("revision").asLong()).isEqualTo(9);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(delete(open.key(), "..%2f").statusCode()).isEqualTo(404);
        assertThat(handOver.foreign).containsExactly(false, true, false);
    }

    @Test
    void tellsSendersToWaitWhenTooManyRequestsAreUnderWay() throws Exception {
        // Given: both places taken
        handOver.hold();
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            held.add(client.sendAsync(
                    request("application/json", FERRY.getBytes(StandardCharsets.UTF_8)), BodyHandlers.ofString()));
        }
        await().until(() -> handOver.waiting.size() == 2);

        // When
        HttpResponse<String> refused = post("application/json", FERRY);

        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isPositive();
        handOver.release();
        for (CompletableFuture<HttpResponse<String>> one : held) {
            assertThat(one.get().statusCode()).isEqualTo(202);
        }
        assertThat(post("application/json", FERRY).statusCode()).isEqualTo(202);
    }

    @Test
    void bytesThatWereAnnouncedCountBeforeTheyCome() throws Exception {
        // Given: a sender that has announced most of what may be under way, and dribbles
        PushConfig narrow =
                new PushConfig(true, "127.0.0.1", 0, folder.resolve("keys.json"), MAX_BYTES, 5, MAX_BYTES, 8);
        try (PushServer other = PushServer.start(
                        narrow,
                        handOver,
                        new PushKeys(folder.resolve("keys.json")),
                        new PushMetrics(new SimpleMeterRegistry(), (result, articles) -> {}),
                        Clock.systemUTC());
                Socket slow = new Socket(InetAddress.getByName("127.0.0.1"), other.port())) {
            String body = FERRY + " ".repeat(MAX_BYTES - FERRY.length());
            OutputStream out = slow.getOutputStream();
            out.write(("POST /v1/articles HTTP/1.1\r\nHost: x\r\nX-API-Key: " + open.key()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + MAX_BYTES + "\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            URI uri = URI.create("http://127.0.0.1:" + other.port() + "/v1/articles");
            HttpRequest second = HttpRequest.newBuilder(uri)
                    .header("X-API-Key", open.key())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(FERRY))
                    .build();

            // When, Then
            await().until(() -> client.send(second, BodyHandlers.ofString()).statusCode() == 429);
            out.write(body.substring(1).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String first = new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(first).isEqualTo("HTTP/1.1 202");
            await().until(() -> client.send(second, BodyHandlers.ofString()).statusCode() == 202);
        }
    }

    @Test
    void tellsSendersToComeBackWhenKafkaIsAway() throws Exception {
        handOver.failure = new Unavailable("Kafka is not available", null);

        HttpResponse<String> response = post("application/json", FERRY);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("Kafka is not available");
        assertThat(delete(open.key(), ID).statusCode()).isEqualTo(503);
    }

    @Test
    void aStopFinishesWhatIsUnderWayAndRefusesTheRest() throws Exception {
        // Given
        handOver.hold();
        CompletableFuture<HttpResponse<String>> underWay = client.sendAsync(
                request("application/json", FERRY.getBytes(StandardCharsets.UTF_8)), BodyHandlers.ofString());
        await().until(() -> handOver.waiting.size() == 1);

        // When
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> {
            try {
                server.drain(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> post("application/json", FERRY).statusCode() == 503);

        // Then
        assertThat(drained).isNotDone();
        handOver.release();
        drained.join();
        assertThat(underWay.get().statusCode()).isEqualTo(202);
    }

    @Test
    void theDocumentDescribesWhatIsServed() throws Exception {
        // When
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(uri("/v1/openapi.json")).build(), BodyHandlers.ofString());

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode document = JSON.readTree(response.body());
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        Set<String> methods = Set.of("get", "post", "put", "patch", "delete");
        document.path("paths").properties().forEach(path -> {
            for (String method : methods) {
                int status = status(method, path.getKey().replace("{id}", ID));
                JsonNode operation = path.getValue().path(method);
                if (operation.isMissingNode()) {
                    assertThat(status).as(method + " " + path.getKey()).isEqualTo(405);
                } else {
                    assertThat(operation.path("responses").has(String.valueOf(status)))
                            .as(method + " " + path.getKey() + " gives " + status)
                            .isTrue();
                    assertThat(status).isNotEqualTo(405);
                }
            }
        });
        assertThat(status("get", "/v1/other")).isEqualTo(404);
        JsonNode schemas = document.path("components").path("schemas");
        Set<String> fields = new TreeSet<>();
        schemas.path("Article").path("properties").fieldNames().forEachRemaining(fields::add);
        assertThat(fields).isEqualTo(new TreeSet<>(ArticleJson.FIELDS));
        Set<String> results = new TreeSet<>();
        schemas.path("Outcome").path("properties").path("result").path("enum").forEach(r -> results.add(r.asText()));
        assertThat(results).containsExactly("new", "retracted", "revised", "unchanged");
        for (String type : List.of("application/json", "application/x-ndjson", "application/vnd.iptc.ninjs+json")) {
            assertThat(PushBody.Form.of(type)).isNotNull();
            assertThat(document.at("/paths/~1v1~1articles/post/requestBody/content")
                            .has(type))
                    .as(type)
                    .isTrue();
        }
        document.findValues("$ref")
                .forEach(
                        ref -> assertThat(document.at(ref.asText().substring(1)).isMissingNode())
                                .as(ref.asText())
                                .isFalse());
    }

    @Test
    void theExamplesInTheDocumentationAreAccepted() throws Exception {
        // Given
        String page = Files.readString(Path.of("..", "docs", "ingest.md"));
        Matcher body = Pattern.compile("-d '(\\{.*?\\})'", Pattern.DOTALL).matcher(page);
        assertThat(body.find()).isTrue();
        String keys = page.substring(page.indexOf("[ {\"name\""), page.indexOf("} ]") + 3)
                .replace("...", "0".repeat(64));

        // When
        HttpResponse<String> response = post("application/json", body.group(1));

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(handOver.articles.get(0).getBody()).isEqualTo("It runs again.\n\nAfter two days.");
        Path file = Files.writeString(folder.resolve("documented.json"), keys);
        assertThat(new PushKeys(file).find("no key")).isEmpty();
        Set<String> known = new TreeSet<>();
        PushConfig.SETTINGS.forEach(setting -> known.add(setting.key()));
        DropConfig.SETTINGS.forEach(setting -> known.add(setting.key()));
        Matcher settings =
                Pattern.compile("\\b(?:push|drop)\\.[a-z][a-z.]*[a-z]\\b").matcher(page);
        while (settings.find()) {
            assertThat(known).contains(settings.group());
        }
        Matcher types = Pattern.compile("Content-Type: ([^\"]+)\"").matcher(page);
        while (types.find()) {
            assertThat(PushBody.Form.of(types.group(1))).as(types.group(1)).isNotNull();
        }
    }

    // ---- requests

    private int status(String method, String path) {
        handOver.retraction = new Outcome(ID, 9, Result.RETRACTED);
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + open.key())
                .header("Content-Type", "application/json")
                .method(
                        method.toUpperCase(java.util.Locale.ROOT),
                        method.equals("post") ? BodyPublishers.ofString(FERRY) : BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, BodyHandlers.ofString()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> post(String type, String body) throws IOException, InterruptedException {
        return post(open.key(), type, body);
    }

    private HttpResponse<String> post(String key, String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/articles"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpRequest request(String type, byte[] body) {
        return HttpRequest.newBuilder(uri("/v1/articles"))
                .header("X-API-Key", open.key())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpResponse<String> delete(String key, String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/articles/" + id))
                .header("Authorization", "Bearer " + key)
                .DELETE()
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Takes everything at once, or when it is told to. */
    private static final class FakeHandOver implements HandOver {
        private final List<RawArticle> articles = new CopyOnWriteArrayList<>();
        private final List<String> sources = new CopyOnWriteArrayList<>();
        private final List<Boolean> foreign = new CopyOnWriteArrayList<>();
        private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
        private volatile boolean holding;
        private volatile Outcome retraction;
        private volatile Unavailable failure;

        void hold() {
            holding = true;
        }

        void release() {
            holding = false;
            waiting.forEach(Runnable::run);
            waiting.clear();
        }

        @Override
        public CompletableFuture<List<Outcome>> publish(
                String source, List<RawArticle> given, List<DeadLetter> letters) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            sources.add(source);
            articles.addAll(given);
            List<Outcome> outcomes = given.stream()
                    .map(a -> new Outcome(a.getArticleId(), 7, Result.NEW))
                    .toList();
            if (!holding) {
                return CompletableFuture.completedFuture(outcomes);
            }
            CompletableFuture<List<Outcome>> later = new CompletableFuture<>();
            waiting.add(() -> later.complete(outcomes));
            return later;
        }

        @Override
        public CompletableFuture<Outcome> retract(String source, String articleId, boolean ofOthers) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            foreign.add(ofOthers);
            return CompletableFuture.completedFuture(retraction);
        }
    }
}
