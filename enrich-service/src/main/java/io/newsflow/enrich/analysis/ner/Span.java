package io.newsflow.enrich.analysis.ner;

import io.newsflow.model.EntityType;

/**
 * A name in a sequence of tokens.
 *
 * @param first first token
 * @param end token behind the last one
 * @param type PER, ORG, LOC or MISC
 * @param confidence 0 to 1
 */
public record Span(int first, int end, EntityType type, float confidence) {
    /** Number of tokens. */
    public int length() {
        return end - first;
    }
}
