package io.newsflow.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads all forms of the wire format into our own version of the record, whatever version it was written with: the
 * schema named by id or by GUID, in front of the value or in a header. Thread-safe: Kafka Streams shares one
 * deserializer among its threads. Each thread keeps a decoder, and a reader for each schema that it met.
 *
 * <p>A {@link SerializationException} says that the record is damaged, so that another attempt would fail as well.
 */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final SchemaRegistry registry;
    private final Class<T> type;
    private final Schema schema;
    private final ThreadLocal<Workspace<T>> workspaces = ThreadLocal.withInitial(Workspace::new);

    AvroDeserializer(SchemaRegistry registry, Class<T> type, Schema schema) {
        this.registry = registry;
        this.type = type;
        this.schema = schema;
    }

    @Override
    public T deserialize(String topic, byte[] bytes) {
        return deserialize(topic, null, bytes);
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        Header header = headers == null ? null : headers.lastHeader(WireFormat.VALUE_SCHEMA_HEADER);
        if (header != null && header.value() != null) {
            Object name = schemaName(topic, header.value(), "its header " + WireFormat.VALUE_SCHEMA_HEADER);
            return read(topic, name, bytes, 0);
        }
        Object name = schemaName(topic, bytes, "its value");
        return read(topic, name, bytes, name instanceof Integer ? WireFormat.ID_LENGTH : WireFormat.GUID_LENGTH);
    }

    /** The name that the bytes begin with: an Integer or a UUID. */
    private Object schemaName(String topic, byte[] bytes, String where) {
        if (bytes.length < WireFormat.ID_LENGTH) {
            throw refusal(topic, where + " has too few bytes for a schema id: " + bytes.length, null);
        }
        switch (bytes[0]) {
            case WireFormat.MAGIC_ID:
                return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
            case WireFormat.MAGIC_GUID:
                if (bytes.length < WireFormat.GUID_LENGTH) {
                    throw refusal(
                            topic,
                            where + " has too few bytes for wire format version 1, a schema GUID: " + bytes.length,
                            null);
                }
                ByteBuffer guid = ByteBuffer.wrap(bytes, 1, 2 * Long.BYTES);
                return new UUID(guid.getLong(), guid.getLong());
            default:
                throw refusal(
                        topic,
                        where + " begins with byte " + bytes[0]
                                + ", which is no magic byte (0 or 1) of the wire format",
                        null);
        }
    }

    private T read(String topic, Object name, byte[] bytes, int start) {
        Workspace<T> workspace = workspaces.get();
        try {
            SpecificDatumReader<T> reader = workspace.readers.get(name);
            if (reader == null) {
                reader = new SpecificDatumReader<>(writerSchema(name), schema);
                workspace.readers.put(name, reader);
            }
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, workspace.decoder);
            workspace.decoder = decoder;
            T record = type.cast(reader.read(null, decoder));
            if (!decoder.isEnd()) {
                throw refusal(topic, "bytes follow behind the end of the record written with schema " + name, null);
            }
            return record;
        } catch (KafkaException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw refusal(topic, "its bytes do not fit schema " + name + ": " + e, e);
        }
    }

    private Schema writerSchema(Object name) {
        return name instanceof UUID guid ? registry.byGuid(guid) : registry.byId((Integer) name);
    }

    private SerializationException refusal(String topic, String why, Exception cause) {
        return new SerializationException("a record of " + topic + " is no " + schema.getName() + ": " + why, cause);
    }

    private static final class Workspace<T> {
        private final Map<Object, SpecificDatumReader<T>> readers = new HashMap<>();
        private BinaryDecoder decoder;
    }
}
