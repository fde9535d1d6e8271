package io.newsflow.ingest.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.PageFeature;
import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregatorHtmlTest {
    private static final Instant CAPTURED = Instant.parse("2025-07-12T07:10:30Z");

    @Test
    void markupAndCopiedTextGiveTheSameArticles() throws Exception {
        // Given
        String html = fixture("harbour-strike.html");
        String text = fixture("harbour-strike.txt");

        // When
        List<RawArticle> fromHtml = extract(html, "text/html");
        List<RawArticle> fromText = extract(text, "text/plain");

        // Then
        assertThat(fromHtml).hasSize(4);
        for (int i = 0; i < fromHtml.size(); i++) {
            RawArticle one = fromHtml.get(i);
            RawArticle other = fromText.get(i);
            assertThat(one.getTitle()).isEqualTo(other.getTitle());
            assertThat(one.getBody()).isEqualTo(other.getBody());
            assertThat(one.getStandfirst()).isEqualTo(other.getStandfirst());
            assertThat(one.getContentHash()).isEqualTo(other.getContentHash());
            assertThat(one.getPublisher()).isEqualTo(other.getPublisher());
            assertThat(one.getTags()).isEqualTo(other.getTags());
            assertThat(one.getPageFeatures()).isEqualTo(other.getPageFeatures());
            assertThat(one.getRelatedOnPage()).hasSize(3);
        }
        assertThat(fromHtml.get(0).getPageFeatures()).contains(new PageFeature("ai-offer", "Lanternfeed AI", null));
        assertThat(fromHtml.get(0).getExtractor()).startsWith("aggregator-");
    }

    @Test
    void linksAndMachineReadableTimesAreKept() throws Exception {
        List<RawArticle> articles = extract(fixture("harbour-strike.html"), "text/html");

        assertThat(articles.get(0).getUrl()).isEqualTo("https://lanternfeed.example/a/7781");
        RawArticle fruit = articles.get(1);
        assertThat(fruit.getCanonicalUrl()).isEqualTo("https://courier.example/2025/fruit-importers");
        assertThat(fruit.getIdRule()).isEqualTo("url-v1");
        assertThat(fruit.getPublished().getValue()).isEqualTo(Instant.parse("2025-07-09T05:55:00Z"));
        assertThat(fruit.getPublished().getEvidence()).isEqualTo("time-element");
        assertThat(articles.get(2).getPublished().getEvidence()).isEqualTo("relative-text");
        assertThat(articles.get(2).getUrl()).isNull();
    }

    @Test
    void aPublisherAboveTheHeadingIsTheLeads() throws Exception {
        // Given
        String html = fixture("harbour-strike.html")
                .replace(
                        "<h1>",
                        "<div>Harbour Courier</div><div>2 hours ago</div><ul><li>Harbour Courier</li></ul><h1>");

        // When
        RawArticle lead = extract(html, "text/html").get(0);

        // Then
        assertThat(lead.getTitle()).startsWith("Dockers end strike");
        assertThat(lead.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(lead.getPublished()).isNotNull();
        assertThat(lead.getBody()).doesNotContain("Business");
    }

    @Test
    void anOrdinaryPageWithCommentsAndRelatedArticlesIsNone() {
        // Given
        String html = "<!DOCTYPE html><html><body><h1>A title of a page</h1><p>Some text that is long enough.</p>"
                + "<h3>Comments</h3><p>No comments yet...</p><h3>Related Articles</h3><ul><li><a href='/x'>Another</a></li>"
                + "<li><a href='/y'>One more</a></li></ul></body></html>";

        // When
        double score = new AggregatorExtractor().score(document(html, "text/html"));

        // Then
        assertThat(score).isZero();
    }

    private static List<RawArticle> extract(String text, String type) throws Exception {
        return Extractors.standard().extract(document(text, type)).articles();
    }

    private static InputDocument document(String text, String type) {
        return InputDocument.builder(text.getBytes(StandardCharsets.UTF_8), "page")
                .contentType(type)
                .capturedAt(CAPTURED)
                .fetchedAt(CAPTURED)
                .build();
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in = AggregatorHtmlTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
