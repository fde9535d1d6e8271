package io.newsflow.indexer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Iterator;
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
        HOLD,
        /** Every third operation of a request is refused with 429, and the others are done. */
        ANSWER_429_TO_SOME_ITEMS,
        /** Bodies beyond {@link #MOST_BYTES} are refused, as a web server in front does: with 413 and a page. */
        REFUSE_LARGE_BODIES
    }

    /** Longest body that {@link Fault#REFUSE_LARGE_BODIES} lets pass. */
    static final int MOST_BYTES = 12_000;

    private static final ObjectMapper JSON = new ObjectMapper();

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
                case ANSWER_429_TO_SOME_ITEMS -> answerInParts(exchange, body);
                default -> {
                    if (now == Fault.HOLD) {
                        held.await(LONGEST_HOLD.toMillis(), TimeUnit.MILLISECONDS);
                    }
                    if (now == Fault.REFUSE_LARGE_BODIES && body.length > MOST_BYTES) {
                        refuseAsWebServer(exchange);
                        return;
                    }
                    HttpResponse<byte[]> answer = forward(exchange, body);
                    answer(exchange, answer, answer.body());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer, byte[] body) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name) && !name.startsWith(":")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Forwards all operations but every third; for a request of documents alone, two lines each. */
    private void answerInParts(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        String[] lines = new String(body, StandardCharsets.UTF_8).split("\n");
        StringBuilder passed = new StringBuilder();
        for (int i = 0; i < lines.length / 2; i++) {
            if (i % 3 != 2) {
                passed.append(lines[2 * i])
                        .append('\n')
                        .append(lines[2 * i + 1])
                        .append('\n');
            }
        }
        HttpResponse<byte[]> answer = forward(exchange, passed.toString().getBytes(StandardCharsets.UTF_8));
        ObjectNode merged = (ObjectNode) JSON.readTree(answer.body());
        ArrayNode items = JSON.createArrayNode();
        Iterator<JsonNode> done = merged.path("items").iterator();
        for (int i = 0; i < lines.length / 2; i++) {
            if (i % 3 == 2) {
                JsonNode action = JSON.readTree(lines[2 * i]).path("index");
                ObjectNode item = items.addObject().putObject("index");
                item.put("_index", action.path("_index").asText());
                item.put("_id", action.path("_id").asText());
                item.put("status", 429);
                item.putObject("error")
                        .put("type", "es_rejected_execution_exception")
                        .put("reason", "a test");
            } else {
                items.add(done.next());
            }
        }
        merged.set("items", items);
        merged.put("errors", items.size() > 2);
        answer(exchange, answer, JSON.writeValueAsBytes(merged));
    }

    private static void refuseAsWebServer(HttpExchange exchange) throws IOException {
        byte[] page =
                "<html><body><h1>413 Request Entity Too Large</h1></body></html>".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(413, page.length);
        exchange.getResponseBody().write(page);
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
