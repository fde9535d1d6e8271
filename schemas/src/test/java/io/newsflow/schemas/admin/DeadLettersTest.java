package io.newsflow.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.DeadLetters.Entry;
import io.newsflow.schemas.admin.DeadLetters.Outcome;
import io.newsflow.schemas.admin.DeadLetters.Replay;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private long nextOffset;

    DeadLettersTest() {
        producer.initTransactions();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> letter(Instant failedAt) {
        return letter(0, failedAt);
    }

    private static ProducerRecord<byte[], byte[]> letter(int replays) {
        return letter(replays, AT);
    }

    private static ProducerRecord<byte[], byte[]> letter(int replays, Instant failedAt) {
        ConsumerRecord<byte[], byte[]> poison = new ConsumerRecord<>(
                "news.raw",
                3,
                42L,
                1234L,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                bytes("u1-7"),
                bytes("poison"),
                new RecordHeaders().add("kept", bytes("yes")),
                Optional.empty());
        if (replays > 0) {
            poison.headers().add(DeadLetter.REPLAYS, bytes(String.valueOf(replays)));
        }
        return DeadLetter.of(poison, "enrich-service", "deserialize", new IllegalStateException("odd"), failedAt)
                .toRecord(poison.headers());
    }

    private List<Entry> read(List<ProducerRecord<byte[], byte[]>> records) {
        return read(records, Integer.MAX_VALUE);
    }

    private List<Entry> read(List<ProducerRecord<byte[], byte[]>> records, int most) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        Map<TopicPartition, Long> end = new HashMap<>(Map.of(PARTITION, (long) records.size()));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(end);
        nextOffset = 0;
        consumer.schedulePollTask(() -> records.forEach(record -> consumer.addRecord(new ConsumerRecord<>(
                record.topic(),
                0,
                nextOffset++,
                record.timestamp(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()))));
        return DeadLetters.read(consumer, entry -> true, most).entries();
    }

    @Test
    void aDeadLetterTellsCauseAndOriginAndKeepsTheBytes() {
        // When
        Entry entry = read(List.of(letter(0))).get(0);

        // Then
        DeadLetter letter = entry.letter();
        assertThat(entry.address()).isEqualTo("0:0");
        assertThat(letter.key()).isEqualTo(bytes("u1-7"));
        assertThat(letter.value()).isEqualTo(bytes("poison"));
        assertThat(letter.service()).isEqualTo("enrich-service");
        assertThat(letter.stage()).isEqualTo("deserialize");
        assertThat(letter.cause()).isEqualTo("odd");
        assertThat(letter.exceptionClass()).isEqualTo(IllegalStateException.class.getName());
        assertThat(letter.originTopic()).isEqualTo("news.raw");
        assertThat(letter.originPartition()).isEqualTo(3);
        assertThat(letter.originOffset()).isEqualTo(42);
        assertThat(letter.originTimestamp()).isEqualTo(1234);
        assertThat(letter.failedAt()).isEqualTo(AT);
        assertThat(entry.headers()).extracting(header -> header.key()).containsExactly("kept");
        assertThat(entry.replayed()).isFalse();
    }

    @Test
    void theNewestAreKept() {
        // Given
        List<ProducerRecord<byte[], byte[]>> records = List.of(letter(AT), letter(AT.plusSeconds(9)), letter(AT));

        // When
        List<Entry> entries = read(records, 1);

        // Then
        assertThat(entries).extracting(Entry::address).containsExactly("0:1");
    }

    @Test
    void aReplaySendsTheOriginalBackWithItsCountAndANote() {
        // Given
        List<Entry> entries = read(List.of(letter(1)));

        // When
        List<Replay> replays = DeadLetters.replay(entries, producer, 3, false, AT);

        // Then
        assertThat(replays).extracting(Replay::outcome).containsExactly(Outcome.REPLAYED);
        assertThat(producer.transactionCommitted()).isTrue();
        ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
        assertThat(sent.topic()).isEqualTo("news.raw");
        assertThat(sent.partition()).isNull();
        assertThat(sent.timestamp()).isEqualTo(1234);
        assertThat(sent.key()).isEqualTo(bytes("u1-7"));
        assertThat(sent.value()).isEqualTo(bytes("poison"));
        assertThat(DeadLetter.replaysOf(sent.headers())).isEqualTo(2);
        assertThat(sent.headers().lastHeader("kept").value()).isEqualTo(bytes("yes"));
        assertThat(producer.history().get(1).topic()).isEqualTo("news.dead-letters");
    }

    @Test
    void whatWasReplayedIsNotReplayedAgain() {
        // Given
        DeadLetters.replay(read(List.of(letter(0))), producer, 3, false, AT);
        ProducerRecord<byte[], byte[]> note = producer.history().get(1);

        // When
        List<Entry> entries = read(List.of(letter(0), note));

        // Then
        assertThat(entries)
                .singleElement()
                .satisfies(entry -> assertThat(entry.replayed()).isTrue());
        assertThat(DeadLetters.replay(entries, producer, 3, false, AT))
                .extracting(Replay::outcome)
                .containsExactly(Outcome.ALREADY_REPLAYED);
        assertThat(DeadLetters.replay(entries, producer, 3, true, AT))
                .extracting(Replay::outcome)
                .containsExactly(Outcome.REPLAYED);
    }

    @Test
    void whatFailedTooOftenOrCameFromOutsideStays() {
        // Given
        ProducerRecord<byte[], byte[]> document = DeadLetter.ofDocument(
                        "page", bytes("?"), "page.txt", "ingest-service", "extract", new Exception("odd"), AT)
                .toRecord(null);

        // When
        List<Replay> replays = DeadLetters.replay(read(List.of(letter(3), document)), producer, 3, false, AT);

        // Then
        assertThat(replays).extracting(Replay::outcome).containsExactly(Outcome.TOO_OFTEN, Outcome.NO_TOPIC);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aLetterWhoseValueWasNotKeptIsNoRetraction() {
        // Given
        DeadLetter large = read(List.of(letter(0))).get(0).letter().withoutValue();
        ProducerRecord<byte[], byte[]> retraction =
                large.toRecord(new RecordHeaders().add(io.newsflow.schemas.RecordHeaders.REVISION, bytes("7")));

        // When
        List<Replay> replays =
                DeadLetters.replay(read(List.of(large.toRecord(null), retraction)), producer, 3, false, AT);

        // Then
        assertThat(replays).extracting(Replay::outcome).containsExactly(Outcome.NO_VALUE, Outcome.REPLAYED);
        assertThat(large.cause()).startsWith("odd").endsWith("its value is where it came from)");
        assertThat(producer.history().get(0).headers().lastHeader(io.newsflow.schemas.RecordHeaders.REVISION))
                .isNotNull();
    }

    @Test
    void aReplayThatIsCutShortLeavesNothingHalfDone() {
        // Given
        List<Entry> entries = read(List.of(letter(0)));
        producer.commitTransactionException = new KafkaException("gone");

        // When, Then
        assertThatThrownBy(() -> DeadLetters.replay(entries, producer, 3, false, AT))
                .hasMessage("gone");
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(producer.history()).isEmpty();
    }
}
