package io.newsflow.stack.elasticsearch;

import org.elasticsearch.index.IndexSettings;

/** The limit that the server sets to n-grams. */
final class Grams {
    private Grams() {}

    /** @throws IllegalArgumentException when the sizes differ by more than {@code index.max_ngram_diff} */
    static void checkDifference(IndexSettings index, String what, int min, int max) {
        int limit = index.getMaxNgramDiff();
        if (max - min > limit) {
            throw new IllegalArgumentException("The difference between max_gram and min_gram in " + what
                    + " must be less than or equal to: [" + limit + "] but was [" + (max - min)
                    + "]. This limit can be set by changing the [index.max_ngram_diff] index level setting.");
        }
    }
}
