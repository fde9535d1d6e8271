package io.newsflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelativeTimesTest {
    private static final Instant SEEN = Instant.parse("2025-07-14T09:41:30Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 hours ago             | 2025-07-14T07:00:00Z | HOUR
            an hour ago             | 2025-07-14T08:00:00Z | HOUR
            2h ago                  | 2025-07-14T07:00:00Z | HOUR
            2h                      | 2025-07-14T07:00:00Z | HOUR
            15 mins ago             | 2025-07-14T09:26:00Z | MINUTE
            just now                | 2025-07-14T09:41:00Z | MINUTE
            Just Now                | 2025-07-14T09:41:00Z | MINUTE
            3 days ago              | 2025-07-11T00:00:00Z | DAY
            yesterday               | 2025-07-13T00:00:00Z | DAY
            Yesterday at 14:05      | 2025-07-13T14:05:00Z | MINUTE
            2 weeks ago             | 2025-06-30T00:00:00Z | DAY
            5 months ago            | 2025-02-01T00:00:00Z | MONTH
            a year ago              | 2024-01-01T00:00:00Z | YEAR
            Updated 2 hours ago     | 2025-07-14T07:00:00Z | HOUR
            Published: 2 hours ago. | 2025-07-14T07:00:00Z | HOUR
            two hours ago           | 2025-07-14T07:00:00Z | HOUR
            hace 2 horas            | 2025-07-14T07:00:00Z | HOUR
            hace una hora           | 2025-07-14T08:00:00Z | HOUR
            ayer                    | 2025-07-13T00:00:00Z | DAY
            anteayer                | 2025-07-12T00:00:00Z | DAY
            há 2 horas              | 2025-07-14T07:00:00Z | HOUR
            3 dias atrás            | 2025-07-11T00:00:00Z | DAY
            ontem                   | 2025-07-13T00:00:00Z | DAY
            il y a 2 heures         | 2025-07-14T07:00:00Z | HOUR
            Il y a 5 min            | 2025-07-14T09:36:00Z | MINUTE
            à l’instant             | 2025-07-14T09:41:00Z | MINUTE
            hier                    | 2025-07-13T00:00:00Z | DAY
            vor 2 Stunden           | 2025-07-14T07:00:00Z | HOUR
            vor einer Stunde        | 2025-07-14T08:00:00Z | HOUR
            vor 3 Tagen             | 2025-07-11T00:00:00Z | DAY
            gestern, 14:05 Uhr      | 2025-07-13T14:05:00Z | MINUTE
            2 ore fa                | 2025-07-14T07:00:00Z | HOUR
            un'ora fa               | 2025-07-14T08:00:00Z | HOUR
            l'altro ieri            | 2025-07-12T00:00:00Z | DAY
            2 uur geleden           | 2025-07-14T07:00:00Z | HOUR
            2 часа назад            | 2025-07-14T07:00:00Z | HOUR
            час назад               | 2025-07-14T08:00:00Z | HOUR
            5 минут назад           | 2025-07-14T09:36:00Z | MINUTE
            вчера                   | 2025-07-13T00:00:00Z | DAY
            2 години тому           | 2025-07-14T07:00:00Z | HOUR
            щойно                   | 2025-07-14T09:41:00Z | MINUTE
            2 godziny temu          | 2025-07-14T07:00:00Z | HOUR
            przedwczoraj            | 2025-07-12T00:00:00Z | DAY
            před 2 hodinami         | 2025-07-14T07:00:00Z | HOUR
            منذ ساعتين              | 2025-07-14T07:00:00Z | HOUR
            منذ 3 ساعات             | 2025-07-14T06:00:00Z | HOUR
            قبل ٣ أيام              | 2025-07-11T00:00:00Z | DAY
            أمس                     | 2025-07-13T00:00:00Z | DAY
            ۲ ساعت پیش              | 2025-07-14T07:00:00Z | HOUR
            2 گھنٹے پہلے            | 2025-07-14T07:00:00Z | HOUR
            לפני שעתיים             | 2025-07-14T07:00:00Z | HOUR
            לפני 5 דקות             | 2025-07-14T09:36:00Z | MINUTE
            2 घंटे पहले             | 2025-07-14T07:00:00Z | HOUR
            ३ दिन पहले              | 2025-07-11T00:00:00Z | DAY
            ২ ঘণ্টা আগে             | 2025-07-14T07:00:00Z | HOUR
            2 saat önce             | 2025-07-14T07:00:00Z | HOUR
            DÜN                     | 2025-07-13T00:00:00Z | DAY
            2 jam yang lalu         | 2025-07-14T07:00:00Z | HOUR
            sejam lalu              | 2025-07-14T08:00:00Z | HOUR
            kemarin                 | 2025-07-13T00:00:00Z | DAY
            2 giờ trước             | 2025-07-14T07:00:00Z | HOUR
            hôm qua                 | 2025-07-13T00:00:00Z | DAY
            2小时前                 | 2025-07-14T07:00:00Z | HOUR
            兩小時前                | 2025-07-14T07:00:00Z | HOUR
            刚刚                    | 2025-07-14T09:41:00Z | MINUTE
            昨天 14:05              | 2025-07-13T14:05:00Z | MINUTE
            2時間前                 | 2025-07-14T07:00:00Z | HOUR
            3日前                   | 2025-07-11T00:00:00Z | DAY
            ３日前                  | 2025-07-11T00:00:00Z | DAY
            2시간 전                | 2025-07-14T07:00:00Z | HOUR
            어제                    | 2025-07-13T00:00:00Z | DAY
            2 ชั่วโมงที่แล้ว           | 2025-07-14T07:00:00Z | HOUR
            för 2 timmar sedan      | 2025-07-14T07:00:00Z | HOUR
            igår                    | 2025-07-13T00:00:00Z | DAY
            for 2 timer siden       | 2025-07-14T07:00:00Z | HOUR
            2 tuntia sitten         | 2025-07-14T07:00:00Z | HOUR
            πριν από 2 ώρες         | 2025-07-14T07:00:00Z | HOUR
            acum 2 ore              | 2025-07-14T07:00:00Z | HOUR
            acum 20 de minute       | 2025-07-14T09:21:00Z | MINUTE
            2 órával ezelőtt        | 2025-07-14T07:00:00Z | HOUR
            saa 2 zilizopita        | 2025-07-14T07:00:00Z | HOUR
            """)
    void resolvesAgainstTheCaptureTime(String text, Instant value, TimePrecision precision) {
        ArticleTime time = RelativeTimes.resolve(text, SEEN).orElseThrow();

        assertThat(time.getValue()).isEqualTo(value);
        assertThat(time.getPrecision()).isEqualTo(precision);
        assertThat(time.getEvidence()).isEqualTo("relative-text");
        assertThat(time.getText()).isEqualTo(text);
        assertThat(time.getResolvedAgainst()).isEqualTo(SEEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ago",
                "2",
                "hours",
                "The mill closed 2 hours ago after a fire",
                "Two weeks in July",
                "Yesterday's men",
                "2 hours",
                "in 2 hours",
                "99999 hours ago",
                "vor dem Rathaus",
                "Harbour Courier",
                "24h Nachrichten"
            })
    void leavesOtherTextAlone(String text) {
        assertThat(RelativeTimes.isRelative(text)).isFalse();
    }

    @Test
    void marksWhatTheWordsLeaveOpen() {
        assertThat(RelativeTimes.resolve("2 weeks ago", SEEN).orElseThrow().getFlags())
                .containsExactly("inferred");
        assertThat(RelativeTimes.resolve("a few minutes ago", SEEN)
                        .orElseThrow()
                        .getFlags())
                .containsExactly("inferred");
        assertThat(RelativeTimes.resolve("yesterday at 14:05", SEEN)
                        .orElseThrow()
                        .getFlags())
                .containsExactly("no-zone");
    }
}
