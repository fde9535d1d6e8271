package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationRunnerTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Callable<OptionalInt> serving = OptionalInt::empty;
    private final GenerationRunner runner =
            new GenerationRunner(() -> serving.call(), Recorded::new, Duration.ofMillis(2));
    private final Thread thread = new Thread(runner);

    private final class Recorded implements GenerationRunner.Stoppable {
        private final int generation;
        private final CountDownLatch stopped = new CountDownLatch(1);

        Recorded(int generation) {
            this.generation = generation;
        }

        @Override
        public void run() {
            events.add("run " + generation);
            try {
                stopped.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            events.add("end " + generation);
        }

        @Override
        public void stop() {
            stopped.countDown();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        runner.stop();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void nothingRunsUntilAnIndexServes() {
        // Given
        thread.start();
        await().during(Duration.ofMillis(50)).until(events::isEmpty);
        assertThat(runner.running()).isZero();

        // When
        serving = () -> OptionalInt.of(3);

        // Then
        await().until(() -> events.equals(List.of("run 3")));
        assertThat(runner.running()).isEqualTo(3);
    }

    @Test
    void whenAnotherGenerationServesTheIndexerEndsBeforeTheNextBegins() {
        // Given
        serving = () -> OptionalInt.of(1);
        thread.start();
        await().until(() -> events.contains("run 1"));

        // When
        serving = () -> OptionalInt.of(2);

        // Then
        await().until(() -> events.equals(List.of("run 1", "end 1", "run 2")));
    }

    @Test
    void anOutageOfElasticsearchStopsNothing() {
        // Given
        serving = () -> OptionalInt.of(1);
        thread.start();
        await().until(() -> events.contains("run 1"));

        // When
        serving = () -> {
            throw new IOException("connection refused");
        };

        // Then
        await().during(Duration.ofMillis(100)).until(() -> events.equals(List.of("run 1")));
    }

    @Test
    void whenTheIndexHasGoneTheIndexerEndsAndWaits() {
        // Given
        serving = () -> OptionalInt.of(1);
        thread.start();
        await().until(() -> events.contains("run 1"));

        // When
        serving = OptionalInt::empty;

        // Then
        await().until(() -> events.equals(List.of("run 1", "end 1")));
        serving = () -> OptionalInt.of(2);
        await().until(() -> events.equals(List.of("run 1", "end 1", "run 2")));
    }
}
