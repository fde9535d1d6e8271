package io.newsflow.ingest.fetch;

import io.newsflow.ingest.fetch.FetchException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Collects a response and breaks it off, with its connection, as soon as it is too large. Used by one thread at a time. */
final class BoundedBody implements AsyncResponseConsumer<Void> {
    private final int limit;
    private final boolean truncate;
    private final CompletableFuture<Raw> result = new CompletableFuture<>();
    private ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    private volatile int status;
    private Map<String, List<String>> headers = Map.of();
    private FutureCallback<Void> callback;

    /** A response as sent. */
    record Raw(int status, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null || values.isEmpty() ? null : values.get(0);
        }
    }

    /**
     * A body.
     *
     * @param limit most bytes
     * @param truncate whether a larger one ends there; otherwise it is an error
     */
    BoundedBody(int limit, boolean truncate) {
        this.limit = limit;
        this.truncate = truncate;
    }

    /** The response, or why there is none. */
    CompletableFuture<Raw> result() {
        return result;
    }

    /** Whether anything of the response has come, or nothing of it is wanted any more. */
    boolean hasBegun() {
        return status != 0 || result.isDone();
    }

    @Override
    public void consumeResponse(
            HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<Void> done)
            throws IOException {
        callback = done;
        status = response.getCode();
        Map<String, List<String>> all = new HashMap<>();
        for (Header header : response.getHeaders()) {
            String value = header.getValue() == null ? "" : header.getValue();
            all.merge(header.getName().toLowerCase(Locale.ROOT), List.of(value), BoundedBody::append);
        }
        headers = Map.copyOf(all);
        if (entity == null) {
            end();
        } else if (entity.getContentLength() > limit && !truncate) {
            throw tooLarge();
        }
    }

    private static List<String> append(List<String> before, List<String> more) {
        List<String> all = new java.util.ArrayList<>(before);
        all.addAll(more);
        return List.copyOf(all);
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {
        // 100 and 103 say nothing that matters here.
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        if (result.isDone()) {
            throw new ConnectionClosedException("given up");
        }
        int room = limit - out.size();
        byte[] bytes = new byte[Math.min(room, source.remaining())];
        source.get(bytes);
        out.writeBytes(bytes);
        if (source.hasRemaining()) {
            if (truncate) {
                result.complete(new Raw(status, headers, out.toByteArray()));
            }
            throw tooLarge();
        }
    }

    private FetchException tooLarge() {
        return new FetchException(Reason.TOO_LARGE, "larger than " + limit + " bytes", null);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        end();
    }

    private void end() {
        result.complete(new Raw(status, headers, out.toByteArray()));
        callback.completed(null);
    }

    @Override
    public void failed(Exception cause) {
        result.completeExceptionally(cause);
    }

    @Override
    public void releaseResources() {
        out = new ByteArrayOutputStream(0);
    }
}
