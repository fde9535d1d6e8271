package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.time.ArticleTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a source is polled next.
 *
 * <p>Good polls: a source with a fixed interval keeps it. Any other is polled twice in the mean time between its new items
 * (rate averaged exponentially over about a day), within bounds. HTTP and the feed may ask for more patience (Cache-Control
 * max-age, Expires, ttl, the syndication module), which is granted up to a day; hours and days that the feed names as quiet
 * are passed over. Failed polls: the time doubles with each failure in a row, up to its own bound; Retry-After is obeyed.
 * Every time is spread by a tenth either way, so that sources that were added together do not stay together.
 */
public final class PollSchedule {
    /** Rate is averaged over about this time. */
    private static final double MEMORY_HOURS = 24;

    private static final Duration MOST_PATIENCE = Duration.ofDays(1);
    private static final double SPREAD = 0.1;
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age\\s*=\\s*\"?(\\d{1,9})");

    private final Bounds bounds;
    private final DoubleSupplier random;

    /**
     * Bounds of the time between polls.
     *
     * @param byDefault where the rate is not known
     * @param least shortest by rate
     * @param most longest by rate
     * @param backoff longest after failures
     */
    public record Bounds(Duration byDefault, Duration least, Duration most, Duration backoff) {}

    /**
     * A schedule.
     *
     * @param bounds bounds of the time between polls
     * @param random uniform in [0, 1), for the spread
     */
    public PollSchedule(Bounds bounds, DoubleSupplier random) {
        this.bounds = bounds;
        this.random = random;
    }

    /**
     * The publication rate after a poll.
     *
     * @param before rate so far, items an hour, or null
     * @param since time since the poll before, or null at the first
     * @param newItems items that were new in this poll
     * @return the new average; null after the first poll, whose items tell nothing of the rate
     */
    public Double rate(Double before, Duration since, int newItems) {
        if (since == null || since.isZero() || since.isNegative()) {
            return before;
        }
        double hours = Math.max(since.toMillis() / 3_600_000.0, 1 / 60.0);
        double observed = newItems / hours;
        if (before == null) {
            return observed;
        }
        double weight = 1 - Math.exp(-hours / MEMORY_HOURS);
        return before + weight * (observed - before);
    }

    /**
     * Time until the next poll after a good one, before it is spread.
     *
     * @param fixed the source's own interval, or null
     * @param rate publication rate, items an hour, or null
     * @param fetched the response
     * @param hints what the document says
     * @return the interval
     */
    public Duration interval(Duration fixed, Double rate, Fetched fetched, PollHints hints) {
        if (fixed != null) {
            return fixed;
        }
        Duration interval = bounds.byDefault();
        if (rate != null) {
            interval = rate <= 0 ? bounds.most() : Duration.ofMillis((long) (3_600_000 / (2 * rate)));
        }
        interval = clamp(interval, bounds.least(), bounds.most());
        for (Duration asked : new Duration[] {freshness(fetched), hints.minimumInterval()}) {
            if (asked != null && asked.compareTo(interval) > 0) {
                interval = asked.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : asked;
            }
        }
        return interval;
    }

    /**
     * Time until the next poll after a failed one, before it is spread.
     *
     * @param interval time between polls while all was well
     * @param failures failures in a row, this one included
     * @param retryAfter what the server asked for, or null
     * @return the time
     */
    public Duration backoff(Duration interval, int failures, Duration retryAfter) {
        long doubled = interval.toMillis() << Math.min(failures - 1, 20);
        Duration backoff =
                clamp(Duration.ofMillis(doubled <= 0 ? Long.MAX_VALUE : doubled), interval, bounds.backoff());
        if (retryAfter != null && retryAfter.compareTo(backoff) > 0) {
            return retryAfter.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : retryAfter;
        }
        return backoff;
    }

    /**
     * When the next poll is due.
     *
     * @param now now
     * @param interval time until then
     * @param hints quiet hours and days
     * @return the instant, spread and moved out of quiet hours
     */
    public Instant due(Instant now, Duration interval, PollHints hints) {
        double factor = 1 - SPREAD + 2 * SPREAD * random.getAsDouble();
        OffsetDateTime due =
                now.plusMillis((long) (interval.toMillis() * factor)).atOffset(ZoneOffset.UTC);
        if (hints.skipHours().size() < 24 && hints.skipDays().size() < 7) {
            while (hints.skipHours().contains(due.getHour()) || hints.skipDays().contains(due.getDayOfWeek())) {
                due = due.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            }
        }
        return due.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Interval of a source before anything is known of it.
     *
     * @param fixed the source's own interval, or null
     * @return the interval
     */
    public Duration initial(Duration fixed) {
        return fixed == null ? bounds.byDefault() : fixed;
    }

    private static Duration freshness(Fetched fetched) {
        String control = fetched.header("cache-control").orElse("").toLowerCase(Locale.ROOT);
        if (control.contains("no-cache") || control.contains("no-store")) {
            return null;
        }
        Matcher age = MAX_AGE.matcher(control);
        if (age.find()) {
            return Duration.ofSeconds(Long.parseLong(age.group(1)));
        }
        return fetched.header("expires")
                .flatMap(e -> ArticleTimes.parse(e, "http-header", fetched.at()))
                .map(d -> Duration.between(fetched.at(), d.getValue()))
                .filter(d -> !d.isNegative())
                .orElse(null);
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }
}
