package io.newsflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured must be the same work: the article's text, found by each. */
class PageBenchmarkTest {
    private static double found(SamplePages.Page page, UnaryOperator<String> extractor) {
        String text = extractor.apply(page.html()).replaceAll("\\s+", " ");
        List<String> paragraphs = page.paragraphs();
        return (double) paragraphs.stream().filter(text::contains).count() / paragraphs.size();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void allThreeFindTheArticle(long seed) {
        // Given
        SamplePages.Page page = SamplePages.page(seed);

        // When, Then
        assertThat(found(page, PageBenchmark::newsflow)).as("Newsflow").isEqualTo(1);
        assertThat(found(page, PageBenchmark::readability4j))
                .as("readability4j")
                .isGreaterThan(0.8);
        assertThat(found(page, PageBenchmark::boilerpipe)).as("boilerpipe").isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void newsflowLeavesTheFurnitureOut(long seed) {
        // Given
        SamplePages.Page page = SamplePages.page(seed);

        // When
        String text = PageBenchmark.newsflow(page.html());

        // Then
        assertThat(page.furniture()).noneMatch(text::contains);
    }

    @Test
    void thePagesAreTheSameForTheSameSeed() {
        assertThat(SamplePages.page(7)).isEqualTo(SamplePages.page(7));
    }
}
