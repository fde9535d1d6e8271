package io.newsflow.ingest.sitemap;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.fetch.FetchException;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.model.RawArticle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SitemapIndexTest {
    private static final String INDEX = "https://a.example/sitemap.xml";

    private final Map<String, String> site = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    private CompletableFuture<Fetched> fetch(String url) {
        asked.add(url);
        String body = site.get(url);
        return body == null
                ? CompletableFuture.failedFuture(new FetchException(FetchException.Reason.IO, "no answer", null))
                : CompletableFuture.completedFuture(response(url, 200, body));
    }

    private static Fetched response(String url, int status, String body) {
        return new Fetched(
                status,
                url,
                null,
                Map.of("etag", List.of("\"1\""), "content-type", List.of("text/xml")),
                body.getBytes(StandardCharsets.UTF_8),
                Instant.parse("2025-07-14T12:00:00Z"),
                Duration.ZERO);
    }

    private Fetched follow(String index) {
        return SitemapIndex.follow(response(INDEX, 200, index), this::fetch).join();
    }

    private static String index(String... entries) {
        return "<sitemapindex>" + String.join("", entries) + "</sitemapindex>";
    }

    private static String sitemap(String address, String modified) {
        return "<sitemap><loc>" + address + "</loc><lastmod>" + modified + "</lastmod></sitemap>";
    }

    private static String news(String path) {
        return "<?xml version='1.0'?><urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://a.example/"
                + path + "</loc><n:news><n:title>Title of " + path + "</n:title></n:news></url></urlset>";
    }

    private static List<String> titles(Fetched fetched) throws Exception {
        return Extractors.standard()
                .extract(InputDocument.builder(fetched.body(), fetched.url())
                        .url(fetched.url())
                        .build())
                .articles()
                .stream()
                .map(RawArticle::getTitle)
                .toList();
    }

    @Test
    void takesTheNewsSitemapsOfAnIndexAndOfIndexesInIt() throws Exception {
        // Given
        site.put("https://a.example/news-1.xml", news("one"));
        site.put("https://a.example/news-index.xml", index(sitemap("/news-2.xml", ""), sitemap("/news-index.xml", "")));
        site.put("https://a.example/news-2.xml", news("two"));

        // When
        Fetched all = follow(index(
                sitemap("https://a.example/archive-2019.xml", "2025-07-14"),
                sitemap("https://a.example/news-1.xml", "2025-07-13"),
                sitemap("/news-index.xml", "2025-07-12")));

        // Then
        assertThat(titles(all)).containsExactly("Title of one", "Title of two");
        assertThat(asked).doesNotHaveDuplicates().doesNotContain("https://a.example/archive-2019.xml");
        assertThat(all.url()).isEqualTo(INDEX);
        assertThat(all.header("etag")).isEmpty();
    }

    @Test
    void takesTheLatestWhereNoneSaysNewsAndNotTooMany() throws Exception {
        // Given
        List<String> entries = new ArrayList<>();
        for (int i = 10; i < 30; i++) {
            site.put("https://a.example/" + i + ".xml", news("t" + i));
            entries.add(sitemap("https://a.example/" + i + ".xml", "2025-07-" + i));
        }

        // When
        Fetched all = follow(index(entries.toArray(String[]::new)));

        // Then
        assertThat(titles(all)).hasSize(SitemapIndex.MOST).first().isEqualTo("Title of t29");
    }

    @Test
    void goesOnWithoutASitemapThatCannotBeHad() throws Exception {
        site.put("https://a.example/news-2.xml", news("two"));

        Fetched all = follow(index(sitemap("/news-1.xml", "2025-07-14"), sitemap("/news-2.xml", "2025-07-13")));

        assertThat(titles(all)).containsExactly("Title of two");
    }

    @Test
    void failsWhereNoneCanBeHad() {
        CompletableFuture<Fetched> none =
                SitemapIndex.follow(response(INDEX, 200, index(sitemap("/news-1.xml", ""))), this::fetch);

        assertThat(none).isCompletedExceptionally();
    }

    @Test
    void leavesOtherResponsesAlone() {
        Fetched sitemap = response(INDEX, 200, news("one"));
        Fetched missing = response(INDEX, 404, index(sitemap("/news-1.xml", "")));

        assertThat(SitemapIndex.follow(sitemap, this::fetch).join()).isSameAs(sitemap);
        assertThat(SitemapIndex.follow(missing, this::fetch).join()).isSameAs(missing);
        assertThat(asked).isEmpty();
    }
}
