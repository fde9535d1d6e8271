package io.newsflow.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/** Writes version 0 of the wire format. Reuses its encoder and its buffer, so it is for one thread. */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    /** A buffer that grew beyond this for one large article is given back. */
    private static final int KEPT_BUFFER = 1024 * 1024;

    private final SchemaRegistry registry;
    private final Schema schema;
    private final UnaryOperator<String> subjectOfTopic;
    private final Schema published;
    private final SpecificDatumWriter<T> writer;
    private final Map<String, Integer> ids = new HashMap<>();
    private Buffer buffer = new Buffer();
    private BinaryEncoder encoder;

    AvroSerializer(SchemaRegistry registry, Schema schema, UnaryOperator<String> subjectOfTopic) {
        this.subjectOfTopic = subjectOfTopic;
        this.registry = registry;
        this.schema = schema;
        this.published = PublishedSchemas.published(schema);
        this.writer = new SpecificDatumWriter<>(schema);
    }

    @Override
    public byte[] serialize(String topic, T record) {
        if (record == null) {
            return null;
        }
        Integer id = ids.get(topic);
        if (id == null) {
            id = registry.idOf(subjectOfTopic.apply(topic), published);
            ids.put(topic, id);
        }
        buffer.reset();
        buffer.write(WireFormat.MAGIC_ID);
        buffer.write(id >>> 24);
        buffer.write(id >>> 16);
        buffer.write(id >>> 8);
        buffer.write(id);
        try {
            encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "cannot write a " + schema.getName() + " for topic " + topic + ": " + e.getMessage(), e);
        }
        byte[] bytes = buffer.toByteArray();
        if (buffer.capacity() > KEPT_BUFFER) {
            buffer = new Buffer();
            encoder = null;
        }
        return bytes;
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
