package io.newsflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InputFuzzTest {
    @Test
    void mutatedDocumentsAreReadOrRefusedAndNothingElse() {
        // When
        InputFuzz.Result result = new InputFuzz(7).run(Duration.ofSeconds(5), 2_000);

        // Then
        assertThat(result.failures()).isEmpty();
        assertThat(result.inputs()).isPositive();
        assertThat(result.refused()).isLessThan(result.inputs());
    }
}
