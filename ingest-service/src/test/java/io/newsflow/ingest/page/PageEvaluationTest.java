package io.newsflow.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageEvaluationTest {
    private static final String FIRST = "The ferry between Narvik and the islands will run all winter, the board said.";
    private static final String SECOND =
            "Pilots measured the ice every morning for a month, and found it thinner than ever.";

    @TempDir
    private Path folder;

    @BeforeEach
    void pages() throws IOException {
        Files.createDirectory(folder.resolve("html"));
        write("html/a.html", page("en-GB", FIRST, SECOND));
        write("html/b.html", page("de", FIRST, SECOND));
    }

    @Test
    void wordsAreCountedWhereTheWholeTextIsKnown() throws Exception {
        // Given: all of page a, half of page b
        write(
                "ground-truth.json",
                "{\"a\": {\"url\": \"https://harbour-courier.example/a\", \"articleBody\": \"" + FIRST + " " + SECOND
                        + "\"}, \"b\": {\"articleBody\": \"" + FIRST + "\"}}");
        int first = FIRST.split(" ").length;
        int second = SECOND.split(" ").length;

        // When
        PageEvaluation result = PageEvaluation.run(folder, PageEvaluation.Options.ALL);

        // Then
        assertThat(result.pages()).isEqualTo(2);
        assertThat(result.tokens().pages()).isEqualTo(2);
        assertThat(result.tokens().words().recall()).isEqualTo(1);
        assertThat(result.tokens().words().precision())
                .isCloseTo((1 + (double) first / (first + second)) / 2, within(1e-9));
        assertThat(result.tokens().sequences().recall()).isEqualTo(1);
        assertThat(result.tokens().sequences().precision())
                .isCloseTo((1 + (double) (first - 3) / (first + second - 3)) / 2, within(1e-9));
    }

    @Test
    void pagesOfOneLanguageAreToldByWhatTheyDeclare() throws Exception {
        // Given
        write(
                "evaldata.json",
                "{\"https://harbour-courier.example/a\": {\"file\": \"a.html\", \"with\": [\"Pilots measured\", \"not there\"]},"
                        + " \"https://harbour-courier.example/b\": {\"file\": \"b.html\", \"with\": [\"Pilots\"], \"text\": \"x\"}}");

        // When
        PageEvaluation english =
                PageEvaluation.run(folder, new PageEvaluation.Options(PageEvaluation.Part.ALL, "en", false));
        PageEvaluation all = PageEvaluation.run(folder, PageEvaluation.Options.ALL);

        // Then
        assertThat(english.pages()).isEqualTo(1);
        assertThat(english.kept()).isEqualTo(1);
        assertThat(english.lost()).isEqualTo(1);
        assertThat(english.tokens().pages()).isZero();
        assertThat(all.pages()).isEqualTo(2);
        assertThat(all.tokens().words().f1()).isZero();
    }

    @Test
    void theDeclaredTextStandsForTheWholeOneWhenAskedTo() throws Exception {
        // Given
        write(
                "html/a.html",
                page("en", FIRST, SECOND)
                        .replace(
                                "</head>",
                                "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"articleBody\": \"<p>"
                                        + FIRST + "</p>\"}</script></head>"));
        write("evaldata.json", "{\"https://harbour-courier.example/a\": {\"file\": \"a.html\"}}");

        // When
        PageEvaluation result =
                PageEvaluation.run(folder, new PageEvaluation.Options(PageEvaluation.Part.ALL, null, true));

        // Then
        assertThat(result.tokens().pages()).isEqualTo(1);
        assertThat(result.tokens().words().recall()).isEqualTo(1);
        assertThat(result.tokens().words().precision()).isLessThan(0.6);
        assertThat(result.worst()).hasSize(1);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private static String page(String language, String... paragraphs) {
        return "<!doctype html><html lang=" + language
                + "><head><title>Ferry to run all winter</title></head><body><h1>" + "Ferry to run all winter</h1><p>"
                + String.join("</p><p>", paragraphs) + "</p></body></html>";
    }
}
