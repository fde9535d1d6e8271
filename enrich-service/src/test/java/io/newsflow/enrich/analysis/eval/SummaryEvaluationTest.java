package io.newsflow.enrich.analysis.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class SummaryEvaluationTest {
    @Test
    void countsSharedWordsPairsAndTheLongestCommonSubsequence() throws IOException {
        // Given
        String line = "{\"text\": \"\", \"summary\": [\"nothing at all\", \"the bridge was closed on Monday\"]}";

        // When: five of six words shared, three of four and five pairs, in order but for one
        SummaryEvaluation result = SummaryEvaluation.run(
                new BufferedReader(new StringReader(line)), example -> "The bridge was closed. Monday");

        // Then
        assertThat(result.texts()).isEqualTo(1);
        assertThat(result.rouge1()).isEqualTo(2.0 * 5 / 11, within(1e-9));
        assertThat(result.rouge2()).isEqualTo(2.0 * 3 / 9, within(1e-9));
        assertThat(result.rougeL()).isEqualTo(2.0 * 5 / 11, within(1e-9));
        assertThat(result.words()).isEqualTo(5);
    }
}
