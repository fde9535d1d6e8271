package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Held;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.Extraction.Withdrawal;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Publishes documents that somebody hands over, outside any source: what a person gives to {@code newsflow ingest}. Nothing
 * is remembered of them; publishing one again is another sighting with a higher revision. Thread-safe.
 */
public final class DirectPublisher implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final Serializer<RawArticle> serializer;
    private final ExtractorRegistry extractors;
    private final AtomicReference<Exception> failed = new AtomicReference<>();

    /**
     * What became of a document.
     *
     * @param articles articles that Kafka has acknowledged
     * @param retracted ids for which Kafka has acknowledged a retraction: the document withdraws them
     * @param problems what is now in the dead letters: it could not be read, or is under an embargo
     */
    public record Result(List<RawArticle> articles, List<String> retracted, List<String> problems) {}

    /**
     * A publisher.
     *
     * @param kafka settings of the Kafka client
     * @param serdes serdes; stay open
     * @param extractors reads documents
     */
    public DirectPublisher(Map<String, ?> kafka, AvroSerdes serdes, ExtractorRegistry extractors) {
        this(
                new KafkaProducer<>(settings(kafka), new ByteArraySerializer(), new ByteArraySerializer()),
                serdes,
                extractors);
    }

    /** With a producer of the caller's, which is closed with this. */
    DirectPublisher(Producer<byte[], byte[]> producer, AvroSerdes serdes, ExtractorRegistry extractors) {
        this.producer = producer;
        this.serializer = serdes.serializer(RawArticle.class);
        this.extractors = extractors;
    }

    private static Map<String, Object> settings(Map<String, ?> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        return settings;
    }

    /**
     * Publishes a document's articles; what cannot be read goes to the dead letters. Returns when Kafka has acknowledged all.
     *
     * @param document the document
     * @return what became of it
     * @throws InterruptedException when interrupted while waiting
     * @throws KafkaException when Kafka did not take it; part of it may have arrived
     */
    public Result publish(InputDocument document) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<RawArticle> articles = List.of();
        List<String> retracted = new ArrayList<>();
        try {
            Extraction extraction = extractors.extract(document);
            articles = extraction.articles();
            for (RawArticle article : articles) {
                sent.add(producer.send(record(article)));
            }
            long now = Instant.now().toEpochMilli();
            for (Withdrawal withdrawal : extraction.withdrawals()) {
                for (String articleId : withdrawal.articleIds()) {
                    sent.add(producer.send(RawRecords.retraction(articleId, now, now)));
                    retracted.add(articleId);
                }
            }
            for (Held held : extraction.held()) {
                String what = held.where() + ": " + held.what() + ": publish it again when it has ended";
                sent.add(producer.send(
                        letter(document, document.bytes(), document.location(), new ExtractionException(what))));
                problems.add(what);
            }
            for (Problem problem : extraction.problems()) {
                String what = problem.where() + ": " + problem.what();
                byte[] bytes = problem.bytes() == null ? document.bytes() : problem.bytes();
                String where = document.location() + " (" + problem.where() + ")";
                sent.add(producer.send(letter(document, bytes, where, new ExtractionException(what))));
                problems.add(what);
            }
        } catch (ExtractionException e) {
            sent.add(producer.send(letter(document, document.bytes(), document.location(), e)));
            problems.add(e.getMessage());
        }
        producer.flush();
        for (Future<RecordMetadata> acknowledged : sent) {
            try {
                acknowledged.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException
                        ? (KafkaException) e.getCause()
                        : new KafkaException(e.getCause());
            }
        }
        return new Result(articles, retracted, problems);
    }

    /**
     * Publishes articles without waiting; {@link #flush} waits for all sent so far.
     *
     * @param articles articles of an archive
     */
    public void send(List<RawArticle> articles) {
        for (RawArticle article : articles) {
            producer.send(record(article), (metadata, failure) -> {
                if (failure != null) {
                    failed.compareAndSet(null, failure);
                }
            });
        }
    }

    /**
     * Waits until Kafka has acknowledged all that was sent.
     *
     * @throws KafkaException when it did not take something; from then on always
     */
    public void flush() {
        producer.flush();
        Exception failure = failed.get();
        if (failure != null) {
            throw failure instanceof KafkaException kafka ? kafka : new KafkaException(failure);
        }
    }

    private ProducerRecord<byte[], byte[]> record(RawArticle article) {
        return RawRecords.of(article, serializer.serialize(Topics.RAW.name(), article));
    }

    private static ProducerRecord<byte[], byte[]> letter(
            InputDocument document, byte[] bytes, String location, Exception failure) {
        return Letters.of(document.sourceId(), bytes, location, failure, Instant.now())
                .toRecord(null);
    }

    @Override
    public void close() {
        producer.close();
    }
}
