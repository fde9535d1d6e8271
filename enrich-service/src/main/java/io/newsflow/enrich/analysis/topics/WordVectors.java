package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.LongTable;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Directions of English words in a space where words of like meaning lie close together (derived by
 * {@link WordVectorBuilder}). Frequent words have short vectors, rare ones long ones. Immutable.
 */
final class WordVectors {
    static final int MAGIC = 0x4E465756;
    static final int FORMAT = 1;
    /** Added to each number, so that bytes never borrow from each other. */
    private static final int BIAS = 128;

    private static final long SIGNS = 0x8080808080808080L;
    /** Every other byte of a long: its sums have the room of two bytes. */
    private static final long EVEN = 0x00FF00FF00FF00FFL;
    /** Weight whose vectors can be summed up in two bytes. */
    private static final int MOST_SUMMED = 0xFFFF / 0xFF;

    private static final String RESOURCE = "word-vectors.bin";

    private final int dimensions;
    private final LongTable words;
    /** Numbers of all words, eight to a long, with {@value #BIAS} added; each word begins with a new long. */
    private final long[] values;

    private final int lanes;

    private WordVectors(int dimensions, LongTable words, long[] values) {
        this.dimensions = dimensions;
        this.words = words;
        this.values = values;
        this.lanes = lanes(dimensions);
    }

    private static int lanes(int dimensions) {
        return (dimensions + Long.BYTES - 1) / Long.BYTES;
    }

    /** Sums of vectors, taken in whole numbers. Not thread-safe; used again after {@link #clear}. */
    final class Sum {
        private final int[] numbers = new int[lanes * Long.BYTES];
        /** Sums of every other byte, in the room of two. */
        private final long[] sums = new long[2 * lanes];

        private int weights;

        /** Forgets what was added. */
        void clear() {
            Arrays.fill(numbers, 0);
            Arrays.fill(sums, 0);
            weights = 0;
        }

        /**
         * Adds a word's vector.
         *
         * @param number number of the vector; nothing is added for a negative one
         * @param weight what the word counts
         */
        void add(int number, int weight) {
            if (number < 0) {
                return;
            }
            for (int rest = weight; rest > 0; rest -= MOST_SUMMED) {
                int now = Math.min(rest, MOST_SUMMED);
                if (weights + now > MOST_SUMMED) {
                    flush();
                }
                weights += now;
                int at = number * lanes;
                for (int l = 0; l < lanes; l++) {
                    long eight = values[at + l];
                    sums[2 * l] += (eight & EVEN) * now;
                    sums[2 * l + 1] += (eight >>> Byte.SIZE & EVEN) * now;
                }
            }
        }

        private void flush() {
            for (int l = 0; l < sums.length; l++) {
                long four = sums[l];
                int d = l / 2 * Long.BYTES + l % 2;
                for (int k = 0; k < 4; k++) {
                    numbers[d + 2 * k] += (int) (four >>> k * Short.SIZE & 0xFFFF) - weights * BIAS;
                }
            }
            Arrays.fill(sums, 0);
            weights = 0;
        }

        /** The sum, one number for each dimension and zeros behind them; holds until more is added. */
        int[] numbers() {
            flush();
            return numbers;
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
        int lanes = lanes(dimensions);
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
