package io.newsflow.indexer;

import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records, feeds them to the {@link BulkPipeline}, and commits what is dealt with. One thread runs {@link #run}
 * and owns everything but {@link #stop}.
 *
 * <p>Back-pressure. While the pipeline is full, or a record waits for the schema registry, all partitions are paused and
 * polling goes on, so the group sees no rebalance. Memory is bounded by what the pipeline may hold and one poll more.
 *
 * <p>Commit rule. An offset is committed only when its record and all before it are dealt with: indexed, superseded by
 * a newer revision, or acknowledged by Kafka as a dead letter. A partition that is taken away commits what it may and
 * leaves the rest to its next owner; reading it again is harmless, because revisions are external versions.
 */
final class IndexerLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(IndexerLoop.class);
    private static final Duration POLL = Duration.ofMillis(50);
    /** While one request is under way, or records are read: answers and records must not wait. */
    private static final Duration BUSY_POLL = Duration.ofMillis(5);
    /** While the cluster has work besides, or must be left alone: each poll costs the processor something. */
    private static final Duration WAITING_POLL = Duration.ofMillis(10);

    private static final long REGISTRY_PAUSE_MS = 1_000;

    /** A dead letter on its way. */
    private record Burial(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {}

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> deadLetters;
    private final RecordMapper mapper;
    private final BulkPipeline pipeline;
    private final OffsetTracker offsets = new OffsetTracker();
    private final IndexerMetrics metrics;
    private final Clock clock;
    private final Collection<String> topics;
    private final long commitIntervalMs;
    private final long stopLimitMs;

    /** Records that are read and not mapped yet, because the pipeline is full or the registry is away. */
    private final Deque<ConsumerRecord<byte[], byte[]>> unmapped = new ArrayDeque<>();

    private final Queue<ConsumerRecord<byte[], byte[]>> buried = new ConcurrentLinkedQueue<>();
    private final Queue<Burial> tooLarge = new ConcurrentLinkedQueue<>();
    private final Queue<RuntimeException> burialFailures = new ConcurrentLinkedQueue<>();
    private long mapAgainAt;
    private long lastCommit;
    private boolean paused;
    /** Partitions came that are not paused yet, whatever the others are. */
    private boolean newlyAssigned;

    private volatile boolean stopping;

    /**
     * A loop that is not running yet.
     *
     * @param consumer reads committed records as bytes, does not commit by itself
     * @param deadLetters idempotent producer
     * @param topics what to read
     * @param mapper records to operations
     * @param makePipeline makes the pipeline around the given listener
     * @param metrics counters
     * @param clock for intervals
     * @param commitInterval time between commits
     * @param stopLimit how long a stop may wait for answers
     */
    IndexerLoop(
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> deadLetters,
            Collection<String> topics,
            RecordMapper mapper,
            java.util.function.Function<BulkPipeline.Listener, BulkPipeline> makePipeline,
            IndexerMetrics metrics,
            Clock clock,
            Duration commitInterval,
            Duration stopLimit) {
        this.consumer = consumer;
        this.deadLetters = deadLetters;
        this.topics = topics;
        this.mapper = mapper;
        this.metrics = metrics;
        this.clock = clock;
        this.commitIntervalMs = commitInterval.toMillis();
        this.stopLimitMs = stopLimit.toMillis();
        this.pipeline = makePipeline.apply(new Outcomes());
        metrics.observe(pipeline, offsets::open);
    }

    /** Asks the loop to finish what is under way, commit and return. From any thread. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        consumer.subscribe(topics, this);
        try {
            while (!stopping) {
                step();
            }
        } finally {
            finish();
        }
    }

    /** One turn of the loop. */
    private void step() {
        pauseOrResume(pipeline.isFull() || !unmapped.isEmpty());
        read(pollLimit());
        turn();
        if (clock.millis() - lastCommit >= commitIntervalMs) {
            commit();
        }
        metrics.polled(clock.millis());
    }

    private Duration pollLimit() {
        if (pipeline.isEmpty()) {
            return POLL;
        }
        return paused && pipeline.requestsUnderWay() != 1 ? WAITING_POLL : BUSY_POLL;
    }

    private void read(Duration limit) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
            offsets.read(new TopicPartition(record.topic(), record.partition()), record.offset());
            unmapped.addLast(record);
        }
    }

    private void turn() {
        map();
        pipeline.tick();
        for (ConsumerRecord<byte[], byte[]> record = buried.poll(); record != null; record = buried.poll()) {
            offsets.done(new TopicPartition(record.topic(), record.partition()), record.offset());
        }
        for (Burial burial = tooLarge.poll(); burial != null; burial = tooLarge.poll()) {
            send(burial.record(), burial.letter());
        }
        RuntimeException failure = burialFailures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    private void pauseOrResume(boolean full) {
        if (full && (!paused || newlyAssigned)) {
            consumer.pause(consumer.assignment());
        } else if (!full && paused) {
            consumer.resume(consumer.assignment());
        }
        newlyAssigned = false;
        if (full != paused) {
            paused = full;
            metrics.paused(full);
            // At full speed this goes back and forth; an outage shows in the warnings of the retries.
            LOG.atDebug()
                    .addKeyValue("paused", full)
                    .addKeyValue("buffered.bytes", pipeline.bufferedBytes())
                    .log("Back-pressure changed");
        }
    }

    private void map() {
        // A dead letter that cannot be written ends the loop, and each may have waited for a minute: no further one
        // then.
        while (!unmapped.isEmpty() && !pipeline.isFull() && burialFailures.isEmpty() && clock.millis() >= mapAgainAt) {
            ConsumerRecord<byte[], byte[]> record = unmapped.peekFirst();
            try {
                Optional<IndexOperation> operation = mapper.map(record);
                unmapped.removeFirst();
                operation.ifPresentOrElse(
                        pipeline::offer,
                        () -> offsets.done(new TopicPartition(record.topic(), record.partition()), record.offset()));
                if (pipeline.hasAnswers()) {
                    // The cluster must not wait for work until a whole poll is mapped.
                    pipeline.tick();
                }
            } catch (RegistryUnavailableException e) {
                mapAgainAt = clock.millis() + REGISTRY_PAUSE_MS;
                metrics.registryUnavailable();
                LOG.atWarn().addKeyValue("error", e.getMessage()).log("Waiting for the schema registry");
            } catch (RuntimeException e) {
                unmapped.removeFirst();
                bury(record, "deserialize", e);
            }
        }
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, String stage, RuntimeException cause) {
        metrics.deadLetter(stage);
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("stage", stage)
                .addKeyValue("cause", cause.getMessage())
                .log("Record goes to the dead letters");
        send(record, DeadLetter.of(record, "indexer-service", stage, cause, clock.instant()));
    }

    private void send(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        deadLetters.send(letter.toRecord(record.headers()), (metadata, failure) -> {
            if (failure == null) {
                buried.add(record);
            } else if (failure instanceof RecordTooLargeException && letter.value() != null) {
                // From the polling thread: this may be the producer's own, which must not wait for itself.
                tooLarge.add(new Burial(record, letter.withoutValue()));
            } else {
                burialFailures.add(new IllegalStateException(
                        "cannot write a dead letter for " + record.topic() + "-" + record.partition() + "@"
                                + record.offset(),
                        failure));
            }
        });
    }

    private void commit() {
        lastCommit = clock.millis();
        for (TopicPartition partition : consumer.assignment()) {
            // Behind the last record there may be markers of transactions: done with, and no reason to show a lag.
            if (offsets.isIdle(partition)) {
                try {
                    offsets.passed(partition, consumer.position(partition, POLL));
                } catch (TimeoutException e) {
                    LOG.atDebug().addKeyValue("partition", partition).log("Position is not known yet");
                }
            }
        }
        Map<TopicPartition, Long> due = offsets.toCommit();
        due.keySet().retainAll(consumer.assignment());
        if (due.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> request = new HashMap<>();
        due.forEach((partition, offset) -> request.put(partition, new OffsetAndMetadata(offset)));
        try {
            consumer.commitSync(request);
            offsets.committed(due);
        } catch (RebalanceInProgressException | RetriableException | CommitFailedException e) {
            // Failed for good, the partitions are somebody else's by now: the next poll says so.
            LOG.atInfo().addKeyValue("error", e.getMessage()).log("Commit will be tried again");
        }
    }

    private void finish() {
        long limit = clock.millis() + stopLimitMs;
        try {
            while (offsets.open() > 0 && clock.millis() < limit) {
                consumer.pause(consumer.assignment());
                read(BUSY_POLL);
                map();
                pipeline.flush();
                turn();
            }
            commit();
        } finally {
            consumer.close();
            deadLetters.close(Duration.ofMillis(Math.max(0, limit - clock.millis())));
        }
        LOG.atInfo().addKeyValue("open", offsets.open()).log("Indexing stopped");
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(offsets::assigned);
        newlyAssigned = true;
        LOG.atInfo().addKeyValue("partitions", partitions).log("Partitions assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        pipeline.tick();
        commit();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        pipeline.drop(partitions);
        unmapped.removeIf(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
        partitions.forEach(offsets::forget);
        if (!partitions.isEmpty()) {
            LOG.atInfo().addKeyValue("partitions", partitions).log("Partitions given up");
        }
    }

    private final class Outcomes implements BulkPipeline.Listener {
        @Override
        public void acknowledged(IndexOperation operation, BulkClient.Outcome outcome) {
            offsets.done(operation.partition(), operation.offset());
            metrics.indexed(outcome.status(), operation, clock.millis());
        }

        @Override
        public void rejected(IndexOperation operation, BulkClient.Outcome outcome) {
            bury(
                    operation.source(),
                    "index",
                    new IllegalArgumentException("Elasticsearch refused " + operation.id() + " in " + operation.index()
                            + " with " + outcome.status() + ": " + outcome.error()));
        }

        @Override
        public void retrying(int operations, String reason, long backoffMs) {
            metrics.retried(operations);
            LOG.atWarn()
                    .addKeyValue("operations", operations)
                    .addKeyValue("reason", reason)
                    .addKeyValue("backoff.ms", backoffMs)
                    .log("Elasticsearch did not take documents; trying again");
        }
    }
}
