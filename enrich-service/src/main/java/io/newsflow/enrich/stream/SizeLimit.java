package io.newsflow.enrich.stream;

import java.util.Map;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serde that refuses what no topic would take. A producer that finds this out when it sends has its transaction
 * spoilt; found here, it is the fault of one record.
 *
 * @param <T> type of the values
 */
final class SizeLimit<T> implements Serde<T>, Serializer<T> {
    private final Serde<T> serde;
    private final int maxBytes;

    SizeLimit(Serde<T> serde, int maxBytes) {
        this.serde = serde;
        this.maxBytes = maxBytes;
    }

    @Override
    public byte[] serialize(String topic, T value) {
        return check(topic, serde.serializer().serialize(topic, value));
    }

    @Override
    public byte[] serialize(String topic, Headers headers, T value) {
        return check(topic, serde.serializer().serialize(topic, headers, value));
    }

    @Override
    public Serializer<T> serializer() {
        return this;
    }

    @Override
    public Deserializer<T> deserializer() {
        return serde.deserializer();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serde.configure(configs, isKey);
    }

    @Override
    public void close() {
        serde.close();
    }

    private byte[] check(String topic, byte[] bytes) {
        if (bytes != null && bytes.length > maxBytes) {
            throw new RecordTooLargeException(
                    bytes.length + " bytes for " + topic + " are more than the " + maxBytes + " that it takes");
        }
        return bytes;
    }
}
