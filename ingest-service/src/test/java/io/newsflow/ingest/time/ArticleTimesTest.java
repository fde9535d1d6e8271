package io.newsflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleTimesTest {
    private static final Instant SEEN = Instant.parse("2025-07-14T09:41:30Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # ISO 8601 and its neighbours
            2025-07-14T08:05:06Z                  | 2025-07-14T08:05:06Z     | SECOND | ''
            2025-07-14T08:05:06.123Z              | 2025-07-14T08:05:06.123Z | MILLISECOND | ''
            2025-07-14T08:05:06,5+02:00           | 2025-07-14T06:05:06.500Z | MILLISECOND | ''
            2025-07-14T08:05+0200                 | 2025-07-14T06:05:00Z | MINUTE | ''
            2025-07-14 08:05:06 +0530             | 2025-07-14T02:35:06Z | SECOND | ''
            2025-07-14 08:05:06                   | 2025-07-14T08:05:06Z | SECOND | no-zone
            2025-07-14T08:05:06.123456789-07:00   | 2025-07-14T15:05:06.123Z | MILLISECOND | ''
            2025-07-14                            | 2025-07-14T00:00:00Z | DAY | ''
            2025-7-4                              | 2025-07-04T00:00:00Z | DAY | ''
            20250714T080506Z                      | 2025-07-14T08:05:06Z | SECOND | ''
            20250714080506                        | 2025-07-14T08:05:06Z | SECOND | no-zone
            20250714                              | 2025-07-14T00:00:00Z | DAY | ''
            2025-07                               | 2025-07-01T00:00:00Z | MONTH | ''
            2025                                  | 2025-01-01T00:00:00Z | YEAR | ''
            2025-07-14T24:00:00Z                  | 2025-07-15T00:00:00Z | SECOND | ''
            2016-12-31T23:59:60Z                  | 2016-12-31T23:59:59Z | SECOND | ''
            2025-07-14T08:05:06[Europe/Berlin]    | 2025-07-14T08:05:06Z | SECOND | no-zone
            2025-07-14 08:05:06 Europe/Berlin     | 2025-07-14T06:05:06Z | SECOND | ''
            2025/07/14 08:05                      | 2025-07-14T08:05:00Z | MINUTE | no-zone
            2025-W29-1                            | 2025-07-14T00:00:00Z | DAY | ''
            2025W291T080506Z                      | 2025-07-14T08:05:06Z | SECOND | ''
            2020-W53-7T08:05Z                     | 2021-01-03T08:05:00Z | MINUTE | ''
            2025-W29                              | 2025-07-14T00:00:00Z | DAY | inferred
            2025-195                              | 2025-07-14T00:00:00Z | DAY | ''
            2024-366T08:05:06+02:00               | 2024-12-31T06:05:06Z | SECOND | ''
            1752480306000000                      | 2025-07-14T08:05:06Z | MILLISECOND | ''
            # The solar calendar of Iran
            ۲۳ تیر ۱۴۰۴                           | 2025-07-14T00:00:00Z | DAY | ''
            ۲۳ تیر ۱۴۰۴ - ۱۱:۳۵                   | 2025-07-14T11:35:00Z | MINUTE | no-zone
            1404/04/23                            | 2025-07-14T00:00:00Z | DAY | ''
            ۳۰ اسفند ۱۴۰۳                         | 2025-03-20T00:00:00Z | DAY | ''
            ۱ فروردین ۱۴۰۴                        | 2025-03-21T00:00:00Z | DAY | ''
            ۱۱ بهمن                               | 2025-01-30T00:00:00Z | DAY | inferred
            # RFC 822 and what is sold as such
            Mon, 14 Jul 2025 08:05:06 GMT         | 2025-07-14T08:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 +0200       | 2025-07-14T06:05:06Z | SECOND | ''
            Mon,14 Jul 2025 08:05:06 -0000        | 2025-07-14T08:05:06Z | SECOND | ''
            14 Jul 25 08:05 EST                   | 2025-07-14T13:05:00Z | MINUTE | ''
            Mon, 14 Jul 2025 08:05:06 EDT         | 2025-07-14T12:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 GMT+0200    | 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 UTC+2       | 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 +2:00       | 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 +02         | 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 +0200 (CEST)| 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 MESZ        | 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 IST         | 2025-07-14T02:35:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 JST         | 2025-07-13T23:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 ET          | 2025-07-14T12:05:06Z | SECOND | ''
            Mon, 14 Jul 2025 08:05:06 XYZ         | 2025-07-14T08:05:06Z | SECOND | no-zone
            Mon, 14 Jul 2025 08:05:06 Z           | 2025-07-14T08:05:06Z | SECOND | ''
            Montag, 14 Juli 2025 08:05:06 +0200   | 2025-07-14T06:05:06Z | SECOND | ''
            Mon, 14 July 2025 8:05:06 GMT         | 2025-07-14T08:05:06Z | SECOND | ''
            Monday, 14-Jul-25 08:05:06 GMT        | 2025-07-14T08:05:06Z | SECOND | ''
            Mon Jul 14 08:05:06 2025              | 2025-07-14T08:05:06Z | SECOND | no-zone
            Mon Jul 14 08:05:06 CEST 2025         | 2025-07-14T06:05:06Z | SECOND | ''
            Sun, 6 Nov 94 08:49:37 GMT            | 1994-11-06T08:49:37Z | SECOND | ''
            Mon, 14 Jul 2025                      | 2025-07-14T00:00:00Z | DAY | ''
            # numbers
            1752480306                            | 2025-07-14T08:05:06Z | SECOND | ''
            1752480306123                         | 2025-07-14T08:05:06.123Z | MILLISECOND | ''
            /Date(1752480306123)/                 | 2025-07-14T08:05:06.123Z | MILLISECOND | ''
            # written in English
            July 14, 2025                         | 2025-07-14T00:00:00Z | DAY | ''
            Jul. 14, 2025                         | 2025-07-14T00:00:00Z | DAY | ''
            14th July 2025                        | 2025-07-14T00:00:00Z | DAY | ''
            July 14, 2025 8:05 PM EDT             | 2025-07-15T00:05:00Z | MINUTE | ''
            July 14, 2025 at 8:05 p.m. ET         | 2025-07-15T00:05:00Z | MINUTE | ''
            Published 8:05 AM, July 14, 2025      | 2025-07-14T08:05:00Z | MINUTE | no-zone
            12:05 am on 14 July 2025              | 2025-07-14T00:05:00Z | MINUTE | no-zone
            July 14, 2025 8pm                     | 2025-07-14T20:00:00Z | HOUR | no-zone
            14 Jul 2025, 08:05 IST                | 2025-07-14T02:35:00Z | MINUTE | ''
            July 2025                             | 2025-07-01T00:00:00Z | MONTH | ''
            9/14/2024                             | 2024-09-14T00:00:00Z | DAY | ''
            14/9/2024                             | 2024-09-14T00:00:00Z | DAY | ''
            3/4/2024                              | 2024-04-03T00:00:00Z | DAY | inferred
            7/11/2025 8:05:06 AM                  | 2025-07-11T08:05:06Z | SECOND | inferred,no-zone
            July 10                               | 2025-07-10T00:00:00Z | DAY | inferred
            December 30                           | 2024-12-30T00:00:00Z | DAY | inferred
            # other languages
            14.07.2025, 08:05 Uhr                 | 2025-07-14T08:05:00Z | MINUTE | no-zone
            14.07.2025 um 08.05 Uhr               | 2025-07-14T08:05:00Z | MINUTE | no-zone
            14. Juli 2025 08:05 MESZ              | 2025-07-14T06:05:00Z | MINUTE | ''
            14 de julio de 2025                   | 2025-07-14T00:00:00Z | DAY | ''
            14 juil. 2025 à 08h05                 | 2025-07-14T08:05:00Z | MINUTE | no-zone
            le 1er août 2024                      | 2024-08-01T00:00:00Z | DAY | ''
            14 luglio 2025 08:05                  | 2025-07-14T08:05:00Z | MINUTE | no-zone
            14 июля 2025, 08:05                   | 2025-07-14T08:05:00Z | MINUTE | no-zone
            14 липня 2025 р., 08:05               | 2025-07-14T08:05:00Z | MINUTE | no-zone
            14 lipca 2025                         | 2025-07-14T00:00:00Z | DAY | ''
            14 Temmuz 2025 08:05                  | 2025-07-14T08:05:00Z | MINUTE | no-zone
            25 KASIM 2024                         | 2024-11-25T00:00:00Z | DAY | ''
            2025年7月14日 8時5分                  | 2025-07-14T08:05:00Z | MINUTE | no-zone
            2025年7月14日 下午8:05                | 2025-07-14T20:05:00Z | MINUTE | no-zone
            2025년 7월 14일 오후 8:05             | 2025-07-14T20:05:00Z | MINUTE | no-zone
            2025.07.14. 08:05                     | 2025-07-14T08:05:00Z | MINUTE | no-zone
            ١٤ يوليو ٢٠٢٥                         | 2025-07-14T00:00:00Z | DAY | ''
            14 كانون الثاني 2025                  | 2025-01-14T00:00:00Z | DAY | ''
            14 जुलाई 2025                         | 2025-07-14T00:00:00Z | DAY | ''
            14 tháng 7, 2025                      | 2025-07-14T00:00:00Z | DAY | ''
            14 ก.ค. 2568                          | 2025-07-14T00:00:00Z | DAY | ''
            14 heinäkuuta 2025 klo 8.05           | 2025-07-14T08:05:00Z | MINUTE | no-zone
            14 Ιουλίου 2025                       | 2025-07-14T00:00:00Z | DAY | ''
            """)
    void readsDatesAsFoundInTheWild(String text, Instant value, TimePrecision precision, String flags) {
        ArticleTime time = ArticleTimes.parse(text, "feed", SEEN).orElseThrow();

        assertThat(time.getValue()).isEqualTo(value);
        assertThat(time.getPrecision()).isEqualTo(precision);
        assertThat(time.getFlags())
                .containsExactlyInAnyOrderElementsOf(flags.isEmpty() ? List.of() : Arrays.asList(flags.split(",")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "n/a",
                "null",
                "0000-00-00 00:00:00",
                "2025-13-01",
                "2025-02-30",
                "Mon, 32 Jul 2025 08:05:06 GMT",
                "25:61",
                "by staff reporters",
                "The talks on 14 chapters",
                "99999999999999999999",
                "1-2-3-4-5-6-7-8-9",
                "::::",
                "may"
            })
    void givesNothingForWhatIsNoDate(String text) {
        assertThat(ArticleTimes.parse(text, "feed", SEEN)).isEmpty();
    }

    @Test
    void usesTheAssumedZoneOnlyWhereNoneIsNamed() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(ArticleTimes.parse("2025-07-14 08:05", "feed", SEEN, berlin).orElseThrow())
                .satisfies(t -> assertThat(t.getValue()).isEqualTo("2025-07-14T06:05:00Z"))
                .satisfies(t -> assertThat(t.getFlags()).containsExactly("no-zone"));
        assertThat(ArticleTimes.parse("2025-07-14 08:05Z", "feed", SEEN, berlin)
                        .orElseThrow()
                        .getValue())
                .isEqualTo("2025-07-14T08:05:00Z");
    }

    @Test
    void flagsFutureAndAbsurdTimes() {
        assertThat(ArticleTimes.judge(time("2025-07-14T09:50:00Z", "feed"), SEEN)
                        .getFlags())
                .isEmpty();
        assertThat(ArticleTimes.judge(time("2025-07-14T10:30:00Z", "feed"), SEEN)
                        .getFlags())
                .containsExactly("future");
        assertThat(ArticleTimes.judge(time("1970-01-01T00:00:00Z", "feed"), SEEN)
                        .getFlags())
                .containsExactly("absurd");
        assertThat(ArticleTimes.judge(time("0001-01-01T00:00:00Z", "feed"), SEEN)
                        .getFlags())
                .containsExactly("absurd");
        assertThat(ArticleTimes.judge(time("2095-01-01T00:00:00Z", "feed"), SEEN)
                        .getFlags())
                .containsExactly("absurd");
    }

    @Test
    void choosesByEvidenceThenPrecisionAndTellsConflicts() {
        ArticleTime day = ArticleTimes.of(Instant.parse("2025-07-10T00:00:00Z"), TimePrecision.DAY, "json-ld");
        ArticleTime exact = time("2025-07-10T06:30:00Z", "feed");
        ArticleTime header = time("2025-07-14T09:00:00Z", "http-header");

        assertThat(ArticleTimes.choose(List.of(header, day, exact), SEEN)).contains(exact);
        assertThat(ArticleTimes.choose(List.of(time("2025-06-01T00:00:00Z", "feed"), day), SEEN)
                        .orElseThrow()
                        .getFlags())
                .containsExactly("conflicting");
        assertThat(ArticleTimes.choose(List.of(time("2031-01-01T00:00:00Z", "json-ld"), header), SEEN))
                .contains(header);
        assertThat(ArticleTimes.choose(Arrays.asList(null, null), SEEN)).isEmpty();
    }

    @Test
    void knowsTheDayOnlyWhereItIsExact() {
        assertThat(ArticleTimes.dayOf(time("2025-07-10T23:30:00Z", "feed"))).isEqualTo(LocalDate.of(2025, 7, 10));
        assertThat(ArticleTimes.dayOf(ArticleTimes.of(SEEN, TimePrecision.MONTH, "feed")))
                .isNull();
        assertThat(ArticleTimes.dayOf(RelativeTimes.resolve("2 weeks ago", SEEN).orElseThrow()))
                .isNull();
        assertThat(ArticleTimes.dayOf(null)).isNull();
    }

    private static ArticleTime time(String instant, String evidence) {
        return ArticleTimes.of(Instant.parse(instant), TimePrecision.SECOND, evidence);
    }
}
