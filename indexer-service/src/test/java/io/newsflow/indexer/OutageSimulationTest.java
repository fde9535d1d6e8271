package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole loop against a simulated cluster that keeps external versions and breaks in every way that Elasticsearch
 * does, for minutes of simulated time. One thread, one clock: each poll is a tick.
 */
class OutageSimulationTest {
    private static final TopicPartition P0 = new TopicPartition("news.enriched", 0);
    private static final TopicPartition P1 = new TopicPartition("news.enriched", 1);
    private static final long TICK_MS = 25;
    private static final long FAULT_FROM = 1_000;
    private static final long FAULT_UNTIL = 240_000;
    private static final int BUFFER = 20_000;
    private static final int POLL_RECORDS = 20;
    private static final int RECORDS = 600;
    private static final int IDS = 250;
    private static final long RETRACTION = 1_000;

    /** What is wrong with the cluster between {@link #FAULT_FROM} and {@link #FAULT_UNTIL}. */
    enum Fault {
        NONE,
        DOWN,
        RESTARTING_TIME_AND_AGAIN,
        KILLED_AFTER_TAKING_HALF_OF_A_REQUEST,
        ANSWERING_429_TO_THE_REQUEST,
        ANSWERING_429_TO_ALL_ITEMS,
        ANSWERING_429_TO_SOME_ITEMS,
        ANSWERING_503,
        CLOSING_CONNECTIONS_AFTER_TAKING_ALL,
        SLOW_TO_THIRTY_SECONDS,
        READ_ONLY_BY_FLOOD_STAGE_AS_429,
        READ_ONLY_BY_FLOOD_STAGE_AS_403,
        MAPPING_CONFLICT_FOR_ONE_DOCUMENT,
        ONE_DOCUMENT_TOO_LARGE,
        REBALANCING
    }

    private final ManualClock clock = new ManualClock();
    private final long start = clock.millis();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> deadLetters =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Cluster cluster = new Cluster();
    private final Random random = new Random(11);
    private final List<ConsumerRecord<byte[], byte[]>> topic = records();
    private final long[] ends = new long[2];
    private final Map<String, Long> highest = new HashMap<>();
    private Fault fault;
    private IndexerLoop loop;
    private BulkPipeline pipeline;
    private long mostHeld;
    private long committedAtLastCheck;
    private int polls;
    private int pollsWhilePaused;

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everythingIsThereOnceWithItsHighestRevisionWhateverHappens(Fault fault) {
        // Given
        this.fault = fault;
        for (ConsumerRecord<byte[], byte[]> record : topic) {
            highest.merge(id(record), version(record), Math::max);
            ends[record.partition()]++;
        }
        consumer.setMaxPollRecords(POLL_RECORDS);
        consumer.schedulePollTask(() -> {
            consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
            consumer.rebalance(List.of(P0, P1));
            feed(Set.of(P0, P1));
            consumer.schedulePollTask(this::tick);
        });
        loop = new IndexerLoop(
                consumer,
                deadLetters,
                List.of("news.enriched"),
                this::map,
                listener -> pipeline = new BulkPipeline(
                        cluster,
                        new BulkPipeline.Limits(500, 4_000, 500, 50, 4, 100, 200, 30_000, BUFFER),
                        listener,
                        clock,
                        ceiling -> ceiling / 2 + random.nextLong(ceiling / 2 + 1)),
                new IndexerMetrics(new SimpleMeterRegistry()),
                clock,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));

        // When
        loop.run();

