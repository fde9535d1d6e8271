package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RawRecordsTest {
    private static final Future<RecordMetadata> TOO_LARGE =
            CompletableFuture.failedFuture(new RecordTooLargeException("larger than the topic's limit"));

    @Test
    void anArticleThatWasRefusedAsTooLargeGivesWayToADeadLetter() {
        // Given
        ProducerRecord<byte[], byte[]> small = record(Topics.RAW.name(), "u1-a", 10);
        ProducerRecord<byte[], byte[]> large = record(Topics.RAW.name(), "u1-b", 200_000);
        new Random(7).nextBytes(large.value());
        ProducerRecord<byte[], byte[]> longer = record(Topics.RAW.name(), "u1-c", 900_000);
        ProducerRecord<byte[], byte[]> state = record(Topics.FETCH_STATE.name(), "s", 10);

        // When: what was not sent yet was given up for the same reason
        List<ProducerRecord<byte[], byte[]>> instead = RawRecords.withoutTooLarge(
                        List.of(small, large, longer, state),
                        List.of(TOO_LARGE, TOO_LARGE, TOO_LARGE, new CompletableFuture<>()))
                .orElseThrow();

        // Then
        assertThat(instead).hasSize(4);
        assertThat(instead.get(0)).isSameAs(small);
        assertThat(instead.get(2)).isSameAs(longer);
        assertThat(instead.get(3)).isSameAs(state);
        assertThat(instead.get(1).topic()).isEqualTo(Topics.DEAD_LETTERS.name());
        assertThat(instead.get(1).value()).hasSize(64 * 1024);
        assertThat(new String(instead.get(1).key(), StandardCharsets.UTF_8)).isEqualTo("u1-b");
        assertThat(new String(
                        instead.get(1)
                                .headers()
                                .lastHeader("newsflow.dlq.cause")
                                .value(),
                        StandardCharsets.UTF_8))
                .contains("200000 bytes, refused as too large");
    }

    @Test
    void whateverElseGoesWrongIsNotMendedSo() {
        // Given
        List<ProducerRecord<byte[], byte[]>> records = List.of(record(Topics.RAW.name(), "u1-a", 10));

        // When, Then
        assertThat(RawRecords.withoutTooLarge(
                        records, List.of(CompletableFuture.failedFuture(new TimeoutException("away")))))
                .isEmpty();
        assertThat(RawRecords.withoutTooLarge(records, List.of())).isEmpty();
        assertThat(RawRecords.withoutTooLarge(
                        List.of(record(Topics.FETCH_STATE.name(), "s", 200_000)), List.of(TOO_LARGE)))
                .isEmpty();
    }

    @Test
    void aCommitThatTimesOutFailsForThatReasonThoughNothingCanBeAborted() {
        // Given: what the producer of Kafka's clients does then
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void abortTransaction() {
                        throw new IllegalStateException("Cannot attempt operation `abortTransaction`");
                    }
                };
        producer.initTransactions();
        TimeoutException away = new TimeoutException("away");
        producer.commitTransactionException = away;

        // When, Then
        assertThatThrownBy(() -> RawRecords.commit(producer, List.of(record(Topics.RAW.name(), "u1-a", 10))))
                .isSameAs(away);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, int bytes) {
        return new ProducerRecord<>(topic, null, 1L, key.getBytes(StandardCharsets.UTF_8), new byte[bytes]);
    }
}
