package io.newsflow.system;

import io.newsflow.cli.Pipeline;
import io.newsflow.cli.ServiceProcess;
import io.newsflow.cli.StackAddresses;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.search.NewsSearch;
import io.newsflow.stack.NewsStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The services on a stack, and the means to feed them and to look at what they made. */
final class RunningNews implements AutoCloseable {
    static final Duration READY = Duration.ofSeconds(120);

    private final StackAddresses addresses;
    private final Path folder;
    private final AvroSerdes serdes;
    private final KafkaProducer<byte[], byte[]> producer;
    private final NewsSearch search;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

    RunningNews(NewsStack stack, Path folder) {
        this.addresses =
                new StackAddresses(stack.bootstrapServers(), stack.schemaRegistryUrl(), stack.elasticsearchUrl());
        this.folder = folder;
        Pipeline.prepare(addresses);
        this.serdes = new AvroSerdes(Map.of("schema.registry.url", addresses.registry()));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", addresses.kafka(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.search = new NewsSearch(addresses.elasticsearch());
    }

    StackAddresses addresses() {
        return addresses;
    }

    NewsSearch search() {
        return search;
    }

    /** Starts an instance of a service and waits until it is ready. */
    ServiceProcess start(String service, String instance) throws InterruptedException {
        ServiceProcess process = ServiceProcess.start(
                service,
                instance,
                folder,
                Pipeline.freePort(),
                Pipeline.settings(addresses, folder, service, instance));
        services.put(instance, process);
        process.awaitReady(READY);
        return process;
    }

    /** Publishes an article as ingest-service would. */
    void publish(RawArticle article) {
        byte[] value = serdes.serializer(RawArticle.class).serialize(Topics.RAW.name(), article);
        send(Topics.RAW.name(), article.getArticleId(), value);
    }

    /** Publishes an enriched article as enrich-service would. */
    void publish(EnrichedArticle article) {
        byte[] value = serdes.serializer(EnrichedArticle.class).serialize(Topics.ENRICHED.name(), article);
        send(Topics.ENRICHED.name(), article.getArticleId(), value);
    }

    /** Publishes bytes as they are. */
    void send(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Publishes a record without value. */
    void retract(String topic, String key, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), null);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
    }

    void flush() {
        producer.flush();
    }

    /** All committed articles of the enriched topic, in order of their partitions; poison that a test put there is not one. */
    List<EnrichedArticle> enriched() {
        return readAll(
                Topics.ENRICHED.name(),
                record -> record.value() == null || record.value()[0] != 0
                        ? null
                        : serdes.deserializer(EnrichedArticle.class)
                                .deserialize(record.topic(), record.headers(), record.value()));
    }

    List<DeadLetter> deadLetters() {
        return readAll(Topics.DEAD_LETTERS.name(), DeadLetter::parse);
    }

    long indexed() {
        try {
            return search.count("news-articles");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private <T> List<T> readAll(String topic, Function<ConsumerRecord<byte[], byte[]>, T> read) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", addresses.kafka());
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<T> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    T value = read.apply(record);
                    if (value != null) {
                        records.add(value);
                    }
                }
            }
            return records;
        }
    }

    @Override
    public void close() {
        services.values().forEach(ServiceProcess::close);
        producer.close();
        serdes.close();
    }
}
