package io.newsflow.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.push.HandOver.Outcome;
import io.newsflow.ingest.push.HandOver.Result;
import io.newsflow.ingest.push.HandOver.Unavailable;
import io.newsflow.ingest.service.Letters;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The writer on a broker in memory: what is committed is what can be read. */
class PushWriterTest {
    private static final Instant NOW = Instant.parse("2025-07-14T12:00:00Z");
    private static final TopicPartition STATES = new TopicPartition(Topics.PUSH_STATE.name(), 0);

    private final AvroSerdes serdes = new AvroSerdes(
            Map.of("schema.registry.url", "mock://push-writer", "schema.registry.auto.register", "true"));
    /** Every record that was committed. */
    private final List<ProducerRecord<byte[], byte[]>> committed = new CopyOnWriteArrayList<>();

    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final List<PushWriter> writers = new ArrayList<>();

    private enum Fault {
        NONE,
        /** The transaction fails, and is not committed. */
        LOST,
        /** The transaction fails, and is committed all the same. */
        ANSWER_LOST
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (PushWriter writer : writers) {
            writer.stop(Duration.ofSeconds(10));
        }
        serdes.close();
    }

    @Test
    void publishesWhatIsNewOrChangedAndNothingElse() {
        // Given
        PushWriter writer = writer(NOW);

        // When, Then
        Outcome first = publish(writer, "a", article("x", "One", NOW)).get(0);
        assertThat(first.result()).isEqualTo(Result.NEW);
        assertThat(publish(writer, "a", article("x", "One", NOW.plusSeconds(9))))
                .containsExactly(new Outcome(first.articleId(), first.revision(), Result.UNCHANGED));
        Outcome revised =
                publish(writer, "a", article("x", "Two", NOW.plusSeconds(10))).get(0);
        assertThat(revised.result()).isEqualTo(Result.REVISED);
        assertThat(raw()).hasSize(2);
        RawArticle published = raw().get(1);
        assertThat(published.getRevision())
                .isEqualTo(revised.revision())
                .isEqualTo(NOW.plusSeconds(10).toEpochMilli());
        assertThat(published.getFirstSeen()).isEqualTo(NOW);
        assertThat(records(Topics.RAW.name()).get(1).timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void revisionsGrowThoughClocksAreSetBack() {
        PushWriter writer = writer(NOW);
        publish(writer, "a", article("x", "One", NOW));

        Outcome revised =
                publish(writer, "a", article("x", "Two", NOW.minusSeconds(60))).get(0);

        assertThat(revised.revision()).isEqualTo(NOW.toEpochMilli() + 1);
    }

    @Test
    void loadsOfAnArchiveReplaceNothingThatCameLaterAndAreNotRemembered() {
        // Given
        PushWriter writer = writer(NOW);
        publish(writer, "a", article("x", "One", NOW));

        // When
        List<Outcome> outcomes =
                publish(writer, "a", archived("x", "An older One", NOW.minusSeconds(60)), archived("y", "Other", NOW));

        // Then
        assertThat(outcomes).extracting(Outcome::result).containsExactly(Result.UNCHANGED, Result.NEW);
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactly("One", "Other");
        assertThat(writer.size()).isEqualTo(1);
    }

    @Test
    void anArticleThatIsTooLargeForKafkaIsADeadLetterAndTheOthersGoOn() {
        // Given
        PushWriter writer = writer(NOW);
        RawArticle large = article("x", "One", NOW);
        large.setBody("x".repeat(Topics.MAX_MESSAGE_BYTES));

        // When
        publish(writer, "a", large, article("y", "Two", NOW));

        // Then
        assertThat(raw()).extracting(RawArticle::getTitle).containsExactly("Two");
        assertThat(records(Topics.DEAD_LETTERS.name()))
                .singleElement()
                .satisfies(letter -> assertThat(new String(
                                letter.headers()
                                        .lastHeader("newsflow.dlq.cause")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .contains("too large for Kafka"));
    }

    @Test
    void knowsTheSameArticleOfTwoSourcesApart() {
        PushWriter writer = writer(NOW);

        assertThat(publish(writer, "a", article("x", "One", NOW)).get(0).result())
                .isEqualTo(Result.NEW);
        assertThat(publish(writer, "b", article("x", "One", NOW)).get(0).result())
                .isEqualTo(Result.NEW);
        assertThat(raw()).hasSize(2);
    }

    @Test
    void tellsRepetitionsWithinOneCall() {
        PushWriter writer = writer(NOW);

        List<Outcome> outcomes =
                publish(writer, "a", article("x", "One", NOW), article("x", "One", NOW), article("x", "Two", NOW));

        assertThat(outcomes).extracting(Outcome::result).containsExactly(Result.NEW, Result.UNCHANGED, Result.REVISED);
        assertThat(outcomes.get(2).revision()).isGreaterThan(outcomes.get(0).revision());
        assertThat(records(Topics.PUSH_STATE.name())).hasSize(1);
    }

    @Test
    void retractsWhatTheSourceHasHandedOver() {
        // Given
        PushWriter writer = writer(NOW.plusSeconds(30));
        Outcome first = publish(writer, "a", article("x", "One", NOW)).get(0);

        // When
        Outcome foreign = writer.retract("b", first.articleId(), false).join();
        Outcome own = writer.retract("a", first.articleId(), false).join();
        Outcome again = writer.retract("a", first.articleId(), false).join();

        // Then
        assertThat(foreign).isEqualTo(new Outcome(first.articleId(), 0, Result.UNKNOWN));
        assertThat(own.result()).isEqualTo(Result.RETRACTED);
        assertThat(own.revision()).isEqualTo(NOW.plusSeconds(30).toEpochMilli());
        assertThat(again).isEqualTo(new Outcome(first.articleId(), own.revision(), Result.UNKNOWN));
        List<ProducerRecord<byte[], byte[]>> tombstones = records(Topics.RAW.name()).stream()
                .filter(r -> r.value() == null)
                .toList();
        assertThat(tombstones).hasSize(1);
        assertThat(new String(
                        tombstones
                                .get(0)
                                .headers()
                                .lastHeader(RecordHeaders.REVISION)
                                .value(),
                        StandardCharsets.US_ASCII))
                .isEqualTo(String.valueOf(own.revision()));

        // When
        Outcome back = publish(writer, "a", article("x", "One", NOW)).get(0);

        // Then
        assertThat(back.result()).isEqualTo(Result.NEW);
        assertThat(back.revision()).isGreaterThan(own.revision());
    }

    @Test
    void whoMayRetractAnythingRetractsAlsoWhatNobodyHandedOver() {
        PushWriter writer = writer(NOW);
        Outcome others =
                publish(writer, "a", article("x", "One", NOW.plusSeconds(60))).get(0);

        assertThat(writer.retract("admin", others.articleId(), true).join().revision())
                .as("above the revision that another source was given")
                .isEqualTo(NOW.plusSeconds(60).toEpochMilli() + 1);
        assertThat(writer.retract("admin", "u1-" + "0".repeat(32), true).join().result())
                .isEqualTo(Result.RETRACTED);
    }

    @Test
    void anotherWriterKnowsWhatWasAcknowledged() {
        // Given
        PushWriter one = writer(NOW);
        PushWriter two = writer(NOW);
        publish(one, "a", article("x", "One", NOW));

        // When, Then
        assertThat(publish(two, "a", article("x", "One", NOW)).get(0).result()).isEqualTo(Result.UNCHANGED);
        assertThat(publish(writer(NOW), "a", article("x", "One", NOW)).get(0).result())
                .as("and one that starts later")
                .isEqualTo(Result.UNCHANGED);
        assertThat(raw()).hasSize(1);
    }

    @Test
    void aFailedTransactionIsToldAndAskingAgainFindsOutWhatHappened() {
        // Given
        PushWriter writer = writer(NOW);

        // When
        fault.set(Fault.LOST);
        assertThatThrownBy(() -> publish(writer, "a", article("x", "One", NOW)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Unavailable.class);
        fault.set(Fault.ANSWER_LOST);
        assertThatThrownBy(() -> publish(writer, "a", article("y", "Two", NOW))).hasCauseInstanceOf(Unavailable.class);
        assertThat(writer.health().ok()).isFalse();
        fault.set(Fault.NONE);

        // Then
        assertThat(publish(writer, "a", article("x", "One", NOW)).get(0).result())
                .isEqualTo(Result.NEW);
        assertThat(publish(writer, "a", article("y", "Two", NOW)).get(0).result())
                .isEqualTo(Result.UNCHANGED);
        assertThat(raw()).hasSize(2);
        assertThat(writer.health().ok()).isTrue();
    }

    @Test
    void deadLettersAreWrittenWithTheArticles() {
        PushWriter writer = writer(NOW);

        List<Outcome> outcomes = writer.publish(
                        "a",
                        List.of(article("x", "One", NOW)),
                        List.of(Letters.of("a", new byte[] {1}, "file", new KafkaException("wrong"), NOW)))
                .join();

        assertThat(outcomes).hasSize(1);
        assertThat(records(Topics.DEAD_LETTERS.name())).hasSize(1);
    }

    @Test
    void aStoppedWriterTakesNothing() throws Exception {
        PushWriter writer = writer(NOW);
        writer.stop(Duration.ofSeconds(10));

        assertThatThrownBy(() -> publish(writer, "a", article("x", "One", NOW))).hasCauseInstanceOf(Unavailable.class);
    }

    // ---- the broker

    private PushWriter writer(Instant now) {
        Log log = new Log();
        PushWriter writer = new PushWriter(serdes, log::producer, log::consumer, Clock.fixed(now, ZoneOffset.UTC));
        writers.add(writer);
        writer.start((thread, failure) -> {});
        await().until(() -> writer.health().ok());
        return writer;
    }

    private static List<Outcome> publish(PushWriter writer, String source, RawArticle... articles) {
        return writer.publish(source, List.of(articles), List.of()).join();
    }

    private static RawArticle article(String path, String title, Instant at) {
        InputDocument document = InputDocument.builder(new byte[0], "push")
                .fetchedAt(at)
                .sourceId("a")
                .build();
        try {
            String json = "{\"url\": \"https://courier.example/" + path + "\", \"title\": \"" + title + "\"}";
            return ArticleJson.read(ArticleJson.parse(json, 1), 1, document, "push");
        } catch (ArticleJson.Rejected e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static RawArticle archived(String path, String title, Instant at) {
        RawArticle article = article(path, title, at);
        article.setArchive(true);
        return article;
    }

    private List<ProducerRecord<byte[], byte[]>> records(String topic) {
        return committed.stream().filter(r -> r.topic().equals(topic)).toList();
    }

    private List<RawArticle> raw() {
        return records(Topics.RAW.name()).stream()
                .filter(r -> r.value() != null)
                .map(r -> serdes.deserializer(RawArticle.class).deserialize(r.topic(), r.value()))
                .toList();
    }

    /** A writer's clients, used by its thread alone, over what all writers have committed. */
    private final class Log {
        private MockConsumer<byte[], byte[]> consumer;
        private int given;

        MockConsumer<byte[], byte[]> consumer() {
            given = 0;
            consumer = new MockConsumer<>("none") {
                @Override
                public synchronized Map<TopicPartition, Long> endOffsets(
                        Collection<TopicPartition> partitions, Duration timeout) {
                    give();
                    return super.endOffsets(partitions, timeout);
                }

                @Override
                public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
                    super.seekToBeginning(partitions);
                    give();
                }
            };
            consumer.updatePartitions(
                    STATES.topic(),
                    List.of(new PartitionInfo(STATES.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
            consumer.updateBeginningOffsets(Map.of(STATES, 0L));
            consumer.updateEndOffsets(Map.of(STATES, 0L));
            return consumer;
        }

        private void give() {
            List<ProducerRecord<byte[], byte[]>> states = records(STATES.topic());
            for (; given < states.size(); given++) {
                ProducerRecord<byte[], byte[]> state = states.get(given);
                consumer.addRecord(new ConsumerRecord<>(
                        STATES.topic(),
                        0,
                        given,
                        state.timestamp(),
                        TimestampType.CREATE_TIME,
                        state.key().length,
                        state.value().length,
                        state.key(),
                        state.value(),
                        state.headers(),
                        Optional.empty()));
            }
            consumer.updateEndOffsets(Map.of(STATES, (long) given));
        }

        MockProducer<byte[], byte[]> producer() {
            return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized void commitTransaction() {
                    List<ProducerRecord<byte[], byte[]>> sent = uncommittedRecords();
                    if (fault.get() != Fault.LOST) {
                        committed.addAll(sent);
                    }
                    if (fault.get() != Fault.NONE) {
                        throw new TimeoutException("no answer");
                    }
                    super.commitTransaction();
                    give();
                }
            };
        }
    }
}
