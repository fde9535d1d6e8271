package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.newsflow.ingest.push.PushKeys;
import io.newsflow.model.RawArticle;
import io.newsflow.runtime.Health;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The push API and the drop folder on a real broker and registry. */
@ExtendWith(NewsStackExtension.class)
class PushIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final HttpClient client = HttpClient.newHttpClient();
    private final PushKeys.Generated key = PushKeys.generate("it-" + run);
    private NewsStack stack;
    private AvroSerdes serdes;

    @BeforeEach
    void prepare(NewsStack given) throws IOException {
        stack = given;
        serdes = new AvroSerdes(Map.of("schema.registry.url", stack.schemaRegistryUrl()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            new TopicAdmin(admin).create(Topics.all(), 1);
        }
        new SchemaAdmin(serdes.registry().client()).register();
        JSON.writeValue(folder.resolve("keys.json").toFile(), List.of(key.entry()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        serdes.close();
    }

    @Test
    void whatWasAcknowledgedIsThereOnceOverInstancesAndRestarts() throws Exception {
        // Given
        IngestService one = start(Map.of());
        IngestService two = start(Map.of());
        String ferry = article("ferry", "Ferry back", "It runs again.");

        // When
        JsonNode first = outcome(post(one, ferry), 202);

        // Then: it is there when the answer is
        assertThat(first.path("result").asText()).isEqualTo("new");
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactly("Ferry back");
        RawArticle published = raw().get(0);
        assertThat(published.getArticleId()).isEqualTo(first.path("id").asText());
        assertThat(published.getRevision()).isEqualTo(first.path("revision").asLong());
        assertThat(published.getProvenance().getSourceId())
                .isEqualTo(key.entry().source());

        // When: the same again, at both instances
        JsonNode again = outcome(post(one, ferry), 202);
        JsonNode elsewhere = outcome(post(two, ferry), 202);

        // Then
        assertThat(List.of(again, elsewhere)).allSatisfy(outcome -> {
            assertThat(outcome.path("result").asText()).isEqualTo("unchanged");
            assertThat(outcome.path("revision").asLong()).isEqualTo(published.getRevision());
        });
        assertThat(raw()).hasSize(1);

        // When: a correction at the other instance, among others
        HttpResponse<String> several = post(
                two,
                "application/x-ndjson",
                article("ferry", "Ferry back at last", "It runs again.") + "\n" + article("port", "Port shut", "Ice."));

        // Then
        assertThat(several.statusCode()).isEqualTo(202);
        assertThat(several.body()).contains("\"revised\"").contains("\"new\"");
        RawArticle corrected = raw("Ferry back at last");
        assertThat(corrected.getArticleId()).isEqualTo(published.getArticleId());
        assertThat(corrected.getRevision()).isGreaterThan(published.getRevision());
        assertThat(corrected.getFirstSeen()).isEqualTo(published.getFirstSeen());

        // When: a retraction after a restart
        one.close();
        open.remove(one);
        IngestService three = start(Map.of());
        HttpResponse<String> retracted = delete(three, published.getArticleId());

        // Then
        assertThat(retracted.statusCode()).isEqualTo(202);
        long revision = JSON.readTree(retracted.body()).path("revision").asLong();
        assertThat(revision).isGreaterThan(corrected.getRevision());
        List<ConsumerRecord<byte[], byte[]>> tombstones = read(Topics.RAW.name()).stream()
                .filter(r -> r.value() == null
                        && new String(r.key(), StandardCharsets.UTF_8).equals(published.getArticleId()))
                .toList();
        assertThat(tombstones).hasSize(1);
        assertThat(new String(
                        tombstones
                                .get(0)
                                .headers()
                                .lastHeader(RecordHeaders.REVISION)
                                .value(),
                        StandardCharsets.US_ASCII))
                .isEqualTo(String.valueOf(revision));
        assertThat(delete(two, published.getArticleId()).statusCode()).isEqualTo(202);
        assertThat(delete(two, "u1-" + "0".repeat(32)).statusCode()).isEqualTo(404);
        assertThat(read(Topics.RAW.name()).stream()
                        .filter(r -> r.value() == null
                                && new String(r.key(), StandardCharsets.UTF_8).equals(published.getArticleId())))
                .hasSize(1);

        // When: it comes back
        JsonNode back = outcome(post(two, ferry), 202);

        // Then
        assertThat(back.path("result").asText()).isEqualTo("new");
        assertThat(back.path("revision").asLong()).isGreaterThan(revision);
    }

    @Test
    void filesAreTakenInOnceAlsoAfterARestart() throws Exception {
        // Given
        Path drop = Files.createDirectories(folder.resolve("drop"));
        Map<String, String> settings = Map.of(
                "drop.folder",
                drop.toString(),
                "drop.source",
                "drop-" + run,
                "drop.interval",
                "100ms",
                "drop.settle",
                "200ms");
        Files.writeString(
                drop.resolve("news.jsonl"), article("a", "First", "One.") + "\n" + article("b", "Second", "Two."));
        Files.writeString(drop.resolve("notes.txt"), "call the harbour master back " + run);

        // When
        IngestService one = start(settings);

        // Then
        await().atMost(ARRIVAL)
                .until(() -> Files.exists(drop.resolve("done/news.jsonl"))
                        && Files.exists(drop.resolve("failed/notes.txt")));
        assertThat(dropped()).extracting(RawArticle::getTitle).containsExactlyInAnyOrder("First", "Second");
        assertThat(letters()).hasSize(1);
        assertThat(letters().get(0).originLocation()).endsWith("notes.txt");

        // When: a kill between the acknowledgement and the move looks like this
        one.close();
        open.remove(one);
        Files.move(drop.resolve("done/news.jsonl"), drop.resolve("news.jsonl"));
        start(settings);

        // Then
        await().atMost(ARRIVAL).until(() -> Files.exists(drop.resolve("done/news.jsonl")));
        assertThat(dropped()).hasSize(2);
    }

    @Test
    void sendersAreToldToWaitWhileKafkaIsAwayAndNothingIsLostOrDoubled() throws Exception {
        // Given
        IngestService service = start(Map.of("push.concurrency", "1"));
        assertThat(post(service, article("one", "Before", "x")).statusCode()).isEqualTo(202);
        stack.kill(Component.KAFKA);
        String during = article("two", "During", "y");

        // When
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(request(service, "application/json", during), BodyHandlers.ofString());
        await().atMost(ARRIVAL).until(() -> post(service, during).statusCode() == 429);
        HttpResponse<String> answer = waiting.get();

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();

        // When
        stack.start(Component.KAFKA);

        // Then
        await().atMost(ARRIVAL).until(() -> post(service, during).statusCode() == 202);
        assertThat(outcome(post(service, during), 202).path("result").asText()).isEqualTo("unchanged");
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactlyInAnyOrder("Before", "During");
    }

    // ---- the service

    private IngestService start(Map<String, String> more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                "schema.registry.url=" + stack.schemaRegistryUrl(),
                "ingest.group=push-" + run,
                "push.enabled=true",
                "push.host=127.0.0.1",
                "push.port=0",
                "push.keys.file=" + folder.resolve("keys.json")));
        more.forEach((name, value) -> arguments.add(name + "=" + value));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Settings settings = Settings.load(IngestConfig.SETTINGS, arguments, Map.of());
        Health health = new Health();
        IngestService service = IngestService.start(
                new TestContext(settings, health, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), failure));
        open.add(service);
        await().atMost(ARRIVAL).until(() -> health.ready().get("push").ok());
        return service;
    }

    private record TestContext(
            Settings settings, Health health, PrometheusMeterRegistry metrics, AtomicReference<Throwable> failure)
            implements ServiceMain.Context {
        @Override
        public void fail(Throwable reason) {
            failure.compareAndSet(null, reason);
        }
    }

    // ---- requests

    private String article(String path, String title, String body) {
        return "{\"url\": \"https://courier.example/" + run + "/" + path + "\", \"title\": \"" + title
                + "\", \"body\": \"" + body + "\"}";
    }

    private HttpResponse<String> post(IngestService service, String article) throws Exception {
        return post(service, "application/json", article);
    }

    private HttpResponse<String> post(IngestService service, String type, String body) throws Exception {
        return client.send(request(service, type, body), BodyHandlers.ofString());
    }

    private HttpRequest request(IngestService service, String type, String body) {
        return HttpRequest.newBuilder(uri(service, ""))
                .header("Authorization", "Bearer " + key.key())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> delete(IngestService service, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(service, "/" + id))
                .header("Authorization", "Bearer " + key.key())
                .DELETE()
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static URI uri(IngestService service, String path) {
        return URI.create("http://127.0.0.1:" + service.pushPort().orElseThrow() + "/v1/articles" + path);
    }

    private static JsonNode outcome(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body()).path("articles").get(0);
    }

    // ---- topics

    private List<RawArticle> raw() {
        return of(key.entry().source());
    }

    private List<RawArticle> dropped() {
        return of("drop-" + run);
    }

    private RawArticle raw(String title) {
        return raw().stream()
                .filter(a -> a.getTitle().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private List<RawArticle> of(String source) {
        return read(Topics.RAW.name()).stream()
                .filter(r -> r.value() != null)
                .map(r -> serdes.deserializer(RawArticle.class).deserialize(r.topic(), r.value()))
                .filter(a -> a.getProvenance().getSourceId().equals(source))
                .toList();
    }

    private List<DeadLetter> letters() {
        return read(Topics.DEAD_LETTERS.name()).stream()
                .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals("drop-" + run))
                .map(DeadLetter::parse)
                .toList();
    }

    /** Everything that is committed in a topic. */
    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
