package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.ManualClock;
import io.newsflow.ingest.fetch.HostGate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DueQueueTest {
    private static final Instant T0 = Instant.parse("2025-07-14T12:00:00Z");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final HostGate.Reply WELL = new HostGate.Reply(200, null, null);

    private final ManualClock clock = new ManualClock(T0);
    private final HostGate gate = new HostGate(clock, new HostGate.Rules(1, PAUSE, 1), () -> 0.5);
    private final DueQueue<String> queue = new DueQueue<>(clock, gate);

    @Test
    void givesWhatIsDueInOrder() throws InterruptedException {
        queue.put("later", "b.example", T0.minusSeconds(1));
        queue.put("first", "a.example", T0.minusSeconds(2));

        assertThat(queue.take()).isEqualTo("first");
        assertThat(queue.take()).isEqualTo("later");
        assertThat(queue.size()).isZero();
    }

    @Test
    void keepsOneThingOfAHostUnderWayAndPausesBetween() throws Exception {
        queue.put("one", "a.example", T0.minusSeconds(2));
        queue.put("two", "a.example", T0.minusSeconds(1));
        queue.put("other", "b.example", T0);

        assertThat(queue.take()).isEqualTo("one");
        assertThat(queue.take()).isEqualTo("other");
        CompletableFuture<String> next = taking();
        gate.give("a.example", WELL);
        assertThat(next).isNotDone();
        clock.advance(PAUSE.plusMillis(1));
        queue.put("wake", "c.example", T0.plusSeconds(3600));
        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("two");
    }

    @Test
    void movesAndRemovesWhatWaits() throws InterruptedException {
        String moved = "moved";
        String removed = "removed";
        queue.put(moved, "a.example", T0.plusSeconds(3600));
        queue.put(removed, "b.example", T0.minusSeconds(5));
        queue.put(moved, "a.example", T0.minusSeconds(1));
        queue.remove(removed);

        assertThat(queue.take()).isEqualTo(moved);
        assertThat(queue.size()).isZero();
    }

    @Test
    void forgetsWhatWasRemovedWhileItsHostWasBusy() throws InterruptedException {
        String removed = "removed";
        queue.put("one", "a.example", T0.minusSeconds(3));
        queue.put(removed, "a.example", T0.minusSeconds(2));
        queue.put("other", "b.example", T0.minusSeconds(1));
        assertThat(queue.take()).isEqualTo("one");
        assertThat(queue.take()).isEqualTo("other");

        queue.remove(removed);
        queue.put("three", "a.example", T0);
        gate.give("a.example", WELL);
        clock.advance(PAUSE);

        assertThat(queue.take()).isEqualTo("three");
    }

    @Test
    void leavesTheTurnOfWhatIsRemovedToTheNextOne() throws InterruptedException {
        String next = "next";
        String last = "last";
        queue.put("one", "a.example", T0.minusSeconds(3));
        queue.put(next, "a.example", T0.minusSeconds(2));
        queue.put(last, "a.example", T0.minusSeconds(1));
        queue.put("other", "b.example", T0);
        assertThat(queue.take()).isEqualTo("one");
        assertThat(queue.take()).isEqualTo("other");
        gate.give("a.example", WELL);

        queue.remove(next);
        clock.advance(PAUSE);

        assertThat(queue.take()).isEqualTo(last);
    }

    @Test
    void doesNotCallWaitingForAHostItsOwnLag() throws InterruptedException {
        queue.put("one", "a.example", T0.minusSeconds(90));
        queue.put("two", "a.example", T0.minusSeconds(80));
        queue.put("other", "b.example", T0);
        assertThat(queue.take()).isEqualTo("one");
        assertThat(queue.take()).isEqualTo("other");

        assertThat(queue.lag()).isZero();
    }

    @Test
    void tellsHowLongTheMostOverdueThingHasBeenDue() {
        assertThat(queue.lag()).isZero();
        queue.put("future", "a.example", T0.plusSeconds(60));
        assertThat(queue.lag()).isZero();
        queue.put("late", "b.example", T0.minusSeconds(90));
        assertThat(queue.lag()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void endsWaitingWhenClosed() throws Exception {
        CompletableFuture<String> next = taking();

        queue.close();

        assertThat(next.get(10, TimeUnit.SECONDS)).isNull();
    }

    private CompletableFuture<String> taking() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
