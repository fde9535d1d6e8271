package io.newsflow.enrich.analysis.text;

import java.util.Locale;

/**
 * The strings of words that were asked for lately, so that the same word is one string, with its hash, from article to
 * article. A direct-mapped cache: a word takes the place of another one of the same slot, so its size is bounded. Threads
 * share it without locks: strings are immutable, and a lost write only means another string of the same letters.
 */
final class WordPool {
    /** Longest word that is kept, in chars. */
    private static final int LONGEST = 24;

    private static final int SLOTS = 1 << 14;
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private static final String[] LOWER = new String[SLOTS];
    private static final String[] FORMS = new String[SLOTS];

    private WordPool() {}

    /** The chars from one offset to another, as they stand there. */
    static String form(String text, int start, int end) {
        int length = end - start;
        if (length > LONGEST) {
            return text.substring(start, end);
        }
        int hash = length;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        int slot = slot(hash);
        String known = FORMS[slot];
        if (known != null && known.length() == length && text.startsWith(known, start)) {
            return known;
        }
        String form = text.substring(start, end);
        FORMS[slot] = form;
        return form;
    }

    /** What {@link String#toLowerCase(Locale)} of the root locale makes of the chars from one offset to another. */
    static String lower(String text, int start, int end) {
        int length = end - start;
        if (length > LONGEST) {
            return text.substring(start, end).toLowerCase(Locale.ROOT);
        }
        int hash = length;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 && isContextual(c)) {
                return text.substring(start, end).toLowerCase(Locale.ROOT);
            }
            hash = hash * 31 + Chars.lower(c);
        }
        int slot = slot(hash);
        String known = LOWER[slot];
        if (known != null && known.length() == length && isLowerOf(known, text, start)) {
            return known;
        }
        String lower = text.substring(start, end).toLowerCase(Locale.ROOT);
        LOWER[slot] = lower;
        return lower;
    }

    /** FNV-1a of the chars from one offset to another in small letters: that of {@link #lower(String, int, int)}. */
    static long hash(String text, int start, int end) {
        long hash = BASIS;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 && isContextual(c)) {
                return hash(lower(text, start, end));
            }
            hash = (hash ^ Chars.lower(c)) * PRIME;
        }
        return hash;
    }

    /** FNV-1a of a word. */
    static long hash(String word) {
        return hashOf(word, 0, word.length());
    }

    /** FNV-1a of the chars from one offset to another as they stand there. */
    static long hashOf(String text, int start, int end) {
        long hash = BASIS;
        for (int i = start; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }

    /** Letters whose small letters depend on what stands beside them, or are of another length. */
    private static boolean isContextual(char c) {
        return c == '\u0130' || c == '\u03A3' || Character.isSurrogate(c);
    }

    private static boolean isLowerOf(String lower, String text, int start) {
        for (int i = 0; i < lower.length(); i++) {
            if (lower.charAt(i) != Chars.lower(text.charAt(start + i))) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int hash) {
        int h = hash * 0x9E3779B1;
        return (h ^ h >>> 15) & SLOTS - 1;
    }
}
