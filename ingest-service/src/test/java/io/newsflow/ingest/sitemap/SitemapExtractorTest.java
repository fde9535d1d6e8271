package io.newsflow.ingest.sitemap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.RawArticle;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SitemapExtractorTest {
    private static final String NEWS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
                    xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
              <url>
                <loc>https://courier.example/1?a=1&b=2</loc>
                <lastmod>2025-07-14T10:00:00Z</lastmod>
                <n:news>
                  <n:publication><n:name>Harbour Courier</n:name><n:language>en</n:language></n:publication>
                  <n:publication_date>2025-07-14T08:05:06+02:00</n:publication_date>
                  <n:title>Lighthouse &amp; ferry share one radio</n:title>
                  <n:keywords>shipping, radio</n:keywords>
                </n:news>
                <image:image><image:loc>https://img.courier.example/r.jpg</image:loc></image:image>
              </url>
              <url><loc>https://courier.example/about</loc></url>
            </urlset>
            """;

    @Test
    void readsNewsEntries() throws Exception {
        Extraction extraction = extract(NEWS);

        assertThat(extraction.articles()).hasSize(1);
        RawArticle article = extraction.articles().get(0);
        assertThat(article.getTitle()).isEqualTo("Lighthouse & ferry share one radio");
        assertThat(article.getUrl()).isEqualTo("https://courier.example/1?a=1&b=2");
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(article.getLanguage()).isEqualTo("en");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-14T06:05:06Z");
        assertThat(article.getPublished().getEvidence()).isEqualTo("sitemap");
        assertThat(article.getTags()).containsExactly("shipping", "radio");
        assertThat(article.getFlags()).containsExactly("summary-only");
        assertThat(article.getProvenance().getConnector()).isEqualTo("sitemap");
        assertThat(article.getImages()).hasSize(1);
    }

    @Test
    void saysWhyOtherSitemapsGiveNothing() {
        assertThatThrownBy(() -> extract("<urlset><url><loc>https://courier.example/about</loc></url></urlset>"))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("without the news extension");
        assertThatThrownBy(() ->
                        extract("<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>"))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("index of 1 sitemaps");
    }

    @Test
    void theLanguageOfAnEntryIsThatOfItsOwnAddress() throws Exception {
        String sitemap =
                "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://a.example/en/1</loc>"
                        + "<xhtml:link rel='alternate' hreflang='x-default' href='https://a.example/en/1'/>"
                        + "<xhtml:link rel='alternate' hreflang='de' href='https://a.example/de/1'/>"
                        + "<xhtml:link rel='alternate' hreflang='en' href='https://a.example/en/1'/>"
                        + "<n:news><n:title>Ferry</n:title></n:news></url></urlset>";

        assertThat(extract(sitemap).articles().get(0).getLanguage()).isEqualTo("en");
    }

    @Test
    void anEntryThatIsCutOffIsDropped() throws Exception {
        String cut = NEWS.substring(0, NEWS.indexOf("<url><loc>https://courier.example/about"))
                + "<url><loc>https://courier.example/2</loc><n:news><n:title>Light";

        assertThat(extract(cut).articles())
                .extracting(RawArticle::getTitle)
                .containsExactly("Lighthouse & ferry share one radio");
    }

    private static Extraction extract(String text) throws ExtractionException {
        return Extractors.standard().extract(document(text));
    }

    private static InputDocument document(String text) {
        return InputDocument.builder(text.getBytes(StandardCharsets.UTF_8), "sitemap")
                .url("https://a.example/sitemap.xml")
                .build();
    }
}
