package io.newsflow.enrich.stream;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Record timestamps, held within what can be: one record from the year 2099 would move stream time there and expire all
 * state, and a negative one would stop the thread.
 */
final class BoundedEventTime implements TimestampExtractor {
    private final Clock clock;
    private final Duration tolerance;

    BoundedEventTime(Clock clock, Duration tolerance) {
        this.clock = clock;
        this.tolerance = tolerance;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        if (record.timestamp() > now + tolerance.toMillis()) {
            return now;
        }
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(partitionTime, 0);
    }
}
