package io.newsflow.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansIT {
    @TempDir
    Path temp;

    @Test
    void killingTheOwnerLeavesNoProcessAndAFolderThatStartsAgain() throws Exception {
        // Given
        Path folder = temp.resolve("stack");
        Process owner = owner(folder);
        String ready = readyLine(owner);
        List<ProcessHandle> processes = owner.descendants().toList();
        // A guard, its watcher and a server for each component; Elasticsearch has a launcher besides.
        assertThat(processes).hasSizeGreaterThanOrEqualTo(10);
        assertThatThrownBy(() -> LocalStack.start(StackOptions.at(folder)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("another stack is running in " + folder);

        // When
        owner.destroyForcibly().waitFor();

        // Then
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(processes).filteredOn(GuardedProcess::runs).isEmpty());
        try (LocalStack stack =
                LocalStack.start(StackOptions.at(folder).with(Component.KAFKA, Component.SCHEMA_REGISTRY))) {
            assertThat("ready " + stack.bootstrapServers()).isEqualTo(ready);
        }
    }

    private static Process owner(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackOwner.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String readyLine(Process owner) throws IOException {
        BufferedReader out = owner.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready")) {
                return line;
            }
        }
        throw new AssertionError("the owner of the stack ended with " + owner.exitValue());
    }
}
