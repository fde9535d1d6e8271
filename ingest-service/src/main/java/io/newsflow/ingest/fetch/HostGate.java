package io.newsflow.ingest.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Politeness of this instance towards each host, across all sources on it: so many connections at a time, a token bucket of
 * requests, the host's own crawl-delay, and a pause that grows while the host says that it is overloaded (429, 503, with
 * Retry-After where it names one) or does not answer. Thread-safe.
 *
 * <p>A place is taken before a request and given back after it. Those who wait for a place ({@link #take}) come before those
 * who ask again later ({@link #tryTake}): they are in the middle of something.
 */
public final class HostGate {
    private static final int FORGET_FROM = 20_000;
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
    private static final Duration FIRST_HOLD = Duration.ofSeconds(30);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(30);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);
    /** A host may be down for a moment; from this failure in a row on, all of its sources wait. */
    private static final int HOLD_FROM = 2;

    private static final Duration LONGEST_CRAWL_DELAY = Duration.ofMinutes(10);
    private static final double SPREAD = 0.25;

    private final Clock clock;
    private final Rules rules;
    private final DoubleSupplier random;
    private final Map<String, Host> hosts = new HashMap<>();
    private volatile Consumer<String> onFree = host -> {};
    private Instant nextForgetting = Instant.MIN;

    /**
     * Limits that hold for every host.
     *
     * @param connections most requests at a time
     * @param pause time in which a host earns the right to one request
     * @param burst most such rights that it saves up
     */
    public record Rules(int connections, Duration pause, int burst) {}

    /**
     * How a request went.
     *
     * @param status HTTP status; 0 where there was no response
     * @param retryAfter value of Retry-After, or null
     * @param failure why there was no response, or null
     */
    public record Reply(int status, String retryAfter, FetchException.Reason failure) {}

    /** How a request went, as far as politeness is concerned. */
    private enum Mood {
        /** The host is well. */
        WELL,
        /** It answered that it is overloaded. */
        OVERLOADED,
        /** It did not answer. */
        SILENT,
        /** Nothing was asked of it, or the answer tells nothing. */
        NONE
    }

    private static final class Host {
        private int taken;
        private double tokens;
        private Instant filledAt;
        private Instant holdUntil = Instant.MIN;
        private Duration crawlDelay = Duration.ZERO;
        private int failures;
        private boolean waking;
        private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    }

    /**
     * A gate.
     *
     * @param clock the time
     * @param rules limits
     * @param random uniform in [0, 1), for the spread of pauses
     */
    public HostGate(Clock clock, Rules rules, DoubleSupplier random) {
        this.clock = clock;
        this.rules = rules;
        this.random = random;
    }

    /** Names who is to hear that a host has a place again; called from any thread. */
    public void onFree(Consumer<String> listener) {
        onFree = listener;
    }

    /**
     * Takes a place where there is one.
     *
     * @param name host and port
     * @return null where a place was taken; else when to ask again, {@link Instant#MAX} where that will be told
     */
    public synchronized Instant tryTake(String name) {
        Instant now = clock.instant();
        Host host = host(name, now);
        drop(host.waiting);
        if (host.taken >= rules.connections() || !host.waiting.isEmpty()) {
            return Instant.MAX;
        }
        Instant free = freeAt(host, now);
        if (free.isAfter(now)) {
            return free;
        }
        enter(host);
        return null;
    }

    /**
     * Waits for a place.
     *
     * @param name host and port
     * @return completes when a place was taken. Whoever does not want it any more cancels it, and gives the place back where
     *     that fails
     */
    public CompletableFuture<Void> take(String name) {
        CompletableFuture<Void> place = new CompletableFuture<>();
        synchronized (this) {
            host(name, clock.instant()).waiting.add(place);
        }
        serve(name);
        return place;
    }

    /**
     * Gives a place back, and says how the request went.
     *
     * @param name host and port
     * @param reply how it went; null where nothing was asked of the host, which then keeps its right to a request
     */
    public void give(String name, Reply reply) {
        synchronized (this) {
            Instant now = clock.instant();
            Host host = host(name, now);
            host.taken = Math.max(0, host.taken - 1);
            Mood mood = mood(reply);
            if (reply == null) {
                host.tokens = Math.min(host.tokens + 1, burst(host));
            } else if (!host.crawlDelay.isZero()) {
                hold(host, now.plus(host.crawlDelay));
            }
            if (mood == Mood.WELL) {
                host.failures = 0;
            } else if (mood != Mood.NONE) {
                host.failures++;
                holdOff(host, now, mood, Retry.after(reply.retryAfter(), now));
            }
            forget(now);
        }
        serve(name);
        onFree.accept(name);
    }

    /**
     * Sets what a host's robots.txt asks for between two requests.
     *
     * @param name host and port
     * @param delay the time; zero for none. At most ten minutes of it are granted
     */
    public synchronized void crawlDelay(String name, Duration delay) {
        Host host = host(name, clock.instant());
        host.crawlDelay = delay.compareTo(LONGEST_CRAWL_DELAY) > 0 ? LONGEST_CRAWL_DELAY : delay;
        host.tokens = Math.min(host.tokens, burst(host));
    }

    /** Number of hosts that are held off because they are overloaded or do not answer. */
    public synchronized int heldOff() {
        Instant now = clock.instant();
        int count = 0;
        for (Host host : hosts.values()) {
            count += host.failures > 0 && host.holdUntil.isAfter(now) ? 1 : 0;
        }
        return count;
    }

    private static Mood mood(Reply reply) {
        if (reply == null) {
            return Mood.NONE;
        }
        if (reply.failure() == null) {
            return reply.status() == 429 || reply.status() == 503 ? Mood.OVERLOADED : Mood.WELL;
        }
        return switch (reply.failure()) {
            case CONNECT, TIMEOUT, TLS, UNKNOWN_HOST, IO -> Mood.SILENT;
            default -> Mood.NONE;
        };
    }

    private void holdOff(Host host, Instant now, Mood mood, Duration retryAfter) {
        int from = mood == Mood.OVERLOADED ? 1 : HOLD_FROM;
        if (host.failures >= from) {
            long doubled = FIRST_HOLD.toMillis() << Math.min(host.failures - from, 10);
            double factor = 1 - SPREAD + 2 * SPREAD * random.getAsDouble();
            hold(host, now.plusMillis((long) (Math.min(doubled, LONGEST_HOLD.toMillis()) * factor)));
        }
        if (retryAfter != null) {
            hold(host, now.plus(retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : retryAfter));
        }
    }

    private static void hold(Host host, Instant until) {
        host.holdUntil = until.isAfter(host.holdUntil) ? until : host.holdUntil;
    }

    private Host host(String name, Instant now) {
        Host host = hosts.get(name);
        if (host == null) {
            host = new Host();
            host.tokens = rules.burst();
            host.filledAt = now;
            hosts.put(name, host);
        }
        return host;
    }

    private int burst(Host host) {
        return host.crawlDelay.isZero() ? rules.burst() : 1;
    }

    private Duration perToken(Host host) {
        return host.crawlDelay.compareTo(rules.pause()) > 0 ? host.crawlDelay : rules.pause();
    }

    /** When the next request may be made, connections aside. */
    private Instant freeAt(Host host, Instant now) {
        long perToken = Math.max(1, perToken(host).toNanos());
        long passed = Math.max(0, Duration.between(host.filledAt, now).toNanos());
        host.tokens = Math.min(burst(host), host.tokens + (double) passed / perToken);
        host.filledAt = now;
        // What is left of a token for lack of precision is not waited for.
        double missing = 1 - host.tokens;
        Instant byTokens = missing <= 1e-6 ? now : now.plusNanos((long) Math.ceil(missing * perToken));
        return host.holdUntil.isAfter(byTokens) ? host.holdUntil : byTokens;
    }

    private static void enter(Host host) {
        host.taken++;
        host.tokens = Math.max(0, host.tokens - 1);
    }

    /** Hands places to those who wait for them. */
    private void serve(String name) {
        while (true) {
            CompletableFuture<Void> next;
            synchronized (this) {
                Host host = hosts.get(name);
                if (host == null) {
                    return;
                }
                drop(host.waiting);
                if (host.waiting.isEmpty() || host.taken >= rules.connections()) {
                    return;
                }
                Instant now = clock.instant();
                Instant free = freeAt(host, now);
                if (free.isAfter(now)) {
                    wakeAt(name, host, Duration.between(now, free));
                    return;
                }
                next = host.waiting.poll();
                enter(host);
            }
            if (!next.complete(null)) {
                give(name, null);
                return;
            }
        }
    }

    /** Drops those at the head who do not wait any more. */
    private static void drop(Deque<CompletableFuture<Void>> waiting) {
        while (!waiting.isEmpty() && waiting.peek().isDone()) {
            waiting.poll();
        }
    }

    private void wakeAt(String name, Host host, Duration in) {
        if (host.waking) {
            return;
        }
        host.waking = true;
        CompletableFuture.delayedExecutor(in.toMillis() + 1, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    synchronized (this) {
                        host.waking = false;
                    }
                    serve(name);
                    onFree.accept(name);
                });
    }

    /** Hosts of which there is nothing to remember. */
    private void forget(Instant now) {
        if (hosts.size() < FORGET_FROM || now.isBefore(nextForgetting)) {
            return;
        }
        nextForgetting = now.plus(FORGET_EVERY);
        hosts.values()
                .removeIf(h -> h.taken == 0
                        && h.waiting.isEmpty()
                        && !h.waking
                        && h.holdUntil.isBefore(now)
                        && Duration.between(h.filledAt, now).compareTo(LONGEST_CRAWL_DELAY) > 0);
    }
}
