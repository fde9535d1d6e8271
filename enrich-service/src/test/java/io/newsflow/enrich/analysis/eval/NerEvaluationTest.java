package io.newsflow.enrich.analysis.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.ner.LabelledText;
import io.newsflow.enrich.analysis.ner.LabelledTexts;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class NerEvaluationTest {
    private static final String TEXT = "Anna I-PER\nBerg I-PER\nof O\nMoscow-based I-MISC\nActis I-ORG\n";

    @Test
    void aNameCountsOnlyWithItsExactSpanAndType() throws IOException {
        // When
        NerEvaluation result = NerEvaluation.run(
                texts(),
                (text, language) -> List.of(
                        entity(text, "Anna Berg", EntityType.PER),
                        entity(text, "based", EntityType.MISC),
                        entity(text, "Actis", EntityType.LOC)));

        // Then
        assertThat(result.micro()).isEqualTo(new NerEvaluation.Score(3, 3, 2));
        assertThat(result.scores().get(EntityType.ORG).recall()).isZero();
        assertThat(result.scores().get(EntityType.LOC).precision()).isZero();
        assertThat(result.errors()).hasSize(2);
    }

    @Test
    void nothingFoundIsNoPrecisionAndNoError() throws IOException {
        NerEvaluation result = NerEvaluation.run(texts(), (text, language) -> List.of());

        assertThat(result.micro().f1()).isZero();
        assertThat(result.micro().expected()).isEqualTo(3);
        assertThat(result.words()).isEqualTo(5);
    }

    private static List<LabelledText> texts() throws IOException {
        return LabelledTexts.read(new BufferedReader(new StringReader(TEXT)));
    }

    private static Entity entity(String text, String surface, EntityType type) {
        int start = text.indexOf(surface);
        return Entity.newBuilder()
                .setId("nf:x")
                .setType(type)
                .setName(surface)
                .setMentions(List.of(new Mention(TextField.BODY, start, start + surface.length(), surface)))
                .setMentionCount(1)
                .setSalience(0)
                .setConfidence(1)
                .build();
    }
}
