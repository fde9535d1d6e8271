package io.newsflow.enrich.analysis.text;

import java.util.Arrays;

/**
 * A text after {@link Normalizer}, with the way back to the original. Offsets of the analysis count {@code char}s of
 * {@link #text()}; records carry Unicode code points of the original: {@link #originalCodePointStart(int)} and
 * {@link #originalCodePointEnd(int)} translate. Immutable and thread-safe.
 */
public final class NormalizedText {
    private final String original;
    private final String text;

    /** Original char offset of each normalised char and of the end; null where both count alike. */
    private final int[] origins;

    /** Original char offsets of the low halves of surrogate pairs, ascending; null where there are none. */
    private final int[] lowSurrogates;

    private final boolean truncated;

    NormalizedText(String original, String text, int[] origins, boolean truncated) {
        this.original = original;
        this.text = text;
        this.origins = origins;
        this.truncated = truncated;
        this.lowSurrogates = lowSurrogates(original);
    }

    /** The text to analyse. */
    public String text() {
        return text;
    }

    /** The text as it was given. */
    public String original() {
        return original;
    }

    /** True where only a beginning of the original went into {@link #text()}. */
    public boolean truncated() {
        return truncated;
    }

    /**
     * Original char offset of a char of the normalised text.
     *
     * @param offset offset into {@link #text()}, from 0 to its length
     * @return offset into {@link #original()} where that char begins
     */
    public int originalStart(int offset) {
        return origins == null ? offset : origins[offset];
    }

    /**
     * Original char offset behind a stretch of the normalised text.
     *
     * @param end end of the stretch in {@link #text()}, exclusive
     * @return exclusive end in {@link #original()}, without invisible chars that follow the stretch
     */
    public int originalEnd(int end) {
        if (origins == null || end == 0) {
            return end;
        }
        int last = origins[end - 1];
        int e = origins[end];
        while (e - 1 > last && Normalizer.isDropped(original.charAt(e - 1))) {
            e--;
        }
        return e;
    }

    /**
     * Code point offset in the original of a char of the normalised text.
     *
     * @param offset offset into {@link #text()}
     * @return number of code points of {@link #original()} before that char
     */
    public int originalCodePointStart(int offset) {
        return codePoints(originalStart(offset));
    }

    /**
     * Code point offset in the original behind a stretch of the normalised text.
     *
     * @param end exclusive end in {@link #text()}
     * @return exclusive end in code points of {@link #original()}
     */
    public int originalCodePointEnd(int end) {
        return codePoints(originalEnd(end));
    }

    /**
     * The original's words for a stretch of the normalised text.
     *
     * @param start start in {@link #text()}
     * @param end exclusive end in {@link #text()}
     */
    public String originalSurface(int start, int end) {
        return original.substring(originalStart(start), originalEnd(end));
    }

    private int codePoints(int originalOffset) {
        if (lowSurrogates == null) {
            return originalOffset;
        }
        int i = Arrays.binarySearch(lowSurrogates, originalOffset);
        int before = i >= 0 ? i : -i - 1;
        return originalOffset - before;
    }

    private static int[] lowSurrogates(String s) {
        int n = 0;
        int length = s.length();
        for (int i = 1; i < length; i++) {
            if (Character.isLowSurrogate(s.charAt(i)) && Character.isHighSurrogate(s.charAt(i - 1))) {
                n++;
            }
        }
        if (n == 0) {
            return null;
        }
        int[] lows = new int[n];
        n = 0;
        for (int i = 1; i < length; i++) {
            if (Character.isLowSurrogate(s.charAt(i)) && Character.isHighSurrogate(s.charAt(i - 1))) {
                lows[n++] = i;
            }
        }
        return lows;
    }
}
