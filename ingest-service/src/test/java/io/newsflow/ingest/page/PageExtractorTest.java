package io.newsflow.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.Block;
import io.newsflow.model.BlockKind;
import io.newsflow.model.RawArticle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageExtractorTest {
    private static final String PARAGRAPHS = """
            <p>The ferry between Narvik and the islands will run all winter, the harbour board said on Friday, after three
            seasons in which it stopped in November.</p>
            <h2>Ice on the sound</h2>
            <p>Pilots measured the ice every morning for a month, and found it thinner than at any time since records
            began, according to the board.</p>
            <blockquote><p>We will sail as long as the water lets us, and not a day longer than that.</p></blockquote>
            <ul><li>Two departures on weekdays, at seven and at sixteen o'clock.</li></ul>
            """;

    private static RawArticle extract(String html) throws ExtractionException {
        return extract(html, StandardCharsets.UTF_8);
    }

    private static RawArticle extract(String html, Charset charset) throws ExtractionException {
        return Extractors.standard()
                .extract(InputDocument.builder(html.getBytes(charset), "page.html")
                        .url("http://harbour-courier.example/2026/01/31/ferry?utm_source=x")
                        .contentType("text/html")
                        .capturedAt(Instant.parse("2026-02-01T00:00:00Z"))
                        .build())
                .articles()
                .get(0);
    }

    @Test
    void textAndMetadataAreTakenAndFurnitureIsLeftOut() throws Exception {
        // When
        RawArticle article = extract("""
                <!doctype html><html lang="en"><head><title>Ferry to run all winter | Harbour Courier</title>
                <meta property="og:type" content="article"><meta property="og:site_name" content="Harbour Courier">
                <link rel="canonical" href="http://harbour-courier.example/2026/01/31/ferry">
                <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite"},
                 {"@type": "NewsArticle", "headline": "Ferry to run all winter &amp; beyond",
                  "datePublished": "2026-01-31T08:15:00Z", "author": [{"@type": "Person", "name": "Ana Ribeiro"}],
                  "articleSection": "Harbour", "isAccessibleForFree": false, "keywords": "ferry, winter",}]}</script></head>
                <body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
                <div class="cookie-banner"><p>We use cookies to make this site work for you, please agree to them.</p></div>
                <article><h1>Ferry to run all winter &amp; beyond</h1><div class="article-body">%s
                <div class="related-articles"><h3>Related</h3><p>Another story about a lighthouse that is not this one at all.</p></div>
                <p>Read more: The lighthouse keeper retires</p></div></article>
                <div id="comments"><p>What a good idea, I have waited for this since last year, says a reader here.</p></div>
                <footer><p>© 2026 Harbour Courier. All rights reserved everywhere and always, in all languages.</p></footer>
                </body></html>
                """.formatted(PARAGRAPHS));

        // Then
        assertThat(article.getTitle()).isEqualTo("Ferry to run all winter & beyond");
        assertThat(article.getBody())
                .startsWith("The ferry between Narvik")
                .contains("Two departures")
                .doesNotContain("cookies")
                .doesNotContain("lighthouse")
                .doesNotContain("reader")
                .doesNotContain("rights reserved");
        assertThat(article.getBlocks())
                .extracting(Block::getKind)
                .containsExactly(
                        BlockKind.PARAGRAPH,
                        BlockKind.HEADING,
                        BlockKind.PARAGRAPH,
                        BlockKind.QUOTE,
                        BlockKind.LIST_ITEM);
        assertThat(article.getAuthors()).containsExactly("Ana Ribeiro");
        assertThat(article.getPublished().getValue()).isEqualTo(Instant.parse("2026-01-31T08:15:00Z"));
        assertThat(article.getPublished().getEvidence()).isEqualTo("json-ld");
        assertThat(article.getSection()).isEqualTo("Harbour");
        assertThat(article.getTags()).containsExactly("ferry", "winter");
        assertThat(article.getPaywalled()).isTrue();
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(article.getCanonicalUrl()).doesNotContain("utm");
    }

    @Test
    void aBodyThatStandsInTheJsonLdAloneIsTaken() throws Exception {
        // When
        RawArticle article = extract("<html><head><script type='application/ld+json'>{\"@type\": \"NewsArticle\","
                + "\"headline\": \"Ferry to run\", \"articleBody\": \"The ferry will run all winter, the board said."
                + "\\n\\nIt stopped in November before.\"}</script></head><body><div id=app></div></body></html>");

        // Then
        assertThat(article.getBody())
                .isEqualTo("The ferry will run all winter, the board said.\n\nIt stopped in November before.");
        assertThat(article.getFlags()).contains("body-from-json-ld");
    }

    @Test
    void brokenJsonLdAndADateInTheAddressServe() throws Exception {
        // When
        RawArticle article = extract("<html><head><title>Ferry to run all winter</title><script"
                + " type='application/ld+json'>{\"@type\": </script></head><body><div>" + PARAGRAPHS
                + "</div></body></html>");

        // Then
        assertThat(article.getPublished().getValue()).isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
        assertThat(article.getPublished().getEvidence()).isEqualTo("url");
    }

    @Test
    void theCharsetThatThePageDeclaresIsUsed() throws Exception {
        // When
        RawArticle article = extract(
                "<html><head><meta charset='windows-1251'><title>Паром ходитиме всю зиму</title></head><body><p>"
                        + "Паром між портом і островами ходитиме всю зиму, повідомили в порту в п'ятницю. ".repeat(4)
                        + "</p></body></html>",
                Charset.forName("windows-1251"));

        // Then
        assertThat(article.getTitle()).isEqualTo("Паром ходитиме всю зиму");
        assertThat(article.getBody()).startsWith("Паром між портом");
    }

    @Test
    void aPageThatListsArticlesIsRefused() {
        // Given
        String teasers = "<h2><a href='/a'>A headline of some length that leads elsewhere</a></h2>".repeat(20);

        // When, Then
        assertThatThrownBy(() -> extract("<html><head><title>News</title></head><body>" + teasers + "</body></html>"))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("lists articles");
    }

    @Test
    void deepNestingIsSurvived() throws Exception {
        // When
        RawArticle article =
                extract("<html><title>Deep page of no use</title><body>" + "<div>".repeat(20_000) + PARAGRAPHS);

        // Then
        assertThat(article.getTitle()).isEqualTo("Deep page of no use");
    }

    @Test
    void thePublicDevelopmentSetIsReadWellEnough() throws Exception {
        // Given
        Path folder = Path.of("../../shared/data/extraction/trafilatura-dev");
        assumeThat(Files.isDirectory(folder))
                .as("the development set is not part of the repository")
                .isTrue();

        // When
        PageEvaluation result = PageEvaluation.run(folder, PageEvaluation.Options.ALL);

        // Then
        assertThat(result.f1()).isGreaterThan(0.935);
    }
}
