package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.LongTable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The learnt part of the classifier: one logistic regression for each top topic, and one for each finer topic among the
 * texts of its top topic. Weights are kept as bytes with a scale for each row. Immutable.
 *
 * <p>A text is one vector of two parts: its hashed terms, damped, weighted by their rarity and scaled to length one, and
 * the lexicon's evidence as shares of the whole.
 */
final class TopicModel {
    private static final int MAGIC = 0x4E46544D;
    private static final int FORMAT = 2;

    /** What the lexicon's part of the vector counts against the words. */
    static final float LEXICON_WEIGHT = 2;
    /** What the direction of the words counts against the words themselves. */
    static final float DIRECTION_WEIGHT = 4;
    /** Evidence that is as good as none, in the shares. */
    private static final float FAINT = 2;

    /** Weights of a set of topics, by feature. */
    static final class Layer {
        private final List<String> codes;
        private final float[] bias;
        private final byte[] weights;
        private final float[] scales;

        Layer(List<String> codes, float[] bias, byte[] weights, float[] scales) {
            this.codes = List.copyOf(codes);
            this.bias = bias;
            this.weights = weights;
            this.scales = scales;
        }

        List<String> codes() {
            return codes;
        }

        /**
         * Probabilities of topics for a text.
         *
         * @param vector the text
         * @param wanted numbers of the topics that are wanted, ascending
         * @return a probability for each topic that is wanted, in their order
         */
        double[] scores(Vector vector, int[] wanted) {
            double[] sums = new double[wanted.length];
            for (int w = 0; w < wanted.length; w++) {
                sums[w] = bias[wanted[w]];
            }
            for (int i = 0; i < vector.count; i++) {
                int row = vector.rows[i];
                if (row >= scales.length) {
                    continue;
                }
                float value = vector.values[i] * scales[row];
                int at = row * bias.length;
                if (value == 0) {
                    continue;
                }
                if (wanted.length == bias.length) {
                    for (int w = 0; w < sums.length; w++) {
                        sums[w] += value * weights[at + w];
                    }
                } else {
                    for (int w = 0; w < wanted.length; w++) {
                        sums[w] += value * weights[at + wanted[w]];
                    }
                }
            }
            for (int w = 0; w < wanted.length; w++) {
                sums[w] = 1 / (1 + StrictMath.exp(-sums[w]));
            }
            return sums;
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeInt(codes.size());
            out.writeInt(scales.length);
            for (int k = 0; k < codes.size(); k++) {
                out.writeUTF(codes.get(k));
                out.writeFloat(bias[k]);
            }
            for (float scale : scales) {
                out.writeFloat(scale);
            }
            out.write(weights);
        }

        private static Layer read(DataInputStream in) throws IOException {
            int width = in.readInt();
            int rows = in.readInt();
            List<String> codes = new ArrayList<>(width);
            float[] bias = new float[width];
            for (int k = 0; k < width; k++) {
                codes.add(in.readUTF());
                bias[k] = in.readFloat();
            }
            float[] scales = new float[rows];
            for (int r = 0; r < rows; r++) {
                scales[r] = in.readFloat();
            }
            byte[] weights = new byte[width * rows];
            in.readFully(weights);
            return new Layer(codes, bias, weights, scales);
        }
    }

    private final String version;
    /** Topics of the lexicon, which have the first rows; then those of its top topics. */
    private final int lexiconRows;

    /** Numbers of the direction, which have the next rows. */
    private final int dimensions;

    private final LongTable vocabulary;
    private final float[] rarity;
    private final Layer top;
    private final Layer fine;

    TopicModel(
            String version,
            int lexiconRows,
            int dimensions,
            LongTable vocabulary,
            float[] rarity,
            Layer top,
            Layer fine) {
        this.version = version;
        this.lexiconRows = lexiconRows;
        this.dimensions = dimensions;
        this.vocabulary = vocabulary;
        this.rarity = rarity;
        this.top = top;
        this.fine = fine;
    }

    /** Names this model in the records. */
    String version() {
        return version;
    }

    /** Number of different terms that it knows. */
    int terms() {
        return vocabulary.size();
    }

    /** Hashes of the terms that it knows. */
    LongTable vocabulary() {
        return vocabulary;
    }

    Layer top() {
        return top;
    }

    Layer fine() {
        return fine;
    }

