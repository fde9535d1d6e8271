package io.newsflow.indexer;

import io.newsflow.runtime.Health;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** indexer-service: enriched articles and stories from Kafka to Elasticsearch. */
public final class IndexerMain {
    private static final String NAME = "indexer-service";
    /** A loop that has not turned for this long hangs. */
    private static final Duration STALLED = Duration.ofMinutes(2);

    private IndexerMain() {}

    /** Runs the service. */
    public static void main(String[] arguments) {
        System.exit(ServiceMain.run(NAME, IndexerConfig.SETTINGS, arguments, IndexerMain::start));
    }

    private static AutoCloseable start(ServiceMain.Context context) {
        IndexerConfig config = IndexerConfig.of(context.settings());
        Map<String, Object> registry =
                new java.util.HashMap<>(context.settings().schemaRegistry());
        // The loop itself waits for the registry, with its partitions paused, so that polling goes on.
        registry.put(RegistryConfig.RETRY_BUDGET_MS, "0");
        AvroSerdes serdes = new AvroSerdes(registry);
        ElasticsearchClients elasticsearch = ElasticsearchClients.open(config.elasticsearch());
        IndexerMetrics metrics = new IndexerMetrics(context.metrics());
        Clock clock = Clock.systemUTC();
        IndexerLoop loop = new IndexerLoop(
                new KafkaConsumer<>(
                        consumerSettings(context.settings(), config),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                new KafkaProducer<>(
                        producerSettings(context.settings()), new ByteArraySerializer(), new ByteArraySerializer()),
                List.of(Topics.ENRICHED.name(), Topics.STORIES.name()),
                new NewsRecordMapper(serdes, new IndexNames(1)),
                listener -> new BulkPipeline(
                        new ElasticsearchBulkClient(elasticsearch.async()),
                        config.limits(),
                        listener,
                        clock,
                        ceiling -> ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1)),
                metrics,
                clock,
                config.commitInterval(),
                config.shutdownTimeout());
        Thread thread = new Thread(loop, "indexer");
        thread.setUncaughtExceptionHandler((t, failure) -> context.fail(failure));
        context.health().addLiveness("loop", () -> alive(thread, metrics, clock));
        context.health()
                .addReadiness(
                        "polling",
                        () -> metrics.lastPoll() > 0
                                ? Health.Result.up("reading")
                                : Health.Result.down("has not read yet"));
        thread.start();
        return () -> {
            loop.stop();
            thread.join();
            elasticsearch.close();
            serdes.close();
        };
    }

    private static Health.Result alive(Thread thread, IndexerMetrics metrics, Clock clock) {
        long silent = clock.millis() - metrics.lastPoll();
        if (!thread.isAlive()) {
            return Health.Result.down("the loop has ended");
        }
        return metrics.lastPoll() > 0 && silent > STALLED.toMillis()
                ? Health.Result.down("the loop has not turned for " + silent / 1_000 + " s")
                : Health.Result.up("turning");
    }

    private static Map<String, Object> consumerSettings(Settings settings, IndexerConfig config) {
        Map<String, Object> consumer = settings.kafka();
        consumer.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "500");
        consumer.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return consumer;
    }

    private static Map<String, Object> producerSettings(Settings settings) {
        Map<String, Object> producer = settings.kafka();
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        return producer;
    }
}
