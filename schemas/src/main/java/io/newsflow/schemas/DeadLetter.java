package io.newsflow.schemas;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A record that could not be processed: its bytes as they were, why, and where it came from. On
 * {@code news.dead-letters} the key and the value are the original bytes; everything else is in headers, as UTF-8
 * text, with names that begin with {@value #PREFIX}. The original's own headers are kept beside them.
 *
 * @param key original key, or null
 * @param value original value, or null
 * @param service service that gave up
 * @param stage step in it, such as {@code deserialize}, {@code extract}, {@code analyse}, {@code index}
 * @param cause one line for an operator: what was wrong, and where
 * @param exceptionClass class of the exception, or null
 * @param stackTrace stack trace, cut to 8,000 characters, or null
 * @param originTopic topic of the record; null where it came from outside
 * @param originPartition partition, or -1
 * @param originOffset offset, or -1
 * @param originTimestamp timestamp of the record in milliseconds since 1970, or -1
 * @param originLocation address or file, where the record came from outside; else null
 * @param failedAt when it failed
 * @param replays how often it was replayed and failed again
 */
public record DeadLetter(
        byte[] key,
        byte[] value,
        String service,
        String stage,
        String cause,
        String exceptionClass,
        String stackTrace,
        String originTopic,
        int originPartition,
        long originOffset,
        long originTimestamp,
        String originLocation,
        Instant failedAt,
        int replays) {
    /** Prefix of all headers of a dead letter. */
    public static final String PREFIX = "newsflow.dlq.";

    /** Counts replays of a record; stands on the replayed record too, so that the count survives. */
    public static final String REPLAYS = PREFIX + "replays";

    private static final String SERVICE = PREFIX + "service";
    private static final String STAGE = PREFIX + "stage";
    private static final String CAUSE = PREFIX + "cause";
    private static final String EXCEPTION = PREFIX + "exception";
    private static final String STACK_TRACE = PREFIX + "stacktrace";
    private static final String TOPIC = PREFIX + "origin.topic";
    private static final String PARTITION = PREFIX + "origin.partition";
    private static final String OFFSET = PREFIX + "origin.offset";
    private static final String TIMESTAMP = PREFIX + "origin.timestamp";
    private static final String LOCATION = PREFIX + "origin.location";
    private static final String FAILED_AT = PREFIX + "failed-at";
    private static final int MAX_STACK_TRACE = 8_000;
    private static final int MAX_CAUSE = 2_000;
    private static final String NO_VALUE = " (too large for a dead letter: its value is where it came from)";

    /** Checks what must be there. */
    public DeadLetter {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(failedAt, "failedAt");
        cause = cut(cause, MAX_CAUSE);
        stackTrace = cut(stackTrace, MAX_STACK_TRACE);
    }

    /**
     * A record of a topic that failed.
     *
     * @param record the record as read
     * @param service service that gives up
     * @param stage step in it
     * @param failure what was thrown
     * @param at when
     */
    public static DeadLetter of(
            ConsumerRecord<byte[], byte[]> record, String service, String stage, Throwable failure, Instant at) {
        return new DeadLetter(
                record.key(),
                record.value(),
                service,
                stage,
                causeOf(failure),
                failure.getClass().getName(),
                stackTraceOf(failure),
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                null,
                at,
                replaysOf(record.headers()));
    }

    /**
     * A document from outside, such as a file or a web address, that failed before it became a record.
     *
     * @param key what identifies it, or null
     * @param value its bytes
     * @param location address or file
     * @param service service that gives up
     * @param stage step in it
     * @param failure what was thrown
     * @param at when
     */
    public static DeadLetter ofDocument(
            String key, byte[] value, String location, String service, String stage, Throwable failure, Instant at) {
        return new DeadLetter(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                service,
                stage,
                causeOf(failure),
                failure.getClass().getName(),
                stackTraceOf(failure),
                null,
                -1,
                -1,
                -1,
                location,
                at,
                0);
    }

    /** Reads a dead letter back from its topic. */
    public static DeadLetter parse(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        String failedAt = text(headers, FAILED_AT);
        return new DeadLetter(
                record.key(),
                record.value(),
                orUnknown(text(headers, SERVICE)),
                orUnknown(text(headers, STAGE)),
                orUnknown(text(headers, CAUSE)),
                text(headers, EXCEPTION),
                text(headers, STACK_TRACE),
                text(headers, TOPIC),
                (int) number(headers, PARTITION),
                number(headers, OFFSET),
                number(headers, TIMESTAMP),
                text(headers, LOCATION),
                failedAt == null ? Instant.ofEpochMilli(record.timestamp()) : Instant.parse(failedAt),
                replaysOf(headers));
    }

    /**
     * The same without the original value, for a record so large that with the headers of a dead letter it is beyond the
     * limit. The value stays where the record came from, for as long as that keeps it.
     */
    public DeadLetter withoutValue() {
        return new DeadLetter(
                key,
                null,
                service,
                stage,
                cut(cause, MAX_CAUSE - NO_VALUE.length()) + NO_VALUE,
                exceptionClass,
                stackTrace,
                originTopic,
                originPartition,
                originOffset,
                originTimestamp,
                originLocation,
                failedAt,
                replays);
    }

    /**
     * The record for {@code news.dead-letters}.
     *
     * @param originalHeaders headers of the failed record, kept; may be null
     */
    public ProducerRecord<byte[], byte[]> toRecord(Headers originalHeaders) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, failedAt.toEpochMilli(), key, value);
        Headers headers = record.headers();
        if (originalHeaders != null) {
            for (Header header : originalHeaders) {
                if (!header.key().startsWith(PREFIX)) {
                    headers.add(header);
                }
            }
        }
        put(headers, SERVICE, service);
        put(headers, STAGE, stage);
        put(headers, CAUSE, cause);
        put(headers, EXCEPTION, exceptionClass);
        put(headers, STACK_TRACE, stackTrace);
        put(headers, TOPIC, originTopic);
        if (originTopic != null) {
            put(headers, PARTITION, String.valueOf(originPartition));
            put(headers, OFFSET, String.valueOf(originOffset));
            put(headers, TIMESTAMP, String.valueOf(originTimestamp));
        }
        put(headers, LOCATION, originLocation);
        put(headers, FAILED_AT, failedAt.toString());
        put(headers, REPLAYS, String.valueOf(replays));
        return record;
    }

    /** How often a record with these headers was replayed from the dead letters. */
    public static int replaysOf(Headers headers) {
        return (int) Math.max(0, number(headers, REPLAYS));
    }

    private static String causeOf(Throwable failure) {
        StringBuilder cause = new StringBuilder();
        for (Throwable t = failure; t != null && cause.length() < MAX_CAUSE; t = t.getCause()) {
            String message = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
            if (cause.indexOf(message) < 0) {
                cause.append(cause.isEmpty() ? "" : ": ").append(message);
            }
        }
        return cause.toString();
    }

    private static String stackTraceOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }

    private static String orUnknown(String text) {
        return text == null ? "unknown" : text;
    }

    private static void put(Headers headers, String name, String value) {
        if (value != null) {
            headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(Headers headers, String name) {
        String text = text(headers, name);
        if (text == null) {
            return -1;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
