package io.newsflow.ingest.service;

import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import java.util.concurrent.CompletableFuture;

/**
 * Something that happens to a source between its polls, such as a document that a hub pushes. Never at the same time as a poll
 * of the source, or as another event.
 *
 * @param change what it changes; called on a worker
 * @param written completed with true when that is written, with false when it was dropped
 */
record SourceEvent(Change change, CompletableFuture<Boolean> written) {
    /** Works out what an event changes. */
    @FunctionalInterface
    interface Change {
        PollOutcome of(Source source, FetchState before);
    }
}
