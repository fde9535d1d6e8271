package io.newsflow.ingest.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * What is due when, with politeness: of one host only one thing is under way at a time, and the next one not before a pause
 * has passed since the last. Thread-safe; {@link #take} blocks.
 *
 * @param <T> what is due; compared by identity
 */
final class DueQueue<T> {
    private static final int FORGET_HOSTS_FROM = 20_000;

    private final Clock clock;
    private final Duration pause;
    private final PriorityQueue<Entry<T>> queue =
            new PriorityQueue<>(Comparator.comparing((Entry<T> e) -> e.at).thenComparingLong(e -> e.number));
    private final Map<T, Entry<T>> current = new IdentityHashMap<>();
    private final Map<String, Host<T>> hosts = new HashMap<>();
    private long numbers;
    private boolean closed;

    private record Entry<T>(T what, String host, Instant due, Instant at, long number) {}

    private static final class Host<T> {
        private boolean busy;
        private Instant next = Instant.MIN;
        private final Deque<Entry<T>> waiting = new ArrayDeque<>();
    }

    /**
     * A queue.
     *
     * @param clock the time
     * @param pause least time between two things of one host
     */
    DueQueue(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** Adds something, or moves what is in the queue already. */
    synchronized void put(T what, String host, Instant due) {
        enqueue(new Entry<>(what, host, due, due, numbers++));
    }

    /** Takes something out, if it is there. */
    synchronized void remove(T what) {
        current.remove(what);
        compact();
    }

    /**
     * Waits for the next thing that is due and whose host is free, and marks the host as busy.
     *
     * @return the thing; null when the queue is closed
     * @throws InterruptedException when interrupted
     */
    synchronized T take() throws InterruptedException {
        while (!closed) {
            Entry<T> head = queue.peek();
            if (head == null) {
                wait();
                continue;
            }
            if (current.get(head.what()) != head) {
                queue.poll();
                continue;
            }
            Instant now = clock.instant();
            if (head.at().isAfter(now)) {
                wait(Math.max(
                        1, Math.min(60_000, Duration.between(now, head.at()).toMillis() + 1)));
                continue;
            }
            queue.poll();
            Host<T> host = hosts.computeIfAbsent(head.host(), h -> new Host<>());
            if (host.busy) {
                host.waiting.add(head);
            } else if (host.next.isAfter(now)) {
                enqueue(new Entry<>(head.what(), head.host(), head.due(), host.next, numbers++));
            } else {
                host.busy = true;
                current.remove(head.what());
                return head.what();
            }
        }
        return null;
    }

    /**
     * Frees a host.
     *
     * @param name the host
     */
    synchronized void done(String name) {
        Host<T> host = hosts.get(name);
        if (host == null) {
            return;
        }
        host.busy = false;
        host.next = clock.instant().plus(pause);
        Entry<T> next;
        while ((next = host.waiting.poll()) != null) {
            if (current.get(next.what()) == next) {
                enqueue(new Entry<>(next.what(), name, next.due(), host.next, numbers++));
                break;
            }
        }
        if (hosts.size() > FORGET_HOSTS_FROM) {
            Instant now = clock.instant();
            hosts.values().removeIf(h -> !h.busy && h.waiting.isEmpty() && h.next.isBefore(now));
        }
        notifyAll();
    }

    /** How long the most overdue thing has been due. */
    synchronized Duration lag() {
        Instant oldest = null;
        for (Entry<T> entry : current.values()) {
            if (oldest == null || entry.due().isBefore(oldest)) {
                oldest = entry.due();
            }
        }
        Duration lag = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    /** Number of things in the queue. */
    synchronized int size() {
        return current.size();
    }

    /** Ends all waiting. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void enqueue(Entry<T> entry) {
        current.put(entry.what(), entry);
        queue.add(entry);
        compact();
        notifyAll();
    }

    /** Entries that were moved or removed stay in the heap until they come up; not too many of them. */
    private void compact() {
        if (queue.size() > 2 * current.size() + 1_000) {
            queue.removeIf(e -> current.get(e.what()) != e);
        }
    }
}
