package io.newsflow.indexer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.newsflow.runtime.DeadLetterCounter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** What indexer-service tells of itself. */
final class IndexerMetrics {
    private final MeterRegistry registry;
    private final Counter indexed;
    private final Counter superseded;
    private final Counter retried;
    private final Counter registryWaits;
    private final Counter embeddingFailures;
    private final Timer latency;
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicLong lastPoll = new AtomicLong();
    private final AtomicLong bufferedBytes = new AtomicLong();
    private final AtomicLong openRecords = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong requestsAllowed = new AtomicLong();
    private final AtomicLong requestBytes = new AtomicLong();
    private BulkPipeline pipeline;
    private IntSupplier open = () -> 0;

    IndexerMetrics(MeterRegistry registry) {
        this.registry = registry;
        indexed = Counter.builder("newsflow.indexer.documents")
                .description("Documents that the index took, deletions included")
                .tag("result", "indexed")
                .register(registry);
        superseded = Counter.builder("newsflow.indexer.documents")
                .description("Documents of which the index had this revision or a newer one")
                .tag("result", "superseded")
                .register(registry);
        retried = Counter.builder("newsflow.indexer.retries")
                .description("Documents that were sent again")
                .register(registry);
        registryWaits = Counter.builder("newsflow.indexer.registry.waits")
                .description("Times that a record waited for the schema registry")
                .register(registry);
        embeddingFailures = Counter.builder("newsflow.indexer.embedding.failures")
                .description("Articles that went into the index without a vector, because the embedder failed")
                .register(registry);
        latency = Timer.builder("newsflow.indexer.latency")
                .description("From the record's timestamp in Kafka to the acknowledgement by the index")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofDays(1))
                .register(registry);
        DeadLetterCounter.of(registry, "deserialize");
        DeadLetterCounter.of(registry, "index");
        Gauge.builder("newsflow.indexer.paused", paused, value -> value.get() ? 1 : 0)
                .description("1 while reading is paused by back-pressure")
                .register(registry);
        Gauge.builder("newsflow.indexer.buffered.bytes", bufferedBytes, AtomicLong::get)
                .description("Bytes of documents held in memory")
                .register(registry);
        Gauge.builder("newsflow.indexer.open.records", openRecords, AtomicLong::get)
                .description("Records read and not dealt with")
                .register(registry);
        Gauge.builder("newsflow.indexer.requests", requests, AtomicLong::get)
                .description("Bulk requests under way")
                .register(registry);
        Gauge.builder("newsflow.indexer.requests.allowed", requestsAllowed, AtomicLong::get)
                .description("Bulk requests that may be under way, by what answers take")
                .register(registry);
        Gauge.builder("newsflow.indexer.request.bytes", requestBytes, AtomicLong::get)
                .description("Bytes that a bulk request is filled to, by what answers take")
                .register(registry);
    }

    void observe(BulkPipeline observed, IntSupplier openCount) {
        pipeline = observed;
        open = openCount;
    }

    /** Which generation is kept; 0 while there is none. */
    void observeGeneration(IntSupplier generation) {
        Gauge.builder("newsflow.indexer.generation", generation, IntSupplier::getAsInt)
                .description("Generation of the index that is kept up to date; 0 while there is none")
                .strongReference(true)
                .register(registry);
    }

    /** Called by the polling thread at the end of each turn; other threads see what it published. */
    void polled(long now) {
        lastPoll.set(now);
        bufferedBytes.set(pipeline.bufferedBytes());
        requests.set(pipeline.requestsUnderWay());
        requestsAllowed.set(pipeline.requestsAllowed());
        requestBytes.set(pipeline.requestBytes());
        openRecords.set(open.getAsInt());
    }

    /** When the loop last turned, in milliseconds since 1970; 0 before the first time. */
    long lastPoll() {
        return lastPoll.get();
    }

    void indexed(int status, IndexOperation operation, long now) {
        (status == 409 ? superseded : indexed).increment();
        long timestamp = operation.source().timestamp();
        if (timestamp > 0 && timestamp <= now) {
            latency.record(now - timestamp, TimeUnit.MILLISECONDS);
        }
    }

    void retried(int operations) {
        retried.increment(operations);
    }

    void embeddingFailed() {
        embeddingFailures.increment();
    }

    void registryUnavailable() {
        registryWaits.increment();
    }

    void deadLetter(String stage) {
        DeadLetterCounter.of(registry, stage).increment();
    }

    /** Adds Kafka's own metrics of a client, lag among them; to be closed with it. */
    KafkaClientMetrics watch(Consumer<?, ?> consumer) {
        KafkaClientMetrics metrics = new KafkaClientMetrics(consumer);
        metrics.bindTo(registry);
        return metrics;
    }

    /** Adds Kafka's own metrics of a client; to be closed with it. */
    KafkaClientMetrics watch(Producer<?, ?> producer) {
        KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
        return metrics;
    }

    void paused(boolean value) {
        paused.set(value);
    }
}
