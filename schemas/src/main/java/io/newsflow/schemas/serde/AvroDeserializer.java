package io.newsflow.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads version 0 of the wire format into our own version of the record, whatever version it was written with. A record
 * whose schema is named by a GUID in a header is refused with an error that says so. Reuses its decoder, so it is for
 * one thread.
 */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final SchemaRegistry registry;
    private final Class<T> type;
    private final Schema schema;
    private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();
    private BinaryDecoder decoder;

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
        Header guid = headers == null ? null : headers.lastHeader(WireFormat.VALUE_SCHEMA_HEADER);
        if (guid != null && guid.value() != null && guid.value().length > 0) {
            throw refusal(
                    topic,
                    "its schema is named by a GUID in the header " + WireFormat.VALUE_SCHEMA_HEADER
                            + " (wire format version " + guid.value()[0]
                            + "); only version 0, with a four-byte id before the value, is read",
                    null);
        }
        if (bytes.length < WireFormat.PREFIX_LENGTH) {
            throw refusal(topic, bytes.length + " bytes are too few for a magic byte and a schema id", null);
        }
        if (bytes[0] != WireFormat.MAGIC_ID) {
            throw refusal(
                    topic,
                    bytes[0] == WireFormat.MAGIC_GUID
                            ? "wire format version 1 is not read in front of a value; only version 0 is"
                            : "it begins with byte " + bytes[0] + ", not with the magic byte 0",
                    null);
        }
        int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
        try {
            SpecificDatumReader<T> reader = readers.get(id);
            if (reader == null) {
                reader = new SpecificDatumReader<>(registry.byId(id), schema);
                readers.put(id, reader);
            }
            decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.PREFIX_LENGTH, bytes.length - WireFormat.PREFIX_LENGTH, decoder);
            T record = type.cast(reader.read(null, decoder));
            if (!decoder.isEnd()) {
                throw refusal(topic, "bytes follow behind the end of the record written with schema " + id, null);
            }
            return record;
        } catch (SerializationException | RegistryUnavailableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw refusal(topic, "its bytes do not fit schema " + id + ": " + e, e);
        }
    }

    private SerializationException refusal(String topic, String why, Exception cause) {
        return new SerializationException("a record of " + topic + " is no " + schema.getName() + ": " + why, cause);
    }
}
