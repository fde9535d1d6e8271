package io.newsflow.ingest.service;

import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.util.concurrent.CompletableFuture;

/** A page that waits for its turn at its host, among the polls. */
final class PageFetch implements HostTurn {
    private final String url;
    private final CompletableFuture<Fetched> response = new CompletableFuture<>();

    PageFetch(String url) {
        this.url = url;
    }

    String url() {
        return url;
    }

    /** Host and port: what politeness counts as one server. */
    String host() {
        return CanonicalUrl.authorityOf(url).orElse("");
    }

    /** Completed with the response, or with why there is none. */
    CompletableFuture<Fetched> response() {
        return response;
    }
}
