package io.newsflow.enrich;

import static io.newsflow.enrich.stream.TestArticles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.newsflow.enrich.stream.FakeAnalyzer;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.runtime.Health;
import io.newsflow.runtime.RegistryHealth;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import io.newsflow.schemas.serde.SchemaRegistry;
import io.newsflow.stack.Component;
import io.newsflow.stack.GuardedProcess;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.RunAs;
import io.newsflow.stack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on a real broker and a real registry, undisturbed and disturbed. */
class EnrichIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Instant TODAY =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(12));

    private static NewsStack stack;
    private static AvroSerdes serdes;
    private static KafkaProducer<byte[], byte[]> producer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        // A stream thread may die of an outage: the service replaces it, and answers for that itself.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        stack = NewsStack.start(StackOptions.temporary().with(Component.KAFKA, Component.SCHEMA_REGISTRY));
        try (Admin admin = Admin.create(kafka());
                SchemaRegistry registry = new SchemaRegistry(RegistryConfig.of(registrySettings()))) {
            new TopicAdmin(admin).create(Topics.all(), 0);
            new SchemaAdmin(registry.client()).register();
        }
        serdes = new AvroSerdes(registrySettings());
        Map<String, Object> settings = kafka();
        settings.put("enable.idempotence", "true");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
        if (serdes != null) {
            serdes.close();
        }
        stack.close();
        Awaitility.reset();
    }

    @Test
    void poisonAtEachStageBecomesADeadLetterAndTheRestFlows() throws Exception {
        // Given
        String run = run();
        RawArticle good = raw(run + "-good", 0, "A tunnel under the Sound", "The tunnel opened in " + run + ".");
        RawArticle poison = raw(run + "-poison", 1, FakeAnalyzer.POISON, "Anything.");
        RawArticle after = raw(run + "-after", 2, "Ferries stay in service", "No ferry was sold, " + run + " said.");
        byte[] noise = ("noise of " + run).getBytes(StandardCharsets.UTF_8);
        try (Readings enriched = new Readings(Topics.ENRICHED.name());
                Readings letters = new Readings(Topics.DEAD_LETTERS.name());
                Instance instance = new Instance("poison-" + run)) {
            // When
            send(good);
            sendBytes(run + "-noise", noise);
            send(poison);
            sendBytes(run + "-wrong-key", bytesOf(good));
            send(after);

            // Then
            await().atMost(LIMIT).untilAsserted(() -> {
                enriched.poll();
                assertThat(enriched.articleIds()).contains(run + "-good", run + "-after");
            });
            await().atMost(LIMIT).untilAsserted(() -> {
                letters.poll();
                assertThat(letters.letters(run)).hasSize(3);
            });
            assertThat(enriched.articleIds()).doesNotContain(run + "-poison");
            Map<String, DeadLetter> byKey = letters.letters(run).stream()
                    .collect(Collectors.toMap(letter -> text(letter.key()), letter -> letter));
            assertThat(byKey.get(run + "-noise").value()).isEqualTo(noise);
            assertThat(byKey.get(run + "-noise").stage()).isEqualTo("deserialize");
            assertThat(byKey.get(run + "-poison").value()).isEqualTo(bytesOf(poison));
            assertThat(byKey.get(run + "-poison").cause()).contains("poisoned text");
            assertThat(byKey.get(run + "-wrong-key").value()).isEqualTo(bytesOf(good));
            assertThat(letters.letters(run))
                    .allSatisfy(letter -> assertThat(letter.originTopic()).isEqualTo(Topics.RAW.name()));
            assertThat(instance.failure.get()).isNull();
        }
    }

    @Test
    void aPoisonRecordAloneIsCommittedAsADeadLetter() throws Exception {
        // Given
        String run = run();
        try (Readings letters = new Readings(Topics.DEAD_LETTERS.name());
                Instance instance = new Instance("alone-" + run)) {
            instance.awaitReady();

            // When
            sendBytes(run + "-alone", new byte[] {1, 2, 3});

            // Then
            await().atMost(LIMIT).untilAsserted(() -> {
                letters.poll();
                assertThat(letters.letters(run)).hasSize(1);
            });
        }
    }

    @Test
    void aRegistryThatGoesAwayCostsNothingAndSendsNothingToTheDeadLetters() throws Exception {
        // Given
        String run = run();
        try (Readings enriched = new Readings(Topics.ENRICHED.name());
                Readings letters = new Readings(Topics.DEAD_LETTERS.name())) {
            stack.kill(Component.SCHEMA_REGISTRY);
            List<String> ids = new ArrayList<>();
            try (Instance instance = new Instance("outage-" + run)) {
                // When: it starts without knowing any schema, while the registry is down
                for (int i = 0; i < 20; i++) {
                    RawArticle article = raw(run + "-" + i, i, "Number " + i + " of " + run, "Text " + i + " " + run);
                    ids.add(article.getArticleId());
                    send(article);
                }
                await().atMost(LIMIT).until(() -> !instance.ready("schema-registry"));
                stack.start(Component.SCHEMA_REGISTRY);

                // Then
                await().atMost(LIMIT.multipliedBy(2)).untilAsserted(() -> {
                    enriched.poll();
                    assertThat(enriched.articleIds()).containsAll(ids);
                });
                assertThat(instance.failure.get()).isNull();
            }
            letters.poll();
            assertThat(letters.letters(run)).isEmpty();
        } finally {
            stack.start(Component.SCHEMA_REGISTRY);
            try (SchemaRegistry registry = new SchemaRegistry(RegistryConfig.of(registrySettings()))) {
                new SchemaAdmin(registry.client()).register();
            }
        }
    }

    @Test
    void twoInstancesShareTheWorkAndTheKillOfOneLosesAndDoublesNothing() throws Exception {
        // Given
        String run = run();
        String application = "kill-" + run;
        int articles = 400;
        List<String> ids = new ArrayList<>();
        try (Readings enriched = new Readings(Topics.ENRICHED.name());
                ServiceProcess first = new ServiceProcess(application, folder.resolve("first"));
                ServiceProcess second = new ServiceProcess(application, folder.resolve("second"))) {
            await().atMost(LIMIT)
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
                    .untilAsserted(() -> assertThat(membersAtWork(application)).isEqualTo(2));

            // When
            for (int i = 0; i < articles; i++) {
                RawArticle article = raw(
                        run + "-" + i,
                        i,
                        "Village " + i % 37 + " votes on well number " + i,
                        "The council of village " + i % 37 + " met about well " + i + " of " + run + ".");
                ids.add(article.getArticleId());
                send(article);
                if (i == articles / 2) {
                    await().atMost(LIMIT).until(() -> {
                        enriched.poll();
                        return enriched.articleIds().stream().anyMatch(ids::contains);
                    });
                    first.kill();
                }
            }

            // Then
            await().atMost(LIMIT.multipliedBy(2)).untilAsserted(() -> {
                enriched.poll();
                assertThat(enriched.articleIds()).as(second::log).containsAll(ids);
            });
            assertThat(second.isAlive()).isTrue();
            assertThat(enriched.revisionsOf(run)).doesNotHaveDuplicates();
        }
    }

    private static int membersAtWork(String application) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(kafka())) {
            Set<String> clients = new HashSet<>();
            for (MemberDescription member : admin.describeConsumerGroups(List.of(application))
                    .describedGroups()
                    .get(application)
                    .get()
                    .members()) {
                if (!member.assignment().topicPartitions().isEmpty()) {
                    clients.add(member.clientId().replaceFirst("-StreamThread-.*", ""));
                }
            }
            return clients.size();
        }
    }

    /** An article of today: the broker deletes from news.raw what was first seen longer ago than the topic is kept. */
    private static RawArticle raw(String id, int minutes, String title, String body) {
        RawArticle article = article(id, minutes, title, body);
        article.setFirstSeen(TODAY.plus(Duration.ofMinutes(minutes)));
        return article;
    }

    private static void send(RawArticle article) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.RAW.name(),
                        null,
                        article.getFirstSeen().toEpochMilli(),
                        article.getArticleId().getBytes(StandardCharsets.UTF_8),
                        bytesOf(article)))
                .get();
    }

    private static void sendBytes(String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.RAW.name(), key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private static byte[] bytesOf(RawArticle article) {
        return serdes.serializer(RawArticle.class).serialize(Topics.RAW.name(), article);
    }

    private static String run() {
        return "r" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, Object> kafka() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", stack.bootstrapServers());
        return settings;
    }

    private static Map<String, Object> registrySettings() {
        return Map.of("schema.registry.url", stack.schemaRegistryUrl());
    }

    private static List<String> arguments(String application, Path stateDir) {
        return List.of(
                "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                "schema.registry.url=" + stack.schemaRegistryUrl(),
                "http.host=127.0.0.1",
                "http.port=0",
                "streams.application.id=" + application,
                "streams.state.dir=" + stateDir,
                "streams.session.timeout=6s",
                "streams.threads=2");
    }

    /** The service in this JVM, with an analysis that can be made to fail. */
    private final class Instance implements ServiceMain.Context, AutoCloseable {
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Settings settings;
        private final Health health = new Health();
        private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final AvroSerdes ownSerdes;
        private final EnrichService service;

        Instance(String application) {
            settings =
                    Settings.load(EnrichConfig.SETTINGS, arguments(application, folder.resolve(application)), Map.of());
            Map<String, Object> registry = new HashMap<>(settings.schemaRegistry());
            registry.put(RegistryConfig.RETRY_BUDGET_MS, "2000");
            ownSerdes = new AvroSerdes(registry);
            RegistryHealth.watch(this, ownSerdes.registry());
            service = new EnrichService(this, EnrichConfig.of(settings), ownSerdes, FakeAnalyzer::new);
            service.start();
        }

        void awaitReady() {
            await().atMost(LIMIT).until(() -> ready("streams-running"));
        }

        boolean ready(String check) {
            return health.ready().get(check).ok();
        }

        @Override
        public Settings settings() {
            return settings;
        }

        @Override
        public Health health() {
            return health;
        }

        @Override
        public PrometheusMeterRegistry metrics() {
            return metrics;
        }

        @Override
        public void fail(Throwable reason) {
            failure.compareAndSet(null, reason);
        }

        @Override
        public void close() throws InterruptedException {
            service.close();
            ownSerdes.close();
        }
    }

    /** The service as a process, to be killed. */
    private static final class ServiceProcess implements AutoCloseable {
        private final GuardedProcess process;
        private final Path log;

        ServiceProcess(String application, Path own) throws IOException {
            Files.createDirectories(own);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx300m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EnrichMain.class.getName()));
            command.addAll(arguments(application, own.resolve("state")));
            log = own.resolve("log.txt");
            process = GuardedProcess.start(command, RunAs.self(), Map.of(), own, log);
        }

        /** What the service said, for when it did not do what it should. */
        String log() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isAlive() {
            return process.isAlive();
        }

        void kill() {
            process.kill();
        }

        @Override
        public void close() {
            process.kill();
        }
    }

    /** Committed records of a topic from the moment it is made. */
    private static final class Readings implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

        Readings(String topic) {
            Map<String, Object> settings = kafka();
            settings.put("isolation.level", "read_committed");
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        }

        void poll() {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }

        Set<String> articleIds() {
            return records.stream().map(record -> text(record.key())).collect(Collectors.toSet());
        }

        List<String> revisionsOf(String run) {
            List<String> revisions = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (text(record.key()).startsWith(run)) {
                    EnrichedArticle article = serdes.deserializer(EnrichedArticle.class)
                            .deserialize(record.topic(), record.headers(), record.value());
                    revisions.add(article.getArticleId() + " " + article.getRevision());
                }
            }
            return revisions;
        }

        List<DeadLetter> letters(String run) {
            return records.stream()
                    .filter(record -> text(record.key()).startsWith(run))
                    .map(DeadLetter::parse)
                    .toList();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