    /** A text as rows and values of the model. */
    static final class Vector {
        final int[] rows;
        final float[] values;
        int count;

        Vector(int capacity) {
            rows = new int[capacity];
            values = new float[capacity];
        }

        void add(int row, float value) {
            rows[count] = row;
            values[count++] = value;
        }
    }

    /** The vector of a text. */
    Vector vector(TopicFeatures features, int[] topOf) {
        return vector(features, topOf, lexiconRows, vocabulary, rarity);
    }

    /** The vector of a text, which holds until the memory is used for another one. */
    Vector vector(TopicFeatures features, int[] topOf, TopicFeatures.Scratch scratch) {
        Vector vector = scratch.vector(capacity(features, lexiconRows));
        return fill(vector, features, topOf, lexiconRows, vocabulary, rarity);
    }

    /**
     * The vector of a text.
     *
     * @param features its features
     * @param topOf number of the top topic of each topic of the lexicon
     * @param lexiconRows rows of the lexicon's topics and its top topics
     * @param vocabulary terms that have rows, behind those and those of the direction
     * @param rarity inverse document frequency of the terms
     */
    static Vector vector(TopicFeatures features, int[] topOf, int lexiconRows, LongTable vocabulary, float[] rarity) {
        Vector vector = new Vector(capacity(features, lexiconRows));
        return fill(vector, features, topOf, lexiconRows, vocabulary, rarity);
    }

    private static int capacity(TopicFeatures features, int lexiconRows) {
        return features.terms().size() + lexiconRows + features.direction().length;
    }

    private static Vector fill(
            Vector vector, TopicFeatures features, int[] topOf, int lexiconRows, LongTable vocabulary, float[] rarity) {
        TermCounts terms = features.terms();
        float[] evidence = features.evidence();
        float[] direction = features.direction();
        float total = 0;
        for (float e : evidence) {
            total += e;
        }
        if (total > 0) {
            float scale = LEXICON_WEIGHT / (total + FAINT);
            float[] tops = new float[lexiconRows - evidence.length];
            for (int i = 0; i < evidence.length; i++) {
                if (evidence[i] > 0) {
                    vector.add(i, evidence[i] * scale);
                    tops[topOf[i]] += evidence[i];
                }
            }
            for (int t = 0; t < tops.length; t++) {
                if (tops[t] > 0) {
                    vector.add(evidence.length + t, tops[t] * scale);
                }
            }
        }
        double length = 0;
        for (float d : direction) {
            length += (double) d * d;
        }
        if (length > 0) {
            float unit = (float) (DIRECTION_WEIGHT / Math.sqrt(length));
            for (int d = 0; d < direction.length; d++) {
                vector.add(lexiconRows + d, direction[d] * unit);
            }
        }
        int firstTerm = lexiconRows + direction.length;
        int first = vector.count;
        double norm = 0;
        for (int i = 0; i < terms.size(); i++) {
            int term = terms.in(vocabulary, i);
            if (term >= 0) {
                float value = (float) Math.sqrt(terms.count(i)) * rarity[term];
                vector.add(firstTerm + term, value);
                norm += (double) value * value;
            }
        }
        float scale = norm == 0 ? 0 : (float) (1 / Math.sqrt(norm));
        for (int i = first; i < vector.count; i++) {
            vector.values[i] *= scale;
        }
        return vector;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(FORMAT);
        out.writeUTF(version);
        out.writeInt(lexiconRows);
        out.writeInt(dimensions);
        out.writeInt(vocabulary.size());
        for (int i = 0; i < vocabulary.size(); i++) {
            out.writeLong(vocabulary.key(i));
            out.writeFloat(rarity[i]);
        }
        top.write(out);
        fine.write(out);
    }

    static TopicModel read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
            throw new IOException("no topic model of format " + FORMAT);
        }
        String version = in.readUTF();
        int lexiconRows = in.readInt();
        int dimensions = in.readInt();
        int size = in.readInt();
        LongTable vocabulary = new LongTable(size);
        float[] rarity = new float[size];
        for (int i = 0; i < size; i++) {
            vocabulary.add(in.readLong());
            rarity[i] = in.readFloat();
        }
        return new TopicModel(
                version, lexiconRows, dimensions, vocabulary.index(), rarity, Layer.read(in), Layer.read(in));
    }
}
