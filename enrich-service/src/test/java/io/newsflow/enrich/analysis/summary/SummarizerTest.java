package io.newsflow.enrich.analysis.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.SummaryEvaluation;
import io.newsflow.model.Summary;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummarizerTest {
    private static String summary(String title, String body, String language) {
        List<FieldText> fields = new ArrayList<>();
        fields.add(FieldText.of(TextField.TITLE, title));
        fields.add(FieldText.of(TextField.BODY, body));
        Summary summary = Summarizer.of(fields, language);
        return summary == null ? null : summary.getText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|KYIV, Ukraine (AP) — The city council closed two bridges on Monday.",
                "en|LONDON (Reuters) - The city council closed two bridges on Monday.",
                "en|WASHINGTON — The city council closed two bridges on Monday.",
                "de|Berlin (dpa) - Der Stadtrat hat am Montag zwei Brücken gesperrt.",
                "fr|PARIS, 3 mai (AFP) - Le conseil a fermé deux ponts lundi matin.",
                "es|Madrid, 3 may (EFE).- El ayuntamiento cerró dos puentes el lunes.",
            })
    void theDatelineIsCutOff(String language, String body) {
        assertThat(summary("Bridges", body, language)).isEqualTo(body.replaceFirst("^.*?[-—] ?", ""));
    }

    @Test
    void theDatelineOfAWellKnownAgencyNeedsNoDash() {
        assertThat(summary("Bridges", "London (CNN)The council closed two bridges on Monday.", "en"))
                .isEqualTo("The council closed two bridges on Monday.");
        String body = "Lawmakers (AP members included) closed two bridges on Monday.";
        assertThat(summary("Bridges", body, "en")).isEqualTo(body);
    }

    @Test
    void aSentenceWithADashKeepsItsBeginning() {
        String body = "The council - by a narrow vote - closed two bridges on Monday.";
        assertThat(summary("Bridges", body, "en")).isEqualTo(body);
    }

    @Test
    void noPronounDanglesAndNoFurnitureIsTaken() {
        // Given
        String body = "Sign up for our newsletter to get the morning briefing every day.\n\n"
                + "He said so again on Tuesday to the members of the finance committee.\n\n"
                + "The port of Lindmark will close its north pier for repairs until April, the harbour authority said.\n\n"
                + "Did anybody ask the owners of the boats what they think of it?\n\n"
                + "Ferries to the islands will leave from the south pier and take ten minutes longer than now.";

        // When
        String summary = summary("Port closes pier for repairs", body, "en");

        // Then
        assertThat(summary)
                .startsWith("The port of Lindmark will close")
                .contains("Ferries to the islands")
                .doesNotContain("newsletter", "He said", "?");
    }

    @Test
    void aPronounMayFollowTheSentenceThatItRefersTo() {
        // Given
        String body = "Ana Duarte, who led the harbour authority for twelve years, resigned on Monday."
                + " She told the council that the harbour authority needs a new beginning."
                + " Rain fell in the afternoon.";

        // When, Then
        assertThat(summary("Head of the harbour authority resigns", body, "en"))
                .startsWith("Ana Duarte")
                .contains("She told the council");
    }

    @Test
    void whatSaysTheSameIsTakenOnce() {
        String sentence = "The port of Lindmark will close its north pier for repairs until April.";
        assertThat(summary("Port", sentence + " " + sentence + " " + sentence, "en"))
                .isEqualTo(sentence);
    }

    @Test
    void aTextWithoutSentencesHasNoSummary() {
        assertThat(summary("Title", "", "en")).isNull();
        assertThat(summary("Title", "Read more", "en")).isNull();
    }

    @Test
    void summariesAreCloseToThosePeopleWrote() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                SummarizerTest.class.getResourceAsStream("summaries.jsonl"), StandardCharsets.UTF_8))) {
            // When
            SummaryEvaluation result = SummaryEvaluation.run(
                    lines,
                    example -> summary(
                            example.path("title").asText(),
                            example.path("body").asText(),
                            example.path("language").asText()));

            // Then
            assertThat(result.rouge1()).isGreaterThan(0.5);
            assertThat(result.rouge2()).isGreaterThan(0.3);
        }
    }
}
