package io.newsflow.ingest.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Ids are written into topics and indices: the literal ones here must not change. */
class ArticleIdTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 14);

    @Test
    void isTheSameOnEveryMachineAndInEveryRelease() {
        assertThat(ArticleId.ofUrl("https://example.org/a"))
                .isEqualTo(new ArticleId("u1-b5b10dd0429e69ac7cfaf0a20b6901c1", "url-v1"));
        assertThat(ArticleId.ofTitle("Harbour Courier", "Ferry returns", DAY, null))
                .isEqualTo(new ArticleId("t1-b810cecb375a1353714cf480c3bdf59f", "title-v1"));
        assertThat(ArticleId.ofExternal("newsml-g2", "tag:example.org,2025:1"))
                .isEqualTo(new ArticleId("x1-ed5513136a24496383b984935861a0ec", "external-v1"));
    }

    @Test
    void doesNotMindCasePunctuationAndSpacingOfTitles() {
        assertThat(ArticleId.ofTitle("Harbour Courier", "Ferry \u2018returns\u2019!", DAY, "x"))
                .isEqualTo(ArticleId.ofTitle("HARBOUR COURIER", "ferry  'returns'", DAY, "y"));
        assertThat(ArticleId.ofTitle(null, "Ferry returns", DAY, null))
                .isEqualTo(ArticleId.ofTitle("", "Ferry returns", DAY, null));
    }

    @Test
    void keepsDaysAndPublishersApart() {
        ArticleId id = ArticleId.ofTitle("Harbour Courier", "Weather", DAY, null);

        assertThat(ArticleId.ofTitle("Harbour Courier", "Weather", DAY.plusDays(1), null))
                .isNotEqualTo(id);
        assertThat(ArticleId.ofTitle("Nordic Ledger", "Weather", DAY, null)).isNotEqualTo(id);
    }

    @Test
    void keepsUndatedArticlesWithACommonTitleApartByTheirOpening() {
        ArticleId first = ArticleId.ofTitle(null, "Letters to the editor", null, "Sir, the pump is broken. Again.");

        assertThat(ArticleId.ofTitle(null, "Letters to the editor", null, "Sir, the pump works."))
                .isNotEqualTo(first);
        assertThat(ArticleId.ofTitle(null, "Letters to the editor", null, "Sir: the pump is broken! Again."))
                .isEqualTo(first);
    }

    @Test
    void hashesWhatAReaderReads() {
        String hash = ContentHash.of("Title", null, "It\u2019s \u201Cthe\u201D body \u2014 all of it.\n\nTwo.");

        assertThat(hash).matches("[0-9a-f]{32}");
        assertThat(ContentHash.of("Title", "", "It's  \"the\" body - all of it. Two."))
                .isEqualTo(hash);
        assertThat(ContentHash.of("Title", "Deck", "It's \"the\" body - all of it. Two."))
                .isNotEqualTo(hash);
        assertThat(ContentHash.of("Title", null, "It's \"the\" body - all of it. Three."))
                .isNotEqualTo(hash);
        assertThat(ContentHash.of("title", null, "It's \"the\" body - all of it. Two."))
                .isNotEqualTo(hash);
    }
}
