package io.newsflow.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.ingest.fetch.FetchException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest {
    private static final FetchLimits LIMITS = new FetchLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), 100_000, 3);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> lastRequest = new ConcurrentHashMap<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server;
    private HttpFetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        fetcher = fetcher(true);
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void fetchesWithValidatorsAndSaysWhoAsks() {
        serve("/a", 200, Map.of("ETag", "\"1\"", "Content-Type", "text/xml"), "body");

        Fetched fetched = fetcher.fetch(
                        new FetchRequest(url("/a"), "\"0\"", "Mon, 14 Jul 2025 08:05:06 GMT", "text/xml"))
                .join();

        assertThat(fetched.status()).isEqualTo(200);
        assertThat(new String(fetched.body(), StandardCharsets.UTF_8)).isEqualTo("body");
        assertThat(fetched.header("etag")).contains("\"1\"");
        assertThat(fetched.permanentUrl()).isNull();
        assertThat(lastRequest)
                .containsEntry("If-none-match", "\"0\"")
                .containsEntry("If-modified-since", "Mon, 14 Jul 2025 08:05:06 GMT")
                .containsEntry("User-agent", "Newsflow-test (+https://example.org/bot)")
                .containsEntry("Accept-encoding", "gzip, deflate");
    }

    @Test
    void givesErrorStatusesAsResponses() {
        serve("/a", 503, Map.of("Retry-After", "60"), "busy");

        Fetched fetched = fetch("/a");

        assertThat(fetched.status()).isEqualTo(503);
        assertThat(fetched.ok()).isFalse();
        assertThat(fetched.header("retry-after")).contains("60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw-deflate", "plain-said-gzip", "gzip-unsaid", "gzip-cut"})
    void decompresses(String kind) throws IOException {
        String text = "harbour ".repeat(500);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = kind.startsWith("gzip")
                ? new GZIPOutputStream(out)
                : kind.equals("raw-deflate")
                        ? new DeflaterOutputStream(out, new java.util.zip.Deflater(6, true))
                        : new DeflaterOutputStream(out)) {
            zip.write(body);
        }
        byte[] sent = kind.equals("plain-said-gzip") ? body : out.toByteArray();
        if (kind.equals("gzip-cut")) {
            sent = java.util.Arrays.copyOf(sent, sent.length - 10);
        }
        String encoding = kind.endsWith("deflate") ? "deflate" : kind.equals("gzip-unsaid") ? "identity" : "gzip";
        serve("/a", 200, Map.of("Content-Encoding", encoding), sent);

        String fetched = new String(fetch("/a").body(), StandardCharsets.UTF_8);

        if (kind.equals("gzip-cut")) {
            assertThat(text).startsWith(fetched);
        } else if (kind.equals("gzip-unsaid")) {
            assertThat(fetched).isNotEmpty();
        } else {
            assertThat(fetched).isEqualTo(text);
        }
    }

    @Test
    void refusesADecompressionBomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(new byte[20_000_000]);
        }
        serve("/bomb", 200, Map.of("Content-Encoding", "gzip"), out.toByteArray());

        assertThat(failure("/bomb").reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void breaksOffABodyThatIsTooLarge() {
        serve("/large", 200, Map.of(), new byte[200_000]);
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[8192];
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(chunk);
                }
            }
        });

        assertThat(failure("/large").reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(failure("/endless").reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void givesUpOnAResponseThatDoesNotEnd() {
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('<');
            exchange.getResponseBody().flush();
            awaitRelease();
        });
        server.createContext("/silent", exchange -> awaitRelease());

        assertThat(failure("/drip").reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure("/silent").reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void followsRedirectsAndTellsWhichAreForGood() {
        redirect("/old", 301, "/new");
        redirect("/new", 308, url("/newest"));
        redirect("/for-now", 302, "/newest");
        redirect("/mixed", 301, "/for-now");
        serve("/newest", 200, Map.of(), "here");

        assertThat(fetch("/old").url()).isEqualTo(url("/newest"));
        assertThat(fetch("/old").permanentUrl()).isEqualTo(url("/newest"));
        assertThat(fetch("/for-now").permanentUrl()).isNull();
        assertThat(fetch("/mixed").permanentUrl()).isEqualTo(url("/for-now"));
    }

    @Test
    void refusesRedirectsThatLeadNowhere() {
        redirect("/a", 302, "/b");
        redirect("/b", 302, "/a");
        redirect("/1", 302, "/2");
        redirect("/2", 302, "/3");
        redirect("/3", 302, "/4");
        redirect("/4", 302, "/5");
        redirect("/file", 302, "file:///etc/passwd");
        serve("/none", 302, Map.of(), "");

        assertThat(failure("/a").reason()).isEqualTo(Reason.REDIRECT);
        assertThat(failure("/1").reason()).isEqualTo(Reason.REDIRECT);
        assertThat(failure("/file").reason()).isEqualTo(Reason.REDIRECT);
        assertThat(failure("/none").reason()).isEqualTo(Reason.REDIRECT);
    }

    @Test
    void refusesPrivateAddressesBeforeConnecting() {
        serve("/a", 200, Map.of(), "secret");

        assertThat(failure(fetcher(false), url("/a")).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(failure(fetcher(false), "http://169.254.169.254/latest/meta-data/")
                        .reason())
                .isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(lastRequest).isEmpty();
    }

    @Test
    void tellsWhyThereIsNoResponse() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(failure(fetcher, "http://127.0.0.1:" + free + "/").reason()).isEqualTo(Reason.CONNECT);
        assertThat(failure(fetcher, "http://no-such-host.invalid/").reason()).isEqualTo(Reason.UNKNOWN_HOST);
        assertThat(failure(fetcher, "gopher://example.org/").reason()).isEqualTo(Reason.BAD_ADDRESS);
        assertThat(failure(fetcher, "not an address").reason()).isEqualTo(Reason.BAD_ADDRESS);
    }

    @Test
    void doesNotLetAServerPutHeadersIntoTheNextRequest() {
        serve("/a", 200, Map.of(), "body");

        Fetched fetched = fetcher.fetch(
                        new FetchRequest(url("/a"), "\"x\"\r\nX-Evil: 1", "yesterday\nX-Evil: 1", "*/*"))
                .join();

        assertThat(fetched.status()).isEqualTo(200);
        assertThat(lastRequest).doesNotContainKeys("X-evil", "If-none-match", "If-modified-since");
    }

    private HttpFetcher fetcher(boolean allowPrivate) {
        return new HttpFetcher(
                new AddressGuard(allowPrivate),
                LIMITS,
                "Newsflow-test (+https://example.org/bot)",
                threads,
                Clock.systemUTC());
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(String path, int status, Map<String, String> headers, String body) {
        serve(path, status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private void serve(String path, int status, Map<String, String> headers, byte[] body) {
        HttpHandler handler = exchange -> {
            try (exchange) {
                exchange.getRequestHeaders().forEach((name, values) -> lastRequest.put(name, values.get(0)));
                headers.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                if (body.length > 0) {
                    exchange.getResponseBody().write(body);
                }
            }
        };
        server.createContext(path, handler);
    }

    private void redirect(String path, int status, String location) {
        serve(path, status, Map.of("Location", location), "");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Fetched fetch(String path) {
        return fetcher.fetch(FetchRequest.of(url(path))).join();
    }

    private FetchException failure(String path) {
        return failure(fetcher, url(path));
    }

    private static FetchException failure(HttpFetcher with, String url) {
        CompletionException thrown = catchThrowableOfType(
                CompletionException.class,
                () -> with.fetch(FetchRequest.of(url)).join());
        assertThat(thrown).as("a failure for %s", url).isNotNull();
        return (FetchException) thrown.getCause();
    }
}
