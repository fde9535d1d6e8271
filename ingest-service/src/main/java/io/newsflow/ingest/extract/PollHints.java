package io.newsflow.ingest.extract;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Set;

/**
 * What a document says of its own polling.
 *
 * @param minimumInterval time that it asks readers to wait between polls (ttl, syndication module), or null
 * @param skipHours hours of the day, UTC, in which it does not change
 * @param skipDays days, UTC, on which it does not change
 * @param hub WebSub hub address, or null
 * @param topic address that the hub knows it by (its "self" link), or null
 */
public record PollHints(
        Duration minimumInterval, Set<Integer> skipHours, Set<DayOfWeek> skipDays, String hub, String topic) {

    /** Says nothing. */
    public static final PollHints NONE = new PollHints(null, Set.of(), Set.of(), null, null);
}