        // Then
        Map<String, Long> expected = new HashMap<>(highest);
        Set<String> refused = deadLetters.history().stream()
                .map(letter -> new String(letter.key(), StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
        if (fault == Fault.MAPPING_CONFLICT_FOR_ONE_DOCUMENT || fault == Fault.ONE_DOCUMENT_TOO_LARGE) {
            assertThat(refused).containsExactly("u1-7");
            expected.remove("u1-7");
            cluster.versions.remove("u1-7");
        } else {
            assertThat(refused).isEmpty();
        }
        assertThat(cluster.versions).isEqualTo(expected);
        assertThat(cluster.deleted)
                .isEqualTo(expected.entrySet().stream()
                        .filter(entry -> isDeletion(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        assertThat(consumer.closed()).isTrue();
        assertThat(mostHeld).isLessThan(BUFFER + 2 * 2_500);
        if (fault.name().startsWith("ANSWERING_429_TO_THE")
                || fault == Fault.DOWN
                || fault == Fault.ANSWERING_503
                || fault.name().startsWith("READ_ONLY")) {
            assertThat(pollsWhilePaused).as("polls while reading is paused").isGreaterThan(1_000);
        }
    }

    /** Runs inside each poll. */
    private void tick() {
        clock.advance(TICK_MS);
        polls++;
        if (consumer.paused().equals(consumer.assignment())) {
            pollsWhilePaused++;
        }
        mostHeld = Math.max(mostHeld, pipeline.bufferedBytes());
        cluster.deliver();
        assertNothingIsCommittedTooEarly();
        if (fault == Fault.REBALANCING) {
            rebalance();
        }
        boolean allCommitted = committed(P0) == end(P0) && committed(P1) == end(P1);
        assertThat(polls).as("polls until everything is committed").isLessThan(40_000);
        if (allCommitted && now() > FAULT_UNTIL || allCommitted && fault == Fault.NONE) {
            loop.stop();
        } else {
            consumer.schedulePollTask(this::tick);
        }
    }

    /** Every four seconds the second partition goes, or comes back and is read from where it was committed. */
    private void rebalance() {
        if (now() >= FAULT_UNTIL) {
            return;
        }
        if (now() % 8_000 == 400) {
            long unread = consumer.position(P0);
            consumer.rebalance(List.of(P0));
            topic.stream()
                    .filter(record -> record.partition() == 0 && record.offset() >= unread)
                    .forEach(consumer::addRecord);
        } else if (now() % 8_000 == 4_400) {
            long unread = consumer.position(P0);
            consumer.rebalance(List.of(P0, P1));
            consumer.seek(P1, committed(P1));
            topic.stream()
                    .filter(record -> record.offset() >= (record.partition() == 0 ? unread : committed(P1)))
                    .forEach(consumer::addRecord);
        }
    }

    private void assertNothingIsCommittedTooEarly() {
        if (committed(P0) + committed(P1) == committedAtLastCheck) {
            return;
        }
        committedAtLastCheck = committed(P0) + committed(P1);
        for (ConsumerRecord<byte[], byte[]> record : topic) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (record.offset() < committed(partition) && !id(record).equals("u1-7")) {
                boolean newerIsHeld = isDeletion(highest.get(id(record)));
                assertThat(cluster.versions.getOrDefault(id(record), 0L) >= version(record) || newerIsHeld)
                        .as("%s@%d is committed", partition, record.offset())
                        .isTrue();
            }
        }
    }

    private void feed(Set<TopicPartition> partitions) {
        topic.stream()
                .filter(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())))
                .forEach(consumer::addRecord);
    }

    private Optional<IndexOperation> map(ConsumerRecord<byte[], byte[]> record) {
        return Optional.of(new IndexOperation(
                record,
                "news-articles-g1-2026.01",
                id(record),
                version(record),
                isDeletion(version(record)) ? null : record.value()));
    }

    /** Revisions in any order; at last every 50th document is retracted. */
    private static List<ConsumerRecord<byte[], byte[]>> records() {
        Random random = new Random(5);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long[] next = new long[2];
        for (int i = 0; i < RECORDS + IDS / 50; i++) {
            int number = i < IDS ? i : i < RECORDS ? random.nextInt(IDS) : (i - RECORDS) * 50 + 3;
            int partition = number % 2;
            long version = i < RECORDS ? 1 + random.nextInt(900) : RETRACTION;
            records.add(new ConsumerRecord<>(
                    "news.enriched",
                    partition,
                    next[partition]++,
                    ("u1-" + number).getBytes(StandardCharsets.UTF_8),
                    (version + " " + "x".repeat(200)).getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }

    private static boolean isDeletion(long version) {
        return version == RETRACTION;
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static long version(ConsumerRecord<byte[], byte[]> record) {
        return Long.parseLong(new String(record.value(), StandardCharsets.UTF_8).split(" ")[0]);
    }

    private long committed(TopicPartition partition) {
        var offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? 0 : offset.offset();
    }

    private long end(TopicPartition partition) {
        return ends[partition.partition()];
    }

    private long now() {
        return clock.millis() - start;
    }

    /** Answers when time has come, and keeps what it took by version. */
    private final class Cluster implements BulkClient {
        private record Due(long at, Runnable answer) {}

        private final List<Due> due = new ArrayList<>();
        private final Map<String, Long> versions = new HashMap<>();
        private final Set<String> deleted = new HashSet<>();

        @Override
        public CompletionStage<List<Outcome>> send(List<IndexOperation> operations) {
            CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
            boolean broken = now() >= FAULT_FROM && now() < FAULT_UNTIL;
            long latency = 20 + random.nextInt(80);
            if (broken && fault == Fault.SLOW_TO_THIRTY_SECONDS) {
                latency = 30_000;
            }
            due.add(new Due(clock.millis() + latency, () -> answer(operations, broken, answer)));
            return answer;
        }

        void deliver() {
            List<Due> now = due.stream().filter(one -> one.at <= clock.millis()).toList();
            due.removeAll(now);
            now.forEach(one -> one.answer.run());
        }

        private void answer(List<IndexOperation> operations, boolean broken, CompletableFuture<List<Outcome>> answer) {
            if (broken && requestFails(operations)) {
                int status = switch (fault) {
                    case ANSWERING_429_TO_THE_REQUEST -> 429;
                    case ANSWERING_503 -> 503;
                    default -> 0;
                };
                answer.completeExceptionally(new RequestFailed(status, "status " + status, null));
                return;
            }
            boolean tooLarge = fault == Fault.ONE_DOCUMENT_TOO_LARGE
                    && operations.stream().anyMatch(operation -> operation.id().equals("u1-7"));
            if (tooLarge) {
                answer.completeExceptionally(new RequestFailed(413, "Request Entity Too Large", null));
                return;
            }
            answer.complete(operations.stream()
                    .map(operation -> broken ? brokenItem(operation) : take(operation))
                    .toList());
        }

        private boolean requestFails(List<IndexOperation> operations) {
            switch (fault) {
                case DOWN, ANSWERING_429_TO_THE_REQUEST, ANSWERING_503:
                    return true;
                case RESTARTING_TIME_AND_AGAIN:
                    return now() / 15_000 % 2 == 0;
                case KILLED_AFTER_TAKING_HALF_OF_A_REQUEST:
                    operations.subList(0, operations.size() / 2).forEach(this::take);
                    return now() / 5_000 % 3 != 0;
                case CLOSING_CONNECTIONS_AFTER_TAKING_ALL:
                    operations.forEach(this::take);
                    return true;
                default:
                    return false;
            }
        }

        private Outcome brokenItem(IndexOperation operation) {
            return switch (fault) {
                case ANSWERING_429_TO_ALL_ITEMS -> new Outcome(429, "es_rejected_execution_exception: queue is full");
                case ANSWERING_429_TO_SOME_ITEMS ->
                    random.nextInt(3) == 0 ? new Outcome(429, "es_rejected_execution_exception: x") : take(operation);
                case READ_ONLY_BY_FLOOD_STAGE_AS_429 ->
                    new Outcome(429, "cluster_block_exception: TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage");
                case READ_ONLY_BY_FLOOD_STAGE_AS_403 ->
                    new Outcome(403, "cluster_block_exception: FORBIDDEN/12/index read-only / allow delete (api)");
                default -> take(operation);
            };
        }

        private Outcome take(IndexOperation operation) {
            if (fault == Fault.MAPPING_CONFLICT_FOR_ONE_DOCUMENT
                    && operation.id().equals("u1-7")) {
                return new Outcome(400, "document_parsing_exception: failed to parse field [date]");
            }
            // As Elasticsearch does after gc_deletes or a restart: a deletion is forgotten at once.
            if (deleted.contains(operation.id()) && operation.document() != null) {
                deleted.remove(operation.id());
                versions.put(operation.id(), operation.version());
                return new Outcome(201, null);
            }
            if (versions.getOrDefault(operation.id(), 0L) >= operation.version()) {
                return new Outcome(409, "version_conflict_engine_exception: x");
            }
            versions.put(operation.id(), operation.version());
            if (operation.document() == null) {
                deleted.add(operation.id());
            }
            return new Outcome(200, null);
        }
    }
}
