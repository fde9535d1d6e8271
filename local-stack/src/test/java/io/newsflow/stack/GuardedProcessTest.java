package io.newsflow.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void outputIsAppendedToTheLog() throws Exception {
        // Given
        Path log = Files.writeString(folder.resolve("log"), "before\n");

        // When
        GuardedProcess process = start("echo out; echo err >&2");

        // Then
        assertThat(process.waitFor(LIMIT)).isTrue();
        assertThat(log).content().isEqualTo("before\nout\nerr\n");
    }

    @Test
    void aTerminatedCommandRunsItsOwnEnd() throws Exception {
        // Given
        GuardedProcess process = start("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        awaitLog("up");

        // When
        process.terminate();

        // Then
        assertThat(process.waitFor(LIMIT)).isTrue();
        assertThat(folder.resolve("log")).content().contains("bye");
    }

    @Test
    void killEndsWhatTheCommandStartedEvenWhenItRefusesToStop() {
        // Given: a command and a child of it, both deaf to TERM
        GuardedProcess process =
                start("trap '' TERM; (trap '' TERM; echo child; while :; do sleep 0.05; done) & echo up; wait");
        awaitLog("up");
        awaitLog("child");
        List<ProcessHandle> processes = process.processes();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(2);

        // When
        process.kill();

        // Then
        assertThat(process.isAlive()).isFalse();
        assertThat(processes).noneMatch(GuardedProcess::runs);
    }

    @Test
    void whatTheCommandLeftBehindEndsWithIt() {
        // Given: a command that ends while a child of it lives on
        GuardedProcess process = start("(echo $$; exec sleep 600) & echo up; while [ ! -e end ]; do sleep 0.05; done");
        awaitLog("up");
        List<ProcessHandle> processes = process.processes();

        // When
        Awaitility.await().atMost(LIMIT).until(() -> Files.createFile(folder.resolve("end")) != null);

        // Then
        Awaitility.await().atMost(LIMIT).until(() -> processes.stream().noneMatch(GuardedProcess::runs));
    }

    @Test
    void variablesOfTheUsersShellForJvmsAreNotPassedOn() throws Exception {
        // When
        GuardedProcess process = GuardedProcess.start(
                List.of("/bin/sh", "-c", "echo given=$GIVEN options=$JAVA_TOOL_OPTIONS"),
                RunAs.self(),
                Map.of("GIVEN", "1"),
                folder,
                folder.resolve("log"));

        // Then
        assertThat(process.waitFor(LIMIT)).isTrue();
        assertThat(folder.resolve("log")).content().contains("given=1 options=\n");
    }

    private GuardedProcess start(String script) {
        return GuardedProcess.start(
                List.of("/bin/sh", "-c", script), RunAs.self(), Map.of(), folder, folder.resolve("log"));
    }

    private void awaitLog(String text) {
        Awaitility.await().atMost(LIMIT).until(() -> read().contains(text));
    }

    private String read() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
