package io.newsflow.enrich.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Story;
import io.newsflow.model.TrendCount;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology in a test driver, with a registry in memory and an analysis that can be foreseen. */
final class TopologyFixture implements AutoCloseable {
    private static final Duration ARRIVES_AFTER = Duration.ofMinutes(7);

    final FakeAnalyzer analyzer = new FakeAnalyzer();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final EnrichMetrics metrics = new EnrichMetrics(meters);
    final AvroSerdes serdes;
    final TopologyTestDriver driver;
    final TestInputTopic<String, RawArticle> raw;
    final TestInputTopic<byte[], byte[]> rawBytes;
    private final TestOutputTopic<String, EnrichedArticle> enrichedOut;
    private final TestOutputTopic<String, Story> storiesOut;
    private final TestOutputTopic<String, TrendCount> trendsOut;
    private final TestOutputTopic<byte[], byte[]> deadLettersOut;

    /** All records of news.enriched so far, in order. */
    final List<TestRecord<String, EnrichedArticle>> enriched = new ArrayList<>();

    /** All records of news.stories so far, in order. */
    final List<TestRecord<String, Story>> stories = new ArrayList<>();

    TopologyFixture(Path stateDir) {
        this(stateDir, options -> options);
    }

    TopologyFixture(Path stateDir, UnaryOperator<EnrichOptions> change) {
        serdes = new AvroSerdes(
                Map.of("schema.registry.url", "mock://" + UUID.randomUUID(), "schema.registry.auto.register", "true"));
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "enrich-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        // The driver drops what was sent in a transaction that it did not commit, dead letters of undecodable records
        // among them; transactions are tried on a real broker.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        settings.put(DeadLetterHandler.METRICS, metrics);
        StreamsConfig config = new StreamsConfig(settings);
        Instant now = TestArticles.START.plus(Duration.ofDays(365));
        EnrichOptions defaults = EnrichOptions.defaults(1);
        EnrichOptions options = change.apply(new EnrichOptions(
                1,
                defaults.contentRetention(),
                defaults.headRetention(),
                defaults.storyRetention(),
                defaults.trendWindow(),
                defaults.trendGrace(),
                defaults.stories(),
                Clock.fixed(now, ZoneOffset.UTC),
                defaults.clockTolerance()));
        java.util.Properties properties = new java.util.Properties();
        properties.putAll(settings);
        driver = new TopologyTestDriver(
                EnrichTopology.build(config, analyzer, serdes, options, metrics), properties, TestArticles.START);
        raw = driver.createInputTopic(Topics.RAW.name(), new StringSerializer(), serdes.serializer(RawArticle.class));
        rawBytes = driver.createInputTopic(Topics.RAW.name(), new ByteArraySerializer(), new ByteArraySerializer());
        enrichedOut = driver.createOutputTopic(
                Topics.ENRICHED.name(), new StringDeserializer(), serdes.deserializer(EnrichedArticle.class));
        storiesOut = driver.createOutputTopic(
                Topics.STORIES.name(), new StringDeserializer(), serdes.deserializer(Story.class));
        trendsOut = driver.createOutputTopic(
                Topics.TRENDS.name(), new StringDeserializer(), serdes.deserializer(TrendCount.class));
        deadLettersOut = driver.createOutputTopic(
                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Takes an article in, as ingest-service writes it; gives what news.enriched got because of it. */
    List<TestRecord<String, EnrichedArticle>> send(RawArticle article) {
        // The broker stamps the record when it arrives; what counts is when the article was first seen.
        raw.pipeInput(
                article.getArticleId(),
                article,
                article.getFirstSeen().plus(ARRIVES_AFTER).toEpochMilli());
        return read();
    }

    List<TestRecord<String, EnrichedArticle>> retract(String id, long revision, Instant at) {
        TestRecord<String, RawArticle> tombstone = new TestRecord<>(id, null, at);
        tombstone.headers().add(RecordHeaders.REVISION, Long.toString(revision).getBytes(StandardCharsets.US_ASCII));
        raw.pipeInput(tombstone);
        return read();
    }

    /** The newest record of an article; null after a retraction. */
    EnrichedArticle newest(String id) {
        EnrichedArticle newest = null;
        for (TestRecord<String, EnrichedArticle> record : enriched) {
            newest = record.key().equals(id) ? record.value() : newest;
        }
        return newest;
    }

    /** The newest record of each story that was not removed. */
    Map<String, Story> newestStories() {
        Map<String, Story> newest = new LinkedHashMap<>();
        stories.forEach(record -> newest.put(record.key(), record.value()));
        newest.values().removeIf(java.util.Objects::isNull);
        return newest;
    }

    /** Counts by key, the newest of each. */
    Map<String, TrendCount> trends() {
        Map<String, TrendCount> newest = new LinkedHashMap<>();
        trendsOut.readRecordsToList().forEach(record -> newest.put(record.key(), record.value()));
        return newest;
    }

    List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : deadLettersOut.readRecordsToList()) {
            ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                    Topics.DEAD_LETTERS.name(),
                    null,
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
            letters.add(DeadLetter.parse(new ConsumerRecord<>(
                    sent.topic(),
                    0,
                    0,
                    sent.timestamp(),
                    TimestampType.CREATE_TIME,
                    -1,
                    -1,
                    sent.key(),
                    sent.value(),
                    sent.headers(),
                    java.util.Optional.empty())));
        }
        return letters;
    }

    private List<TestRecord<String, EnrichedArticle>> read() {
        List<TestRecord<String, EnrichedArticle>> now = enrichedOut.readRecordsToList();
        enriched.addAll(now);
        stories.addAll(storiesOut.readRecordsToList());
        return now;
    }

    @Override
    public void close() {
        driver.close();
        serdes.close();
    }
}
