package io.newsflow.ingest.fetch;

import io.newsflow.ingest.fetch.FetchException.Reason;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches with manners: before each request, those after redirects included, it waits for a place at the host and asks the
 * host's robots.txt. Thread-safe.
 *
 * <p>No two places are held at once, so that fetches cannot wait for each other in a circle.
 */
public final class PoliteFetcher {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final HttpFetcher fetcher;
    private final HostGate gate;
    private final RobotsTxt robots;

    /**
     * A fetcher.
     *
     * @param fetcher makes the requests
     * @param gate has the places
     * @param robots knows the rules of the hosts
     */
    public PoliteFetcher(HttpFetcher fetcher, HostGate gate, RobotsTxt robots) {
        this.fetcher = fetcher;
        this.gate = gate;
        this.robots = robots;
    }

    /**
     * Fetches as soon as the host has a place.
     *
     * @param request what to fetch
     * @param obeyRobots whether robots.txt is asked
     * @return the response, or a {@link FetchException}: {@link Reason#HOST_BUSY} where there was no place within two minutes
     */
    public CompletableFuture<Fetched> fetch(FetchRequest request, boolean obeyRobots) {
        return fetch(request, obeyRobots, null);
    }

    /**
     * Fetches with a place that was taken before.
     *
     * @param request what to fetch
     * @param obeyRobots whether robots.txt is asked
     * @param held host and port of the place that is held for the first request, or null; it is given back in any case
     * @return the response, or a {@link FetchException}
     */
    public CompletableFuture<Fetched> fetch(FetchRequest request, boolean obeyRobots, String held) {
        Visit visit = new Visit(obeyRobots, held);
        return fetcher.fetch(request, visit).whenComplete((fetched, failure) -> visit.leave(null));
    }

    /**
     * Sends a form as soon as the host has a place. robots.txt is not asked: whoever names an address to send forms to wants
     * them.
     *
     * @param url where to
     * @param form its fields, encoded
     * @return the response, or a {@link FetchException}
     */
    public CompletableFuture<Fetched> post(String url, String form) {
        String host = CanonicalUrl.authorityOf(url).orElse("");
        Visit visit = new Visit(false, null);
        return visit.enter(host)
                .thenCompose(taken -> fetcher.post(url, form))
                .whenComplete((fetched, failure) ->
                        visit.leave(fetched == null ? null : new HostGate.Reply(fetched.status(), null, null)));
    }

    /** One fetch. Its steps follow each other, on whatever threads. */
    private final class Visit implements Courtesy {
        private final boolean obeyRobots;
        private volatile String held;

        Visit(boolean obeyRobots, String held) {
            this.obeyRobots = obeyRobots;
            this.held = held;
        }

        @Override
        public CompletableFuture<Void> before(FetchRequest request, URI uri) {
            String host = CanonicalUrl.authorityOf(uri.toString()).orElse("");
            CompletableFuture<Void> place = host.equals(held) ? CompletableFuture.completedFuture(null) : enter(host);
            return place.thenCompose(taken -> obeyRobots ? askRobots(host, uri) : place);
        }

        private CompletableFuture<Void> enter(String host) {
            leave(null);
            return gate.take(host)
                    .orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((taken, failure) -> {
                        if (failure != null) {
                            throw new CompletionException(
                                    failure instanceof TimeoutException ? busy(host, failure) : failure);
                        }
                        held = host;
                        return null;
                    });
        }

        private FetchException busy(String host, Throwable failure) {
            return new FetchException(
                    Reason.HOST_BUSY,
                    "waited for " + host + " for more than " + LONGEST_WAIT.toSeconds() + " s",
                    failure);
        }

        private CompletableFuture<Void> askRobots(String host, URI uri) {
            return robots.check(uri).handle((delay, failure) -> {
                if (failure == null) {
                    gate.crawlDelay(host, delay);
                    return null;
                }
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                leave(
                        cause instanceof FetchException
                                ? new HostGate.Reply(0, null, ((FetchException) cause).reason())
                                : null);
                throw new CompletionException(cause);
            });
        }

        @Override
        public void after(URI uri, HostGate.Reply reply) {
            leave(reply);
        }

        /** Gives back the place that is held, if one is. */
        private void leave(HostGate.Reply reply) {
            String host;
            synchronized (this) {
                host = held;
                held = null;
            }
            if (host != null) {
                gate.give(host, reply);
            }
        }
    }
}
