package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexNamesTest {
    @Test
    void anArticlesHomeIsTheMonthOfItsFirstSightInUtc() {
        assertThat(new IndexNames(2).articles(Instant.parse("2026-01-31T23:59:59Z")))
                .isEqualTo("news-articles-g2-2026.01");
        assertThat(new IndexNames(2).articles(Instant.parse("2026-02-01T00:00:00Z")))
                .isEqualTo("news-articles-g2-2026.02");
    }

    @ParameterizedTest
    @CsvSource({
        "news-articles-g2-2026.01-1, 2, 2026-01",
        "news-articles-g12-2026.01, 12, 2026-01",
        "news-stories-g2-1, 2,",
        "news-articles-g2-2026.13-1, 2,",
        "news-articles, ,",
        "my-news-articles-g2-2026.01-1, ,",
        "news-articles-g2-2026.01-restored, ,"
    })
    void generationAndMonthAreReadFromNamesOfOursOnly(String index, Integer generation, YearMonth month) {
        assertThat(
                        IndexNames.generationOf(index).isPresent()
                                ? IndexNames.generationOf(index).getAsInt()
                                : null)
                .isEqualTo(generation);
        assertThat(IndexNames.monthOf(index).orElse(null)).isEqualTo(month);
    }

    @Test
    void retentionKeepsWholeMonthsBesideThePresentOne() {
        // Given
        Clock clock = Clock.fixed(Instant.parse("2026-03-15T12:00:00Z"), ZoneOffset.UTC);

        // When
        Retention retention = new Retention(2, clock);

        // Then
        assertThat(retention.keeps(Instant.parse("2026-01-01T00:00:00Z"))).isTrue();
        assertThat(retention.keeps(Instant.parse("2025-12-31T23:59:59Z"))).isFalse();
        assertThat(new Retention(0, clock).keeps(Instant.EPOCH)).isTrue();
    }
}
