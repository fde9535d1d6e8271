package io.newsflow.ingest.extract;

import io.newsflow.model.RawArticle;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a document gave.
 *
 * @param articles the articles, in document order
 * @param problems parts that could not be read while others could
 * @param hints what the document says of its own polling
 * @param withdrawals articles that its sender withdraws
 * @param held items that must not be published before some time
 */
public record Extraction(
        List<RawArticle> articles,
        List<Problem> problems,
        PollHints hints,
        List<Withdrawal> withdrawals,
        List<Held> held) {

    /** Copies the lists. */
    public Extraction {
        articles = List.copyOf(articles);
        problems = List.copyOf(problems);
        withdrawals = List.copyOf(withdrawals);
        held = List.copyOf(held);
    }

    /** An extraction of a document that withdraws and holds back nothing. */
    public Extraction(List<RawArticle> articles, List<Problem> problems, PollHints hints) {
        this(articles, problems, hints, List.of(), List.of());
    }

    /** When the first of the items that are held back may be published; empty where there is none. */
    public Optional<Instant> heldUntil() {
        return held.stream().map(Held::until).min(Comparator.naturalOrder());
    }

    /**
     * Articles alone.
     *
     * @param articles the articles
     * @return an extraction without problems or hints
     */
    public static Extraction of(List<RawArticle> articles) {
        return new Extraction(articles, List.of(), PollHints.NONE);
    }

    /**
     * A part of a document that could not be read.
     *
     * @param where item index, line or path inside the document
     * @param what what is wrong
     * @param bytes the part as it stood in the document, for the dead letters; null where it cannot be cut out
     */
    public record Problem(String where, String what, byte[] bytes) {}

    /**
     * An item by which its sender withdraws an article that was published before.
     *
     * @param where item index, line or path inside the document
     * @param articleIds ids that the article can have been published under, at least one
     * @param what what the item says
     */
    public record Withdrawal(String where, List<String> articleIds, String what) {
        /** Copies the list. */
        public Withdrawal {
            articleIds = List.copyOf(articleIds);
        }
    }

    /**
     * An item under an embargo: to be read again when that has ended.
     *
     * @param where item index, line or path inside the document
     * @param until when the embargo ends
     * @param what what the item says
     */
    public record Held(String where, Instant until, String what) {}
}
