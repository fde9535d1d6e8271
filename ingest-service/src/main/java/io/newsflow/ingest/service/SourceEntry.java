package io.newsflow.ingest.service;

import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A source and where its polling stands. The state is kept in its binary form: ten thousand sources with their seen items
 * would not fit the heap as objects. Guarded by its shard.
 */
final class SourceEntry implements HostTurn {
    private final Shard shard;
    private Source source;
    private byte[] state;
    private int failures;
    private long subscribedUntil;
    private boolean claimed;
    private SourceEvent event;
    private final Deque<SourceEvent> events = new ArrayDeque<>(0);

    SourceEntry(Shard shard, Source source) {
        this.shard = shard;
        this.source = source;
    }

    Shard shard() {
        return shard;
    }

    Source source() {
        return source;
    }

    void source(Source value) {
        source = value;
    }

    FetchState state() {
        return state == null ? null : decode(state);
    }

    void state(FetchState value) {
        state = encode(value);
        note(value);
    }

    private void note(FetchState value) {
        failures = value == null ? 0 : value.getConsecutiveFailures();
        subscribedUntil = value == null || value.getSubscribedUntil() == null
                ? 0
                : value.getSubscribedUntil().toEpochMilli();
    }

    /** Takes a state in its binary form; null where the source was never polled. */
    void state(byte[] encoded) {
        state = encoded;
        note(state());
    }

    int failures() {
        return failures;
    }

    /** Until when a hub pushes, milliseconds since 1970; 0 where none does. */
    long subscribedUntil() {
        return subscribedUntil;
    }

    /** Whether a poll of it, or an event, is under way. */
    boolean claimed() {
        return claimed;
    }

    /** Claims it for a poll, or for an event. */
    void claim(SourceEvent forEvent) {
        claimed = true;
        event = forEvent;
    }

    /** Ends the claim; gives the event that it was for, or null. */
    SourceEvent unclaim() {
        SourceEvent was = event;
        claimed = false;
        event = null;
        return was;
    }

    /** Events that wait until it is not claimed. */
    Deque<SourceEvent> events() {
        return events;
    }

    /** Address to fetch: where the source has moved to for good, else its own. */
    String address(FetchState now) {
        return now == null || now.getEffectiveUrl() == null ? source.getUrl() : now.getEffectiveUrl();
    }

    /** Host and port: what politeness counts as one server. */
    String host(FetchState now) {
        return CanonicalUrl.authorityOf(address(now)).orElse("");
    }

    static byte[] encode(FetchState value) {
        try {
            ByteBuffer buffer = value.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FetchState decode(byte[] bytes) {
        try {
            return FetchState.fromByteBuffer(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
