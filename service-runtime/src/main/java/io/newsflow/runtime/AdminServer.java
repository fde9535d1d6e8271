package io.newsflow.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@code /health/live}, {@code /health/ready} (200 or 503, with the checks as JSON), {@code /metrics}
 * (Prometheus) and {@code /info} (name, version, settings with secrets masked).
 */
public final class AdminServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private AdminServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts serving.
     *
     * @param service name of the service
     * @param settings where to listen, and what {@code /info} shows
     * @param health the checks
     * @param metrics the metrics
     * @throws IOException when the port cannot be bound; the message names it
     */
    public static AdminServer start(String service, Settings settings, Health health, PrometheusMeterRegistry metrics)
            throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(settings.get(Settings.HTTP_HOST), settings.get(Settings.HTTP_PORT));
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("http.port: cannot listen on " + address + ": " + e.getMessage(), e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "admin-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        serve(server, "/health/live", exchange -> health(exchange, health.live()));
        serve(server, "/health/ready", exchange -> health(exchange, health.ready()));
        serve(server, "/metrics", exchange -> send(exchange, 200, PROMETHEUS_TEXT, metrics.scrape(PROMETHEUS_TEXT)));
        serve(server, "/info", exchange -> {
            Map<String, Object> info = new LinkedHashMap<>();
            info.put("service", service);
            info.put("version", version());
            info.put("java", Runtime.version().toString());
            info.put("settings", settings.report());
            send(exchange, 200, "application/json", JSON.writeValueAsString(info));
        });
        server.start();
        return new AdminServer(server, threads);
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Answers GET and HEAD on exactly this path, and nothing else. */
    private static void serve(HttpServer server, String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            String method = exchange.getRequestMethod();
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, 404, "text/plain", "not found\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                send(exchange, 405, "text/plain", "only GET is served here\n");
            } else {
                handler.handle(exchange);
            }
        });
    }

    private static void health(HttpExchange exchange, Map<String, Health.Result> checks) throws IOException {
        boolean ok = checks.values().stream().allMatch(Health.Result::ok);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", ok ? "UP" : "DOWN");
        body.put("checks", checks);
        send(exchange, ok ? 200 : 503, "application/json", JSON.writeValueAsString(body));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static String version() {
        String version = AdminServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
