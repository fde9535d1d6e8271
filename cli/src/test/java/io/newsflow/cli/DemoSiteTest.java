package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.PageRelation;
import io.newsflow.model.RawArticle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoSiteTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyFeedHoldsTheArticlesThatItIsSaidToHold() throws Exception {
        try (DemoSite site = DemoSite.start(Clock.fixed(NOW, ZoneOffset.UTC))) {
            Set<String> languages = new HashSet<>();
            for (DemoSite.Feed feed : DemoSite.FEEDS) {
                // When
                List<RawArticle> articles = fetch(site.url(feed.file()));

                // Then
                assertThat(articles).as(feed.name()).hasSize(feed.articles()).allSatisfy(article -> {
                    assertThat(article.getTitle()).doesNotContain("\uFFFD").isNotBlank();
                    assertThat(article.getBody()).doesNotContain("\uFFFD").isNotBlank();
                    assertThat(article.getPublished().getValue()).isBetween(NOW.minusSeconds(86_400), NOW);
                    assertThat(article.getCanonicalUrl()).doesNotContain("utm_");
                });
                languages.add(articles.get(0).getLanguage().split("-")[0]);
            }
            assertThat(languages).containsExactlyInAnyOrder("en", "de", "fr", "es", "uk");
        }
    }

    @Test
    void anUnchangedFeedAnswers304() throws Exception {
        try (DemoSite site = DemoSite.start(Clock.fixed(NOW, ZoneOffset.UTC))) {
            // Given
            URI url = URI.create(site.url(DemoSite.FEEDS.get(0).file()));
            String etag = http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();

            // When
            HttpResponse<Void> again = http.send(
                    HttpRequest.newBuilder(url).header("If-None-Match", etag).build(),
                    HttpResponse.BodyHandlers.discarding());

            // Then
            assertThat(again.statusCode()).isEqualTo(304);
        }
    }

    @Test
    void thePageHoldsALeadAndThreeRelatedArticles() throws Exception {
        // When
        List<RawArticle> articles = Extractors.standard()
                .extract(InputDocument.builder(DemoSite.resource("pages/danube-conference.txt"), "page.txt")
                        .capturedAt(NOW)
                        .build())
                .articles();

        // Then
        assertThat(articles).hasSize(4);
        assertThat(articles.get(0).getTags()).containsExactly("Danube", "FloodWarning", "Vienna");
        assertThat(articles.get(0).getRelatedOnPage())
                .hasSize(3)
                .allMatch(link -> link.getRelation() == PageRelation.LISTED);
    }

    private List<RawArticle> fetch(String url) throws Exception {
        HttpResponse<byte[]> response =
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        return Extractors.standard()
                .extract(InputDocument.builder(response.body(), url)
                        .url(url)
                        .contentType(
                                response.headers().firstValue("Content-Type").orElse(null))
                        .build())
                .articles();
    }
}
