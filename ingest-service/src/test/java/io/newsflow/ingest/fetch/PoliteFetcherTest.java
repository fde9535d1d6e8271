package io.newsflow.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.newsflow.ingest.ManualClock;
import io.newsflow.ingest.fetch.FetchException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of hosts all stand for one server on loopback. */
@Timeout(60)
class PoliteFetcherTest {
    private static final FetchLimits LIMITS =
            new FetchLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), 2_000_000, 5);
    private static final String AGENT = "Newsflow/0.1 (+https://example.org/bot)";

    private final ManualClock clock = new ManualClock(Instant.parse("2025-07-14T12:00:00Z"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<RobotsTxt.Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private HttpServer server;
    private HttpFetcher http;
    private HostGate gate;
    private PoliteFetcher fetcher;

    private record Answer(int status, Map<String, String> headers, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":.*", "");
            String path = host + exchange.getRequestURI();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            asked.add(path);
            Answer answer = answers.getOrDefault(path, new Answer(404, Map.of(), ""));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            atOnce.decrementAndGet();
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        AddressGuard guard =
                new AddressGuard(address -> true, host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")});
        http = new HttpFetcher(guard, LIMITS, AGENT, threads, clock);
        gate = new HostGate(clock, new HostGate.Rules(1, Duration.ofSeconds(1), 1_000), () -> 0.5);
        fetcher = new PoliteFetcher(http, gate, new RobotsTxt(http, AGENT, clock, () -> 0, outcomes::add));
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void asksRobotsTxtOnceADayAndKeepsToIt() {
        robots("a.example", 200, "User-agent: *\nDisallow: /private/\nAllow: /private/feed\n");
        page("a.example/feed");
        page("a.example/private/x");
        page("a.example/private/feed");

        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
        assertThat(failure("a.example/private/x").reason()).isEqualTo(Reason.DISALLOWED);
        assertThat(fetch("a.example/private/feed").status()).isEqualTo(200);
        assertThat(asked).containsExactly("a.example/robots.txt", "a.example/feed", "a.example/private/feed");
        clock.advance(Duration.ofHours(25));
        robots("a.example", 200, "User-agent: *\nDisallow: /feed\n");
        assertThat(failure("a.example/feed").reason()).isEqualTo(Reason.DISALLOWED);
        assertThat(outcomes).containsExactly(RobotsTxt.Outcome.READ, RobotsTxt.Outcome.READ);
    }

    @Test
    void keepsToTheRulesForItsOwnNameBeforeThoseForAll() {
        robots("a.example", 200, "User-agent: *\nDisallow: /\n\nUser-agent: newsflow\nDisallow: /x\nCrawl-delay: 7\n");
        robots("b.example", 200, "User-agent: *\nDisallow:\n\nUser-agent: NewsFlow\nDisallow: /\n");
        page("a.example/feed");
        page("b.example/feed");

        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
        assertThat(gate.tryTake(host("a.example"))).isEqualTo(clock.instant().plusSeconds(7));
        assertThat(failure("b.example/feed").reason()).isEqualTo(Reason.DISALLOWED);
    }

    @Test
    void doesNotAskWhereItNeedNot() {
        robots("a.example", 200, "User-agent: *\nDisallow: /\n");
        page("a.example/feed");

        Fetched fetched = fetcher.fetch(request("a.example/feed"), false).join();

        assertThat(fetched.status()).isEqualTo(200);
        assertThat(asked).containsExactly("a.example/feed");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void takesAFileThatIsNotThereForLeave(int status) {
        robots("a.example", status, "User-agent: *\nDisallow: /\n");
        page("a.example/feed");

        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
        assertThat(outcomes).containsExactly(RobotsTxt.Outcome.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void fetchesNothingWhileTheFileCannotBeHad(int status) {
        robots("a.example", status, "");
        page("a.example/feed");

        assertThat(failure("a.example/feed"))
                .hasMessageContaining("robots.txt")
                .hasMessageContaining(String.valueOf(status));
        assertThat(failure("a.example/feed").reason()).isEqualTo(Reason.DISALLOWED);
        assertThat(asked).containsExactly("a.example/robots.txt");
        robots("a.example", 404, "");
        clock.advance(Duration.ofMinutes(2));
        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
    }

    @Test
    void goesByTheLastCopyWhileTheFileCannotBeHad() {
        robots("a.example", 200, "User-agent: *\nDisallow: /x\n");
        page("a.example/feed");
        fetch("a.example/feed");
        clock.advance(Duration.ofHours(25));
        robots("a.example", 500, "");

        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
        assertThat(failure("a.example/x").reason()).isEqualTo(Reason.DISALLOWED);
    }

    @Test
    void givesUpOnAFileThatCannotBeHadForAMonth() {
        robots("a.example", 500, "");
        page("a.example/feed");
        failure("a.example/feed");

        clock.advance(Duration.ofDays(31));

        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
    }

    @Test
    void readsNoMoreOfAnEndlessFileThanItsBeginning() {
        robots("a.example", 200, "User-agent: *\nDisallow: /x\n" + "# padding\n".repeat(60_000) + "Disallow: /feed\n");
        page("a.example/feed");

        assertThat(fetch("a.example/feed").status()).isEqualTo(200);
        assertThat(failure("a.example/x").reason()).isEqualTo(Reason.DISALLOWED);
    }

    @ParameterizedTest
    @CsvSource({"5, true", "6, false"})
    void followsFiveRedirectsToTheFile(int redirects, boolean found) {
        for (int i = 0; i < redirects; i++) {
            answers.put(
                    i == 0 ? "a.example/robots.txt" : "a.example/r" + i,
                    new Answer(301, Map.of("Location", "/r" + (i + 1)), ""));
        }
        answers.put("a.example/r" + redirects, new Answer(200, Map.of(), "User-agent: *\nDisallow: /\n"));
        page("a.example/feed");

        if (found) {
            assertThat(failure("a.example/feed").reason()).isEqualTo(Reason.DISALLOWED);
        } else {
            assertThat(fetch("a.example/feed").status()).isEqualTo(200);
        }
    }

    @Test
    void asksTheHostThatARedirectLeadsToAsWell() {
        redirect("a.example/feed", "b.example/feed");
        robots("b.example", 200, "User-agent: *\nDisallow: /feed\n");
        page("b.example/feed");

        assertThat(failure("a.example/feed").reason()).isEqualTo(Reason.DISALLOWED);
        assertThat(asked).doesNotContain("b.example/feed");
    }

    @Test
    void waitsForAPlaceAtTheHostThatARedirectLeadsTo() throws Exception {
        redirect("a.example/feed", "b.example/feed");
        page("b.example/feed");
        assertThat(gate.tryTake(host("b.example"))).isNull();

        CompletableFuture<Fetched> fetched = fetcher.fetch(request("a.example/feed"), false);
        await().until(() -> asked.contains("a.example/feed"));
        // Its own place is free again, for it is held by nobody while the other one is waited for.
        gate.take(host("a.example")).join();
        assertThat(fetched).isNotDone();
        gate.give(host("b.example"), null);

        assertThat(fetched.join().status()).isEqualTo(200);
    }

    @Test
    void givesBackItsPlacesHoweverAFetchEnds() {
        redirect("circle.example/a", "circle.example/a");
        redirect("away.example/a", "ok.example/a");
        page("ok.example/a");
        robots("shut.example", 200, "User-agent: *\nDisallow: /\n");
        List<String> urls = List.of("circle.example/a", "away.example/a", "shut.example/a", "none.example/a");

        for (String url : urls) {
            try {
                fetch(url);
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(FetchException.class);
            }
        }

        for (String host : List.of("circle.example", "away.example", "ok.example", "shut.example", "none.example")) {
            assertThat(gate.tryTake(host(host))).as(host).isNull();
        }
    }

    @Test
    void givesBackAPlaceThatWasTakenForIt() {
        gate.tryTake(host("a.example"));

        Fetched fetched =
                fetcher.fetch(request("a.example/x"), true, host("a.example")).join();

        assertThat(fetched.status()).isEqualTo(404);
        assertThat(gate.tryTake(host("a.example"))).isNull();
    }

    @Test
    void keepsToOneRequestOfAHostAtATimeUnderPressure() {
        page("a.example/feed");
        List<CompletableFuture<Fetched>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(fetcher.fetch(request("a.example/feed"), true));
        }

        assertThat(all).allSatisfy(f -> assertThat(f.join().status()).isEqualTo(200));

        assertThat(mostAtOnce).hasValue(1);
        assertThat(asked).hasSize(101);
    }

    private void robots(String host, int status, String body) {
        answers.put(host + "/robots.txt", new Answer(status, Map.of("Content-Type", "text/plain"), body));
    }

    private void page(String hostAndPath) {
        answers.put(hostAndPath, new Answer(200, Map.of(), "body"));
    }

    private void redirect(String from, String to) {
        answers.put(from, new Answer(302, Map.of("Location", url(to)), ""));
    }

    private String host(String name) {
        return name + ":" + server.getAddress().getPort();
    }

    private String url(String hostAndPath) {
        return "http://"
                + hostAndPath.replaceFirst("/", ":" + server.getAddress().getPort() + "/");
    }

    private FetchRequest request(String hostAndPath) {
        return FetchRequest.of(url(hostAndPath));
    }

    private Fetched fetch(String hostAndPath) {
        return fetcher.fetch(request(hostAndPath), true).join();
    }

    private FetchException failure(String hostAndPath) {
        CompletionException thrown = catchThrowableOfType(CompletionException.class, () -> fetch(hostAndPath));
        assertThat(thrown).as("a failure for %s", hostAndPath).isNotNull();
        return (FetchException) thrown.getCause();
    }
}
