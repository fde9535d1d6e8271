package io.newsflow.indexer;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Says what a record asks of the index. */
interface RecordMapper {
    /**
     * Maps a record.
     *
     * @return the operation; empty where the record asks for nothing
     * @throws io.newsflow.schemas.serde.RegistryUnavailableException when its schema cannot be learned now
     * @throws RuntimeException when the record is at fault; the message says why
     */
    Optional<IndexOperation> map(ConsumerRecord<byte[], byte[]> record);
}
