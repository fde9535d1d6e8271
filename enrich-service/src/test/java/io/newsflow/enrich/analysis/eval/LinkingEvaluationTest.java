package io.newsflow.enrich.analysis.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinkingEvaluationTest {
    private static final NewsEntityFinder FINDER = NewsEntityFinder.standard();

    @Test
    void namesOfTheProjectsOwnTextsGetTheirIdentities() throws IOException {
        // When
        LinkingEvaluation result;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                NewsEntityFinder.class.getResourceAsStream("linking.jsonl"), StandardCharsets.UTF_8))) {
            result = LinkingEvaluation.run(lines, FINDER);
        }

        // Then
        String errors = String.join("\n", result.errors());
        assertThat(result.texts()).isGreaterThanOrEqualTo(60);
        assertThat(result.precision()).as(errors).isGreaterThan(0.94);
        assertThat(result.f1()).as(errors).isGreaterThan(0.92);
        assertThat(result.givenAccuracy()).as(errors).isGreaterThan(0.96);
        assertThat(result.nilAccuracy()).as(errors).isGreaterThan(0.8);
    }

    @Test
    void aNameCountsWithItsEndsAndItsIdentity() throws IOException {
        // Given: the second name is labelled as another city, the third is nowhere, the fourth has no identity.
        String line = """
                {"language": "en", "text": "Officials in Paris, Rome and Zzyzxville met Oll Brumm.", "entities": [
                  {"start": 13, "end": 18, "type": "LOC", "wikidata": "Q90"},
                  {"start": 20, "end": 24, "type": "LOC", "wikidata": "Q84"},
                  {"start": 29, "end": 39, "type": "LOC", "wikidata": "Q99999999999"},
                  {"start": 44, "end": 53, "type": "PER"}]}
                """.replace("\n", "");

        // When
        LinkingEvaluation result = LinkingEvaluation.run(new BufferedReader(new StringReader(line)), FINDER);

        // Then
        assertThat(result.names()).isEqualTo(4);
        assertThat(result.known()).isEqualTo(2);
        assertThat(result.right()).isEqualTo(1);
        assertThat(result.givenRight()).isEqualTo(1);
        assertThat(result.givenWrong()).isEqualTo(1);
        assertThat(result.nil()).isEqualTo(2);
        assertThat(result.nilRight()).isEqualTo(2);
    }

    @Test
    void titlesCompareToTheNamesOfTheKnowledgeBase() throws IOException {
        String line = "{\"text\": \"Talks in Kiev\", \"spans\": [{\"start\": 9, \"end\": 13, \"label\": \"GPE\","
                + " \"title\": \"Kyiv\"}]}";

        LinkingEvaluation result = LinkingEvaluation.run(new BufferedReader(new StringReader(line)), FINDER);

        assertThat(result.right()).isEqualTo(1);
    }

    @Test
    void aNameOutsideItsTextIsRefused() {
        String line = "{\"text\": \"Kyiv\", \"entities\": [{\"start\": 2, \"end\": 9}]}";

        assertThatThrownBy(() -> LinkingEvaluation.run(new BufferedReader(new StringReader(line)), FINDER))
                .hasMessageContaining("line 1");
    }
}
