package io.newsflow.ingest.time;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Times of articles: made from what sources state, judged, and chosen among. */
public final class ArticleTimes {
    /** How far ahead of the fetch a time may lie before it is flagged: clocks differ, zones do not. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    /** No newspaper is older ("Relation", Strasbourg, 1605). */
    private static final Instant OLDEST = Instant.parse("1600-01-01T00:00:00Z");

    private ArticleTimes() {}

    /**
     * An exact time.
     *
     * @param instant the instant
     * @param precision how exact
     * @param evidence where it was read
     * @return the time, cut to its precision
     */
    public static ArticleTime of(Instant instant, TimePrecision precision, String evidence) {
        return new ArticleTime(truncate(instant, precision), precision, evidence, null, null, List.of());
    }

    /**
     * Flags what is not to be trusted: {@code future} where the period begins more than {@link #CLOCK_SKEW} after the
     * reference, {@code absurd} where it is before 1600, the epoch itself, or more than ten years ahead.
     *
     * @param time a time, or null
     * @param reference when the document was fetched
     * @return the time with its flags, or null for null
     */
    public static ArticleTime judge(ArticleTime time, Instant reference) {
        if (time == null) {
            return null;
        }
        Instant value = time.getValue();
        boolean absurd = value.isBefore(OLDEST)
                || value.toEpochMilli() == 0
                || value.isAfter(reference.plus(Duration.ofDays(3653)));
        boolean future = !absurd && value.isAfter(reference.plus(CLOCK_SKEW));
        if (!absurd && !future) {
            return time;
        }
        return flagged(time, absurd ? "absurd" : "future");
    }

    /**
     * Whether a time is to be trusted: neither future nor absurd.
     *
     * @param time a judged time, or null
     * @return true where it is there and has neither flag
     */
    public static boolean isTrusted(ArticleTime time) {
        return time != null
                && !time.getFlags().contains("future")
                && !time.getFlags().contains("absurd");
    }

    /**
     * The day of publication, UTC, where it is known to the day and trusted.
     *
     * @param time a judged time, or null
     * @return the day, or null
     */
    public static LocalDate dayOf(ArticleTime time) {
        if (!isTrusted(time) || time.getPrecision().compareTo(TimePrecision.DAY) < 0) {
            return null;
        }
        return LocalDate.ofInstant(time.getValue(), ZoneOffset.UTC);
    }

    static ArticleTime flagged(ArticleTime time, String flag) {
        if (time.getFlags().contains(flag)) {
            return time;
        }
        List<String> flags = new ArrayList<>(time.getFlags());
        flags.add(flag);
        return ArticleTime.newBuilder(time).setFlags(List.copyOf(flags)).build();
    }

    static Instant truncate(Instant instant, TimePrecision precision) {
        OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
        switch (precision) {
            case YEAR:
                return utc.withDayOfYear(1).truncatedTo(ChronoUnit.DAYS).toInstant();
            case MONTH:
                return utc.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).toInstant();
            case DAY:
                return instant.truncatedTo(ChronoUnit.DAYS);
            case HOUR:
                return instant.truncatedTo(ChronoUnit.HOURS);
            case MINUTE:
                return instant.truncatedTo(ChronoUnit.MINUTES);
            case SECOND:
                return instant.truncatedTo(ChronoUnit.SECONDS);
            default:
                return Instant.ofEpochMilli(instant.toEpochMilli());
        }
    }
}
