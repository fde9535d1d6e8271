package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.LongTable;
import java.util.Arrays;

/** Counts how often terms occur, by their hashes. Not thread-safe. */
final class TermCounts {
    /** Terms by their numbers, where all are counted; else null. */
    private final LongTable terms;
    /** Terms that are counted, where not all are; else null. */
    private final LongTable vocabulary;
    /** For each term of the vocabulary its number here, counted from 1; 0 for none. */
    private final int[] places;
    /** Numbers in the vocabulary of the terms that occurred. */
    private int[] rows = new int[256];

    private float[] counts = new float[256];
    private int size;

    /** Counts all terms. */
    TermCounts() {
        this(null);
    }

    /**
     * Counts some terms.
     *
     * @param vocabulary terms that are counted; null for all
     */
    TermCounts(LongTable vocabulary) {
        this.vocabulary = vocabulary;
        this.terms = vocabulary == null ? new LongTable(256) : null;
        this.places = vocabulary == null ? null : new int[vocabulary.size()];
    }

    /** Forgets all terms and keeps the room. */
    void clear() {
        Arrays.fill(counts, 0, size, 0);
        if (vocabulary == null) {
            terms.clear();
        } else {
            for (int i = 0; i < size; i++) {
                places[rows[i]] = 0;
            }
        }
        size = 0;
    }

    /** Counts a term once more and gives its count so far; only where all terms are counted. */
    float increment(long term) {
        int number = terms.add(term);
        size = terms.size();
        if (number == counts.length) {
            counts = Arrays.copyOf(counts, number * 2);
        }
        return counts[number] += 1;
    }

    /**
     * What a term is counted by: its number in the vocabulary where there is one, otherwise its hash.
     *
     * @return -1 for a term that is not in the vocabulary
     */
    long key(long term) {
        return vocabulary == null ? term : vocabulary.find(term);
    }

    /** Whether a key is that of a term that is counted. */
    boolean counts(long key) {
        return vocabulary == null || key >= 0;
    }

    /**
     * Counts a term with a weight.
     *
     * @param key key of a term that is counted
     */
    void count(long key, float weight) {
        int number;
        if (vocabulary == null) {
            number = terms.add(key);
            size = terms.size();
        } else {
            int row = (int) key;
            number = places[row] - 1;
            if (number < 0) {
                number = size;
                if (number == rows.length) {
                    rows = Arrays.copyOf(rows, number * 2);
                }
                rows[number] = row;
                places[row] = ++size;
            }
        }
        if (number >= counts.length) {
            counts = Arrays.copyOf(counts, counts.length * 2);
        }
        counts[number] += weight;
    }

    /** Number of different terms. */
    int size() {
        return size;
    }

    /** A term by its number, in the order of their first occurrence. */
    long term(int number) {
        return vocabulary == null ? terms.key(number) : vocabulary.key(rows[number]);
    }

    /** Number of a term, by its number here, in a vocabulary; -1 where it has none. */
    int in(LongTable other, int number) {
        return other == vocabulary ? rows[number] : other.find(term(number));
    }

    /** How often the term with a number occurred. */
    float count(int number) {
        return counts[number];
    }
}
