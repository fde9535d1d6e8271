package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.LongTable;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Directions of English words in a space where words of like meaning lie close together (derived by
 * {@link WordVectorBuilder}). Frequent words have short vectors, rare ones long ones. Immutable.
 */
final class WordVectors {
    static final int MAGIC = 0x4E465756;
    static final int FORMAT = 1;
    private static final String RESOURCE = "word-vectors.bin";

    private final int dimensions;
    private final LongTable words;
    private final byte[] values;

    private WordVectors(int dimensions, LongTable words, byte[] values) {
        this.dimensions = dimensions;
        this.words = words;
        this.values = values;
    }

    /** The vectors as shipped. */
    static WordVectors standard() {
        try (InputStream in = WordVectors.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the word vectors " + RESOURCE + " are not on the class path");
            }
            return read(new DataInputStream(new BufferedInputStream(in, 1 << 16)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    static WordVectors read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
            throw new IOException("no word vectors of format " + FORMAT);
        }
        int dimensions = in.readInt();
        int size = in.readInt();
        LongTable words = new LongTable(size);
        for (int i = 0; i < size; i++) {
            words.add(in.readLong());
        }
        byte[] values = new byte[size * dimensions];
        in.readFully(values);
        return new WordVectors(dimensions, words.index(), values);
    }

    /** Numbers in a vector. */
    int dimensions() {
        return dimensions;
    }

    /**
     * Number of a word's vector.
     *
     * @param hash the word in small letters, by {@link TopicFeatures#step}
     * @return -1 where the word is not known
     */
    int find(long hash) {
        return words.find(hash);
    }

    /**
     * Adds a word's vector to a sum.
     *
     * @param number number of the vector; nothing is added for a negative one
     * @param weight what the word counts
     * @param sum changed here
     */
    void addTo(int number, int weight, int[] sum) {
        if (number >= 0) {
            int at = number * dimensions;
            for (int d = 0; d < dimensions; d++) {
                sum[d] += weight * values[at + d];
            }
        }
    }
}
