package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexerLoopTest {
    private static final TopicPartition P = new TopicPartition("news.enriched", 0);
    private static final BulkPipeline.Limits LIMITS =
            new BulkPipeline.Limits(100, 100_000, 500, 2, 1, 0, 10, 10, 1_200);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> deadLetters =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final HeldClient client = new HeldClient();
    private final AtomicBoolean registryDown = new AtomicBoolean();
    private IndexerLoop loop;
    private Thread thread;

    @BeforeEach
    void startLoop() throws InterruptedException {
        loop = new IndexerLoop(
                consumer,
                deadLetters,
                List.of(P.topic()),
                this::map,
                listener -> new BulkPipeline(client, LIMITS, listener, Clock.systemUTC(), ceiling -> ceiling),
                new IndexerMetrics(new SimpleMeterRegistry()),
                Clock.systemUTC(),
                Duration.ZERO,
                Duration.ofSeconds(5));
        consumer.schedulePollTask(() -> {
            consumer.updateBeginningOffsets(Map.of(P, 0L));
            consumer.rebalance(List.of(P));
        });
        thread = new Thread(loop, "indexer-under-test");
        thread.start();
        await().until(() -> !consumer.assignment().isEmpty());
    }

    @AfterEach
    void stopLoop() throws InterruptedException {
        client.answerAllWith(201);
        loop.stop();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    private Optional<IndexOperation> map(ConsumerRecord<byte[], byte[]> record) {
        if (registryDown.get()) {
            throw new RegistryUnavailableException("registry is away", null);
        }
        if (new String(record.value(), StandardCharsets.UTF_8).equals("poison")) {
            throw new IllegalArgumentException("no article");
        }
        return Optional.of(new IndexOperation(record, "news-articles-g1-2026.01", "id", 1, record.value()));
    }

    @Test
    void anOffsetIsCommittedOnlyWhenTheIndexHasAcknowledgedIt() {
        // Given
        add(0, "first", "second");
        await().until(() -> client.held.size() == 1);
        assertThat(committed()).isZero();

        // When
        client.answer(201);

        // Then
        await().until(() -> committed() == 2);
    }

    @Test
    void aRecordThatIsNoneGoesToTheDeadLettersAndIsCommittedWhenKafkaHasIt() {
        // Given
        add(0, "poison");
        await().until(() -> !deadLetters.history().isEmpty());
        assertThat(committed()).isZero();

        // When
        deadLetters.completeNext();

        // Then
        await().until(() -> committed() == 1);
        assertThat(deadLetters.history().get(0).value()).isEqualTo("poison".getBytes(StandardCharsets.UTF_8));
        assertThat(deadLetters.history().get(0).headers().lastHeader(DeadLetter.PREFIX + "cause"))
                .isNotNull();
    }

    @Test
    void aRecordThatIsTooLargeForADeadLetterLeavesOneWithoutItsValue() {
        // Given
        add(0, "poison");
        await().until(() -> !deadLetters.history().isEmpty());

        // When
        deadLetters.errorNext(new RecordTooLargeException("larger than max.request.size"));
        await().until(() -> deadLetters.history().size() == 2);
        assertThat(committed()).isZero();
        deadLetters.completeNext();

        // Then
        await().until(() -> committed() == 1);
        assertThat(deadLetters.history().get(1).value()).isNull();
        assertThat(deadLetters.history().get(1).headers().lastHeader(DeadLetter.PREFIX + "origin.offset"))
                .isNotNull();
    }

    @Test
    void partitionsThatComeWhileReadingIsPausedArePausedToo() {
        // Given
        add(0, java.util.Collections.nCopies(12, "x".repeat(100)).toArray(String[]::new));
        await().until(() -> consumer.paused().equals(Set.of(P)));

        // When
        TopicPartition another = new TopicPartition(P.topic(), P.partition() + 1);
        consumer.schedulePollTask(() -> {
            consumer.updateBeginningOffsets(Map.of(another, 0L));
            consumer.rebalance(List.of(P, another));
        });

        // Then
        await().until(() -> consumer.paused().equals(Set.of(P, another)));
    }

    @Test
    void aDocumentThatTheIndexRefusesForGoodGoesToTheDeadLetters() {
        // Given
        add(0, "refused", "refused too");
        await().until(() -> client.held.size() == 1);

        // When
        client.answer(400);

        // Then
        await().until(() -> deadLetters.history().size() == 2);
        deadLetters.completeNext();
        deadLetters.completeNext();
        await().until(() -> committed() == 2);
    }

    @Test
    void readingPausesWhileThePipelineIsFullAndGoesOnAfterwards() {
        // Given
        add(0, java.util.Collections.nCopies(12, "x".repeat(100)).toArray(String[]::new));

        // When
        await().until(() -> consumer.paused().equals(Set.of(P)));

        // Then
        client.answerAllWith(201);
        await().until(() -> committed() == 12);
        await().until(() -> consumer.paused().isEmpty());
    }

    @Test
    void recordsWaitForTheSchemaRegistryAndNoneIsBuried() {
        // Given
        registryDown.set(true);
        add(0, "first");
        await().until(() -> consumer.paused().equals(Set.of(P)));

        // When
        registryDown.set(false);
        client.answerAllWith(201);

        // Then
        await().until(() -> committed() == 1);
        assertThat(deadLetters.history()).isEmpty();
    }

    /** The values arrive in one poll. */
    private void add(long firstOffset, String... values) {
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < values.length; i++) {
                consumer.addRecord(new ConsumerRecord<>(
                        P.topic(),
                        P.partition(),
                        firstOffset + i,
                        new byte[0],
                        values[i].getBytes(StandardCharsets.UTF_8)));
            }
        });
    }

    private long committed() {
        var offset = consumer.committed(Set.of(P)).get(P);
        return offset == null ? 0 : offset.offset();
    }

    private static final class HeldClient implements BulkClient {
        private record Request(int size, CompletableFuture<List<Outcome>> answer) {}

        private final Queue<Request> held = new ConcurrentLinkedQueue<>();
        private volatile int always;

        @Override
        public CompletionStage<List<Outcome>> send(List<IndexOperation> operations) {
            Request request = new Request(operations.size(), new CompletableFuture<>());
            if (always > 0) {
                complete(request, always);
            } else {
                held.add(request);
            }
            return request.answer;
        }

        void answer(int status) {
            complete(held.remove(), status);
        }

        void answerAllWith(int status) {
            always = status;
            for (Request request = held.poll(); request != null; request = held.poll()) {
                complete(request, status);
            }
        }

        private static void complete(Request request, int status) {
            request.answer.complete(java.util.Collections.nCopies(request.size, new Outcome(status, null)));
        }
    }
}
