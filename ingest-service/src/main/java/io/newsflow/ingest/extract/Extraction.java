package io.newsflow.ingest.extract;

import io.newsflow.model.RawArticle;
import java.util.List;

/**
 * What a document gave.
 *
 * @param articles the articles, in document order
 * @param problems parts that could not be read while others could
 * @param hints what the document says of its own polling
 */
public record Extraction(List<RawArticle> articles, List<Problem> problems, PollHints hints) {

    /** Copies the lists. */
    public Extraction {
        articles = List.copyOf(articles);
        problems = List.copyOf(problems);
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
}
