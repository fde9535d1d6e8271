package io.newsflow.ingest.fetch;

import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import io.newsflow.ingest.fetch.FetchException.Reason;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The robots.txt files of the hosts that are talked to, by the rules of RFC 9309. Thread-safe.
 *
 * <ul>
 *   <li>2xx: its rules hold for a day. Of a larger file the first 500 KiB count.
 *   <li>4xx, and more than five redirects: there is none, and everything is allowed. 429 is taken like 5xx.
 *   <li>5xx, or no response: what was last read holds on. Where nothing was, nothing is allowed until it can be read, or
 *       until thirty days have passed.
 * </ul>
 *
 * <p>Rules are kept for the hosts that were asked for last, and only those that concern this user agent.
 */
public final class RobotsTxt {
    private static final Logger LOG = LoggerFactory.getLogger(RobotsTxt.class);
    private static final int BYTES_READ = 500 * 1024;
    private static final int MOST_HOSTS = 50_000;
    private static final int MOST_RULES = 500_000;
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(30);
    private static final Duration GIVEN_UP = Duration.ofDays(30);
    private static final double SPREAD = 0.2;
    private static final String ACCEPT = "text/plain, */*;q=0.5";

    private final HttpFetcher fetcher;
    private final String agent;
    private final Clock clock;
    private final DoubleSupplier random;
    private final Consumer<Outcome> observer;
    private final Map<String, CompletableFuture<Entry>> files = new LinkedHashMap<>(16, 0.75f, true);
    private long rulesKept;

    /** What became of asking for a file. */
    public enum Outcome {
        /** It was read. */
        READ,
        /** There is none. */
        NONE,
        /** It could not be had. */
        UNREACHABLE
    }

    /**
     * What is known of a host.
     *
     * @param rules rules in force; null where nothing is allowed for now
     * @param until when to ask again
     * @param failures failures in a row to get it
     * @param failingSince when they began, or null
     * @param failure the last of them, or null
     */
    private record Entry(
            SimpleRobotRules rules, Instant until, int failures, Instant failingSince, FetchException failure) {
        int size() {
            return rules == null ? 1 : 1 + rules.getRobotRules().size();
        }
    }

    /**
     * A cache of robots.txt files.
     *
     * @param fetcher fetches them
     * @param userAgent the user agent; its product name, up to the first slash, is what rules are looked up for
     * @param clock the time
     * @param random uniform in [0, 1), for the spread of times
     * @param observer hears what became of each fetch
     */
    public RobotsTxt(
            HttpFetcher fetcher, String userAgent, Clock clock, DoubleSupplier random, Consumer<Outcome> observer) {
        this.fetcher = fetcher;
        this.agent = product(userAgent);
        this.clock = clock;
        this.random = random;
        this.observer = observer;
    }

    /** The name that a user agent goes by in robots.txt. */
    static String product(String userAgent) {
        return userAgent.strip().split("[/\\s]", 2)[0].toLowerCase(Locale.ROOT);
    }

    /**
     * Asks whether an address may be fetched.
     *
     * @param uri absolute http or https address
     * @return the host's crawl-delay, zero where it names none; fails with a {@link FetchException} where the address must not
     *     be fetched
     */
    CompletableFuture<Duration> check(URI uri) {
        return entry(uri).thenApply(entry -> {
            if (entry.rules() == null) {
                throw new CompletionException(refusal(uri, entry.failure()));
            }
            if (!entry.rules().isAllowed(uri.toString())) {
                throw new CompletionException(new FetchException(
                        Reason.DISALLOWED, "the robots.txt of " + uri.getAuthority() + " disallows " + uri, null));
            }
            long delay = entry.rules().getCrawlDelay();
            return delay == BaseRobotRules.UNSET_CRAWL_DELAY || delay < 0 ? Duration.ZERO : Duration.ofMillis(delay);
        });
    }

    private static FetchException refusal(URI uri, FetchException failure) {
        return new FetchException(
                failure.reason(),
                "nothing may be fetched from " + uri.getAuthority() + " without its robots.txt: "
                        + failure.getMessage(),
                failure);
    }

