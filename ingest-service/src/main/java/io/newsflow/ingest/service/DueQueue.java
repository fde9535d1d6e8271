package io.newsflow.ingest.service;

import io.newsflow.ingest.fetch.HostGate;
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
 * What is due when. A thing is handed out when it is due and its host has a place for it; the place is taken with it.
 * Thread-safe; {@link #take} blocks.
 *
 * @param <T> what is due; compared by identity
 */
final class DueQueue<T> {
    private final Clock clock;
    private final HostGate gate;
    private final PriorityQueue<Entry<T>> queue =
            new PriorityQueue<>(Comparator.comparing((Entry<T> e) -> e.at).thenComparingLong(e -> e.number));
    private final Map<T, Entry<T>> current = new IdentityHashMap<>();
    private final Map<String, Deque<Entry<T>>> waiting = new HashMap<>();
    private long numbers;
    private boolean closed;

    /** When it is due, and when to look at it next: later where its host is not free, never where the host will tell. */
    private record Entry<T>(T what, String host, Instant due, Instant at, long number) {}

    /**
     * A queue.
     *
     * @param clock the time
     * @param gate places at hosts
     */
    DueQueue(Clock clock, HostGate gate) {
        this.clock = clock;
        this.gate = gate;
        gate.onFree(this::freed);
    }

    /** Adds something, or moves what is in the queue already. */
    synchronized void put(T what, String host, Instant due) {
        Entry<T> before = current.get(what);
        enqueue(new Entry<>(what, host, due, due, numbers++));
        passOn(before);
    }

    /** Takes something out, if it is there. */
    synchronized void remove(T what) {
        Entry<T> before = current.remove(what);
        compact();
        passOn(before);
    }

    /** What does not take its turn at a host leaves it to the next one. */
    private void passOn(Entry<T> before) {
        if (before != null) {
            freed(before.host());
        }
    }

    /**
     * Waits for the next thing that is due and whose host has a place, and takes the place.
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
            Instant free = gate.tryTake(head.host());
            if (free == null) {
                current.remove(head.what());
                return head.what();
            }
            Entry<T> later = new Entry<>(head.what(), head.host(), head.due(), free, numbers++);
            if (free.equals(Instant.MAX)) {
                current.put(later.what(), later);
                waiting.computeIfAbsent(head.host(), h -> new ArrayDeque<>()).add(later);
            } else {
                enqueue(later);
            }
        }
        return null;
    }

    /** A host may have a place again: whoever has waited longest for it is looked at next. */
    private synchronized void freed(String host) {
        Deque<Entry<T>> line = waiting.get(host);
        if (line == null) {
            return;
        }
        Entry<T> next;
        while ((next = line.poll()) != null) {
            if (current.get(next.what()) == next) {
                enqueue(new Entry<>(next.what(), host, next.due(), next.due(), numbers++));
                break;
            }
        }
        if (line.isEmpty()) {
            waiting.remove(host);
        }
    }

    /** How long the most overdue thing has been kept waiting by anything but its host. */
    synchronized Duration lag() {
        Instant now = clock.instant();
        Entry<T> head = queue.peek();
        while (head != null && current.get(head.what()) != head) {
            queue.poll();
            head = queue.peek();
        }
        return head == null || head.at().isAfter(now) ? Duration.ZERO : Duration.between(head.at(), now);
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
        if (queue.peek() == entry) {
            notifyAll();
        }
    }

    /** Entries that were moved or removed stay in the heap until they come up; not too many of them. */
    private void compact() {
        if (queue.size() > 2 * current.size() + 1_000) {
            queue.removeIf(e -> current.get(e.what()) != e);
        }
    }
}
