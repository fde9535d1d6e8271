package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Story;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import io.newsflow.schemas.serde.SchemaRegistry;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The indexer on real components, through real faults. It keeps a generation that readers do not see. */
@ExtendWith(NewsStackExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IndexerFaultsIT {
    private static final IndexNames NAMES = new IndexNames(77);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String FIRST_SEEN = "2026-01-31T08:15:00Z";

    private static NewsStack stack;
    private static FaultProxy proxy;
    private static ElasticsearchClients clients;
    private static ElasticsearchClient client;
    private static AvroSerdes serdes;
    private static KafkaProducer<byte[], byte[]> producer;
    private static Admin admin;
    private static IndexerConfig config;
    private static final List<Running> RUNNING = new ArrayList<>();

    private record Running(Indexer indexer, Thread thread, MeterRegistry meters) {
        double meter(String name) {
            return meters.find(name).meters().stream()
                    .map(Meter::measure)
                    .mapToDouble(measures -> measures.iterator().next().getValue())
                    .sum();
        }

        void stop() throws InterruptedException {
            indexer.stop();
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @BeforeAll
    static void start(NewsStack running) throws Exception {
        stack = running;
        proxy = new FaultProxy(stack.elasticsearchUrl());
        clients = ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(List.of(stack.elasticsearchUrl())));
        client = clients.blocking();
        admin = Admin.create(kafka());
        new TopicAdmin(admin).create(Topics.all(), 1);
        try (SchemaRegistry registry = new SchemaRegistry(RegistryConfig.of(registry()))) {
            new SchemaAdmin(registry.client()).register();
        }
        serdes = new AvroSerdes(registry());
        producer = new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer());
        config = IndexerConfig.of(Settings.load(
                IndexerConfig.SETTINGS,
                List.of(
                        "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                        "schema.registry.url=" + stack.schemaRegistryUrl(),
                        "elasticsearch.urls=" + proxy.url(),
                        "indexer.group.id=faults",
                        "indexer.retry.backoff.max=1s",
                        "indexer.buffer.max.bytes=300k",
                        "indexer.bulk.max.bytes=30k",
                        "indexer.bulk.min.bytes=10k"),
                Map.of()));
        RUNNING.add(run());
    }

    @AfterAll
    static void stop() throws Exception {
        if (proxy != null) {
            proxy.set(FaultProxy.Fault.NONE);
        }
        for (Running running : RUNNING) {
            running.stop();
        }
        if (client != null) {
            new IndexAdmin(client).delete(NAMES.generation());
            clients.close();
            admin.close();
            producer.close();
            serdes.close();
            proxy.close();
        }
    }

    private static Map<String, Object> kafka() {
        return new HashMap<>(Map.of("bootstrap.servers", stack.bootstrapServers(), "session.timeout.ms", "6000"));
    }

    private static Map<String, String> registry() {
        return Map.of("schema.registry.url", stack.schemaRegistryUrl());
    }

    private static Running run() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Indexer indexer = Indexer.open(config, kafka(), registry(), NAMES.generation(), meters);
        Thread thread = new Thread(indexer, "indexer");
        thread.start();
        return new Running(indexer, thread, meters);
    }

    @ParameterizedTest
    @Order(1)
    @EnumSource(names = {"ANSWER_429", "ANSWER_503", "CLOSE_AFTER_FORWARDING", "HOLD"})
    void whateverHappensToRequestsEverythingArrivesOnceAndTheGroupStaysTogether(FaultProxy.Fault fault)
            throws Exception {
        // Given
        String prefix = "f-" + fault.name().toLowerCase(java.util.Locale.ROOT) + "-";
        proxy.set(fault);
        List<String> before = new TopicOffsets(admin).members(group());

        // When
        for (int i = 0; i < 120; i++) {
            publish(prefix + i, 1 + i % 2, 48.2);
            publish(prefix + i, 2 - i % 2, 48.2);
        }
        producer.flush();
        await().atMost(LIMIT).until(() -> proxy.hits() >= 2);
        await().atMost(LIMIT).until(() -> RUNNING.get(0).meter("newsflow.indexer.paused") == 1);
        assertThat(RUNNING.get(0).meter("newsflow.indexer.buffered.bytes")).isLessThan(400_000);
        proxy.set(FaultProxy.Fault.NONE);

        // Then
        awaitVersions(prefix, 120, 2);
        awaitCommitted();
        if (!before.isEmpty()) {
            assertThat(new TopicOffsets(admin).members(group())).isEqualTo(before);
        }
    }

    @Test
    @Order(2)
    void anIndexThatTheDiskMadeReadOnlyIsWaitedFor() throws Exception {
        // Given
        block(true);
        double retries = RUNNING.get(0).meter("newsflow.indexer.retries");

        // When
        for (int i = 0; i < 10; i++) {
            publish("f-block-" + i, 2, 48.2);
        }
        producer.flush();
        await().atMost(LIMIT).until(() -> RUNNING.get(0).meter("newsflow.indexer.retries") >= retries + 10);
        block(false);

        // Then
        awaitVersions("f-block-", 10, 2);
        awaitCommitted();
    }

    @Test
    @Order(3)
    void oneDocumentThatDoesNotFitTheMappingIsADeadLetterAndStopsNothing() throws Exception {
        // When: there is no latitude of 200 degrees
        publish("f-unfit", 2, 200);
        for (int i = 0; i < 10; i++) {
            publish("f-fits-" + i, 2, 48.2);
        }
        producer.flush();

        // Then
        awaitVersions("f-fits-", 10, 2);
        awaitCommitted();
        assertThat(versions("f-unfit")).isEmpty();
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(new String(letter.key(), StandardCharsets.UTF_8)).isEqualTo("f-unfit");
            assertThat(letter.cause()).contains("latitude");
        });
    }

    @Test
    @Order(4)
    void retractionsOfArticlesAndStoriesDelete() throws Exception {
        // Given
        publish("f-retracted-1", 2, 48.2);
        publish("f-retracted-2", 2, 48.2);
        Story story = RecordJson.read(
                Story.class,
                "{\"storyId\": \"f-story\", \"title\": \"Ferries\", \"revision\": 2, \"language\": \"en\"}");
        send(Topics.STORIES.name(), "f-story", serdes.serializer(Story.class).serialize(Topics.STORIES.name(), story));
        producer.flush();
        awaitVersions("f-retracted", 2, 2);
        awaitCommitted();
        refresh();
        assertThat(client.exists(request -> request.index(NAMES.stories()).id("f-story"))
                        .value())
                .isTrue();

        // When: the second does not say that the article is of a month that is long over
        retract(Topics.ENRICHED.name(), "f-retracted-1", 3, FIRST_SEEN);
        retract(Topics.ENRICHED.name(), "f-retracted-2", 3, null);
        retract(Topics.STORIES.name(), "f-story", 3, null);
        awaitCommitted();

        // Then
        refresh();
        assertThat(versions("f-retracted")).isEmpty();
        assertThat(client.exists(request -> request.index(NAMES.stories()).id("f-story"))
                        .value())
                .isFalse();
    }

    @Test
    @Order(5)
    void whenAnotherInstanceJoinsAndLeavesWithRequestsUnderWayNothingIsLost() throws Exception {
        // Given: requests are held in the middle
        proxy.set(FaultProxy.Fault.HOLD);
        for (int i = 0; i < 200; i++) {
            publish("f-move-" + i, 1 + i % 2, 48.2);
        }
        producer.flush();
        await().atMost(LIMIT).until(() -> proxy.hits() >= 1);

        // When: partitions go to a second instance, and come back when it stops in order
        Running second = run();
        await().atMost(LIMIT)
                .until(() -> new TopicOffsets(admin).members(group()).size() == 2);
        proxy.set(FaultProxy.Fault.NONE);
        for (int i = 0; i < 200; i++) {
            publish("f-move-" + i, 2, 48.2);
        }
        producer.flush();
        second.stop();

        // Then
        awaitVersions("f-move-", 200, 2);
        awaitCommitted();
    }

    @Test
    @Order(6)
    void elasticsearchKilledInTheMiddleAndStartedAgainHasEverythingOnce() throws Exception {
        // Given
        for (int i = 0; i < 300; i++) {
            publish("f-kill-" + i, 1, 48.2);
        }
        producer.flush();
        await().atMost(LIMIT).until(() -> {
            refresh();
            return !versions("f-kill-").isEmpty();
        });

        // When
        stack.kill(Component.ELASTICSEARCH);
        for (int i = 0; i < 300; i += 2) {
            publish("f-kill-" + i, 2, 48.2);
        }
        for (int i = 1; i < 300; i += 2) {
            publish("f-kill-" + i, 2, 48.2);
        }
        producer.flush();
        stack.start(Component.ELASTICSEARCH);

        // Then
        awaitVersions("f-kill-", 300, 2);
        awaitCommitted();
    }

    @Test
    @Order(7)
    void aStopFlushesAndCommitsAndTheNextGoesOnFromThere() throws Exception {
        // Given
        for (int i = 0; i < 50; i++) {
            publish("f-stop-" + i, 2, 48.2);
        }
        producer.flush();
        await().atMost(LIMIT)
                .until(() -> RUNNING.get(0).meter("newsflow.indexer.open.records") > 0
                        || !versions("f-stop-").isEmpty());

        // When
        RUNNING.remove(0).stop();
        Running next = run();
        RUNNING.add(next);

        // Then: what the first one took is not read again
        awaitVersions("f-stop-", 50, 2);
        awaitCommitted();
        assertThat(next.meters()
                        .get("newsflow.indexer.documents")
                        .tag("result", "superseded")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    @Order(8)
    void itemsThatAreRefusedForNowAreSentAgainUntilAllAreThere() throws Exception {
        // Given
        proxy.set(FaultProxy.Fault.ANSWER_429_TO_SOME_ITEMS);
        double retries = RUNNING.get(0).meter("newsflow.indexer.retries");

        // When: the fault goes on
        for (int i = 0; i < 60; i++) {
            publish("f-some-" + i, 2, 48.2);
        }
        producer.flush();

        // Then
        awaitVersions("f-some-", 60, 2);
        awaitCommitted();
        assertThat(RUNNING.get(0).meter("newsflow.indexer.retries")).isGreaterThanOrEqualTo(retries + 10);
        proxy.set(FaultProxy.Fault.NONE);
    }

    @Test
    @Order(9)
    void oneDocumentTooLargeForTheWayThereIsADeadLetterAndStopsNothing() throws Exception {
        // Given
        proxy.set(FaultProxy.Fault.REFUSE_LARGE_BODIES);

        // When
        for (int i = 0; i < 20; i++) {
            publish("f-small-" + i, 2, 48.2);
        }
        publish("f-large", 2, 48.2, FaultProxy.MOST_BYTES);
        for (int i = 20; i < 40; i++) {
            publish("f-small-" + i, 2, 48.2);
        }
        producer.flush();

        // Then
        awaitVersions("f-small-", 40, 2);
        awaitCommitted();
        assertThat(versions("f-large")).isEmpty();
        assertThat(deadLetters())
                .filteredOn(letter -> new String(letter.key(), StandardCharsets.UTF_8).equals("f-large"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).contains("413"));
        proxy.set(FaultProxy.Fault.NONE);
    }

    private static String group() {
        return Indexer.group(config, NAMES.generation());
    }

    private static void publish(String id, long revision, double latitude) {
        publish(id, revision, latitude, 1_000);
    }

    private static void publish(String id, long revision, double latitude, int length) {
        EnrichedArticle article = RecordJson.read(EnrichedArticle.class, """
                {"language": {"tag": "en", "confidence": 1},
                 "places": [{"entityId": "x", "name": "x", "location": {"lat": %s, "lon": 16.3}, "score": 0.5}],
                 "article": {"publisher": {"name": "The Alpine Post"}, "firstSeen": "%s",
                             "title": "A title", "body": "%s"}}
                """.formatted(
                        latitude, FIRST_SEEN, "Words of a body. ".repeat(length / 17 + 1)));
        article.setArticleId(id);
        article.setRevision(revision);
        send(
                Topics.ENRICHED.name(),
                id,
                serdes.serializer(EnrichedArticle.class).serialize(Topics.ENRICHED.name(), article));
    }

    private static void send(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static void retract(String topic, String key, long revision, String firstSeen) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), null);
        record.headers()
                .add(new RecordHeader(
                        RecordHeaders.REVISION, String.valueOf(revision).getBytes(StandardCharsets.UTF_8)));
        if (firstSeen != null) {
            record.headers()
                    .add(new RecordHeader(RecordHeaders.FIRST_SEEN, firstSeen.getBytes(StandardCharsets.UTF_8)));
        }
        producer.send(record);
        producer.flush();
    }

    private static void awaitVersions(String prefix, int count, long version) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            refresh();
            assertThat(versions(prefix))
                    .hasSize(count)
                    .allSatisfy((id, found) -> assertThat(found).isEqualTo(version));
        });
    }

    private static Map<String, Long> versions(String prefix) throws IOException {
        Map<String, Long> versions = new HashMap<>();
        for (Hit<Void> hit : client.search(
                        request -> request.index(NAMES.articlesPattern())
                                .query(query -> query.prefix(
                                        wanted -> wanted.field("articleId").value(prefix)))
                                .source(source -> source.fetch(false))
                                .version(true)
                                .size(1_000),
                        Void.class)
                .hits()
                .hits()) {
            assertThat(versions.put(hit.id(), hit.version()))
                    .as("%s twice", hit.id())
                    .isNull();
        }
        return versions;
    }

    private static void refresh() throws IOException {
        client.indices().refresh(request -> request.index(NAMES.articlesPattern()));
    }

    private static void awaitCommitted() {
        TopicOffsets offsets = new TopicOffsets(admin);
        await().atMost(LIMIT).untilAsserted(() -> {
            Map<TopicPartition, Long> ends = offsets.ends();
            ends.values().removeIf(end -> end == 0);
            assertThat(offsets.committed(group())).containsAllEntriesOf(ends);
        });
    }

    private static void block(boolean on) throws IOException {
        client.indices()
                .putSettings(request -> request.index(NAMES.articlesPattern())
                        .settings(settings -> settings.blocks(blocks -> blocks.readOnlyAllowDelete(on))));
    }

    private static List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    letters.add(DeadLetter.parse(record));
                }
            }
        }
        return letters;
    }
}
