package io.newsflow.schemas.admin;

import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Reads the dead letters, and sends them back to where they came from. A replay writes the original bytes, key, timestamp
 * and headers to the origin topic, and in the same transaction a note beside the dead letter: so each is replayed once,
 * however often the command runs, and no replay is lost or doubled when it is cut short. What fails again becomes a new
 * dead letter that counts one replay more.
 */
public final class DeadLetters {
    /** A replay that failed so often fails again, unless something was changed. */
    public static final int USUAL_MAX_REPLAYS = 3;

    /** On a note of a replay: offset of the dead letter, in the same partition. Such a record is no dead letter. */
    private static final String REPLAYED_OFFSET = DeadLetter.PREFIX + "replayed.offset";

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Comparator<Entry> BY_TIME =
            Comparator.comparing(entry -> entry.letter().failedAt());

    private DeadLetters() {}

    /**
     * A dead letter where it lies.
     *
     * @param partition partition of {@code news.dead-letters}
     * @param offset offset in it
     * @param letter what it says
     * @param headers the original record's headers, without those of the dead letter
     * @param replayed whether it was sent back already
     */
    public record Entry(int partition, long offset, DeadLetter letter, Headers headers, boolean replayed) {
        /** Its address: partition, colon, offset. */
        public String address() {
            return partition + ":" + offset;
        }

        private Entry asReplayed() {
            return new Entry(partition, offset, letter, headers, true);
        }
    }

    /** What became of a replay. */
    public enum Outcome {
        /** Sent back to its topic. */
        REPLAYED,
        /** It was sent back before. */
        ALREADY_REPLAYED,
        /** It failed after so many replays that another one would only fail again. */
        TOO_OFTEN,
        /** It came from outside, from a file or an address: read that again instead. */
        NO_TOPIC,
        /**
         * It has no value and is no retraction, which names its revision: the value was not kept. Sent back as it is, it
         * would retract what it should repair.
         */
        NO_VALUE
    }

    /**
     * A dead letter and what became of its replay.
     *
     * @param entry the dead letter
     * @param outcome what became of it
     */
    public record Replay(Entry entry, Outcome outcome) {}

    /**
     * What was found.
     *
     * @param total how many there are that are wanted
     * @param entries the newest of them, oldest failure first
     */
    public record Found(int total, List<Entry> entries) {}

    /**
     * Reads the dead letters that are there now, and keeps the newest that are wanted.
     *
     * @param consumer a consumer of bytes, {@code read_committed}, without a group; stays open
     * @param wanted which to keep; whether they were replayed is not known to it yet
     * @param most how many to keep at most: those that failed last
     */
    public static Found read(Consumer<byte[], byte[]> consumer, Predicate<Entry> wanted, int most) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        PriorityQueue<Entry> newest = new PriorityQueue<>(BY_TIME);
        int total = 0;
        Set<String> replayed = new HashSet<>();
        while (!ends.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Header note = record.headers().lastHeader(REPLAYED_OFFSET);
                if (note != null) {
                    replayed.add(record.partition() + ":" + new String(note.value(), StandardCharsets.UTF_8));
                    continue;
                }
                Entry entry = entry(record);
                if (wanted.test(entry)) {
                    total++;
                    newest.add(entry);
                    if (newest.size() > most) {
                        newest.remove();
                    }
                }
            }
            ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        }
        return new Found(
                total,
                newest.stream()
                        .sorted(BY_TIME)
                        .map(entry -> replayed.contains(entry.address()) ? entry.asReplayed() : entry)
                        .toList());
    }

    /**
     * Sends dead letters back, each at most once.
     *
     * @param entries which, as read
     * @param producer a transactional producer of bytes whose transactions are initialised; stays open
     * @param maxReplays how often a record may have been replayed before
     * @param again whether to send back also what was sent back before
     * @param now time to put on the notes
     */
    public static List<Replay> replay(
            List<Entry> entries, Producer<byte[], byte[]> producer, int maxReplays, boolean again, Instant now) {
        List<Replay> replays = new ArrayList<>();
        for (Entry entry : entries) {
            Outcome outcome = outcome(entry, maxReplays, again);
            if (outcome == Outcome.REPLAYED) {
                producer.beginTransaction();
                try {
                    producer.send(original(entry));
                    producer.send(note(entry, now));
                    producer.commitTransaction();
                } catch (RuntimeException e) {
                    abort(producer, e);
                    throw e;
                }
            }
            replays.add(new Replay(entry, outcome));
        }
        return replays;
    }

    private static Outcome outcome(Entry entry, int maxReplays, boolean again) {
        if (entry.letter().originTopic() == null) {
            return Outcome.NO_TOPIC;
        }
        if (entry.letter().value() == null
                && entry.headers().lastHeader(io.newsflow.schemas.RecordHeaders.REVISION) == null) {
            return Outcome.NO_VALUE;
        }
        if (entry.replayed() && !again) {
            return Outcome.ALREADY_REPLAYED;
        }
        return entry.letter().replays() >= maxReplays ? Outcome.TOO_OFTEN : Outcome.REPLAYED;
    }

    private static ProducerRecord<byte[], byte[]> original(Entry entry) {
        DeadLetter letter = entry.letter();
        Headers headers = new RecordHeaders(entry.headers().toArray())
                .add(DeadLetter.REPLAYS, text(String.valueOf(letter.replays() + 1)));
        Long timestamp = letter.originTimestamp() < 0 ? null : letter.originTimestamp();
        return new ProducerRecord<>(letter.originTopic(), null, timestamp, letter.key(), letter.value(), headers);
    }

    private static ProducerRecord<byte[], byte[]> note(Entry entry, Instant now) {
        Headers headers = new RecordHeaders().add(REPLAYED_OFFSET, text(String.valueOf(entry.offset())));
        return new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(),
                entry.partition(),
                now.toEpochMilli(),
                entry.letter().key(),
                null,
                headers);
    }

    private static void abort(Producer<byte[], byte[]> producer, RuntimeException reason) {
        try {
            producer.abortTransaction();
        } catch (RuntimeException e) {
            // Fenced, or the cluster is gone: the broker aborts what was not committed.
            reason.addSuppressed(e);
        }
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        Headers own = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetter.PREFIX)) {
                own.add(header);
            }
        }
        return new Entry(record.partition(), record.offset(), DeadLetter.parse(record), own, false);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
