package io.newsflow.ingest.fetch;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * What a fetch asks before each of its requests, the first one and those after redirects, and tells after each. The time that
 * it waits for leave does not count against the fetch's own limit.
 */
interface Courtesy {
    /** Lets everything go ahead at once. */
    Courtesy NONE = new Courtesy() {
        @Override
        public CompletableFuture<Void> before(FetchRequest request, URI uri) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void after(URI uri, HostGate.Reply reply) {
            // Nobody to tell.
        }
    };

    /**
     * Asks for leave.
     *
     * @param request the fetch
     * @param uri where the next request goes
     * @return completes when the request may be made; fails with a {@link FetchException} where it must not
     */
    CompletableFuture<Void> before(FetchRequest request, URI uri);

    /**
     * Tells how a request went for which leave was given.
     *
     * @param uri where it went
     * @param reply how it went
     */
    void after(URI uri, HostGate.Reply reply);
}
