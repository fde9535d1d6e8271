package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExtractCommandTest {
    private static final String PAGE = """
            Ferry returns to winter timetable
            The last boat leaves at nine from Monday.
            The company blamed a shortage of stokers.
            Comments
            No comments yet...
            Related Articles
            Harbour Courier
            2 hours ago
            - Harbour Courier
            Stokers wanted
            The company hires in three ports.
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsArticlesAsJsonLines() throws Exception {
        Path page = write("page.txt", PAGE);

        int exit = run("extract", "--captured", "2025-07-12T07:10:30Z", page.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        List<RawArticle> articles = articles();
        assertThat(articles)
                .extracting(RawArticle::getTitle)
                .containsExactly("Ferry returns to winter timetable", "Stokers wanted");
        assertThat(articles.get(1).getPublished().getValue()).isEqualTo("2025-07-12T05:00:00Z");
    }

    @Test
    void resolvesRelativeTimesAgainstTheFilesOwnTime() throws Exception {
        Path page = write("page.txt", PAGE);
        Files.setLastModifiedTime(page, FileTime.from(Instant.parse("2024-03-01T12:30:00Z")));

        run("extract", page.toString());

        assertThat(articles().get(1).getPublished().getValue()).isEqualTo("2024-03-01T10:00:00Z");
    }

    @Test
    void goesOnAfterAFileThatCannotBeRead() throws Exception {
        Path list = write("list.txt", "Shopping list: bread, apples.");
        Path page = write("page.txt", PAGE);

        int exit = run("extract", list.toString(), folder.resolve("missing.txt").toString(), page.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(articles()).hasSize(2);
        assertThat(err.toString()).contains(list.toString() + ": ").contains("missing.txt: no such file");
    }

    @Test
    void readsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(PAGE.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("extract", "-")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(articles()).hasSize(2);
        assertThat(articles().get(0).getProvenance().getLocation()).isEqualTo("-");
    }

    @Test
    void streamsAWebArchiveFromStandardInputFromAnOffsetOn() {
        // Given
        String first = record("https://courier.example/1", "Ferry to run all winter");
        String second = record("https://courier.example/2", "Lighthouse keeper retires");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((first + second).getBytes(StandardCharsets.UTF_8)));

        // When
        int exit;
        try {
            exit = run("extract", "--offset", String.valueOf(first.length()), "-");
        } finally {
            System.setIn(before);
        }

        // Then
        assertThat(exit).isZero();
        assertThat(articles()).singleElement().satisfies(article -> {
            assertThat(article.getTitle()).isEqualTo("Lighthouse keeper retires");
            assertThat(article.getArchive()).isTrue();
            assertThat(article.getProvenance().getOffset()).isEqualTo(first.length());
        });
        assertThat(err.toString()).startsWith("standard input: 1 records, 1 articles");
    }

    private static String record(String url, String title) {
        String block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>" + title
                + "</title></head><body><p>The harbour board said on Friday that it will run all winter.</p></body></html>";
        return "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url
                + "\r\nWARC-Date: 2025-07-01T00:00:00Z\r\nContent-Length: " + block.length() + "\r\n\r\n" + block
                + "\r\n\r\n";
    }

    @Test
    void refusesWrongUsage() {
        assertThat(run("extract")).isEqualTo(2);
        assertThat(run("extract", "--captured", "tomorrow", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("'tomorrow' is no time");
    }

    private int run(String... args) {
        CommandLine line = NewsflowCli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private List<RawArticle> articles() {
        return out.toString()
                .lines()
                .map(json -> RecordJson.read(RawArticle.class, json))
                .toList();
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file;
    }
}
