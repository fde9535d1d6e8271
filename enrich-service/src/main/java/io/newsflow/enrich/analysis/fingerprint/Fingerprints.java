package io.newsflow.enrich.analysis.fingerprint;

import io.newsflow.enrich.analysis.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fingerprints of a text by which near-duplicates are found. Both work on shingles of five words in lower case.
 *
 * <p>SimHash: Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002. Texts that share most
 * shingles differ in few of its 64 bits; Manku, Jain and Das Sarma ("Detecting near-duplicates for web crawling", WWW
 * 2007) use three.
 *
 * <p>MinHash: Broder, "On the resemblance and containment of documents", 1997. The part of equal entries estimates the
 * Jaccard similarity of the shingle sets, with a standard error of at most 1/(2 sqrt(64)) = 0.06.
 */
public final class Fingerprints {
    /** Words in a shingle. */
    public static final int SHINGLE = 5;

    /** Entries of a MinHash signature. */
    public static final int MIN_HASHES = 64;

    private static final long PRIME = 0x100000001b3L;
    private static final long BASIS = 0xcbf29ce484222325L;

    /** The numbers from 0 on: multiplied in a loop that the compiler turns into vector instructions. */
    private static final int[] NUMBERS = IntStream.range(0, MIN_HASHES).toArray();

    private Fingerprints() {}

    /**
     * 64-bit SimHash.
     *
     * @param words words in lower case
     * @return 0 for fewer words than a shingle has
     */
    public static long simHash(List<String> words) {
        return simHash(shingles(words));
    }

    /**
     * 64-bit SimHash.
     *
     * @param shingles hashes by {@link #shingles}
     * @return 0 where there are none
     */
    public static long simHash(long[] shingles) {
        // One counter for each bit, with the counters' own bits side by side in a long each.
        long[] counters = new long[Integer.SIZE - Integer.numberOfLeadingZeros(shingles.length)];
        for (long shingle : shingles) {
            long carry = shingle;
            for (int k = 0; carry != 0; k++) {
                long both = counters[k] & carry;
                counters[k] ^= carry;
                carry = both;
            }
        }
        long hash = 0;
        for (int bit = 0; bit < 64; bit++) {
            long ones = 0;
            for (int k = 0; k < counters.length; k++) {
                ones |= (counters[k] >>> bit & 1) << k;
            }
            if (2 * ones > shingles.length) {
                hash |= 1L << bit;
            }
        }
        return hash;
    }

    /**
     * MinHash signature of {@value #MIN_HASHES} entries.
     *
     * @param words words in lower case
     * @return empty for fewer words than a shingle has
     */
    public static List<Integer> minHash(List<String> words) {
        return minHash(shingles(words));
    }

    /**
     * MinHash signature of {@value #MIN_HASHES} entries.
     *
     * @param shingles hashes by {@link #shingles}
     * @return empty where there are none
     */
    public static List<Integer> minHash(long[] shingles) {
        if (shingles.length == 0) {
            return List.of();
        }
        int[] least = new int[MIN_HASHES];
        Arrays.fill(least, Integer.MAX_VALUE);
        for (long shingle : shingles) {
            // Two independent halves make the family h1 + i * h2 (Kirsch and Mitzenmacher 2006).
            int first = (int) shingle;
            int second = (int) (shingle >>> 32) | 1;
            for (int i = 0; i < MIN_HASHES; i++) {
                least[i] = Math.min(least[i], mix(first + NUMBERS[i] * second) & Integer.MAX_VALUE);
            }
        }
        List<Integer> signature = new ArrayList<>(MIN_HASHES);
        for (int hash : least) {
            signature.add(hash);
        }
        return signature;
    }

    /**
     * Hashes of all shingles of a text, in order.
     *
     * @param words words in lower case
     * @return empty for fewer words than a shingle has
     */
    public static long[] shingles(List<String> words) {
        long[] hashes = new long[words.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = Tokens.hash(words.get(i));
        }
        return shingles(hashes, hashes.length);
    }

    /**
     * Hashes of all shingles of a text, in order.
     *
     * @param words hashes of its words by {@link Tokens#hash}
     * @param n how many
     * @return empty for fewer words than a shingle has
     */
    public static long[] shingles(long[] words, int n) {
        int count = n - SHINGLE + 1;
        if (count <= 0) {
            return new long[0];
        }
        long[] shingles = new long[count];
        for (int i = 0; i < count; i++) {
            long hash = BASIS;
            for (int j = 0; j < SHINGLE; j++) {
                hash = (hash ^ words[i + j]) * PRIME;
                hash ^= hash >>> 29;
            }
            shingles[i] = finish(hash);
        }
        return shingles;
    }

    /** Finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long finish(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Finaliser of MurmurHash3 (Appleby). */
    private static int mix(int value) {
        int h = (value ^ value >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
