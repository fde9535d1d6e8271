package io.newsflow.schemas.serde;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.avro.Schema;

/** The few questions of the registry's API that the serdes ask, over HTTP, with faults on demand. */
final class FakeRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Schema> byPath = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int failures;
    private volatile int failureStatus;
    private volatile String wantedAuthorization;

    FakeRegistry() throws IOException {
        this(HttpServer.create(anyPort(), 0));
    }

    /** Serves over TLS, and only to clients that show a certificate which the context trusts. */
    FakeRegistry(SSLContext tls) throws IOException {
        this(mutualTls(HttpsServer.create(anyPort(), 0), tls));
    }

    private FakeRegistry(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.start();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static HttpsServer mutualTls(HttpsServer server, SSLContext tls) {
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        return server;
    }

    String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A URL on which nothing listens. */
    static String deadUrl() throws IOException {
        try (FakeRegistry gone = new FakeRegistry()) {
            return gone.url();
        }
    }

    void serve(String path, Schema schema) {
        byPath.put(path, schema);
    }

    /** Answers the next requests with a status. */
    void fail(int count, int status) {
        failures = count;
        failureStatus = status;
    }

    void demand(String authorization) {
        wantedAuthorization = authorization;
    }

    int requests() {
        return requests.get();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (failures > 0) {
            failures--;
            send(exchange, failureStatus, Map.of("error_code", failureStatus * 100, "message", "out of order"));
        } else if (wantedAuthorization != null && !wantedAuthorization.equals(authorization)) {
            send(exchange, 401, Map.of("error_code", 401, "message", "Unauthorized"));
        } else if (!byPath.containsKey(exchange.getRequestURI().getPath())) {
            send(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
        } else {
            String schema = byPath.get(exchange.getRequestURI().getPath()).toString();
            send(exchange, 200, Map.of("subject", "s", "version", 1, "id", 7, "schema", schema));
        }
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        try (exchange) {
            byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
