package io.newsflow.enrich.stream;

import io.newsflow.model.RawArticle;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When an article was first seen, and for what is no article (a retraction) when the record arrived; held within what
 * can be: one record from the year 2099 would move stream time there and expire all
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
        long time = record.value() instanceof RawArticle article
                ? article.getFirstSeen().toEpochMilli()
                : record.timestamp();
        if (time > now + tolerance.toMillis()) {
            return now;
        }
        return time >= 0 ? time : Math.max(partitionTime, 0);
    }
}
