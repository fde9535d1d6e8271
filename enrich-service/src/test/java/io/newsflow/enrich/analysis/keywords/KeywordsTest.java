package io.newsflow.enrich.analysis.keywords;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.model.Keyword;
import io.newsflow.model.TextField;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeywordsTest {
    private final Keywords keywords = new Keywords();

    @Test
    void phrasesOfTheHeadlineAndOfTheTextComeFirst() {
        // Given
        List<FieldText> fields = List.of(
                FieldText.of(TextField.TITLE, "Flood defences to be raised along the river"),
                FieldText.of(
                        TextField.BODY,
                        "The flood defences will be raised by a metre, the ministry said on Monday. Work on the flood"
                                + " defences begins in March. A million people live near the river."));

        // When
        List<Keyword> found = keywords.find(fields, "en", List.of());

        // Then
        assertThat(found.get(0).getText()).isEqualToIgnoringCase("flood defences");
        assertThat(found).extracting(Keyword::getText).doesNotContain("said", "Monday", "million people");
        assertThat(found).isSortedAccordingTo((a, b) -> Float.compare(b.getScore(), a.getScore()));
    }

    @Test
    void hashtagsAreThePublishersOwnThenPhrasesInCamelCase() {
        assertThat(Keywords.hashtags(
                        List.of("climate"),
                        List.of(
                                new Keyword("flood defences", 1f),
                                new Keyword("Ukraine war", 0.9f),
                                new Keyword("climate", 0.5f))))
                .containsExactly("#Climate", "#FloodDefences", "#UkraineWar");
    }

    @Test
    void aPhraseThatIsTooLongIsNoHashtag() {
        assertThat(Keywords.hashtags(List.of(), List.of(new Keyword("internationally recognised government", 1f))))
                .isEmpty();
    }

    @Test
    void hashtagsHaveNoCapitalBehindAnApostropheNorShoutedNamesNorTagsThatSayNothing() {
        assertThat(Keywords.hashtags(
                        List.of("News", "AND", "sheriff's office"),
                        List.of(
                                new Keyword("What\u2019s new", 1f),
                                new Keyword("NAPA COUNTY", 0.9f),
                                new Keyword("NATO", 0.8f))))
                .containsExactly("#SheriffsOffice", "#WhatsNew", "#NapaCounty", "#NATO");
    }
}
