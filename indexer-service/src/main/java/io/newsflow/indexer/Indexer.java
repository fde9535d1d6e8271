package io.newsflow.indexer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import java.time.Clock;
import java.util.HashMap;
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

/**
 * Keeps one generation of the index equal to the topics. Its consumer group is that of the generation, so the group's
 * offsets always say what the generation holds: whoever joins the group, the service or a rebuild, goes on from there.
 *
 * <p>{@link #run} works on the calling thread until {@link #stop} or a failure, and then closes everything.
 */
public final class Indexer implements GenerationRunner.Stoppable {
    private static final int FETCH_MIN_BYTES = 256 * 1024;

    private final ElasticsearchClients elasticsearch;
    private final AvroSerdes serdes;
    private final ArticleVectors vectors;
    private final IndexerLoop loop;

    private final List<KafkaClientMetrics> clientMetrics;

    private Indexer(
            ElasticsearchClients elasticsearch,
            AvroSerdes serdes,
            ArticleVectors vectors,
            IndexerLoop loop,
            List<KafkaClientMetrics> clientMetrics) {
        this.clientMetrics = clientMetrics;
        this.elasticsearch = elasticsearch;
        this.serdes = serdes;
        this.vectors = vectors;
        this.loop = loop;
    }

    /**
     * Opens the clients; nothing is read yet.
     *
     * @param config configuration
     * @param kafka settings of Kafka clients, with the address
     * @param registry settings of the schema registry's client, with the address
     * @param generation which generation to keep
     * @param meters where metrics go
     */
    public static Indexer open(
            IndexerConfig config,
            Map<String, Object> kafka,
            Map<String, String> registry,
            int generation,
            MeterRegistry meters) {
        return open(config, kafka, registry, generation, new IndexerMetrics(meters));
    }

    static Indexer open(
            IndexerConfig config,
            Map<String, Object> kafka,
            Map<String, String> registry,
            int generation,
            IndexerMetrics metrics) {
        Map<String, Object> patient = new HashMap<>(registry);
        // The loop itself waits for the registry, with its partitions paused, so that polling goes on.
        patient.put(RegistryConfig.RETRY_BUDGET_MS, "0");
        ArticleVectors vectors = ArticleVectors.open(config.embedding(), metrics::embeddingFailed);
        AvroSerdes serdes = new AvroSerdes(patient);
        ElasticsearchClients elasticsearch = ElasticsearchClients.open(config.elasticsearch());
        Clock clock = Clock.systemUTC();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                consumerSettings(kafka, group(config, generation)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producerSettings(kafka), new ByteArraySerializer(), new ByteArraySerializer());
        IndexerLoop loop = new IndexerLoop(
                consumer,
                producer,
                List.of(Topics.ENRICHED.name(), Topics.STORIES.name()),
                new NewsRecordMapper(
                        serdes, new IndexNames(generation), new Retention(config.retentionMonths(), clock), vectors),
                listener -> new BulkPipeline(
                        new ElasticsearchBulkClient(elasticsearch.async(), vectors.dimensions()),
                        config.limits(),
                        listener,
                        clock,
                        ceiling -> ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1)),
                metrics,
                clock,
                config.commitInterval(),
                config.shutdownTimeout());
        return new Indexer(
                elasticsearch, serdes, vectors, loop, List.of(metrics.watch(consumer), metrics.watch(producer)));
    }

    /** Consumer group of a generation. */
    public static String group(IndexerConfig config, int generation) {
        return config.group() + "-g" + generation;
    }

    @Override
    public void run() {
        try (elasticsearch;
                serdes;
                vectors) {
            loop.run();
        } finally {
            clientMetrics.forEach(KafkaClientMetrics::close);
        }
    }

    /** Asks {@link #run} to finish what is under way, commit and return. From any thread. */
    @Override
    public void stop() {
        loop.stop();
    }

    private static Map<String, Object> consumerSettings(Map<String, Object> kafka, String group) {
        Map<String, Object> consumer = new HashMap<>(kafka);
        consumer.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "500");
        // What a killed instance had is read by others after this time.
        consumer.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "15000");
        // What is fetched ahead is memory too; a single larger record still passes.
        consumer.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        // A request for each record would cost broker, indexer and Elasticsearch several times what the record does;
        // beside the
        // second until the index is refreshed, this wait is little.
        consumer.putIfAbsent(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, String.valueOf(FETCH_MIN_BYTES));
        consumer.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        consumer.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return consumer;
    }

    private static Map<String, Object> producerSettings(Map<String, Object> kafka) {
        Map<String, Object> producer = new HashMap<>(kafka);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        return producer;
    }
}
