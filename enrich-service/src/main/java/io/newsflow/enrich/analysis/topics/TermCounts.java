package io.newsflow.enrich.analysis.topics;

import java.util.Arrays;

/** Counts how often terms occur, by their hashes. Not thread-safe. */
final class TermCounts {
    private final LongTable terms = new LongTable(256);
    private float[] counts = new float[256];

    /** Forgets all terms and keeps the room. */
    void clear() {
        Arrays.fill(counts, 0, terms.size(), 0);
        terms.clear();
    }

    /** Counts a term once more and gives its count so far. */
    float increment(long term) {
        return add(term, 1);
    }

    /** Counts a term with a weight and gives the sum so far. */
    float add(long term, float weight) {
        int number = terms.add(term);
        if (number == counts.length) {
            counts = Arrays.copyOf(counts, number * 2);
        }
        return counts[number] += weight;
    }

    /** Number of different terms. */
    int size() {
        return terms.size();
    }

    /** A term by its number, in the order of their first occurrence. */
    long term(int number) {
        return terms.key(number);
    }

    /** How often the term with a number occurred. */
    float count(int number) {
        return counts[number];
    }
}
