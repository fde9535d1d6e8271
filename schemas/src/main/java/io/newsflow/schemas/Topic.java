package io.newsflow.schemas;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic of Newsflow: its name together with what its records are. Keys are UTF-8 strings.
 *
 * @param <V> type of the values
 * @param name name in Kafka
 * @param keyMeaning what the key is, for people
 * @param valueType class of the values, an Avro record, or {@code byte[]} where values are opaque
 * @param partitions number of partitions that the topic is created with
 * @param configs topic settings that differ from, or must not depend on, the broker's defaults
 * @param description what the topic is for
 */
public record Topic<V>(
        String name,
        String keyMeaning,
        Class<V> valueType,
        int partitions,
        Map<String, String> configs,
        String description) {
    /** Checks the parts and copies the settings. */
    public Topic {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(valueType, "valueType");
        if (partitions < 1) {
            throw new IllegalArgumentException(name + ": partitions must be at least 1, not " + partitions);
        }
        configs = Map.copyOf(configs);
    }

    /** Whether the values are Avro records under the registry's care. */
    public boolean isAvro() {
        return SpecificRecord.class.isAssignableFrom(valueType);
    }

    /** Subject of the value's schema in the registry, by the topic name strategy. */
    public String valueSubject() {
        return name + "-value";
    }
}
