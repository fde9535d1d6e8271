package io.newsflow.indexer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What one record asks of the index.
 *
 * @param source the record as read; its bytes go to the dead letters if the index refuses the document
 * @param index name of the index; for a deletion it may be a pattern, {@link IndexNames#articlesPattern}, where it is not
 *     known which of them holds the document
 * @param id id of the document
 * @param version external version: the record's revision
 * @param document the document as JSON; null deletes it
 */
record IndexOperation(ConsumerRecord<byte[], byte[]> source, String index, String id, long version, byte[] document) {
    /** Partition of the record. */
    TopicPartition partition() {
        return new TopicPartition(source.topic(), source.partition());
    }

    /** Whether this deletes in every index that a pattern names. */
    boolean deletesEverywhere() {
        return index.endsWith("*");
    }

    /** Offset of the record. */
    long offset() {
        return source.offset();
    }

    /** Bytes that it takes in a request, about. */
    int size() {
        return 150 + id.length() + (document == null ? 0 : document.length);
    }

    /** Bytes of memory that it holds, about: the document, and the record's own bytes for the dead letters. */
    int held() {
        return size() + (source.value() == null ? 0 : source.value().length);
    }
}
