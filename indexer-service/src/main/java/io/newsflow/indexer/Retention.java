package io.newsflow.indexer;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * Which months of articles the index keeps: the present one and so many before it.
 *
 * @param months how many whole months before the present one; 0 keeps all
 * @param clock tells the present month, in UTC
 */
public record Retention(int months, Clock clock) {
    /** Checks the number. */
    public Retention {
        if (months < 0) {
            throw new IllegalArgumentException("months to keep cannot be " + months);
        }
    }

    /** Whether anything is ever given up. */
    public boolean isLimited() {
        return months > 0;
    }

    /** The first month that is kept; only where retention is limited. */
    public YearMonth firstMonth() {
        return YearMonth.now(clock.withZone(ZoneOffset.UTC)).minusMonths(months);
    }

    /** Whether an article that was first seen then is kept. */
    public boolean keeps(Instant firstSeen) {
        return !isLimited() || !YearMonth.from(firstSeen.atZone(ZoneOffset.UTC)).isBefore(firstMonth());
    }
}
