package io.newsflow.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
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
        server.createContext("/health/live", exchange -> health(exchange, health.live()));
        server.createContext("/health/ready", exchange -> health(exchange, health.ready()));
        server.createContext(
                "/metrics",
                exchange -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        server.createContext("/info", exchange -> {
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
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String version() {
        String version = AdminServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
