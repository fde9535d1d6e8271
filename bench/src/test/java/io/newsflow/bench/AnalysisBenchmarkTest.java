package io.newsflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysisBenchmarkTest {
    @Test
    void theSamplesAreOfTheLengthOfArticles() throws IOException {
        List<RawArticle> samples = AnalysisBenchmark.samples();

        assertThat(samples).hasSizeGreaterThanOrEqualTo(40);
        assertThat(samples).allMatch(article -> article.getBody().length() > 1000);
    }

    @Test
    void openNlpFindsNamesInThem() throws IOException {
        // When
        AnalysisBenchmark.Result result = AnalysisBenchmark.openNlp(AnalysisBenchmark.samples(), 0.01);

        // Then: it throws where nothing is found
        assertThat(result.articlesPerSecond()).isPositive();
        assertThat(result.bytesPerArticle()).isPositive();
    }
}
