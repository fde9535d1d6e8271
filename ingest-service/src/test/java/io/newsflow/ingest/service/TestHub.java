package io.newsflow.ingest.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A WebSub hub on loopback: takes requests, verifies them as the recommendation says, and pushes when a test says so. */
final class TestHub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> verified = new CopyOnWriteArrayList<>();

    TestHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::subscribe);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** The requests for subscriptions, as forms. */
    List<Map<String, String>> requests() {
        return requests;
    }

    /** The requests that the subscriber has confirmed. */
    List<Map<String, String>> verified() {
        return verified;
    }

    private void subscribe(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> form = Arrays.stream(text.split("&"))
                    .map(f -> f.split("=", 2))
                    .collect(Collectors.toMap(f -> f[0], f -> URLDecoder.decode(f[1], StandardCharsets.UTF_8)));
            requests.add(form);
            exchange.sendResponseHeaders(202, -1);
            threads.execute(() -> verify(form));
        }
    }

    private void verify(Map<String, String> form) {
        String challenge = UUID.randomUUID().toString();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(form.get("hub.callback")
                        + "?hub.mode=subscribe&hub.topic="
                        + URLEncoder.encode(form.get("hub.topic"), StandardCharsets.UTF_8)
                        + "&hub.challenge=" + challenge
                        + "&hub.lease_seconds=" + form.get("hub.lease_seconds")))
                .build());
        if (answer.statusCode() == 200 && answer.body().equals(challenge)) {
            verified.add(form);
        }
    }

    /** Tells a subscriber that its subscription has ended. */
    int deny(Map<String, String> form) {
        return send(HttpRequest.newBuilder(URI.create(form.get("hub.callback") + "?hub.mode=denied&hub.topic="
                                + URLEncoder.encode(form.get("hub.topic"), StandardCharsets.UTF_8)))
                        .build())
                .statusCode();
    }

    /** Pushes a document, signed with a key; gives the status of the answer. */
    int push(Map<String, String> form, String key, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send(HttpRequest.newBuilder(URI.create(form.get("hub.callback")))
                        .header("Content-Type", "application/rss+xml")
                        .header("X-Hub-Signature", "sha256=" + HexFormat.of().formatHex(mac.doFinal(bytes)))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build())
                .statusCode();
    }

    private HttpResponse<String> send(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
