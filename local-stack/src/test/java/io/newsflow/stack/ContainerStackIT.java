package io.newsflow.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stack as containers; skipped, with the reason, where no Docker engine answers. */
class ContainerStackIT extends StackContract {
    private static NewsStack stack;

    @BeforeAll
    static void start() {
        Optional<String> unavailable = ContainerStack.unavailable();
        unavailable.ifPresent(System.out::println);
        assumeTrue(unavailable.isEmpty(), () -> unavailable.orElseThrow());
        stack = ContainerStack.start(StackOptions.temporary());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Override
    NewsStack stack() {
        return stack;
    }

    @Test
    void logsAreKeptOverRestarts() throws IOException {
        // Given
        long before = Files.size(stack.log(Component.ELASTICSEARCH));

        // When
        stack.stop(Component.ELASTICSEARCH);
        stack.start(Component.ELASTICSEARCH);

        // Then
        assertThat(Files.size(stack.log(Component.ELASTICSEARCH))).isGreaterThan(before);
    }
}
