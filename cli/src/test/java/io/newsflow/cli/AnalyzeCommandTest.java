package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;

    @TempDir
    private Path folder;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(stdout);
        System.setErr(stderr);
    }

    private int analyze(String... lines) throws Exception {
        Path file = Files.write(folder.resolve("articles.jsonl"), List.of(lines));
        return NewsflowCli.commandLine().execute("analyze", file.toString());
    }

    private List<JsonNode> results() throws Exception {
        List<JsonNode> results = new java.util.ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            results.add(JSON.readTree(line));
        }
        return results;
    }

    @Test
    void titleAndBodyAreEnoughAndOffsetsCountCodePointsOfTheGivenText() throws Exception {
        // Given
        String body = "🚢 The ferry from Germany reached Norway on Friday, the harbour said.";

        // When
        int code = analyze(
                "{\"title\": \"Ferry arrives\", \"body\": \"" + body + "\", \"published\": \"2026-01-31T08:15:00Z\"}");

        // Then
        assertThat(code).isZero();
        JsonNode result = results().get(0);
        assertThat(result.at("/article/published/value").asText()).isEqualTo("2026-01-31T08:15:00Z");
        int[] points = body.codePoints().toArray();
        assertThat(result.path("entities")).isNotEmpty();
        for (JsonNode entity : result.path("entities")) {
            for (JsonNode mention : entity.path("mentions")) {
                int start = mention.path("start").asInt();
                assertThat(new String(points, start, mention.path("end").asInt() - start))
                        .isEqualTo(mention.path("surface").asText());
            }
        }
    }

    @Test
    void textStandsForTheBody() throws Exception {
        // When
        int code = analyze("{\"text\": \"The ferry from Germany reached Norway.\"}");

        // Then
        assertThat(code).isZero();
        assertThat(results().get(0).at("/article/body").asText()).startsWith("The ferry");
        assertThat(results().get(0).path("entities")).hasSize(2);
    }

    @Test
    void aLineThatIsNoArticleIsNamedAndTheOthersGoOnInOrder() throws Exception {
        // When
        int code = analyze(
                "{\"title\": \"First\"}",
                "{\"title\": ",
                "",
                "{\"title\": \"\", \"blocks\": 7}",
                "{\"words\": 7}",
                "{\"title\": \"Last\"}");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(results())
                .extracting(result -> result.at("/article/title").asText())
                .containsExactly("First", "Last");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("articles.jsonl:2: no JSON")
                .contains("articles.jsonl:4: $.blocks")
                .contains("articles.jsonl:5: $: no title and no body");
    }
}
