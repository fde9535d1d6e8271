package io.newsflow.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.newsflow.ingest.ManualClock;
import io.newsflow.ingest.fetch.HostGate.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HostGateTest {
    private static final Instant T0 = Instant.parse("2025-07-14T12:00:00Z");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Reply WELL = new Reply(200, null, null);
    private static final Reply TIMEOUT = new Reply(0, null, FetchException.Reason.TIMEOUT);

    private final ManualClock clock = new ManualClock(T0);

    @Test
    void letsOneRequestOfAHostGoAtATimeAndOthersBesideIt() {
        HostGate gate = gate(1, 10);

        assertThat(gate.tryTake("a.example")).isNull();
        assertThat(gate.tryTake("a.example")).isEqualTo(Instant.MAX);
        assertThat(gate.tryTake("b.example")).isNull();
        gate.give("a.example", WELL);
        assertThat(gate.tryTake("a.example")).isNull();
    }

    @Test
    void letsMoreGoAtATimeWhereThatIsSet() {
        HostGate gate = gate(2, 10);

        assertThat(gate.tryTake("a.example")).isNull();
        assertThat(gate.tryTake("a.example")).isNull();
        assertThat(gate.tryTake("a.example")).isEqualTo(Instant.MAX);
    }

    @Test
    void spendsSavedTokensAtOnceAndThenKeepsToTheRate() {
        HostGate gate = gate(1, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(gate.tryTake("a.example")).isNull();
            gate.give("a.example", WELL);
        }

        assertThat(gate.tryTake("a.example")).isEqualTo(T0.plus(PAUSE));
        clock.advance(Duration.ofMillis(400));
        assertThat(gate.tryTake("a.example")).isEqualTo(T0.plus(PAUSE));
        clock.advance(Duration.ofMillis(600));
        assertThat(gate.tryTake("a.example")).isNull();
        gate.give("a.example", WELL);
        clock.advance(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertThat(gate.tryTake("a.example")).isNull();
            gate.give("a.example", WELL);
        }
        assertThat(gate.tryTake("a.example")).isAfter(clock.instant());
    }

    @Test
    void takesNoTokenForAPlaceThatWasNotUsed() {
        HostGate gate = gate(1, 1);

        assertThat(gate.tryTake("a.example")).isNull();
        gate.give("a.example", null);

        assertThat(gate.tryTake("a.example")).isNull();
    }

    @Test
    void keepsToTheCrawlDelayFromTheEndOfARequestButNotToAnAbsurdOne() {
        HostGate gate = gate(1, 3);
        gate.crawlDelay("a.example", Duration.ofSeconds(20));
        gate.crawlDelay("b.example", Duration.ofDays(3));
        assertThat(gate.tryTake("a.example")).isNull();
        assertThat(gate.tryTake("b.example")).isNull();
        clock.advance(Duration.ofSeconds(5));

        gate.give("a.example", WELL);
        gate.give("b.example", WELL);

        assertThat(gate.tryTake("a.example")).isEqualTo(T0.plusSeconds(25));
        assertThat(gate.tryTake("b.example")).isEqualTo(T0.plusSeconds(605));
    }

    @Test
    void leavesAnOverloadedHostAloneForAsLongAsItAsks() {
        HostGate gate = gate(1, 3);
        gate.tryTake("a.example");
        gate.give("a.example", new Reply(429, "300", null));

        assertThat(gate.tryTake("a.example")).isEqualTo(T0.plusSeconds(300));
        assertThat(gate.heldOff()).isEqualTo(1);
    }

    @Test
    void doublesThePauseOfAnOverloadedHostUntilItIsWell() {
        HostGate gate = gate(1, 3);
        Duration[] expected = {Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(120)};
        for (Duration pause : expected) {
            assertThat(gate.tryTake("a.example")).isNull();
            gate.give("a.example", new Reply(503, null, null));
            assertThat(gate.tryTake("a.example")).isEqualTo(clock.instant().plus(pause));
            clock.advance(pause);
        }
        assertThat(gate.tryTake("a.example")).isNull();
        gate.give("a.example", WELL);

        assertThat(gate.tryTake("a.example")).isNull();
        assertThat(gate.heldOff()).isZero();
    }

    @Test
    void forgivesOneTimeoutButNotTwo() {
        HostGate gate = gate(1, 3);
        assertThat(gate.tryTake("a.example")).isNull();
        gate.give("a.example", TIMEOUT);
        assertThat(gate.tryTake("a.example")).isNull();
        gate.give("a.example", TIMEOUT);

        assertThat(gate.tryTake("a.example")).isEqualTo(T0.plusSeconds(30));
    }

    @Test
    void spreadsPausesByAQuarterEitherWay() {
        for (double random : new double[] {0, 0.999}) {
            HostGate gate = new HostGate(clock, new HostGate.Rules(1, PAUSE, 3), () -> random);
            gate.tryTake("a.example");
            gate.give("a.example", new Reply(429, null, null));

            Duration pause = Duration.between(T0, gate.tryTake("a.example"));

            assertThat(pause).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(37_500));
            assertThat(pause.compareTo(Duration.ofSeconds(30)) < 0).isEqualTo(random == 0);
        }
    }

    @Test
    void takesErrorsOfADocumentForNoSignOfTheHost() {
        HostGate gate = gate(1, 100);
        Reply[] replies = {
            new Reply(404, null, null),
            new Reply(500, null, null),
            new Reply(0, null, FetchException.Reason.TOO_LARGE),
            new Reply(0, null, FetchException.Reason.DISALLOWED)
        };
        for (Reply reply : replies) {
            for (int i = 0; i < 3; i++) {
                assertThat(gate.tryTake("a.example")).isNull();
                gate.give("a.example", reply);
            }
        }
        assertThat(gate.tryTake("a.example")).isNull();
    }

    @Test
    void servesThoseWhoWaitInTurnAndBeforeThoseWhoAskAgain() {
        HostGate gate = gate(1, 10);
        gate.tryTake("a.example");
        CompletableFuture<Void> first = gate.take("a.example");
        CompletableFuture<Void> second = gate.take("a.example");
        assertThat(first).isNotDone();

        gate.give("a.example", WELL);

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(gate.tryTake("a.example")).isEqualTo(Instant.MAX);
        gate.give("a.example", WELL);
        assertThat(second).isCompleted();
    }

    @Test
    void passesOverThoseWhoGaveUpWaiting() {
        HostGate gate = gate(1, 10);
        gate.tryTake("a.example");
        CompletableFuture<Void> given = gate.take("a.example");
        given.completeExceptionally(new TimeoutException());
        CompletableFuture<Void> next = gate.take("a.example");

        gate.give("a.example", WELL);
        assertThat(next).isCompleted();
        gate.give("a.example", WELL);

        assertThat(gate.tryTake("a.example")).isNull();
    }

    @Test
    void wakesThoseWhoWaitForAToken() throws Exception {
        HostGate gate = new HostGate(Clock.systemUTC(), new HostGate.Rules(1, Duration.ofMillis(100), 1), () -> 0.5);
        CountDownLatch told = new CountDownLatch(1);
        gate.onFree(host -> told.countDown());
        long began = System.nanoTime();
        gate.take("a.example").get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> second = gate.take("a.example");

        gate.give("a.example", WELL);

        await().until(second::isDone);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(95));
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private HostGate gate(int connections, int burst) {
        return new HostGate(clock, new HostGate.Rules(connections, PAUSE, burst), () -> 0.5);
    }
}
