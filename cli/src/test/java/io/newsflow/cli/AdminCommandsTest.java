package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.push.PushKeys;
import io.newsflow.schemas.Subjects;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdminCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = NewsflowCli.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void schemasAreCheckedRegisteredAndFoundRegistered() {
        // Given
        String registry = "mock://admin-commands";

        // When, Then
        assertThat(run("schemas", "check", "--registry", registry)).isEqualTo(1);
        assertThat(out.toString()).contains("missing").contains("newsflow schemas register");
        assertThat(run("schemas", "register", "--registry", registry)).isZero();
        assertThat(run("schemas", "check", "--registry", registry)).isZero();
        Subjects.all().keySet().forEach(subject -> assertThat(out.toString()).contains(subject));
        assertThat(out.toString()).contains("FULL_TRANSITIVE");
    }

    @Test
    void theReleasedSchemasAreCompatible() {
        assertThat(run("schemas", "check", "--released")).isZero();
    }

    @Test
    void settingsComeFromTheFileOfAService(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(
                folder.resolve("service.properties"),
                "schema.registry.url=mock://from-file\nkafka.client.id=x\nfetch.pause=1s\n");

        // When, Then
        assertThat(run("schemas", "register", "--config", file.toString())).isZero();
        assertThat(run("schemas", "check", "--registry", "mock://from-file")).isZero();
    }

    @Test
    void anUnreachableRegistryIsNamedWithoutAStackTrace() {
        // When
        int exitCode = run("schemas", "check", "--registry", "http://127.0.0.1:9/");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("newsflow schemas check: cannot").doesNotContain("\tat ");
    }

    @Test
    void wrongUsageIsToldFromFailure() {
        assertThat(run("topics")).isEqualTo(2);
        assertThat(run("schemas", "forget")).isEqualTo(2);
        assertThat(run("dead-letters", "replay", "--kafka", "127.0.0.1:9")).isEqualTo(2);
        assertThat(err.toString()).contains("--all");
    }

    /** To mend it: {@code ./newsflow settings > docs/configuration.md}. */
    @Test
    void theReferenceOfTheSettingsIsUpToDate() throws Exception {
        // When
        assertThat(run("settings")).isZero();

        // Then
        assertThat(Home.root().resolve("docs").resolve("configuration.md")).hasContent(out.toString());
    }

    /** To mend it: {@code ./newsflow schemas docs > docs/records.md}. */
    @Test
    void theReferenceOfTheRecordsIsUpToDate() throws Exception {
        // When
        assertThat(run("schemas", "docs")).isZero();

        // Then
        assertThat(Home.root().resolve("docs").resolve("records.md")).hasContent(out.toString());
    }

    @Test
    void keysOfThePushApiAreMadeAndAddedToTheirFile(@TempDir Path folder) throws Exception {
        // Given
        Path file = folder.resolve("keys.json");

        // When, Then
        assertThat(run("push-key", "--file", file.toString(), "--publisher", "Harbour Courier", "newsroom"))
                .isZero();
        String key = out.toString().strip();
        assertThat(new PushKeys(file).find(key).orElseThrow().publisher()).isEqualTo("Harbour Courier");
        assertThat(Files.readString(file)).doesNotContain(key);
        assertThat(run("push-key", "--file", file.toString(), "newsroom")).isEqualTo(1);
        assertThat(err.toString()).contains("two keys have the name newsroom");
    }
}
