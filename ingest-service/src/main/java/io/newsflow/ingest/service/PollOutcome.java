package io.newsflow.ingest.service;

import io.newsflow.model.FetchState;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import java.time.Instant;
import java.util.List;

/**
 * What a poll changes. All of it is written in one transaction.
 *
 * @param state where the polling of the source stands now
 * @param articles articles that are new, or whose content changed
 * @param retractions articles that the source has withdrawn
 * @param deadLetters what could not be read
 * @param kind how the poll went
 * @param seen number of articles that the document held
 * @param followed whether items were followed to their pages
 */
public record PollOutcome(
        FetchState state,
        List<RawArticle> articles,
        List<Retraction> retractions,
        List<DeadLetter> deadLetters,
        Kind kind,
        int seen,
        boolean followed) {
    /**
     * An article that its source has shown before and now withdraws.
     *
     * @param articleId article id
     * @param revision revision of the retraction, above that of the article
     * @param at when the withdrawal was read
     */
    public record Retraction(String articleId, long revision, Instant at) {}

    /** An outcome without pages and retractions. */
    public PollOutcome(FetchState state, List<RawArticle> articles, List<DeadLetter> deadLetters, Kind kind, int seen) {
        this(state, articles, List.of(), deadLetters, kind, seen, false);
    }

    /** This outcome, counted among those whose items were followed to their pages. */
    PollOutcome asFollowed() {
        return new PollOutcome(state, articles, retractions, deadLetters, kind, seen, true);
    }

    /** How a poll went. */
    public enum Kind {
        /** The document was read. */
        READ,
        /** The server, or the document itself, says that nothing changed. */
        UNCHANGED,
        /** There was a response that is no document: an error status. */
        HTTP_ERROR,
        /** There was no response. */
        NO_RESPONSE,
        /** The document could not be read. */
        UNREADABLE
    }
}
