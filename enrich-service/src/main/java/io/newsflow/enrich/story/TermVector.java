package io.newsflow.enrich.story;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Weighted terms of an article in one space, sorted by term. Terms are 64-bit hashes, weights whole numbers: sums over
 * articles are exact whatever the order they are added in, so an index that is built again from the store equals the
 * one that grew. Immutable.
 */
final class TermVector {
    static final TermVector EMPTY = new TermVector(new long[0], new short[0]);

    private final long[] terms;
    private final short[] weights;
    private final double norm;

    /** Takes over both arrays; terms must be sorted and different. */
    TermVector(long[] terms, short[] weights) {
        this.terms = terms;
        this.weights = weights;
        long squares = 0;
        for (short weight : weights) {
            squares += (long) weight * weight;
        }
        this.norm = Math.sqrt(squares);
    }

    int size() {
        return terms.length;
    }

    boolean isEmpty() {
        return terms.length == 0;
    }

    long term(int i) {
        return terms[i];
    }

    int weight(int i) {
        return weights[i];
    }

    double norm() {
        return norm;
    }

    /** Cosine of the angle to another vector, 0 where one is empty. */
    double cosine(TermVector other) {
        if (isEmpty() || other.isEmpty()) {
            return 0;
        }
        long dot = 0;
        int i = 0;
        int j = 0;
        while (i < terms.length && j < other.terms.length) {
            if (terms[i] == other.terms[j]) {
                dot += (long) weights[i++] * other.weights[j++];
            } else if (terms[i] < other.terms[j]) {
                i++;
            } else {
                j++;
            }
        }
        return dot / (norm * other.norm);
    }

    /** Bytes that {@link #write} adds. */
    int bytes() {
        return Integer.BYTES + terms.length * (Long.BYTES + Short.BYTES);
    }

    void write(ByteBuffer out) {
        out.putInt(terms.length);
        for (int i = 0; i < terms.length; i++) {
            out.putLong(terms[i]);
            out.putShort(weights[i]);
        }
    }

    static TermVector read(ByteBuffer in) {
        int size = in.getInt();
        long[] terms = new long[size];
        short[] weights = new short[size];
        for (int i = 0; i < size; i++) {
            terms[i] = in.getLong();
            weights[i] = in.getShort();
        }
        return new TermVector(terms, weights);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TermVector that
                && Arrays.equals(terms, that.terms)
                && Arrays.equals(weights, that.weights);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(terms) + Arrays.hashCode(weights);
    }
}
