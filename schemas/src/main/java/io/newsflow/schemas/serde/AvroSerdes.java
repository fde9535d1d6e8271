package io.newsflow.schemas.serde;

import io.newsflow.schemas.Topic;
import io.newsflow.schemas.TrustedRecords;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the serdes of Newsflow's records: Avro in Confluent's wire format, with the schema's id looked up in the
 * registry. All serdes of one instance share its registry client and caches. This class and all that it makes are
 * thread-safe. Closing a serde does nothing; closing this closes the registry client.
 */
public final class AvroSerdes implements AutoCloseable {
    static {
        // Avro reads only into classes of packages that it was told to trust.
        TrustedRecords.trust();
    }

    private final SchemaRegistry registry;

    /**
     * Opens the registry that the settings name.
     *
     * @param settings those that begin with {@code schema.registry.} count
     * @throws IllegalArgumentException naming the key when a value is wrong
     */
    public AvroSerdes(Map<String, ?> settings) {
        this(new SchemaRegistry(RegistryConfig.of(settings)));
    }

    /** Uses a registry that is open already, and closes it in the end. */
    public AvroSerdes(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** The registry behind the serdes. */
    public SchemaRegistry registry() {
        return registry;
    }

    /** A serde for records of a type. */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(serializer(type), deserializer(type));
    }

    /**
     * A serde for records in a topic that has no subject of its own, such as a changelog.
     *
     * @param type type of the records
     * @param subject subject under which their schema is registered
     */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type, String subject) {
        return Serdes.serdeFrom(new AvroSerializer<>(registry, schemaOf(type), topic -> subject), deserializer(type));
    }

    /** A serializer for records of a type. */
    public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
        return new AvroSerializer<>(registry, schemaOf(type), topic -> topic + "-value");
    }

    /** A deserializer for records of a type. */
    public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        return new AvroDeserializer<>(registry, type, schemaOf(type));
    }

    /**
     * The serde for a topic's values.
     *
     * @throws IllegalArgumentException when they are no Avro records
     */
    @SuppressWarnings("unchecked")
    public <V> Serde<V> valueSerde(Topic<V> topic) {
        if (!topic.isAvro()) {
            throw new IllegalArgumentException(topic.name() + " does not hold Avro records");
        }
        return (Serde<V>) serde(topic.valueType().asSubclass(SpecificRecord.class));
    }

    @Override
    public void close() {
        registry.close();
    }

    private static Schema schemaOf(Class<?> type) {
        return SpecificData.get().getSchema(type);
    }
}
