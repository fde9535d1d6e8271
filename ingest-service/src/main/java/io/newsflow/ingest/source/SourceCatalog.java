package io.newsflow.ingest.source;

import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
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
        return read(Topics.SOURCES, serdes.deserializer(Source.class));
    }

    /** Where the polling of each source stands, by source id. */
    public Map<String, FetchState> states() {
        return read(Topics.FETCH_STATE, serdes.deserializer(FetchState.class));
    }

    /**
     * Adds or changes sources. Returns when Kafka has acknowledged.
     *
     * @param sources sources
     * @throws InterruptedException when interrupted while waiting
     */
    public void put(Collection<Source> sources) throws InterruptedException {
        List<ProducerRecord<String, Source>> records = new ArrayList<>();
        sources.forEach(s -> records.add(new ProducerRecord<>(Topics.SOURCES.name(), s.getSourceId(), s)));
        send(records);
    }

    /**
     * Removes sources. Returns when Kafka has acknowledged.
     *
     * @param ids source ids
     * @throws InterruptedException when interrupted while waiting
     */
    public void remove(Collection<String> ids) throws InterruptedException {
        List<ProducerRecord<String, Source>> records = new ArrayList<>();
        ids.forEach(id -> records.add(new ProducerRecord<>(Topics.SOURCES.name(), id, null)));
        send(records);
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

    private <T extends SpecificRecord> Map<String, T> read(Topic<T> topic, Deserializer<T> deserializer) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        Map<String, T> values = new TreeMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(p -> new TopicPartition(topic.name(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (record.value() == null) {
                        values.remove(record.key());
                    } else {
                        values.put(record.key(), decode(deserializer, record));
                    }
                }
            }
        }
        return values;
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
