package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.ByteSums;
import io.newsflow.enrich.analysis.text.LongTable;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Directions of English words in a space where words of like meaning lie close together (derived by
 * {@link WordVectorBuilder}). Frequent words have short vectors, rare ones long ones. Immutable.
 */
final class WordVectors {
    static final int MAGIC = 0x4E465756;
    static final int FORMAT = 1;
    private static final long SIGNS = 0x8080808080808080L;
    private static final String RESOURCE = "word-vectors.bin";

    private final int dimensions;
    private final LongTable words;
    /** Numbers of all words, eight to a long, with {@link ByteSums#BIAS} added; each word begins with a new long. */
    private final long[] values;

    private final int lanes;

    private WordVectors(int dimensions, LongTable words, long[] values) {
        this.dimensions = dimensions;
        this.words = words;
        this.values = values;
        this.lanes = ByteSums.longs(dimensions);
    }

    /** An empty sum of vectors. */
    ByteSums sum() {
        return new ByteSums(lanes);
    }

    /**
     * Adds a word's vector to a sum.
     *
     * @param number number of the vector; nothing is added for a negative one
     * @param weight what the word counts
     * @param sum changed here
     */
    void addTo(int number, int weight, ByteSums sum) {
        if (number >= 0) {
            sum.add(values, number * lanes, weight);
        }
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
        int lanes = ByteSums.longs(dimensions);
        byte[] word = new byte[lanes * Long.BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[size * lanes];
        for (int i = 0; i < size; i++) {
            in.readFully(word, 0, dimensions);
            for (int l = 0; l < lanes; l++) {
                // Turning the sign over is adding the bias.
                values[i * lanes + l] = bytes.getLong(l * Long.BYTES) ^ SIGNS;
            }
        }
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
}
