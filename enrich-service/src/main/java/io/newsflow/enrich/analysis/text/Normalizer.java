package io.newsflow.enrich.analysis.text;

import java.util.Arrays;

/**
 * Makes one spelling out of the many that the web has for the same characters: Unicode NFC; typographic quotes as
 * {@code '} and {@code "}; hyphens as {@code -}; other dashes as an en dash; all kinds of blanks as a space (line feeds
 * stay); presentation ligatures and full-width Latin as plain letters; invisible characters (soft hyphens, zero-width
 * and directional marks, controls) left out, except the joiners inside words of scripts that need them; halves of
 * surrogate pairs as U+FFFD. Offsets into the original are kept.
 *
 * <p>Stateless and thread-safe. Linear in the length of the text.
 */
public final class Normalizer {
    /** Longest text that {@link #normalize(String)} looks at, in chars: some thirty times a long read. */
    public static final int DEFAULT_MAX_CHARS = 1_000_000;

    private static final char KEEP = 0;
    private static final char DROP = 1;
    private static final char COMPLEX = 2;

    /** For each BMP char: KEEP, DROP, COMPLEX (needs composition or expands), or the char to write instead. */
    private static final char[] MAP = buildMap();

    private Normalizer() {}

    /**
     * Normalises a text, looking at its first {@link #DEFAULT_MAX_CHARS} chars.
     *
     * @param original any text, also malformed; not null
     */
    public static NormalizedText normalize(String original) {
        return normalize(original, DEFAULT_MAX_CHARS);
    }

    /**
     * Normalises the beginning of a text.
     *
     * @param original any text, also malformed; not null
     * @param maxChars where to cut, in chars of the original
     */
    public static NormalizedText normalize(String original, int maxChars) {
        boolean truncated = original.length() > maxChars;
        int length = truncated ? maxChars : original.length();
        if (truncated && length > 0 && Character.isHighSurrogate(original.charAt(length - 1))) {
            length--;
        }
        int clean = cleanPrefix(original, length);
        if (clean == length) {
            String text = truncated ? original.substring(0, length) : original;
            return new NormalizedText(original, text, null, truncated);
        }
        return rewrite(original, length, clean, truncated);
    }

    /** True for chars that normalisation leaves out. */
    static boolean isDropped(char c) {
        return MAP[c] == DROP;
    }

