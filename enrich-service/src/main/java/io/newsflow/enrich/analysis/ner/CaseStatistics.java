package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import java.util.Arrays;

/**
 * How the words of a document are written in it: small, or with a capital where none is due. What stands small elsewhere
 * is seldom a name at the head of a sentence or in a headline. Not thread-safe; used again for each document.
 */
final class CaseStatistics {
    private static final int SMALL = 1;
    private static final int CAPITAL = 1 << 16;

    private int[] keys = new int[1 << 10];
    private int[] counts = new int[1 << 10];
    private int size;

    /** Forgets the document before. */
    void clear() {
        Arrays.fill(keys, 0);
        size = 0;
    }

    /** Counts the words of a text. */
    void add(Tokens tokens) {
        for (int s = 0; s < tokens.sentences(); s++) {
            int from = tokens.sentenceStart(s);
            int to = tokens.sentenceEnd(s);
            boolean plain = isPlain(tokens, from, to);
            for (int i = from; i < to; i++) {
                if (tokens.kind(i) != Tokens.WORD || tokens.length(i) < 2) {
                    continue;
                }
                if (Chars.isLower(tokens.first(i))) {
                    count(lower(tokens, i), SMALL);
                } else if (plain && i > from && tokens.kind(i - 1) == Tokens.WORD) {
                    count(lower(tokens, i), CAPITAL);
                }
            }
        }
    }

    /** 0 for never seen, 1 only with a capital, 2 only small, 3 both. */
    int of(int lowerHash) {
        int key = lowerHash == 0 ? 1 : lowerHash;
        int mask = keys.length - 1;
        int i = slot(key) & mask;
        while (keys[i] != 0) {
            if (keys[i] == key) {
                return (counts[i] >>> 16 > 0 ? 1 : 0) + ((counts[i] & 0xFFFF) > 0 ? 2 : 0);
            }
            i = i + 1 & mask;
        }
        return 0;
    }

    /** Hash of a token in small letters. */
    static int lower(Tokens tokens, int token) {
        String text = tokens.text();
        int h = 0;
        int end = tokens.end(token);
        for (int i = tokens.start(token); i < end; i++) {
            char c = Chars.lower(text.charAt(i));
            h = h * 31 + (Chars.isDigit(c) ? '0' : c);
        }
        return h;
    }

    /** True where at least half of the words are small: not a headline in capitals, nor a table. */
    static boolean isPlain(Tokens tokens, int from, int to) {
        int small = 0;
        int capital = 0;
        for (int i = from; i < to; i++) {
            if (tokens.kind(i) == Tokens.WORD) {
                if (Chars.isLower(tokens.first(i))) {
                    small++;
                } else {
                    capital++;
                }
            }
        }
        return small >= capital && small > 2;
    }

    private void count(int lowerHash, int what) {
        int key = lowerHash == 0 ? 1 : lowerHash;
        if (size * 2 > keys.length) {
            grow();
        }
        int mask = keys.length - 1;
        int i = slot(key) & mask;
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & mask;
        }
        if (keys[i] == 0) {
            keys[i] = key;
            counts[i] = 0;
            size++;
        }
        boolean full = what == SMALL ? (counts[i] & 0xFFFF) == 0xFFFF : counts[i] >>> 16 == 0x7FFF;
        if (!full) {
            counts[i] += what;
        }
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new int[oldKeys.length * 2];
        counts = new int[oldKeys.length * 2];
        int mask = keys.length - 1;
        for (int k = 0; k < oldKeys.length; k++) {
            if (oldKeys[k] != 0) {
                int i = slot(oldKeys[k]) & mask;
                while (keys[i] != 0) {
                    i = i + 1 & mask;
                }
                keys[i] = oldKeys[k];
                counts[i] = oldCounts[k];
            }
        }
    }

    private static int slot(int key) {
        int h = key * 0x9E3779B1;
        return h ^ h >>> 15;
    }
}
