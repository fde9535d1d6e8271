package io.newsflow.ingest.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How well texts that were found agree with texts that should have been, in words and in sequences of four words. Each
 * page counts the same, however long it is: precision and recall are means over the pages, as in Scrapinghub's
 * article-extraction-benchmark, and F1 is their harmonic mean.
 */
public final class TokenAgreement {
    /** Words in a sequence, as in the benchmark named above. */
    private static final int SEQUENCE = 4;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+");

    private final Means words = new Means();
    private final Means sequences = new Means();

    /**
     * Precision and recall of one measure.
     *
     * @param precision part of what was found that should have been, 0 to 1, mean over the pages on which something was
     * @param recall part of what should have been found that was, 0 to 1, mean over the pages that have something to find
     */
    public record Score(double precision, double recall) {
        /** Harmonic mean of both. */
        public double f1() {
            double sum = precision + recall;
            return sum == 0 ? 0 : 2 * precision * recall / sum;
        }
    }

    /**
     * Counts a page.
     *
     * @param expected the text that it holds
     * @param found the text that was found
     * @return the agreement in words of this page alone
     */
    public Score add(String expected, String found) {
        List<String> want = tokens(expected);
        List<String> got = tokens(found);
        sequences.add(counts(want, SEQUENCE), counts(got, SEQUENCE));
        return words.add(counts(want, 1), counts(got, 1));
    }

    /** Pages counted. */
    public int pages() {
        return words.pages;
    }

    /** Agreement in words, each as often as it stands there. */
    public Score words() {
        return words.score();
    }

    /** Agreement in sequences of four words, each as often as it stands there. */
    public Score sequences() {
        return sequences.score();
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            tokens.add(m.group());
        }
        return tokens;
    }

    private static Map<List<String>, Integer> counts(List<String> tokens, int length) {
        Map<List<String>, Integer> counts = new HashMap<>();
        int last = Math.max(tokens.isEmpty() ? 0 : 1, tokens.size() - length + 1);
        for (int i = 0; i < last; i++) {
            counts.merge(tokens.subList(i, Math.min(tokens.size(), i + length)), 1, Integer::sum);
        }
        return counts;
    }

    private static final class Means {
        private int pages;
        private double precisions;
        private int withText;
        private double recalls;
        private int toFind;

        Score add(Map<List<String>, Integer> expected, Map<List<String>, Integer> found) {
            int common = 0;
            for (Map.Entry<List<String>, Integer> entry : found.entrySet()) {
                common += Math.min(entry.getValue(), expected.getOrDefault(entry.getKey(), 0));
            }
            int got = sum(found);
            int wanted = sum(expected);
            double precision = got == 0 ? 0 : (double) common / got;
            double recall = wanted == 0 ? 0 : (double) common / wanted;
            pages++;
            if (got > 0) {
                withText++;
                precisions += precision;
            }
            if (wanted > 0) {
                toFind++;
                recalls += recall;
            }
            return new Score(precision, recall);
        }

        Score score() {
            return new Score(precisions / Math.max(1, withText), recalls / Math.max(1, toFind));
        }

        private static int sum(Map<List<String>, Integer> counts) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
