package io.newsflow.ingest.source;

import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/** The sources as they stand in {@code news.sources}, for those who look after them. Not thread-safe. */
public final class SourceCatalog {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, ?> kafka;
    private final AvroSerdes serdes;

    /**
     * A catalog.
     *
     * @param kafka settings of the Kafka client
     * @param serdes serdes; stay open
     */
    public SourceCatalog(Map<String, ?> kafka, AvroSerdes serdes) {
        this.kafka = kafka;
        this.serdes = serdes;
    }

    /** All sources by id, in the order of their ids. */
    public Map<String, Source> sources() {
        return read(Topics.SOURCES, serdes.deserializer(Source.class), new HashMap<>())
                .values();
    }

    /** Where the polling of each source stands, by source id. */
    public Map<String, FetchState> states() {
        return read(Topics.FETCH_STATE, serdes.deserializer(FetchState.class), new HashMap<>())
                .values();
    }

    /**
     * Adds or changes sources. Returns when Kafka has acknowledged. A new source goes to the partition of its host, so that all
     * sources of a host are read by one instance, which keeps to the host's limits; one that is there stays where it is, with
     * its fetch state.
     *
     * @param sources sources
     * @throws InterruptedException when interrupted while waiting
     */
    public void put(Collection<Source> sources) throws InterruptedException {
        Map<String, Integer> where = new HashMap<>();
        int partitions =
                read(Topics.SOURCES, serdes.deserializer(Source.class), where).partitions();
        List<ProducerRecord<String, Source>> records = new ArrayList<>();
        for (Source source : sources) {
            int partition = where.computeIfAbsent(source.getSourceId(), id -> partition(source, partitions));
            records.add(new ProducerRecord<>(Topics.SOURCES.name(), partition, source.getSourceId(), source));
        }
        send(records);
    }

    /**
     * Removes sources. Returns when Kafka has acknowledged.
     *
     * @param ids source ids
     * @throws InterruptedException when interrupted while waiting
     */
    public void remove(Collection<String> ids) throws InterruptedException {
        Map<String, Integer> where = new HashMap<>();
        read(Topics.SOURCES, serdes.deserializer(Source.class), where);
        List<ProducerRecord<String, Source>> records = new ArrayList<>();
        ids.forEach(id -> records.add(new ProducerRecord<>(Topics.SOURCES.name(), where.get(id), id, null)));
        send(records);
    }

    private static int partition(Source source, int partitions) {
        String host = CanonicalUrl.authorityOf(source.getUrl()).orElse(source.getSourceId());
        return Utils.toPositive(Utils.murmur2(host.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private void send(List<ProducerRecord<String, Source>> records) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, Source> producer =
                new KafkaProducer<>(settings, new StringSerializer(), serdes.serializer(Source.class))) {
            records.forEach(record -> sent.add(producer.send(record)));
            producer.flush();
        }
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException
                        ? (KafkaException) e.getCause()
                        : new KafkaException(e.getCause());
            }
        }
    }

    /** What a topic holds, in order of the keys, and how many partitions it has. */
    private record Contents<T>(Map<String, T> values, int partitions) {}

    /** Reads a topic; notes the partition of each key that has a value. */
    private <T extends SpecificRecord> Contents<T> read(
            Topic<T> topic, Deserializer<T> deserializer, Map<String, Integer> where) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        Map<String, T> values = new TreeMap<>();
        int count;
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(p -> new TopicPartition(topic.name(), p.partition()))
                    .toList();
            count = partitions.size();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (record.value() == null) {
                        values.remove(record.key());
                        where.remove(record.key());
                    } else {
                        values.put(record.key(), decode(deserializer, record));
                        where.put(record.key(), record.partition());
                    }
                }
            }
        }
        return new Contents<>(values, count);
    }

    private static <T> T decode(Deserializer<T> deserializer, ConsumerRecord<String, byte[]> record) {
        try {
            return deserializer.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            throw new SerializationException(
                    record.topic() + ", key " + record.key() + ", offset " + record.offset() + ": " + e.getMessage(),
                    e);
        }
    }
}
