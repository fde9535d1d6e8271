package io.newsflow.schemas.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a topic for people and scripts: each record becomes one JSON object on one line. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final JsonFactory JSON = new JsonFactory();

    private TopicReader() {}

    /** Gets the lines as they are read. */
    @FunctionalInterface
    public interface Sink {
        /**
         * One record.
         *
         * @return whether to read on
         */
        boolean accept(String line);
    }

    /**
     * What to read.
     *
     * @param topic the topic
     * @param key only records with this key; null for all
     * @param last begin so many records before the end of each partition; negative begins at the beginning
     * @param follow wait for new records after those that are there
     */
    public record Selection(Topic<?> topic, String key, long last, boolean follow) {}

    /**
     * Reads until the end of what is there, or until the sink has enough.
     *
     * @param consumer a consumer of bytes without a group; stays open
     * @param serdes for the values
     */
    public static void read(Consumer<byte[], byte[]> consumer, AvroSerdes serdes, Selection selection, Sink sink) {
        Topic<?> topic = selection.topic();
        Deserializer<?> values = topic.isAvro() ? serdes.valueSerde(topic).deserializer() : null;
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long beginning = beginnings.get(partition);
            consumer.seek(
                    partition,
                    selection.last() < 0 ? beginning : Math.max(beginning, ends.get(partition) - selection.last()));
        }
        byte[] wantedKey = selection.key() == null ? null : selection.key().getBytes(StandardCharsets.UTF_8);
        while (selection.follow() || !ends.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (wantedKey != null && !java.util.Arrays.equals(wantedKey, record.key())) {
                    continue;
                }
                if (!sink.accept(line(record, values))) {
                    return;
                }
            }
            ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        }
    }

    private static String line(ConsumerRecord<byte[], byte[]> record, Deserializer<?> values) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("partition", record.partition());
            json.writeNumberField("offset", record.offset());
            json.writeStringField(
                    "timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
            if (record.key() == null) {
                json.writeNullField("key");
            } else {
                json.writeStringField("key", new String(record.key(), StandardCharsets.UTF_8));
            }
            if (record.headers().iterator().hasNext()) {
                json.writeObjectFieldStart("headers");
                for (Header header : record.headers()) {
                    json.writeStringField(
                            header.key(),
                            header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
                }
                json.writeEndObject();
            }
            value(record, values, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    /** A damaged record is shown as its bytes with what is wrong: to look at it is what this is for. */
    private static void value(ConsumerRecord<byte[], byte[]> record, Deserializer<?> values, JsonGenerator json)
            throws IOException {
        if (record.value() == null) {
            json.writeNullField("value");
            return;
        }
        if (values != null) {
            try {
                Object value = values.deserialize(record.topic(), record.headers(), record.value());
                json.writeFieldName("value");
                RecordJson.write((SpecificRecord) value, json);
                return;
            } catch (SerializationException e) {
                json.writeStringField("error", e.getMessage());
            }
        }
        json.writeBinaryField("bytes", record.value());
    }
}
