package io.newsflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.model.RawArticle;
import io.newsflow.model.TimePrecision;
import org.junit.jupiter.api.Test;

class FeedBenchmarkTest {
    @Test
    void theFeedsAreReadInFull() throws Exception {
        // Given
        FeedBenchmark benchmark = new FeedBenchmark();
        benchmark.prepare();

        // When
        Extraction extraction = benchmark.read();

        // Then
        assertThat(extraction.problems()).isEmpty();
        assertThat(extraction.articles()).hasSize(25).allSatisfy(article -> {
            assertThat(article.getBody()).hasSizeGreaterThan(100);
            assertThat(article.getPublished().getPrecision()).isEqualTo(TimePrecision.SECOND);
        });
        assertThat(extraction.articles()).extracting(RawArticle::getArticleId).doesNotHaveDuplicates();
    }
}
