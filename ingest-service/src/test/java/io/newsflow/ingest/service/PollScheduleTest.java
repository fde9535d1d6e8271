package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.fetch.Retry;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PollScheduleTest {
    private static final Instant NOW = Instant.parse("2025-07-14T12:00:00Z");
    private static final PollSchedule.Bounds BOUNDS = new PollSchedule.Bounds(
            Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ofHours(6), Duration.ofHours(24));

    private final PollSchedule schedule = new PollSchedule(BOUNDS, () -> 0.5);

    @Test
    void pollsTwiceInTheMeanTimeBetweenItems() {
        assertThat(interval(null, 2.0)).isEqualTo(Duration.ofMinutes(15));
        assertThat(interval(null, 0.5)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void staysWithinItsBounds() {
        assertThat(interval(null, 1000.0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(interval(null, 0.0)).isEqualTo(Duration.ofHours(6));
        assertThat(interval(null, null)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void keepsAFixedIntervalWhateverElseIsSaid() {
        Fetched fetched = fetched(Map.of("cache-control", "max-age=86400"));

        assertThat(schedule.interval(Duration.ofSeconds(1), 0.0, fetched, hints(Duration.ofHours(2))))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void grantsWhatHttpAndTheFeedAskForUpToADay() {
        assertThat(schedule.interval(
                        null, 2.0, fetched(Map.of("cache-control", "public, max-age=3600")), PollHints.NONE))
                .isEqualTo(Duration.ofHours(1));
        assertThat(schedule.interval(
                        null, 2.0, fetched(Map.of("expires", "Mon, 14 Jul 2025 13:00:00 GMT")), PollHints.NONE))
                .isEqualTo(Duration.ofHours(1));
        assertThat(schedule.interval(
                        null, 2.0, fetched(Map.of("cache-control", "no-cache, max-age=3600")), PollHints.NONE))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(schedule.interval(null, 2.0, fetched(Map.of("cache-control", "max-age=60")), PollHints.NONE))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(schedule.interval(null, 2.0, fetched(Map.of()), hints(Duration.ofHours(3))))
                .isEqualTo(Duration.ofHours(3));
        assertThat(schedule.interval(null, 2.0, fetched(Map.of("cache-control", "max-age=99999999")), PollHints.NONE))
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void averagesTheRateOverAboutADay() {
        assertThat(schedule.rate(null, null, 50)).isNull();
        assertThat(schedule.rate(null, Duration.ofHours(1), 4)).isEqualTo(4.0);
        Double rate = 4.0;
        for (int hour = 0; hour < 24; hour++) {
            rate = schedule.rate(rate, Duration.ofHours(1), 0);
        }
        assertThat(rate).isCloseTo(4.0 / Math.E, within(0.01));
        assertThat(schedule.rate(4.0, Duration.ZERO, 7)).isEqualTo(4.0);
    }

    @Test
    void backsOffWithEachFailureAndObeysRetryAfter() {
        Duration usual = Duration.ofMinutes(15);

        assertThat(schedule.backoff(usual, 1, null)).isEqualTo(usual);
        assertThat(schedule.backoff(usual, 2, null)).isEqualTo(Duration.ofMinutes(30));
        assertThat(schedule.backoff(usual, 5, null)).isEqualTo(Duration.ofHours(4));
        assertThat(schedule.backoff(usual, 60, null)).isEqualTo(Duration.ofHours(24));
        assertThat(schedule.backoff(usual, 1, Duration.ofHours(2))).isEqualTo(Duration.ofHours(2));
        assertThat(schedule.backoff(usual, 1, Duration.ofDays(300))).isEqualTo(Duration.ofDays(1));
        assertThat(schedule.backoff(usual, 5, Duration.ofSeconds(1))).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void readsRetryAfterInBothForms() {
        assertThat(Retry.after("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Retry.after("Mon, 14 Jul 2025 12:10:00 GMT", NOW)).isEqualTo(Duration.ofMinutes(10));
        assertThat(Retry.after("soon", NOW)).isNull();
        assertThat(Retry.after(null, NOW)).isNull();
    }

    @Test
    void spreadsPollsByATenthEitherWay() {
        Duration interval = Duration.ofMinutes(10);

        assertThat(new PollSchedule(BOUNDS, () -> 0.0).due(NOW, interval, PollHints.NONE))
                .isEqualTo(NOW.plus(Duration.ofMinutes(9)));
        assertThat(new PollSchedule(BOUNDS, () -> 1.0).due(NOW, interval, PollHints.NONE))
                .isEqualTo(NOW.plus(Duration.ofMinutes(11)));
    }

    @Test
    void passesOverQuietHoursAndDays() {
        PollHints night = new PollHints(null, Set.of(12, 13, 14), Set.of(), null, null);
        PollHints monday = new PollHints(null, Set.of(), Set.of(DayOfWeek.MONDAY), null, null);
        PollHints always = new PollHints(null, Set.of(), Set.of(DayOfWeek.values()), null, null);
        Duration interval = Duration.ofMinutes(30);

        assertThat(schedule.due(NOW, interval, night)).isEqualTo("2025-07-14T15:00:00Z");
        assertThat(schedule.due(NOW, interval, monday)).isEqualTo("2025-07-15T00:00:00Z");
        assertThat(schedule.due(NOW, interval, always)).isEqualTo(NOW.plus(interval));
    }

    private Duration interval(Duration fixed, Double rate) {
        return schedule.interval(fixed, rate, fetched(Map.of()), PollHints.NONE);
    }

    private static PollHints hints(Duration least) {
        return new PollHints(least, Set.of(), Set.of(), null, null);
    }

    private static Fetched fetched(Map<String, String> headers) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Fetched(200, "https://example.org/feed", null, lists, new byte[0], NOW, Duration.ofMillis(10));
    }
}
