package io.newsflow.cli;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads all topics from their beginning, committed records only, and keeps what a person wants to know of them: how
 * many records, the newest enriched record of each article, the dead letters. For one thread.
 */
final class TopicWatch implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroSerdes serdes;
    private final Deserializer<EnrichedArticle> enrichedReader;
    private final Map<String, Long> records = new LinkedHashMap<>();
    private final Map<String, EnrichedArticle> enriched = new LinkedHashMap<>();
    private final Map<String, Boolean> raw = new LinkedHashMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    TopicWatch(StackAddresses addresses) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, addresses.kafka());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        serdes = new AvroSerdes(Map.of("schema.registry.url", addresses.registry()));
        enrichedReader = serdes.deserializer(EnrichedArticle.class);
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<?> topic : Topics.all()) {
            records.put(topic.name(), 0L);
            consumer.partitionsFor(topic.name())
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Takes in what has arrived, waiting a little for it. */
    void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            records.merge(record.topic(), 1L, Long::sum);
            if (record.topic().equals(Topics.RAW.name())) {
                raw.put(record.key(), record.value() != null);
            } else if (record.topic().equals(Topics.ENRICHED.name())) {
                if (record.value() == null) {
                    enriched.remove(record.key());
                } else {
                    enriched.put(
                            record.key(), enrichedReader.deserialize(record.topic(), record.headers(), record.value()));
                }
            } else if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
                deadLetters.add(DeadLetter.parse(bytes(record)));
            }
        }
    }

    /** Records by topic, in the order in which they pass. */
    Map<String, Long> records() {
        return records;
    }

    /** Ids of the articles taken in. */
    Set<String> rawIds() {
        return raw.keySet();
    }

    /** Newest enriched record by article id. */
    Map<String, EnrichedArticle> enriched() {
        return enriched;
    }

    /** All dead letters. */
    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    @Override
    public void close() {
        consumer.close();
        serdes.close();
    }

    private static ConsumerRecord<byte[], byte[]> bytes(ConsumerRecord<String, byte[]> record) {
        byte[] key = record.key() == null ? null : record.key().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                key,
                record.value(),
                record.headers(),
                record.leaderEpoch());
    }
}
