package io.newsflow.ingest.push;

import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes articles over from somebody who needs to know when they are safe. All of a call happens or nothing of it; what is
 * there already is not published again.
 */
public interface HandOver {

    /** What became of an article. */
    enum Result {
        /** Published; the source had not handed it over before, or had retracted it. */
        NEW,
        /** Published as a correction: the source had handed it over with other content. */
        REVISED,
        /** Not published: the source's last version has the same content. */
        UNCHANGED,
        /** A retraction was published. */
        RETRACTED,
        /** Not retracted: the source has not handed it over, or has retracted it already. */
        UNKNOWN
    }

    /**
     * An article's outcome.
     *
     * @param articleId article id
     * @param revision revision in force; 0 where the article is unknown
     * @param result what became of it
     */
    record Outcome(String articleId, long revision, Result result) {}

    /** Kafka or the schema registry is away: nothing is known to have happened, and asking again is safe. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Publishes articles.
     *
     * @param source who hands them over; articles of different sources are known apart
     * @param articles the articles; revision and first sighting are set as they are published
     * @param letters dead letters that belong to them
     * @return an outcome for each article, in order, when Kafka has acknowledged all; fails with {@link Unavailable}
     */
    CompletableFuture<List<Outcome>> publish(String source, List<RawArticle> articles, List<DeadLetter> letters);

    /**
     * Retracts an article.
     *
     * @param source who retracts it
     * @param articleId article id
     * @param foreign whether to retract it even if the source has not handed it over
     * @return the outcome when Kafka has acknowledged it; fails with {@link Unavailable}
     */
    CompletableFuture<Outcome> retract(String source, String articleId, boolean foreign);
}
