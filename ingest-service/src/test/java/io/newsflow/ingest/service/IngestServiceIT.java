package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.newsflow.ingest.IngestMain;
import io.newsflow.model.FetchState;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import io.newsflow.runtime.Health;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The service on a real broker and registry, reading a site on loopback. */
@ExtendWith(NewsStackExtension.class)
class IngestServiceIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(60);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final String group = "ingest-" + UUID.randomUUID();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, TopicTail> tails = new HashMap<>();
    private final Set<String> added = new HashSet<>();
    private NewsStack stack;
    private AvroSerdes serdes;
    private KafkaProducer<String, Source> sources;
    private FeedSite site;

    @BeforeEach
    void prepare(NewsStack given) throws IOException {
        stack = given;
        serdes = new AvroSerdes(Map.of("schema.registry.url", stack.schemaRegistryUrl()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            new TopicAdmin(admin).create(Topics.all(), 1);
        }
        new SchemaAdmin(serdes.registry().client()).register();
        sources = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                serdes.serializer(Source.class));
        site = new FeedSite();
        for (Topic<?> topic : List.of(Topics.RAW, Topics.DEAD_LETTERS, Topics.FETCH_STATE)) {
            tails.put(topic.name(), new TopicTail(stack.bootstrapServers(), topic.name()));
        }
    }

    @AfterEach
    void close() throws Exception {
        for (String id : added) {
            // Other tests of this stack are not to poll a site that is gone.
            sources.send(new ProducerRecord<>(Topics.SOURCES.name(), id, null));
        }
        sources.close();
        tails.values().forEach(TopicTail::close);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        site.close();
        serdes.close();
    }

    @Test
    void takesInTheArticlesOfASourceOnceAndTheirCorrections() throws Exception {
        // Given
        site.serve("/feed.xml", "text/plain", feed(item(1, "First"), item(2, "Second")));
        start();

        // When
        add("s1", "/feed.xml", SourceKind.AUTO);

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(raw()).hasSize(2));
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactlyInAnyOrder("First", "Second");
        RawArticle first = raw("First");
        assertThat(first.getProvenance().getSourceId()).isEqualTo(id("s1"));
        ConsumerRecord<byte[], byte[]> record = rawRecords().stream()
                .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals(first.getArticleId()))
                .findFirst()
                .orElseThrow();
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);

        // When
        site.serve("/feed.xml", "text/plain", feed(item(3, "Third"), item(1, "First, corrected"), item(2, "Second")));

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(raw()).hasSize(4));
        assertThat(raw()).extracting(RawArticle::getTitle).contains("Third", "First, corrected");
        RawArticle corrected = raw("First, corrected");
        assertThat(corrected.getArticleId()).isEqualTo(first.getArticleId());
        assertThat(corrected.getRevision()).isGreaterThan(first.getRevision());
        assertThat(corrected.getFirstSeen()).isEqualTo(first.getFirstSeen());
        int polls = site.requests("/feed.xml").size();
        await().atMost(ARRIVAL).until(() -> site.requests("/feed.xml").size() > polls + 2);
        assertThat(site.requests("/feed.xml").get(polls + 1).headers()).containsKey("if-none-match");
        assertThat(raw()).hasSize(4);
    }

    @Test
    void sendsWhatItCannotReadToTheDeadLettersOnceWhileTheRestFlows() throws Exception {
        // Given
        byte[] poison = "this was a feed until yesterday".getBytes(StandardCharsets.UTF_8);
        site.serve("/poison.xml", 200, Map.of("Content-Type", "application/rss+xml"), poison);
        site.serve("/feed.xml", "application/rss+xml", feed(item(1, "Flows"), "<item><guid>x</guid></item>"));
        start();

        // When
        add("poison", "/poison.xml", SourceKind.FEED);
        add("good", "/feed.xml", SourceKind.FEED);

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> {
            assertThat(raw()).extracting(RawArticle::getTitle).containsExactly("Flows");
            assertThat(deadLetters()).hasSize(2);
        });
        DeadLetter letter = deadLetters().stream()
                .filter(l -> new String(l.key(), StandardCharsets.UTF_8).equals(id("poison")))
                .findFirst()
                .orElseThrow();
        assertThat(letter.value()).isEqualTo(poison);
        assertThat(letter.service()).isEqualTo("ingest-service");
        assertThat(letter.stage()).isEqualTo("extract");
        assertThat(letter.cause()).contains("not a feed");
        assertThat(letter.originLocation()).isEqualTo(site.url("/poison.xml"));
        int polls = site.requests("/poison.xml").size();
        await().atMost(ARRIVAL).until(() -> site.requests("/poison.xml").size() > polls + 1);
        assertThat(deadLetters()).hasSize(2);
        await().atMost(ARRIVAL)
                .untilAsserted(() ->
                        assertThat(states().get(id("poison")).getLastError()).contains("not a feed"));
    }

    /** An operator may have made the topic with a smaller limit than Newsflow's own. */
    @Test
    void anArticleThatTheBrokersRefuseAsTooLargeIsADeadLetterAndTheRestFlows() throws Exception {
        // Given: text that compression does not make small
        StringBuilder noise = new StringBuilder();
        new Random(7).ints(300_000, '0', 'z').forEach(c -> noise.append((char) (c == '<' || c == '&' ? ' ' : c)));
        site.serve(
                "/feed.xml",
                "application/rss+xml",
                feed(
                        item(1, "Small"),
                        item(2, "Large").replace("</item>", "<description>" + noise + "</description></item>"),
                        item(3, "Small too")));
        limitOfRaw("100000");

        // When
        try {
            start();
            add("s1", "/feed.xml", SourceKind.FEED);

            // Then
            await().atMost(ARRIVAL)
                    .untilAsserted(() -> assertThat(raw())
                            .extracting(RawArticle::getTitle)
                            .containsExactlyInAnyOrder("Small", "Small too"));
            int polls = site.requests("/feed.xml").size();
            await().atMost(ARRIVAL).until(() -> site.requests("/feed.xml").size() > polls);
        } finally {
            limitOfRaw(String.valueOf(Topics.MAX_MESSAGE_BYTES));
        }
        assertThat(raw()).hasSize(2);
        List<DeadLetter> refused = read(Topics.DEAD_LETTERS.name()).stream()
                .map(DeadLetter::parse)
                .filter(letter -> letter.cause().contains("refused as too large"))
                .toList();
        assertThat(refused).singleElement().satisfies(letter -> {
            assertThat(letter.cause()).contains("raise max.message.bytes of " + Topics.RAW.name());
            assertThat(letter.value()).hasSize(64 * 1024);
        });
    }

    private void limitOfRaw(String bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RAW.name());
        ConfigEntry limit = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().atMost(ARRIVAL)
                    .until(() -> bytes.equals(admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get(limit.name())
                            .value()));
        }
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() throws Exception {
        // Given
        site.serve("/feed.xml", "application/rss+xml", feed(item(1, "Before")));
        AutoCloseable first = start();
        add("s1", "/feed.xml", SourceKind.FEED);
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(raw()).hasSize(1));

        // When
        first.close();
        open.remove(first);
        site.serve("/feed.xml", "application/rss+xml", feed(item(2, "After"), item(1, "Before")));
        start();

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(raw()).hasSize(2));
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactlyInAnyOrder("Before", "After");
    }

    @Test
    void stopsPollingASourceThatIsRemoved() throws Exception {
        // Given
        site.serve("/feed.xml", "application/rss+xml", feed(item(1, "One")));
        start();
        add("s1", "/feed.xml", SourceKind.FEED);
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(states()).containsKey(id("s1")));

        // When
        sources.send(new ProducerRecord<>(Topics.SOURCES.name(), id("s1"), null))
                .get();

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(states()).doesNotContainKey(id("s1")));
        int polls = site.requests("/feed.xml").size();
        add("s2", "/other.xml", SourceKind.FEED);
        await().atMost(ARRIVAL).until(() -> site.requests("/other.xml").size() > 2);
        assertThat(site.requests("/feed.xml")).hasSizeLessThanOrEqualTo(polls + 1);
    }

    @Test
    void followsRedirectsForGoodAndRefusesCircles() throws Exception {
        // Given
        site.serve("/old.xml", 301, Map.of("Location", "/new.xml"), new byte[0]);
        site.serve("/new.xml", "application/rss+xml", feed(item(1, "Moved")));
        site.serve("/a.xml", 302, Map.of("Location", "/b.xml"), new byte[0]);
        site.serve("/b.xml", 302, Map.of("Location", "/a.xml"), new byte[0]);
        start();

        // When
        add("moved", "/old.xml", SourceKind.FEED);
        add("circle", "/a.xml", SourceKind.FEED);

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> {
            assertThat(states()).containsKeys(id("moved"), id("circle"));
            assertThat(states().get(id("moved")).getEffectiveUrl()).isEqualTo(site.url("/new.xml"));
            assertThat(states().get(id("circle")).getLastError()).contains("redirects in a circle");
        });
        await().atMost(ARRIVAL).until(() -> site.requests("/new.xml").size() > 2);
        assertThat(site.requests("/old.xml")).hasSize(1);
    }

    /** With no more permits than polls: those that follow pages must not wait for one another. */
    @Test
    void followsItemsThatCarryOnlyASummaryToTheirPages() throws Exception {
        // Given
        String text = "The ferry to Valmare was out of service for two days after a rope fouled its screw.";
        for (int i = 0; i < 3; i++) {
            site.serve(
                    "/" + run + "-" + i,
                    "text/html",
                    "<!DOCTYPE html><html><body><h1>Ferry number " + i + "</h1><p>" + text + "</p></body></html>");
        }
        String items = "";
        for (int i = 0; i < 3; i++) {
            items += "<item><title>Ferry number " + i + "</title><link>" + site.url("/" + run + "-" + i)
                    + "</link><description>Two days.</description></item>";
        }
        site.serve("/one.xml", "application/rss+xml", feed(items));
        site.serve("/two.xml", "application/rss+xml", feed(items));
        start(Map.of("fetch.concurrency", "2"));

        // When
        add("one", "/one.xml", SourceKind.FEED, true);
        add("two", "/two.xml", SourceKind.FEED, true);

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(raw()).hasSize(6));
        assertThat(raw())
                .allSatisfy(article -> assertThat(article.getBody()).isEqualTo(text))
                .allSatisfy(article -> assertThat(article.getFlags()).doesNotContain("summary-only"));
        assertThat(raw().stream().map(RawArticle::getArticleId).distinct()).hasSize(3);
    }

    @Test
    void takesWhatAHubPushesAndHardlyPollsMeanwhile() throws Exception {
        // Given
        TestHub hub = new TestHub();
        open.add(hub);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String links = "<atom:link rel=\"hub\" href=\"" + hub.url() + "\"/><atom:link rel=\"self\" href=\""
                + site.url("/feed.xml") + "\"/>";
        site.serve("/feed.xml", "application/rss+xml", feed(links, item(1, "Polled")));
        site.serve("/clock.xml", "application/rss+xml", feed(item(9, "Clock")));
        start(Map.of(
                "websub.callback.url",
                "http://127.0.0.1:" + port + "/hooks",
                "websub.host",
                "127.0.0.1",
                "websub.port",
                String.valueOf(port),
                "websub.secret",
                "a secret of this test"));
        add("s1", "/feed.xml", SourceKind.FEED);

        // When
        await().atMost(ARRIVAL).until(() -> hub.verified().size() == 1);
        Map<String, String> subscription = hub.verified().get(0);
        String key = subscription.get("hub.secret");
        int forged = hub.push(subscription, "not the key", feed(item(2, "Forged")));
        // A hub sends again what was answered with "not now".
        int pushed = await().atMost(ARRIVAL)
                .until(
                        () -> hub.push(subscription, key, feed(item(3, "Pushed"), item(1, "Polled"))),
                        status -> status != 503);

        // Then: an answer means that it is on the topic
        assertThat(subscription).containsEntry("hub.topic", site.url("/feed.xml"));
        assertThat(forged).isEqualTo(202);
        assertThat(pushed).isEqualTo(202);
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactlyInAnyOrder("Polled", "Pushed");
        assertThat(raw("Pushed").getProvenance().getSourceId()).isEqualTo(id("s1"));
        assertThat(states().get(id("s1")).getSubscribedUntil()).isNotNull();

        // When: a source without a hub is polled every second beside it
        int polls = site.requests("/feed.xml").size();
        add("clock", "/clock.xml", SourceKind.FEED);
        await().atMost(ARRIVAL).until(() -> site.requests("/clock.xml").size() > 3);

        // Then
        assertThat(site.requests("/feed.xml")).hasSize(polls);
        assertThat(hub.requests()).hasSize(1);

        // When
        assertThat(hub.deny(subscription)).isEqualTo(200);

        // Then
        await().atMost(ARRIVAL).until(() -> site.requests("/feed.xml").size() > polls + 1);
        assertThat(raw()).hasSize(3);
    }

    /** Processes of their own, so that kill -9 is one. */
    @Test
    void aKilledInstancesSourcesAreTakenOverWithoutLossOrDouble() throws Exception {
        // Given
        int count = 24;
        serve(count, 1);
        Process one = process("one");
        Process two = process("two");
        for (int i = 0; i < count; i++) {
            add("s" + i, path(i), SourceKind.FEED);
        }
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(raw()).hasSize(count));
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertThat(partitionsOfMembers())
                        .as("both instances have a share")
                        .hasSize(2)
                        .doesNotContain(0));

        // When: one is killed in the middle of a round, and another round begins after its death
        serve(count, 2);
        await().atMost(ARRIVAL).until(() -> raw().size() > count);
        assertThat(one.destroyForcibly().waitFor()).as("SIGKILL").isEqualTo(128 + 9);
        Map<String, Integer> polls = new HashMap<>();
        for (int i = 0; i < count; i++) {
            polls.put(path(i), site.requests(path(i)).size());
        }
        serve(count, 3);

        // Then: all of it arrives, though only one is there to read it
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertThat(
                                raw().stream().map(RawArticle::getArticleId).distinct())
                        .hasSize(3 * count));
        for (int i = 0; i < count; i++) {
            List<FeedSite.Request> since = site.requests(path(i))
                    .subList(polls.get(path(i)), site.requests(path(i)).size());
            assertThat(since.get(0).headers())
                    .as("what was known of feed " + i + " is known where it is polled now")
                    .containsKey("if-none-match");
            await().atMost(ARRIVAL)
                    .until(() -> site.requests(since.get(0).path()).size()
                            > polls.get(since.get(0).path()) + since.size());
        }
        assertThat(raw()).as("none twice").hasSize(3 * count);
        two.destroy();
        assertThat(two.waitFor()).isZero();
    }

    private static String path(int feed) {
        return "/feed-" + feed + ".xml";
    }

    /** Feeds that list what they had in all rounds up to this one. */
    private void serve(int feeds, int round) {
        for (int i = 0; i < feeds; i++) {
            StringBuilder items = new StringBuilder();
            for (int r = round; r > 0; r--) {
                items.append(item(1000 * r + i, "Round " + r + ", feed " + i));
            }
            site.serve(path(i), "application/rss+xml", feed(items.toString()));
        }
    }

    // ---- the service

    private AutoCloseable start() throws Exception {
        return start(Map.of());
    }

    private AutoCloseable start(Map<String, String> more) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AutoCloseable service = IngestService.start(new TestContext(settings(more), failure));
        open.add(service);
        return service;
    }

    private Settings settings(Map<String, String> more) {
        List<String> arguments = new ArrayList<>();
        more.forEach((key, value) -> arguments.add(key + "=" + value));
        arguments().forEach((key, value) -> arguments.add(key + "=" + value));
        return Settings.load(IngestConfig.SETTINGS, arguments, Map.of());
    }

    private Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("kafka.bootstrap.servers", stack.bootstrapServers());
        arguments.put("kafka.session.timeout.ms", "6000");
        arguments.put("kafka.heartbeat.interval.ms", "1000");
        arguments.put("schema.registry.url", stack.schemaRegistryUrl());
        arguments.put("ingest.group", group);
        arguments.put("fetch.private.addresses", "true");
        arguments.put("fetch.host.pause", "10ms");
        return arguments;
    }

    private Process process(String name) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(IngestMain.class.getName());
        arguments().forEach((key, value) -> command.add(key + "=" + value));
        command.add("http.port=0");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "ingest-it-" + name + ".log").toFile())
                .start();
        open.add(() -> process.destroyForcibly().waitFor());
        return process;
    }

    private record TestContext(
            Settings settings, Health health, PrometheusMeterRegistry metrics, AtomicReference<Throwable> failure)
            implements ServiceMain.Context {
        TestContext(Settings settings, AtomicReference<Throwable> failure) {
            this(settings, new Health(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), failure);
        }

        @Override
        public void fail(Throwable reason) {
            failure.compareAndSet(null, reason);
        }
    }

    // ---- sources and feeds

    private String id(String name) {
        return run + "-" + name;
    }

    private void add(String name, String path, SourceKind kind) throws Exception {
        add(name, path, kind, false);
    }

    private void add(String name, String path, SourceKind kind, boolean fullText) throws Exception {
        added.add(id(name));
        Source source = Source.newBuilder()
                .setSourceId(id(name))
                .setUrl(site.url(path))
                .setKind(kind)
                .setIntervalSeconds(1)
                .setFullText(fullText)
                .build();
        sources.send(new ProducerRecord<>(Topics.SOURCES.name(), id(name), source))
                .get();
    }

    private String item(int number, String title) {
        return "<item><title>" + title + "</title><link>https://courier.example/" + run + "/" + number
                + "</link></item>";
    }

    private static String feed(String... items) {
        return "<rss version=\"2.0\"><channel><title>Harbour Courier</title><link>https://courier.example/</link>"
                + String.join("", items) + "</channel></rss>";
    }

    /** How many partitions each member of the group has. */
    private List<Integer> partitionsOfMembers() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                    .map(member -> member.assignment().topicPartitions().size())
                    .toList();
        }
    }

    // ---- topics

    private List<ConsumerRecord<byte[], byte[]>> rawRecords() {
        return read(Topics.RAW.name()).stream()
                .filter(r -> article(r).getProvenance().getSourceId().startsWith(run))
                .toList();
    }

    private List<RawArticle> raw() {
        return rawRecords().stream().map(this::article).toList();
    }

    /** The one article of this title; articles of different keys come in no order, for they lie in different partitions. */
    private RawArticle raw(String title) {
        return raw().stream()
                .filter(article -> article.getTitle().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private RawArticle article(ConsumerRecord<byte[], byte[]> record) {
        return serdes.deserializer(RawArticle.class).deserialize(record.topic(), record.value());
    }

    private List<DeadLetter> deadLetters() {
        return read(Topics.DEAD_LETTERS.name()).stream()
                .map(DeadLetter::parse)
                .filter(l -> new String(l.key(), StandardCharsets.UTF_8).startsWith(run))
                .toList();
    }

    private Map<String, FetchState> states() {
        Map<String, FetchState> states = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topics.FETCH_STATE.name())) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                states.remove(key);
            } else {
                states.put(key, serdes.deserializer(FetchState.class).deserialize(record.topic(), record.value()));
            }
        }
        return states;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return tails.get(topic).records();
    }
}
