package io.newsflow.ingest.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for WebSub hubs: GET verifies a subscription (or tells that it was denied), POST brings what is new. A POST is
 * answered when Kafka has acknowledged what it brought, with 202; with 503 where that was not to be, and the hub sends it again.
 *
 * <p>Slow or numerous callers hold threads of this server only, which are few; bodies are bounded in size and number.
 */
final class HubCallbacks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubCallbacks.class);
    private static final int THREADS = 8;
    private static final int MOST_AT_ONCE = 32;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final Subscriptions subscriptions;
    private final int mostBytes;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore pushes = new Semaphore(MOST_AT_ONCE);

    /** What hubs talk about. */
    interface Subscriptions {
        /** How a callback relates to the sources of this instance. */
        enum Standing {
            /** A subscription of a source that this instance polls. */
            WANTED,
            /** No such source here, or none that is polled. */
            GONE,
            /** Cannot be told yet: the sources are still being read. */
            UNKNOWN,
            /** No callback that was ever given to a hub. */
            FORGED
        }

        /** Looks a callback up. */
        Standing standing(String path, String topic);

        /** The topic of the source that a callback path names; null where the source is not here. */
        String topic(String path);

        /** A hub will push for so long; null where it did not say. */
        void verified(String path, Long leaseSeconds);

        /** A hub will not push, or not any more. */
        void denied(String path, String reason);

        /**
         * A hub pushed a document.
         *
         * @return completes with true when it was dealt with for good, with false when it must be sent again
         */
        CompletableFuture<Boolean> pushed(String path, String contentType, String signature, byte[] body);
    }

    /**
     * Begins to listen.
     *
     * @param host address
     * @param port port; 0 takes a free one
     * @param mostBytes largest body
     * @param subscriptions what hubs talk about
     * @param threadNames names threads
     * @throws IOException when the port cannot be bound; the message names it
     */
    HubCallbacks(String host, int port, int mostBytes, Subscriptions subscriptions, ThreadFactory threadNames)
            throws IOException {
        this.subscriptions = subscriptions;
        this.mostBytes = mostBytes;
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("websub.port: cannot listen on " + address + ": " + e.getMessage(), e);
        }
        threads = Executors.newFixedThreadPool(THREADS, threadNames);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (exchange.getRequestMethod()) {
            case "GET" -> verify(exchange, path);
            case "POST" -> push(exchange, path);
            default -> answer(exchange, 405, "");
        }
    }

    private void verify(HttpExchange exchange, String path) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String mode = query.getOrDefault("hub.mode", "");
        Subscriptions.Standing standing = subscriptions.standing(path, query.get("hub.topic"));
        String challenge = query.get("hub.challenge");
        if (standing == Subscriptions.Standing.UNKNOWN) {
            unavailable(exchange);
        } else if (standing == Subscriptions.Standing.WANTED && mode.equals("subscribe") && challenge != null) {
            subscriptions.verified(path, seconds(query.get("hub.lease_seconds")));
            answer(exchange, OK, challenge);
        } else if (standing == Subscriptions.Standing.WANTED && mode.equals("denied")) {
            subscriptions.denied(path, query.getOrDefault("hub.reason", ""));
            answer(exchange, OK, "");
        } else if (standing == Subscriptions.Standing.GONE && mode.equals("unsubscribe") && challenge != null) {
            answer(exchange, OK, challenge);
        } else {
            // Nobody here has asked for this.
            answer(exchange, NOT_FOUND, "");
        }
    }

    private void push(HttpExchange exchange, String path) throws IOException {
        Subscriptions.Standing standing = subscriptions.standing(path, subscriptions.topic(path));
        if (standing == Subscriptions.Standing.UNKNOWN || !pushes.tryAcquire()) {
            unavailable(exchange);
            return;
        }
        CompletableFuture<Boolean> done = null;
        try {
            if (standing != Subscriptions.Standing.WANTED) {
                answer(exchange, standing == Subscriptions.Standing.GONE ? GONE : NOT_FOUND, "");
                return;
            }
            byte[] body = read(exchange.getRequestBody());
            if (body == null) {
                answer(exchange, TOO_LARGE, "");
                return;
            }
            done = subscriptions.pushed(
                    path,
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("X-Hub-Signature"),
                    body);
        } finally {
            if (done == null) {
                pushes.release();
            }
        }
        // Not on the thread that wrote: a slow hub must not hold it.
        done.whenCompleteAsync(
                (dealtWith, failure) -> {
                    pushes.release();
                    try {
                        if (failure == null && dealtWith) {
                            answer(exchange, ACCEPTED, "");
                        } else {
                            unavailable(exchange);
                        }
                    } catch (IOException e) {
                        LOG.atDebug().setCause(e).log("the hub did not wait for the answer");
                    }
                },
                threads);
    }

    private byte[] read(InputStream in) throws IOException {
        byte[] body = in.readNBytes(mostBytes + 1);
        return body.length > mostBytes ? null : body;
    }

    private static void unavailable(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "60");
        answer(exchange, UNAVAILABLE, "");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            // A challenge is sent back as it came; nothing may take it for a page.
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static Long seconds(String text) {
        return text != null && text.matches("\\d{1,9}") ? Long.valueOf(text) : null;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    query.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                } catch (IllegalArgumentException e) {
                    // Not encoded as it should be: as if it were not there.
                }
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
