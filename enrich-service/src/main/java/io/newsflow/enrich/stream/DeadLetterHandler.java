package io.newsflow.enrich.stream;

import io.newsflow.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka Streams' three exception handlers (KIP-1033, KIP-1034) in one: a record that is at fault becomes a dead letter
 * in the same transaction and the rest flows; where the surroundings are at fault the thread fails, and the transaction
 * with it, so that the record is read again.
 *
 * <p>Where this ends: what the broker refuses after it was sent spoils the transaction, and a dead letter in it too.
 * Nothing can go on there but a restart of the thread; records too large for a topic are therefore found while they are
 * serialized, where all is still well (see {@link SizeLimit}).
 */
public final class DeadLetterHandler
        implements DeserializationExceptionHandler, ProcessingExceptionHandler, ProductionExceptionHandler {
    /** Name of the service in dead letters. */
    static final String SERVICE = "enrich-service";

    /** Setting of Kafka Streams under which the {@link EnrichMetrics} are handed over. */
    static final String METRICS = "newsflow.enrich.metrics";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

    private final Clock clock = Clock.systemUTC();
    private EnrichMetrics metrics;

    @Override
    public void configure(Map<String, ?> configs) {
        metrics = (EnrichMetrics) configs.get(METRICS);
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        Fault fault = Fault.of(failure);
        if (fault == Fault.OUTAGE || fault == Fault.REFUSED) {
            logFailure("deserialize", context, fault, failure);
            return DeserializationExceptionHandler.Response.fail();
        }
        return DeserializationExceptionHandler.Response.resume(letter(record, "deserialize", failure));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
        String stage = context.processorNodeId();
        Fault fault = Fault.ofProcessing(failure);
        if (fault != Fault.RECORD) {
            logFailure(stage, context, fault, failure);
            return ProcessingExceptionHandler.Response.fail();
        }
        if (record == null) {
            // A punctuation: there is no record to put aside, and it will come round again.
            LOG.atError()
                    .addKeyValue("stage", stage)
                    .addKeyValue("task", context.taskId())
                    .setCause(failure)
                    .log("A periodic step failed");
            return ProcessingExceptionHandler.Response.resume();
        }
        return ProcessingExceptionHandler.Response.resume(letter(source(context, record.key()), stage, failure));
    }

    @Override
    public ProductionExceptionHandler.Response handleSerializationError(
            ErrorHandlerContext context,
            @SuppressWarnings("rawtypes") ProducerRecord record,
            Exception failure,
            SerializationExceptionOrigin origin) {
        String stage = "serialize:" + record.topic();
        Fault fault = Fault.ofProcessing(failure);
        if (fault != Fault.RECORD) {
            logFailure(stage, context, fault, failure);
            return ProductionExceptionHandler.Response.fail();
        }
        return ProductionExceptionHandler.Response.resume(letter(source(context, record.key()), stage, failure));
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
        logFailure("produce:" + record.topic(), context, Fault.of(failure), failure);
        return failure instanceof RetriableException
                ? ProductionExceptionHandler.Response.retry()
                : ProductionExceptionHandler.Response.fail();
    }

    /**
     * The record that was being worked on, with its bytes as they came. Kafka Streams lets go of them once something
     * was sent because of the record; then the letter has the key and the place alone, and the bytes are to be found
     * there.
     */
    private static ConsumerRecord<byte[], byte[]> source(ErrorHandlerContext context, Object key) {
        byte[] rawKey = context.sourceRawKey();
        if (rawKey == null && key instanceof String text) {
            rawKey = text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] rawValue = context.sourceRawValue();
        return new ConsumerRecord<>(
                context.topic() == null ? "" : context.topic(),
                Math.max(0, context.partition()),
                Math.max(0, context.offset()),
                Math.max(-1, context.timestamp()),
                TimestampType.CREATE_TIME,
                rawKey == null ? -1 : rawKey.length,
                rawValue == null ? -1 : rawValue.length,
                rawKey,
                rawValue,
                context.headers(),
                Optional.empty());
    }

    private List<ProducerRecord<byte[], byte[]>> letter(
            ConsumerRecord<byte[], byte[]> record, String stage, Exception failure) {
        DeadLetter letter = DeadLetter.of(record, SERVICE, stage, failure, clock.instant());
        LOG.atWarn()
                .addKeyValue("stage", stage)
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("cause", letter.cause())
                .log("Record sent to the dead letters");
        LOG.atDebug().setCause(failure).log("Why it was sent there");
        if (metrics != null) {
            metrics.deadLetter(stage);
        }
        return List.of(letter.toRecord(record.headers()));
    }

    private static void logFailure(String stage, ErrorHandlerContext context, Fault fault, Exception failure) {
        LOG.atError()
                .addKeyValue("stage", stage)
                .addKeyValue("fault", fault)
                .addKeyValue("topic", context.topic())
                .addKeyValue("partition", context.partition())
                .addKeyValue("offset", context.offset())
                .addKeyValue("error", failure.toString())
                .log("Not the record's fault: it will be read again");
        LOG.atDebug().setCause(failure).log("What failed");
    }
}
