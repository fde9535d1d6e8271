package io.newsflow.ingest.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.push.ArticleJson.Problem;
import io.newsflow.ingest.push.ArticleJson.Rejected;
import io.newsflow.ingest.push.HandOver.Outcome;
import io.newsflow.ingest.push.HandOver.Result;
import io.newsflow.ingest.push.HandOver.Unavailable;
import io.newsflow.model.RawArticle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The push API over HTTP: {@code POST /v1/articles}, {@code DELETE /v1/articles/{id}}, {@code GET /v1/openapi.json}. What it
 * promises is in the OpenAPI document that it serves.
 *
 * <p>Requests are handled by a fixed number of threads, and the bytes of their bodies are limited in sum; both limits answer 429
 * before a body is read. A handful of threads beyond the limit exists to say so. A body's length counts from its header on, so
 * that slow senders count too.
 */
final class PushServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARTICLES = "/v1/articles";
    private static final String OPENAPI = "/v1/openapi.json";
    private static final String ACCEPTED = "application/json, application/x-ndjson, application/vnd.iptc.ninjs+json";
    private static final int SPARE_THREADS = 8;
    private static final int DRAIN = 1 << 20;
    private static final int LONGEST_KEY = 500;
    private static final long ANSWER_LIMIT_S = 30;
    private static final int BUSY_RETRY_S = 1;
    private static final int AWAY_RETRY_S = 5;

    private final PushConfig config;
    private final HandOver handOver;
    private final PushKeys keys;
    private final PushMetrics metrics;
    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore requests;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final byte[] openApi;
    private volatile boolean stopping;

    /** An answer that is no success. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient List<Problem> problems;
        private final transient Map<String, String> headers;

        Refusal(int status, String message, List<Problem> problems, Map<String, String> headers) {
            super(message);
            this.status = status;
            this.problems = problems;
            this.headers = headers;
        }

        Refusal(int status, String message, Map<String, String> headers) {
            this(status, message, List.of(), headers);
        }
    }

    private PushServer(
            PushConfig config, HandOver handOver, PushKeys keys, PushMetrics metrics, Clock clock, HttpServer server) {
        this.config = config;
        this.handOver = handOver;
        this.keys = keys;
        this.metrics = metrics;
        this.clock = clock;
        this.server = server;
        this.requests = new Semaphore(config.concurrency());
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(config.concurrency() + SPARE_THREADS, task -> {
            Thread thread = new Thread(task, "push-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.openApi = resource("openapi.json");
    }

    /**
     * Starts serving.
     *
     * @throws IOException when the port cannot be bound; the message names the setting
     */
    static PushServer start(PushConfig config, HandOver handOver, PushKeys keys, PushMetrics metrics, Clock clock)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("push.port: cannot listen on " + address + ": " + e.getMessage(), e);
        }
        PushServer push = new PushServer(config, handOver, keys, metrics, clock, server);
        metrics.gauges(push.bytes::get, push.open::get);
        server.setExecutor(push.threads);
        server.createContext("/", push::serve);
        server.start();
        LOG.atInfo().addKeyValue("port", push.port()).log("push API listens");
        return push;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Refuses new requests, and waits for those under way. */
    void drain(Duration limit) throws InterruptedException {
        stopping = true;
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (open) {
            while (open.get() > 0 && System.nanoTime() < deadline) {
                open.wait(100);
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        server.stop(0);
        threads.shutdownNow();
    }

    // ---- requests

    private void serve(HttpExchange exchange) {
        open.incrementAndGet();
        long started = System.nanoTime();
        int status = 0;
        try (exchange) {
            try {
                status = route(exchange);
            } catch (Refusal refusal) {
                status = refusal.status;
                refuse(exchange, refusal);
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("method", exchange.getRequestMethod())
                        .addKeyValue("path", exchange.getRequestURI().getPath())
                        .setCause(e)
                        .log("push request broke down");
                status = 500;
                refuse(exchange, new Refusal(status, "the service failed; the reason is in its log", Map.of()));
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("sender is gone");
        } finally {
            metrics.request(exchange.getRequestMethod(), status, Duration.ofNanos(System.nanoTime() - started));
            synchronized (open) {
                open.decrementAndGet();
                open.notifyAll();
            }
        }
    }

    private int route(HttpExchange exchange) throws IOException, Refusal {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (path.equals(OPENAPI)) {
            allow(method, "GET", "HEAD");
            return send(exchange, 200, "application/json", openApi, Map.of());
        }
        if (path.equals(ARTICLES)) {
            allow(method, "POST");
            return admitted(exchange, this::post);
        }
        if (path.startsWith(ARTICLES + "/") && path.indexOf('/', ARTICLES.length() + 1) < 0) {
            allow(method, "DELETE");
            return admitted(exchange, (e, key) -> delete(e, key, path.substring(ARTICLES.length() + 1)));
        }
        throw new Refusal(404, "nothing is served at " + path + "; the API is described at " + OPENAPI, Map.of());
    }

    private static void allow(String method, String... allowed) throws Refusal {
        if (!List.of(allowed).contains(method)) {
            throw new Refusal(
                    405, "only " + String.join(", ", allowed) + " here", Map.of("Allow", String.join(", ", allowed)));
        }
    }

    private interface Handler {
        int handle(HttpExchange exchange, PushKeys.Entry key) throws IOException, Refusal;
    }

    private int admitted(HttpExchange exchange, Handler handler) throws IOException, Refusal {
        PushKeys.Entry key = authenticate(exchange);
        if (stopping) {
            throw away("the service is stopping");
        }
        if (!requests.tryAcquire()) {
            throw busy(config.concurrency() + " requests are under way");
        }
        try {
            return handler.handle(exchange, key);
        } finally {
            requests.release();
        }
    }

    private PushKeys.Entry authenticate(HttpExchange exchange) throws Refusal {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String key = exchange.getRequestHeaders().getFirst("X-API-Key");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            key = authorization.substring(7).strip();
        }
        Optional<PushKeys.Entry> entry =
                key == null || key.isEmpty() || key.length() > LONGEST_KEY ? Optional.empty() : keys.find(key);
        return entry.orElseThrow(() -> new Refusal(
                401,
                "an API key is needed, as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\"",
                Map.of("WWW-Authenticate", "Bearer realm=\"newsflow\"")));
    }

    private int post(HttpExchange exchange, PushKeys.Entry key) throws IOException, Refusal {
        PushBody.Form form = form(exchange);
        boolean gzip = gzip(exchange);
        long declared = declaredLength(exchange);
        if (declared > config.maxBytes()) {
            throw tooLarge();
        }
        // A body of unknown length, or one that unpacks, counts as the largest that is taken.
        long reserved = declared < 0 || gzip ? config.maxBytes() : declared;
        if (bytes.addAndGet(reserved) > config.inFlightBytes()) {
            bytes.addAndGet(-reserved);
            throw busy(config.inFlightBytes() + " bytes are under way");
        }
        try {
            InputDocument document = InputDocument.builder(body(exchange, gzip), "push:" + key.name())
                    .contentType(exchange.getRequestHeaders().getFirst("Content-Type"))
                    .capturedAt(clock.instant())
                    .fetchedAt(clock.instant())
                    .sourceId(key.source())
                    .publisher(key.publisher())
                    .build();
            List<PushBody.Item> items = read(document, form, key);
            List<RawArticle> articles =
                    items.stream().map(PushBody.Item::article).toList();
            List<Outcome> outcomes = await(handOver.publish(key.source(), articles, List.of()));
            for (int i = 0; i < outcomes.size(); i++) {
                metrics.article(outcomes.get(i).result(), articles.get(i));
            }
            return send(exchange, 202, "application/json", results(items, outcomes), Map.of());
        } finally {
            bytes.addAndGet(-reserved);
        }
    }

    private List<PushBody.Item> read(InputDocument document, PushBody.Form form, PushKeys.Entry key) throws Refusal {
        try {
            List<PushBody.Item> items = PushBody.read(document, form, "push", config.maxArticles());
            List<Problem> foreign = new ArrayList<>();
            for (PushBody.Item item : items) {
                bound(item, key).ifPresent(foreign::add);
            }
            if (!foreign.isEmpty()) {
                throw new Refusal(
                        403,
                        "the key " + key.name() + " may not hand over these articles",
                        foreign.subList(0, Math.min(foreign.size(), PushBody.MOST_PROBLEMS)),
                        Map.of());
            }
            return items;
        } catch (Rejected e) {
            throw new Refusal(
                    e.isMalformed() ? 400 : 422,
                    e.isMalformed()
                            ? "the body cannot be read; nothing was published"
                            : "the body is not what was expected; nothing was published",
                    e.problems(),
                    Map.of());
        }
    }

    /** What a key that is bound to a publisher or to domains may not hand over. */
    private static Optional<Problem> bound(PushBody.Item item, PushKeys.Entry key) {
        RawArticle article = item.article();
        String name = article.getPublisher().getName();
        if (key.publisher() != null && !key.publisher().equalsIgnoreCase(name)) {
            return Optional.of(
                    new Problem(item.line(), "publisher", "the key is for articles of " + key.publisher() + " only"));
        }
        if (!key.domains().isEmpty() && article.getUrl() != null) {
            String domain = CanonicalUrl.domainOf(article.getUrl()).orElse("");
            if (!key.domains().contains(domain)) {
                return Optional.of(new Problem(
                        item.line(),
                        "url",
                        "the key is for articles on " + String.join(", ", key.domains()) + " only"));
            }
        }
        return Optional.empty();
    }

    private int delete(HttpExchange exchange, PushKeys.Entry key, String id) throws IOException, Refusal {
        if (!KnownArticles.isArticleId(id)) {
            throw new Refusal(404, "no article id: " + id, Map.of());
        }
        Outcome outcome = await(handOver.retract(key.source(), id, key.retractAny()));
        if (outcome.result() == Result.UNKNOWN && outcome.revision() == 0) {
            throw new Refusal(404, "the source " + key.source() + " has not handed over " + id, Map.of());
        }
        // A retraction that is repeated is answered as it was the first time.
        metrics.article(outcome.result(), null);
        Outcome retracted = new Outcome(id, outcome.revision(), Result.RETRACTED);
        return send(exchange, 202, "application/json", JSON.writeValueAsBytes(fields(retracted)), Map.of());
    }

    private <T> T await(CompletableFuture<T> outcome) throws Refusal {
        try {
            return outcome.get(ANSWER_LIMIT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw away("no acknowledgement in " + ANSWER_LIMIT_S + " s; it may have happened, asking again is safe");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the service is stopping");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unavailable unavailable) {
                throw away(unavailable.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    // ---- bodies

    private static PushBody.Form form(HttpExchange exchange) throws Refusal {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String bare = type == null ? "" : type.replaceFirst(";.*", "").strip();
        PushBody.Form form = PushBody.Form.of(bare);
        if (form == null) {
            throw unsupported(
                    bare.isEmpty() ? "the body needs a Content-Type" : "bodies of type " + bare + " are not taken");
        }
        String charset =
                type.toLowerCase(Locale.ROOT).replaceFirst("(?s)^[^;]*", "").replace("\"", "");
        if (charset.contains("charset=") && !charset.matches("(?s).*charset=\\s*(?:utf-8|us-ascii)\\b.*")) {
            throw unsupported("JSON is UTF-8");
        }
        return form;
    }

    private static boolean gzip(HttpExchange exchange) throws Refusal {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
            return false;
        }
        if (encoding.strip().equalsIgnoreCase("gzip")) {
            return true;
        }
        throw unsupported("the encoding " + encoding + " is not taken; gzip is");
    }

    private static long declaredLength(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length == null ? -1 : Long.parseLong(length.strip());
    }

    private byte[] body(HttpExchange exchange, boolean gzip) throws IOException, Refusal {
        try {
            InputStream in = exchange.getRequestBody();
            byte[] read = limited(gzip ? new GZIPInputStream(in) : in);
            metrics.bytes(read.length);
            return read;
        } catch (ZipException e) {
            throw new Refusal(400, "the body is no gzip: " + e.getMessage(), Map.of());
        }
    }

    private byte[] limited(InputStream in) throws IOException, Refusal {
        int limit = config.maxBytes();
        byte[] read = in.readNBytes(limit);
        if (read.length == limit && in.read() >= 0) {
            throw tooLarge();
        }
        return read;
    }

    // ---- answers

    private static byte[] results(List<PushBody.Item> items, List<Outcome> outcomes) throws JsonProcessingException {
        List<Map<String, Object>> articles = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Map<String, Object> fields = fields(outcomes.get(i));
            fields.put("line", items.get(i).line());
            articles.add(fields);
        }
        return JSON.writeValueAsBytes(Map.of("articles", articles));
    }

    private static Map<String, Object> fields(Outcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", outcome.articleId());
        fields.put("revision", outcome.revision());
        fields.put("result", outcome.result().name().toLowerCase(Locale.ROOT));
        return fields;
    }

    private Refusal tooLarge() {
        return new Refusal(
                413, "a body may have " + config.maxBytes() + " bytes; send fewer articles at once", Map.of());
    }

    private static Refusal unsupported(String message) {
        return new Refusal(415, message, Map.of("Accept-Post", ACCEPTED, "Accept-Encoding", "gzip"));
    }

    /** Senders that were refused together must not come back together. */
    private static Refusal busy(String message) {
        return new Refusal(429, message + "; try again later", Map.of("Retry-After", seconds(BUSY_RETRY_S)));
    }

    private static Refusal away(String message) {
        return new Refusal(503, message, Map.of("Retry-After", seconds(AWAY_RETRY_S)));
    }

    private static String seconds(int least) {
        return String.valueOf(least + ThreadLocalRandom.current().nextInt(least + 1));
    }

    private void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title(refusal.status));
        problem.put("status", refusal.status);
        problem.put("detail", refusal.getMessage());
        if (!refusal.problems.isEmpty()) {
            List<Map<String, Object>> errors = new ArrayList<>();
            for (Problem one : refusal.problems) {
                Map<String, Object> error = new LinkedHashMap<>();
                error.put("line", one.line());
                error.put("field", one.field());
                error.put("message", one.message());
                errors.add(error);
            }
            problem.put("errors", errors);
        }
        drainBody(exchange);
        send(exchange, refusal.status, "application/problem+json", JSON.writeValueAsBytes(problem), refusal.headers);
    }

    /** A sender that still writes when the connection is closed may never see the answer. */
    private static void drainBody(HttpExchange exchange) throws IOException {
        if (declaredLength(exchange) <= DRAIN) {
            InputStream in = exchange.getRequestBody();
            byte[] buffer = new byte[8192];
            long left = DRAIN;
            int count;
            while (left > 0 && (count = in.read(buffer)) >= 0) {
                left -= count;
            }
        }
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }

    private static int send(HttpExchange exchange, int status, String type, byte[] body, Map<String, String> headers)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
        return status;
    }

    private static byte[] resource(String name) {
        try (InputStream in = PushServer.class.getResourceAsStream(name);
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            in.transferTo(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
