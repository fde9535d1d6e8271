package io.newsflow.enrich.analysis.keywords;

import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.enrich.analysis.text.Tokens;
import java.util.Arrays;
import java.util.Locale;

/**
 * The phrases of one article by the hashes of their letters, with how often and where each stands first. Most phrases of
 * a text stand there once and are never looked at, so no strings are made of them. Used again from article to article by
 * one thread.
 */
final class PhraseTable {
    private final LongTable phrases = new LongTable(1024);
    private Tokens[] texts = new Tokens[1024];
    private int[] first = new int[1024];
    private int[] behind = new int[1024];
    private int[] times = new int[1024];
    private double[] weights = new double[1024];
    /** How often it stands there as a word, weighted; 0 for phrases of several words. */
    private double[] frequencies = new double[1024];

    private boolean[] small = new boolean[1024];

    /** Forgets the article before. */
    void clear() {
        Arrays.fill(texts, 0, phrases.size(), null);
        phrases.clear();
    }

    /** Counts a word of the article. */
    void word(Tokens tokens, int token, double weight) {
        int number = number(tokens, token, token + 1);
        frequencies[number] += weight;
    }

    /** Counts a phrase. */
    void phrase(Tokens tokens, int from, int to, double weight) {
        int number = number(tokens, from, to);
        times[number]++;
        weights[number] += weight;
        small[number] |= isSmall(tokens, from, to);
    }

    private int number(Tokens tokens, int from, int to) {
        int before = phrases.size();
        int number = phrases.add(hash(tokens, from, to));
        if (number == before) {
            if (number == times.length) {
                grow();
            }
            texts[number] = tokens;
            first[number] = from;
            behind[number] = to;
            times[number] = 0;
            weights[number] = 0;
            frequencies[number] = 0;
            small[number] = false;
        }
        return number;
    }

    private void grow() {
        int capacity = times.length * 2;
        texts = Arrays.copyOf(texts, capacity);
        first = Arrays.copyOf(first, capacity);
        behind = Arrays.copyOf(behind, capacity);
        times = Arrays.copyOf(times, capacity);
        weights = Arrays.copyOf(weights, capacity);
        frequencies = Arrays.copyOf(frequencies, capacity);
        small = Arrays.copyOf(small, capacity);
    }

    /** Of the words, and of what stands between them. */
    private static long hash(Tokens tokens, int from, int to) {
        long hash = tokens.hash(from);
        String text = tokens.text();
        for (int i = from + 1; i < to; i++) {
            for (int c = tokens.end(i - 1); c < tokens.start(i); c++) {
                hash = (hash ^ text.charAt(c)) * 0x9E3779B97F4A7C15L;
            }
            hash = (hash ^ tokens.hash(i)) * 0xBF58476D1CE4E5B9L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private static boolean isSmall(Tokens tokens, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!tokens.isLower(i)) {
                return false;
            }
        }
        return true;
    }

    /** Number of different phrases and words. */
    int size() {
        return phrases.size();
    }

    /** How often a phrase stands there; 0 for what is counted as a word only. */
    int times(int number) {
        return times[number];
    }

    /** What its places weigh together. */
    double weight(int number) {
        return weights[number];
    }

    /** Number of words. */
    int words(int number) {
        return behind[number] - first[number];
    }

    /** How often the word with a place in a phrase stands in the article, weighted. */
    double frequency(int number, int place) {
        int token = first[number] + place;
        int word = phrases.find(hash(texts[number], token, token + 1));
        return word < 0 ? 0 : frequencies[word];
    }

    /** The phrase as it stands first, in small letters. */
    String key(int number) {
        return words(number) == 1
                ? texts[number].lower(first[number])
                : texts[number].span(first[number], behind[number]).toLowerCase(Locale.ROOT);
    }

    /** Small letters where it stands so anywhere, which reads better than the capitals of a headline. */
    String readable(int number) {
        return small[number] ? key(number) : texts[number].span(first[number], behind[number]);
    }
}
