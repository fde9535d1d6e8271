package io.newsflow.enrich.analysis.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.newsflow.enrich.analysis.topics.MediaTopics;
import io.newsflow.model.MediaTopic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicEvaluationTest {
    private static MediaTopic topic(String code) {
        return MediaTopic.newBuilder()
                .setCode("medtop:" + code)
                .setLabel("")
                .setLabelEn("")
                .setLevel(1)
                .setScore(0.5f)
                .setAncestors(List.of())
                .build();
    }

    @Test
    void countsAtTheFirstLevelWithAndWithoutTheScheme() throws IOException {
        // Given
        String lines = """
                {"text": "a", "codes": ["medtop:20001065"]}

                {"text": "b", "codes": ["04000000", "11000000"]}
                {"text": "c", "codes": ["11000000"]}
                """;

        // When: sport for a, economy and sport for b, nothing for c
        TopicEvaluation result = TopicEvaluation.run(
                new BufferedReader(new StringReader(lines)),
                example -> switch (example.path("text").asText()) {
                    case "a" -> List.of(topic("15000000"), topic("20001065"));
                    case "b" -> List.of(topic("04000000"), topic("15000000"));
                    default -> List.of();
                },
                MediaTopics.standard()::firstLevel);

        // Then
        assertThat(result.texts()).isEqualTo(3);
        assertThat(result.accuracy()).isEqualTo(2 / 3.0, within(1e-9));
        assertThat(result.classes().get("15000000")).isEqualTo(new TopicEvaluation.Counts(1, 2, 1));
        assertThat(result.classes().get("11000000")).isEqualTo(new TopicEvaluation.Counts(2, 0, 0));
        assertThat(result.micro()).isEqualTo(new TopicEvaluation.Counts(4, 3, 2));
        assertThat(result.macroF1()).isEqualTo((2 / 3.0 + 1 + 0) / 3, within(1e-9));
        assertThat(result.errors()).hasSize(1).first().asString().contains("none instead of [11000000]: c");
    }
}
