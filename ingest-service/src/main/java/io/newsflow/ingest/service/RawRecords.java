package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records of {@code news.raw}. */
public final class RawRecords {
    /** Leaves room for the key, headers and the batch around it. */
    private static final int LARGEST_VALUE = Topics.MAX_MESSAGE_BYTES - 64 * 1024;

    private RawRecords() {}

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