    private static int cleanPrefix(String s, int length) {
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (MAP[c] == KEEP) {
                continue;
            }
            if (MAP[c] == COMPLEX
                    && Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(s.charAt(i + 1))) {
                i++;
                continue;
            }
            return i;
        }
        return length;
    }

    private static NormalizedText rewrite(String s, int length, int clean, boolean truncated) {
        char[] out = new char[length + 16];
        int[] origins = null;
        s.getChars(0, clean, out, 0);
        int n = clean;
        int i = clean;
        while (i < length) {
            char c = s.charAt(i);
            char to = MAP[c];
            if (to == KEEP || to > COMPLEX) {
                if (n == out.length) {
                    out = Arrays.copyOf(out, n + n / 2);
                    origins = origins == null ? null : Arrays.copyOf(origins, out.length + 1);
                }
                if (origins != null) {
                    origins[n] = i;
                }
                out[n++] = to == KEEP ? c : to;
                i++;
                continue;
            }
            if (to == COMPLEX && Character.isHighSurrogate(c)) {
                boolean paired = i + 1 < length && Character.isLowSurrogate(s.charAt(i + 1));
                if (n + 2 > out.length) {
                    out = Arrays.copyOf(out, n + n / 2 + 2);
                    origins = origins == null ? null : Arrays.copyOf(origins, out.length + 1);
                }
                if (origins != null) {
                    origins[n] = i;
                    origins[n + 1] = i + 1;
                }
                out[n++] = paired ? c : '\uFFFD';
                if (paired) {
                    out[n++] = s.charAt(i + 1);
                    i++;
                }
                i++;
                continue;
            }
            if (to == DROP) {
                if (origins == null) {
                    origins = identity(out.length, n);
                }
                i++;
                continue;
            }
            // A composing sequence: the base that was already written, and all marks that follow.
            int from = i;
            boolean withBase = isMark(c) && n > 0 && i > 0 && Character.isLetterOrDigit(out[n - 1]);
            int to2 = i + 1;
            while (to2 < length && to2 - i < 32 && isMark(s.charAt(to2))) {
                to2++;
            }
            if (isJamo(c)) {
                while (to2 < length && to2 - i < 3 && isJamo(s.charAt(to2))) {
                    to2++;
                }
            }
            String segment = s.substring(from, to2);
            int begin = i;
            if (withBase) {
                segment = out[n - 1] + segment;
                begin = origins == null ? n - 1 : origins[n - 1];
                n--;
            }
            String composed = java.text.Normalizer.normalize(segment, formFor(c));
            if (origins == null) {
                origins = identity(out.length, n);
            }
            if (n + composed.length() > out.length) {
                out = Arrays.copyOf(out, n + n / 2 + composed.length());
                origins = Arrays.copyOf(origins, out.length + 1);
            }
            for (int k = 0; k < composed.length(); k++) {
                origins[n] = Math.min(begin + k, to2 - 1);
                out[n++] = composed.charAt(k);
            }
            i = to2;
        }
        if (origins != null) {
            origins = Arrays.copyOf(origins, n + 1);
            origins[n] = length;
        }
        return new NormalizedText(s, new String(out, 0, n), origins, truncated);
    }

    private static java.text.Normalizer.Form formFor(char c) {
        return isCompatibility(c) ? java.text.Normalizer.Form.NFKC : java.text.Normalizer.Form.NFC;
    }

    private static int[] identity(int capacity, int upTo) {
        int[] a = new int[capacity + 1];
        for (int i = 0; i < upTo; i++) {
            a[i] = i;
        }
        return a;
    }

    private static boolean isMark(char c) {
        return c >= 0x300 && MAP[c] == COMPLEX && !isCompatibility(c) && !isJamo(c) && !Character.isSurrogate(c);
    }

    private static boolean isJamo(char c) {
        return c >= 0x1100 && c <= 0x11FF;
    }

    private static boolean isCompatibility(char c) {
        return (c >= 0xFB00 && c <= 0xFB06) || (c >= 0xFB50 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
    }

    private static char[] buildMap() {
        char[] map = new char[0x10000];
        for (int c = 0; c < 0x10000; c++) {
            int type = Character.getType(c);
            if (Character.isHighSurrogate((char) c)) {
                map[c] = COMPLEX;
            } else if (Character.isLowSurrogate((char) c)) {
                map[c] = '\uFFFD';
            } else if (type == Character.CONTROL || type == Character.FORMAT) {
                map[c] = DROP;
            } else if (Character.isSpaceChar(c) && c != ' ') {
                map[c] = ' ';
            } else if (isCompatibility((char) c) && type != Character.UNASSIGNED) {
                map[c] = COMPLEX;
            } else if (isJamo((char) c)) {
                map[c] = COMPLEX;
            } else if (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK) {
                // Only marks that NFC may fold into their base or reorder; the vowel signs of Indic scripts stand
                // alone.
                boolean stable = c >= 0x0900 && c <= 0x0DFF || c >= 0x0E00 && c <= 0x0EFF || c >= 0x0591 && c <= 0x05C7;
                boolean arabicVowel = c >= 0x064B && c <= 0x0652 || c == 0x0670;
                boolean variation = c >= 0xFE00 && c <= 0xFE0F;
                map[c] = variation ? DROP : stable ? KEEP : arabicVowel ? DROP : COMPLEX;
            } else if (c < 0x2000
                    && c > 0x7F
                    && !java.text.Normalizer.isNormalized(String.valueOf((char) c), java.text.Normalizer.Form.NFC)) {
                map[c] = COMPLEX;
            }
        }
        map['\n'] = KEEP;
        map['\t'] = ' ';
        map['\r'] = ' ';
        map['\u000B'] = '\n';
        map['\u000C'] = '\n';
        map['\u0085'] = '\n';
        map['\u2028'] = '\n';
        map['\u2029'] = '\n';
        for (char c : "\u2018\u2019\u201A\u201B\u02BC\u2032\u2035\u00B4\u0060\uFF07\u02B9\u02BB\u05F3".toCharArray()) {
            map[c] = '\'';
        }
        for (char c : "\u201C\u201D\u201E\u201F\u2033\u2036\uFF02\u05F4".toCharArray()) {
            map[c] = '"';
        }
        for (char c : "\u2010\u2011\u2043\uFE63\uFF0D\u058A".toCharArray()) {
            map[c] = '-';
        }
        for (char c : "\u2012\u2014\u2015\u2212\uFE58\u2E3A\u2E3B".toCharArray()) {
            map[c] = '\u2013';
        }
        for (char c = '\uFF01'; c <= '\uFF5E'; c++) {
            // Full-width Latin letters and digits; the punctuation of Chinese and Japanese stays.
            if (Character.isLetterOrDigit(c)) {
                map[c] = (char) (c - 0xFEE0);
            }
        }
        // Joiners carry meaning in Persian and the Indic scripts.
        map['\u200C'] = KEEP;
        map['\u200D'] = KEEP;
        map['\uFEFF'] = DROP;
        map['\uFFFC'] = ' ';
        // The Arabic stretching sign is typography.
        map['\u0640'] = DROP;
        return map;
    }
}
