package io.newsflow.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes the wire format with the schema's id in front. Thread-safe: Kafka Streams shares one serializer among its
 * threads. Each thread keeps an encoder and a buffer.
 */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    /** A buffer that grew beyond this for one large article is given back. */
    private static final int KEPT_BUFFER = 1024 * 1024;

    private final SchemaRegistry registry;
    private final Schema schema;
    private final UnaryOperator<String> subjectOfTopic;
    private final Schema published;
    private final SpecificDatumWriter<T> writer;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    AvroSerializer(SchemaRegistry registry, Schema schema, UnaryOperator<String> subjectOfTopic) {
        this.subjectOfTopic = subjectOfTopic;
        this.registry = registry;
        this.schema = schema;
        this.published = PublishedSchemas.published(schema);
        this.writer = new SpecificDatumWriter<>(schema);
    }

    /** Takes the schema header of a record that this one was made from off: it would belie the new value. */
    @Override
    public byte[] serialize(String topic, Headers headers, T record) {
        if (headers != null) {
            headers.remove(WireFormat.VALUE_SCHEMA_HEADER);
        }
        return serialize(topic, record);
    }

    @Override
    public byte[] serialize(String topic, T record) {
        if (record == null) {
            return null;
        }
        Integer known = ids.get(topic);
        int id = known == null ? lookUp(topic) : known;
        Workspace workspace = workspaces.get();
        Buffer buffer = workspace.buffer;
        buffer.reset();
        buffer.write(WireFormat.MAGIC_ID);
        buffer.write(id >>> 24);
        buffer.write(id >>> 16);
        buffer.write(id >>> 8);
        buffer.write(id);
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(buffer, workspace.encoder);
            workspace.encoder = encoder;
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            // The encoder may hold the first part of the record.
            workspaces.remove();
            throw new SerializationException(
                    "cannot write a " + schema.getName() + " for topic " + topic + ": " + e.getMessage(), e);
        }
        byte[] bytes = buffer.toByteArray();
        if (buffer.capacity() > KEPT_BUFFER) {
            workspaces.remove();
        }
        return bytes;
    }

    private int lookUp(String topic) {
        int id = registry.idOf(subjectOfTopic.apply(topic), published);
        ids.put(topic, id);
        return id;
    }

    private static final class Workspace {
        private final Buffer buffer = new Buffer();
        private BinaryEncoder encoder;
    }

    private static final class Buffer extends ByteArrayOutputStream {
        Buffer() {
            super(8 * 1024);
        }

        int capacity() {
            return buf.length;
        }
    }
}
