package io.newsflow.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.ingest.fetch.FetchException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest {
    private static final FetchLimits LIMITS = new FetchLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), 100_000, 3);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> lastRequest = new ConcurrentHashMap<>();
    private final List<InetAddress> addressesAsked = new CopyOnWriteArrayList<>();
    private final List<String> pathsAsked = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<HttpFetcher> fetchers = new ArrayList<>();
    private HttpServer server;
    private HttpFetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(0), 0);
        server.setExecutor(threads);
        server.start();
        fetcher = fetcher(true);
    }

    @AfterEach
    void stop() {
        released.countDown();
        fetchers.forEach(HttpFetcher::close);
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

    /** The name stands for the good address when it is checked, and for the bad one whenever it is looked up again. */
    @Test
    void connectsToTheAddressThatItHasChecked() {
        serve("/a", 200, Map.of(), "public");
        InetAddress good = address("127.0.0.2");
        InetAddress bad = address("127.0.0.1");
        AtomicInteger lookups = new AtomicInteger();
        AddressGuard guard =
                new AddressGuard(good::equals, host -> new InetAddress[] {lookups.getAndIncrement() == 0 ? good : bad});
        HttpFetcher rebound = fetcher(guard);
        String url = "http://rebinding.example:" + server.getAddress().getPort() + "/a";

        Fetched fetched = rebound.fetch(FetchRequest.of(url)).join();

        assertThat(new String(fetched.body(), StandardCharsets.UTF_8)).isEqualTo("public");
        assertThat(addressesAsked).containsExactly(good);
        assertThat(lookups).hasValue(1);
        // The connection may still be open; what is looked up anew is refused all the same.
        assertThat(failure(rebound, url).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(addressesAsked).containsExactly(good);
    }

    @Test
    void refusesANameOneOfWhoseAddressesIsPrivate() {
        serve("/a", 200, Map.of(), "body");
        AddressGuard guard = new AddressGuard(
                address("127.0.0.2")::equals, host -> new InetAddress[] {address("127.0.0.2"), address("127.0.0.1")});

        assertThat(failure(
                                fetcher(guard),
                                "http://mixed.example:" + server.getAddress().getPort() + "/a")
                        .reason())
                .isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(addressesAsked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/secret",
                "http://localhost:%d/secret",
                "http://[::ffff:127.0.0.1]:%d/secret",
                "http://2130706433:%d/secret",
                "//127.0.0.1:%d/secret",
                "http://169.254.169.254:%d/latest/meta-data/"
            })
    void refusesARedirectToAPrivateAddress(String target) throws IOException {
        serve("/secret", 200, Map.of(), "secret");
        AddressGuard guard = new AddressGuard(
                address -> AddressGuard.isPublic(address) || address.equals(address("127.0.0.2")),
                host -> host.equals("public.example")
                        ? new InetAddress[] {address("127.0.0.2")}
                        : InetAddress.getAllByName(host));
        int port = server.getAddress().getPort();
        redirect("/hop", 302, String.format(target, port));

        FetchException failure = failure(fetcher(guard), "http://public.example:" + port + "/hop");

        assertThat(failure.reason()).isIn(Reason.FORBIDDEN_ADDRESS, Reason.UNKNOWN_HOST, Reason.REDIRECT);
        assertThat(pathsAsked).containsExactly("/hop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/next\r\nX-Evil: 1", "/next%0d%0aX-Evil:%201", "/next X-Evil: 1", "http://a b/"})
    void doesNotLetARedirectPutHeadersIntoTheNextRequest(String location) throws IOException {
        try (RawServer raw = new RawServer("HTTP/1.1 302 Found\r\nLocation: " + location.replace("\r\n", "\r\n ")
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
            failure(fetcher, raw.url());

            assertThat(raw.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request).doesNotContainPattern("(?im)^X-Evil"));
        }
    }

    @Test
    void limitsTheHeaders() throws IOException {
        String many = "X-Padding: 1\r\n".repeat(1_000);
        String large = "X-Padding: " + "x".repeat(100_000) + "\r\n";
        for (String headers : List.of(many, large)) {
            try (RawServer raw = new RawServer("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n")) {
                assertThat(failure(fetcher, raw.url()).reason()).isEqualTo(Reason.IO);
            }
        }
    }

    /** Bytes keep coming, so that no time limit on a single read is ever reached. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesUpOnAResponseThatComesByTheByte(boolean inHeaders) throws IOException {
        String start = inHeaders ? "HTTP/1.1 200 OK\r\nX-Slow: " : "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
        try (RawServer raw = new RawServer(start, 'x', Duration.ofMillis(50))) {
            long began = System.nanoTime();

            assertThat(failure(fetcher, raw.url()).reason()).isEqualTo(Reason.TIMEOUT);

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(LIMITS.total().multipliedBy(5));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(raw.brokenOff()).isTrue());
        }
    }

    @Test
    void asksOnceMoreWhereAConnectionIsClosedWithoutAWord() throws IOException {
        try (RawServer mute = new RawServer("")) {
            assertThat(failure(fetcher, mute.url()).reason()).isEqualTo(Reason.IO);
            assertThat(mute.requests()).hasSize(2);
        }
        try (RawServer cut = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")) {
            assertThat(failure(fetcher, cut.url()).reason()).isEqualTo(Reason.IO);
            assertThat(cut.requests()).hasSize(1);
        }
    }

    @Test
    void countsTheTimeOfAllRedirectsTogether() {
        server.createContext("/slow", exchange -> {
            int step = Integer.parseInt(exchange.getRequestURI().getPath().substring("/slow".length()));
            awaitRelease(Duration.ofMillis(900));
            exchange.getResponseHeaders().set("Location", "/slow" + (step + 1));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertThat(failure("/slow0").reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void takesNoCertificateThatNobodyVouchesFor() throws Exception {
        try (TlsSite site = new TlsSite()) {
            assertThat(failure(fetcher, "https://127.0.0.1:" + site.port() + "/")
                            .reason())
                    .isEqualTo(Reason.TLS);
        }
    }

    @Test
    void speaksToIpv6Addresses() throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        Assumptions.assumeTrue(loopback.isReachable(1_000), "no IPv6 on this machine");
        HttpServer six = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        six.createContext("/a", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        six.start();
        try {
            String url = "http://[::1]:" + six.getAddress().getPort() + "/a";

            assertThat(fetcher.fetch(FetchRequest.of(url)).join().status()).isEqualTo(204);
        } finally {
            six.stop(0);
        }
    }

    @Test
    void keepsOnlyTheBeginningWhereThatIsAskedFor() {
        serve("/large", 200, Map.of(), new byte[200_000]);

        Fetched fetched =
                fetcher.fetchBeginning(FetchRequest.of(url("/large")), 1_000).join();

        assertThat(fetched.body()).hasSize(1_000);
    }

    private HttpFetcher fetcher(boolean allowPrivate) {
        return fetcher(new AddressGuard(allowPrivate));
    }

    private HttpFetcher fetcher(AddressGuard guard) {
        HttpFetcher made =
                new HttpFetcher(guard, LIMITS, "Newsflow-test (+https://example.org/bot)", threads, Clock.systemUTC());
        fetchers.add(made);
        return made;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitRelease(Duration atMost) {
        try {
            released.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
                addressesAsked.add(exchange.getLocalAddress().getAddress());
                pathsAsked.add(exchange.getRequestURI().getPath());
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
