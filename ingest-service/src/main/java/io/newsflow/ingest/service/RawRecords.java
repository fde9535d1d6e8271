package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of {@code news.raw}. */
public final class RawRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RawRecords.class);
    /** What is kept of an article that the brokers refuse, in bytes: any topic takes that. */
    private static final int MOST_KEPT = 64 * 1024;
    /** Leaves room for the key, headers and the batch around it. */
    private static final int LARGEST_VALUE = Topics.MAX_MESSAGE_BYTES - 64 * 1024;

    private RawRecords() {}

    /**
     * Writes records in one transaction. Articles that the brokers refuse as too large become dead letters, and all is tried
     * again with these. After any other failure nothing of it is there, or all, and the producer is of no further use.
     *
     * @param producer a producer without a transaction under way
     * @param first the records
     * @return where each of them is, in order
     * @throws KafkaException where it failed for another reason
     */
    public static List<Future<RecordMetadata>> commit(
            Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> first) {
        List<ProducerRecord<byte[], byte[]>> records = first;
        while (true) {
            List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
            producer.beginTransaction();
            try {
                for (ProducerRecord<byte[], byte[]> record : records) {
                    sent.add(producer.send(record));
                }
                producer.commitTransaction();
                return sent;
            } catch (KafkaException e) {
                abort(producer);
                records = withoutTooLarge(records, sent).orElseThrow(() -> e);
            }
        }
    }

    /**
     * The transaction that is left open is ended by the next producer of this id, if not here. After a commit that timed out
     * the producer takes nothing but that commit once more, and says so with an IllegalStateException.
     */
    private static void abort(Producer<byte[], byte[]> producer) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.atDebug().setCause(e).log("transaction not aborted");
        }
    }

    /**
     * Puts a dead letter in the place of an article that the brokers refused as too large: an operator may have given the topic
     * a smaller limit than Newsflow's. The producer gives that reason for all records that it gives up with the one at fault;
     * so it is taken to be the one that is largest when compressed, and the others are tried again.
     *
     * @param records records of a transaction that has failed and was aborted
     * @param sent what became of them, in order; may end early
     * @return the records to try instead; empty where it failed for another reason
     */
    static Optional<List<ProducerRecord<byte[], byte[]>>> withoutTooLarge(
            List<ProducerRecord<byte[], byte[]>> records, List<Future<RecordMetadata>> sent) {
        int largest = -1;
        int size = 0;
        for (int i = 0; i < sent.size(); i++) {
            ProducerRecord<byte[], byte[]> record = records.get(i);
            boolean isArticle = record.topic().equals(Topics.RAW.name()) && record.value() != null;
            if (isArticle && isTooLarge(sent.get(i))) {
                int compressed = compressed(record.value());
                if (compressed > size) {
                    largest = i;
                    size = compressed;
                }
            }
        }
        if (largest < 0) {
            return Optional.empty();
        }
        List<ProducerRecord<byte[], byte[]>> smaller = new ArrayList<>(records);
        smaller.set(largest, refused(records.get(largest)));
        return Optional.of(smaller);
    }

    private static int compressed(byte[] value) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(value);
            deflater.finish();
            byte[] buffer = new byte[8 * 1024];
            int size = 0;
            while (!deflater.finished()) {
                size += deflater.deflate(buffer);
            }
            return size;
        } finally {
            deflater.end();
        }
    }

    private static boolean isTooLarge(Future<RecordMetadata> sent) {
        if (!sent.isDone()) {
            return false;
        }
        try {
            sent.get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RecordTooLargeException;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> refused(ProducerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        Exception cause = new ExtractionException("article of " + value.length
                + " bytes, refused as too large: raise max.message.bytes of " + record.topic() + " (the first "
                + Math.min(MOST_KEPT, value.length) + " bytes are kept here)");
        String articleId = new String(record.key(), StandardCharsets.UTF_8);
        return Letters.of(
                        articleId,
                        Arrays.copyOf(value, Math.min(MOST_KEPT, value.length)),
                        articleId,
                        cause,
                        Instant.ofEpochMilli(record.timestamp()))
                .toRecord(null);
    }

    /**
     * The record of a retraction: no value, and its revision in a header.
     *
     * @param articleId article id
     * @param revision revision of the retraction
     * @param time event time, milliseconds since 1970
     */
    public static ProducerRecord<byte[], byte[]> retraction(String articleId, long revision, long time) {
        ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(
                Topics.RAW.name(), null, time, articleId.getBytes(StandardCharsets.UTF_8), (byte[]) null);
        tombstone.headers().add(RecordHeaders.REVISION, Long.toString(revision).getBytes(StandardCharsets.US_ASCII));
        return tombstone;
    }

    /**
     * The record of an article; its event time is the first sighting. One that Kafka would refuse, at every attempt and with
     * it all else of the transaction, becomes a dead letter instead.
     *
     * @param article the article
     * @param value the article, serialized
     */
    public static ProducerRecord<byte[], byte[]> of(RawArticle article, byte[] value) {
        long time = article.getFirstSeen().toEpochMilli();
        if (value.length <= LARGEST_VALUE) {
            byte[] key = article.getArticleId().getBytes(StandardCharsets.UTF_8);
            return new ProducerRecord<>(Topics.RAW.name(), null, time, key, value);
        }
        String where = article.getUrl() == null ? article.getArticleId() : article.getUrl();
        Exception cause = new ExtractionException("article of " + value.length + " bytes, too large for Kafka");
        return Letters.of(article.getProvenance().getSourceId(), value, where, cause, article.getFirstSeen())
                .toRecord(null);
    }
}
