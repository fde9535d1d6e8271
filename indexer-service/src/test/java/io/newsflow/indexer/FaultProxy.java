package io.newsflow.indexer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the indexer and Elasticsearch on loopback, and does to bulk requests what clusters do. */
final class FaultProxy implements AutoCloseable {
    /** What happens to bulk requests; all others pass. */
    enum Fault {
        NONE,
        ANSWER_429,
        ANSWER_503,
        CLOSE_AFTER_FORWARDING,
        HOLD
    }

    private static final List<String> NOT_FORWARDED =
            List.of("host", "connection", "content-length", "transfer-encoding");
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger hit = new AtomicInteger();
    private final HttpServer server;
    private final String target;
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch held = new CountDownLatch(0);

    FaultProxy(String target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Begins a fault, or ends it; requests that are held go on. */
    void set(Fault wanted) {
        CountDownLatch before = held;
        held = new CountDownLatch(wanted == Fault.HOLD ? 1 : 0);
        fault = wanted;
        hit.set(0);
        before.countDown();
    }

    /** How many requests the present fault has hit. */
    int hits() {
        return hit.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault now = exchange.getRequestURI().getPath().endsWith("/_bulk") ? fault : Fault.NONE;
            if (now != Fault.NONE) {
                hit.incrementAndGet();
            }
            switch (now) {
                case ANSWER_429 -> refuse(exchange, 429, "es_rejected_execution_exception");
                case ANSWER_503 -> refuse(exchange, 503, "service_unavailable");
                case CLOSE_AFTER_FORWARDING -> forward(exchange, body);
                default -> {
                    if (now == Fault.HOLD) {
                        held.await(LONGEST_HOLD.toMillis(), TimeUnit.MILLISECONDS);
                    }
                    HttpResponse<byte[]> answer = forward(exchange, body);
                    answer.headers().map().forEach((name, values) -> {
                        if (!NOT_FORWARDED.contains(name) && !name.startsWith(":")) {
                            exchange.getResponseHeaders().put(name, values);
                        }
                    });
                    boolean empty = answer.body().length == 0;
                    exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : answer.body().length);
                    if (!empty) {
                        exchange.getResponseBody().write(answer.body());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .timeout(Duration.ofSeconds(60))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void refuse(HttpExchange exchange, int status, String type) throws IOException {
        byte[] body = ("{\"error\": {\"type\": \"" + type + "\", \"reason\": \"a test\"}, \"status\": " + status + "}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        set(Fault.NONE);
        server.stop(0);
        threads.shutdownNow();
    }
}