    private CompletableFuture<Entry> entry(URI uri) {
        String site = uri.getScheme().toLowerCase(Locale.ROOT) + "://"
                + uri.getRawAuthority().toLowerCase(Locale.ROOT);
        CompletableFuture<Entry> loading;
        Entry before = null;
        synchronized (this) {
            CompletableFuture<Entry> known = files.get(site);
            if (known != null) {
                if (!known.isDone()) {
                    return known;
                }
                before = known.join();
                if (before.until().isAfter(clock.instant())) {
                    return known;
                }
                rulesKept -= before.size();
            }
            loading = new CompletableFuture<>();
            files.put(site, loading);
        }
        load(site, before, loading);
        return loading;
    }

    private void load(String site, Entry before, CompletableFuture<Entry> loading) {
        fetcher.fetchBeginning(new FetchRequest(site + "/robots.txt", null, null, ACCEPT), BYTES_READ)
                .handle((fetched, failure) -> failure == null ? read(site, before, fetched) : failed(before, failure))
                .exceptionally(e -> {
                    LOG.atWarn().addKeyValue("site", site).setCause(e).log("robots.txt cannot be read");
                    return allowed();
                })
                .thenAccept(entry -> {
                    keep(entry);
                    loading.complete(entry);
                });
    }

    private Entry read(String site, Entry before, Fetched fetched) {
        int status = fetched.status();
        if (status == 429 || status >= 500) {
            return unreachable(
                    before,
                    new FetchException(Reason.DISALLOWED, "the server answered " + status + " to robots.txt", null));
        }
        if (!fetched.ok()) {
            observer.accept(Outcome.NONE);
            return allowed();
        }
        SimpleRobotRulesParser parser = new SimpleRobotRulesParser(Long.MAX_VALUE, 0);
        SimpleRobotRules rules = parser.parseContent(
                site + "/robots.txt",
                fetched.body(),
                fetched.header("content-type").orElse("text/plain"),
                List.of(agent));
        observer.accept(Outcome.READ);
        return new Entry(rules, later(KEPT), 0, null, null);
    }

    private Entry failed(Entry before, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        FetchException failure = cause instanceof FetchException
                ? (FetchException) cause
                : new FetchException(Reason.IO, cause.toString(), cause);
        if (failure.reason() == Reason.REDIRECT) {
            observer.accept(Outcome.NONE);
            return allowed();
        }
        return unreachable(before, failure);
    }

    private Entry unreachable(Entry before, FetchException failure) {
        observer.accept(Outcome.UNREACHABLE);
        Instant now = clock.instant();
        int failures = before == null ? 1 : before.failures() + 1;
        Instant since = before == null || before.failingSince() == null ? now : before.failingSince();
        long doubled = FIRST_RETRY.toMillis() << Math.min(failures - 1, 10);
        Instant until = later(Duration.ofMillis(Math.min(doubled, LONGEST_RETRY.toMillis())));
        SimpleRobotRules rules = before == null ? null : before.rules();
        if (Duration.between(since, now).compareTo(GIVEN_UP) > 0) {
            rules = new SimpleRobotRules(RobotRulesMode.ALLOW_ALL);
        }
        return new Entry(rules, until, failures, since, failure);
    }

    private Entry allowed() {
        return new Entry(new SimpleRobotRules(RobotRulesMode.ALLOW_ALL), later(KEPT), 0, null, null);
    }

    /** Spread towards the shorter, so that a day is never exceeded. */
    private Instant later(Duration time) {
        return clock.instant().plusMillis((long) (time.toMillis() * (1 - SPREAD * random.getAsDouble())));
    }

    private synchronized void keep(Entry entry) {
        rulesKept += entry.size();
        Iterator<CompletableFuture<Entry>> oldest = files.values().iterator();
        while ((files.size() > MOST_HOSTS || rulesKept > MOST_RULES) && oldest.hasNext()) {
            CompletableFuture<Entry> file = oldest.next();
            if (file.isDone()) {
                rulesKept -= file.join().size();
                oldest.remove();
            }
        }
    }
}
