package io.newsflow.ingest.time;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import io.newsflow.schemas.TrustedRecords;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Times of articles: made from what sources state, judged, and chosen among. */
public final class ArticleTimes {
    /** How far ahead of the fetch a time may lie before it is flagged: clocks differ, zones do not. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    private static final Duration CONFLICT = Duration.ofHours(36);
    private static final List<String> EVIDENCE = List.of(
            "json-ld",
            "agency",
            "push",
            "feed",
            "sitemap",
            "microdata",
            "opengraph",
            "meta",
            "time-element",
            "url",
            "file",
            "relative-text",
            "http-header");

    /** No newspaper is older ("Relation", Strasbourg, 1605). */
    private static final Instant OLDEST = Instant.parse("1600-01-01T00:00:00Z");

    static {
        TrustedRecords.trust();
    }

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
     * Reads a time from text: a relative time, resolved against the capture time, or an absolute date in any format seen in
     * the wild.
     *
     * @param text as found, or null
     * @param evidence where it was read; relative times always say relative-text
     * @param captured when the document looked like this
     * @param assumed zone of the source for texts that name none; null means UTC. Either way the time is flagged no-zone
     * @return the time, or nothing where the text cannot be read as one
     */
    public static Optional<ArticleTime> parse(String text, String evidence, Instant captured, ZoneId assumed) {
        // Relative first: "ago" is the name of a month in four languages.
        Optional<ArticleTime> relative = RelativeTimes.resolve(text, captured);
        return relative.isPresent()
                ? relative
                : Optional.ofNullable(DateTexts.parse(text, evidence, captured, assumed));
    }

    /**
     * As {@link #parse(String, String, Instant, ZoneId)} with no zone assumed.
     *
     * @param text as found, or null
     * @param evidence where it was read
     * @param captured when the document looked like this
     * @return the time, or nothing
     */
    public static Optional<ArticleTime> parse(String text, String evidence, Instant captured) {
        return parse(text, evidence, captured, null);
    }

    /**
     * Chooses among what several places say of one time.
     *
     * <p>The rule: times that {@link #judge} flags future or absurd are used only when there is nothing else. Among the rest
     * the evidence counts in the order json-ld, agency, push, feed, sitemap, microdata, opengraph, meta, time-element, url,
     * file, relative-text, http-header. A more exact time whose instant lies in the chosen one's period (a day from the address, a
     * second from the feed) takes its place. Where another trusted time of a document's own metadata differs by more than
     * 36 hours, the chosen one is flagged conflicting.
     *
     * @param candidates times as read; nulls are skipped
     * @param reference when the document was fetched
     * @return the chosen time, judged, or nothing
     */
    public static Optional<ArticleTime> choose(List<ArticleTime> candidates, Instant reference) {
        List<ArticleTime> judged = new ArrayList<>();
        for (ArticleTime candidate : candidates) {
            if (candidate != null) {
                judged.add(judge(candidate, reference));
            }
        }
        judged.sort(
                Comparator.comparing((ArticleTime t) -> !isTrusted(t)).thenComparingInt(t -> rank(t.getEvidence())));
        if (judged.isEmpty()) {
            return Optional.empty();
        }
        ArticleTime chosen = judged.get(0);
        if (!isTrusted(chosen)) {
            return Optional.of(chosen);
        }
        boolean conflicting = false;
        for (ArticleTime other : judged) {
            if (!isTrusted(other)) {
                continue;
            }
            if (other.getPrecision().compareTo(chosen.getPrecision()) > 0
                    && truncate(other.getValue(), chosen.getPrecision()).equals(chosen.getValue())) {
                chosen = other;
            }
            boolean own = rank(other.getEvidence()) <= rank("meta");
            Duration apart =
                    Duration.between(chosen.getValue(), other.getValue()).abs();
            boolean exact = other.getPrecision().compareTo(TimePrecision.DAY) >= 0
                    && chosen.getPrecision().compareTo(TimePrecision.DAY) >= 0;
            conflicting |= own && exact && apart.compareTo(CONFLICT) > 0;
        }
        return Optional.of(conflicting ? flagged(chosen, "conflicting") : chosen);
    }

    private static int rank(String evidence) {
        int index = EVIDENCE.indexOf(evidence);
        return index < 0 ? EVIDENCE.size() : index;
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
     * The day of publication, UTC, where it is known to the day, trusted and not inferred.
     *
     * @param time a judged time, or null
     * @return the day, or null
     */
    public static LocalDate dayOf(ArticleTime time) {
        if (!isTrusted(time)
                || time.getPrecision().compareTo(TimePrecision.DAY) < 0
                || time.getFlags().contains("inferred")) {
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
