package io.newsflow.ingest.warc;

import static io.newsflow.ingest.warc.WarcFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarcArchiveTest {
    @TempDir
    private Path folder;

    private Path file(byte[] archive) throws IOException {
        return Files.write(folder.resolve("news.warc.gz"), archive);
    }

    private static List<RawArticle> articles(Path file, long offset) throws IOException {
        List<RawArticle> articles = new ArrayList<>();
        try (WarcArchive archive = WarcArchive.open(file, offset, Extractors.documents(), document -> document)) {
            for (WarcArchive.Entry entry = archive.next(); entry != null; entry = archive.next()) {
                articles.addAll(entry.articles());
            }
        }
        return articles;
    }

    @Test
    void responsesWithArticlesBecomeArchiveLoadsOfTheTimeOfCapture() throws Exception {
        // Given
        WarcFiles archive = new WarcFiles(true)
                .info()
                .record("request", "http://a.example/1", "application/http", utf8("GET /1 HTTP/1.1\r\n\r\n"))
                .article("http://a.example/1", "Ferry to run all winter")
                .response(
                        "http://a.example/2",
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n",
                        utf8("<p>no"))
                .response(
                        "http://a.example/3", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", new byte[] {1, 2});
        long second = archive.size();
        archive.response(
                "<http://a.example/4>",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
                utf8(WarcFiles.page("Lighthouse keeper retires")));

        // When
        List<RawArticle> articles = articles(file(archive.bytes()), 0);

        // Then
        assertThat(articles)
                .extracting(RawArticle::getTitle)
                .containsExactly("Ferry to run all winter", "Lighthouse keeper retires");
        RawArticle article = articles.get(1);
        assertThat(article.getArchive()).isTrue();
        assertThat(article.getUrl()).isEqualTo("http://a.example/4");
        assertThat(article.getRevision())
                .isEqualTo(Instant.parse("2026-01-31T08:15:00Z").toEpochMilli());
        assertThat(article.getProvenance().getConnector()).isEqualTo("warc");
        assertThat(article.getProvenance().getOffset()).isEqualTo(second);
        assertThat(article.getProvenance().getItemId()).startsWith("<urn:uuid:");
    }

    @Test
    void anArticlesOffsetIsAPlaceToGoOnFrom() throws Exception {
        // Given
        WarcFiles archive = new WarcFiles(true);
        for (int i = 1; i <= 4; i++) {
            archive.article("http://a.example/" + i, "Ferry number " + i + " to run all winter");
        }
        Path file = file(archive.bytes());
        long offset = articles(file, 0).get(2).getProvenance().getOffset();

        // When
        List<RawArticle> rest = articles(file, offset);

        // Then
        assertThat(rest).extracting(RawArticle::getUrl).containsExactly("http://a.example/3", "http://a.example/4");
    }

    @Test
    void anArchiveIsKnownByItsFirstBytes() throws Exception {
        // When, Then
        assertThat(WarcArchive.isArchive(file(new WarcFiles(true).info().bytes())))
                .isTrue();
        assertThat(WarcArchive.isArchive(new WarcFiles(false).info().bytes())).isTrue();
        assertThat(WarcArchive.isArchive(utf8("<html><body>WARC/1.0</body></html>")))
                .isFalse();
        assertThat(WarcArchive.isArchive(WarcFiles.member(utf8("<rss/>")))).isFalse();
        assertThat(WarcArchive.isArchive(new byte[0])).isFalse();
    }

    @Test
    void aSmallArchiveIsADocumentOfASource() throws Exception {
        // Given
        byte[] archive = new WarcFiles(true)
                .article("http://a.example/1", "Ferry to run all winter")
                .bytes(new byte[] {1, 2, 3})
                .article("http://a.example/2", "Lighthouse keeper retires")
                .bytes();

        // When
        var extraction = Extractors.standard()
                .of(SourceKind.WARC)
                .extract(InputDocument.builder(archive, "http://archive.example/news.warc.gz")
                        .publisher("Harbour Courier")
                        .build());

        // Then
        assertThat(extraction.articles()).hasSize(2).allMatch(RawArticle::getArchive);
        assertThat(extraction.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.what()).contains("1 damaged"));
    }

    @Test
    void whatIsNoArchiveIsRefusedAsOne() {
        // When, Then
        assertThatThrownBy(() -> Extractors.standard()
                        .of(SourceKind.WARC)
                        .extract(InputDocument.builder(utf8("<html><p>Not found</p></html>"), "x")
                                .build()))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("no record");
    }
}
