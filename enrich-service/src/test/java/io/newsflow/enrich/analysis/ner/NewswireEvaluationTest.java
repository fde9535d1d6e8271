package io.newsflow.enrich.analysis.ner;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.model.EntityType;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names in agency copy written and labelled for the project; the figures are in docs/analysis.md. */
class NewswireEvaluationTest {
    @Test
    void namesOfAgencyCopyAreFoundWithTheirTypes() throws IOException {
        // When
        NerEvaluation result = measure("newswire.conll");

        // Then
        assertGood(result, 0.88, 0.75);
    }

    @Test
    void namesOfPapersAllOverTheWorldAreFoundWithTheirTypes() throws IOException {
        // When
        NerEvaluation result = measure("world.conll").plus(measure("world-held-back.conll"));

        // Then
        assertGood(result, 0.85, 0.70);
    }

    private NerEvaluation measure(String resource) throws IOException {
        List<LabelledText> texts;
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(getClass().getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            texts = LabelledTexts.read(in);
        }
        NewsEntityFinder finder = NewsEntityFinder.standard();
        return NerEvaluation.run(
                texts, (text, language) -> finder.find(List.of(FieldText.of(TextField.BODY, text)), "en"));
    }

    private static void assertGood(NerEvaluation result, double all, double each) {
        assertThat(result.micro().f1())
                .as(() -> String.join("\n", result.errors()))
                .isGreaterThan(all);
        for (EntityType type : List.of(EntityType.PER, EntityType.ORG, EntityType.LOC, EntityType.MISC)) {
            assertThat(result.scores().get(type).f1()).as(type.name()).isGreaterThan(each);
        }
    }
}
