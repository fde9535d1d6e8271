package io.newsflow.enrich.analysis.ner;

import io.newsflow.model.EntityType;

/**
 * A name in a sequence of tokens.
 *
 * @param first first token
 * @param end token behind the last one
 * @param type PER, ORG, LOC or MISC
 * @param confidence 0 to 1
 * @param guessed true where the type is only that of the likeliest thing of this name in the knowledge base, so that it
 *     says nothing on which of them is meant here
 */
public record Span(int first, int end, EntityType type, float confidence, boolean guessed) {
    /**
     * A name whose type was told from its surroundings.
     *
     * @param first first token
     * @param end token behind the last one
     * @param type PER, ORG, LOC or MISC
     * @param confidence 0 to 1
     */
    public Span(int first, int end, EntityType type, float confidence) {
        this(first, end, type, confidence, false);
    }

    /** Number of tokens. */
    public int length() {
        return end - first;
    }
}
