package io.newsflow.ingest.service;

import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A source and where its polling stands. The state is kept in its binary form: ten thousand sources with their seen items
 * would not fit the heap as objects. Guarded by its shard.
 */
final class SourceEntry implements HostTurn {
    private final Shard shard;
    private Source source;
    private byte[] state;
    private int failures;

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
        failures = value.getConsecutiveFailures();
    }

    /** Takes a state in its binary form; null where the source was never polled. */
    void state(byte[] encoded) {
        state = encoded;
        failures = encoded == null ? 0 : decode(encoded).getConsecutiveFailures();
    }

    int failures() {
        return failures;
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
