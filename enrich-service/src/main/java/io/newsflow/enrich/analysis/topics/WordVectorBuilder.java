package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.LongTable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the word vectors that ship from a file of word2vec's binary format: takes their mean off, turns them so that the
 * first numbers tell most (principal components), keeps those, and shortens frequent words by smooth inverse frequency
 * (Arora et al. 2017), with a word's frequency told from its place in the file (Zipf's law). One thread and strict
 * arithmetic: the same file gives the same bytes.
 */
public final class WordVectorBuilder {
    /** Numbers that are kept of each vector. */
    private static final int DIMENSIONS = 96;
    /** Frequency of the words that count half. */
    private static final double HALF_FREQUENCY = 1e-4;
    /** Sum of the frequencies of Zipf's law for as many words as a language has. */
    private static final double ZIPF_SUM = 12;

    private static final double ZIPF_SHIFT = 2.7;
    /** Rotations after which no two components are still mixed. */
    private static final int MAX_SWEEPS = 30;

    private static final int MAX_WORD_BYTES = 256;

    private WordVectorBuilder() {}

    /**
     * Writes the vectors.
     *
     * @param vectors file of word2vec's binary format, frequent words first
     * @param out file to write
     * @return number of words
     * @throws IOException when a file cannot be read or written
     * @throws IllegalArgumentException for a file of another format
     */
    public static int build(Path vectors, Path out) throws IOException {
        List<String> words = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(vectors), 1 << 16))) {
            String[] header = word(in, '\n').split(" ");
            if (header.length != 2) {
                throw new IllegalArgumentException(vectors + " is not in word2vec's binary format");
            }
            int count;
            byte[] bytes;
            try {
                count = Integer.parseInt(header[0]);
                bytes = new byte[Integer.parseInt(header[1]) * Float.BYTES];
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(vectors + " is not in word2vec's binary format", e);
            }
            for (int i = 0; i < count; i++) {
                words.add(word(in, ' ').strip());
                in.readFully(bytes);
                float[] vector = new float[bytes.length / Float.BYTES];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(vector);
                values.add(vector);
            }
        }
        takeOffMean(values);
        double[][] components = components(covariance(values));
        float[][] kept = new float[values.size()][];
        float most = 0;
        for (int i = 0; i < kept.length; i++) {
            double frequency = 1 / ((i + ZIPF_SHIFT) * ZIPF_SUM);
            kept[i] = turned(values.get(i), components, HALF_FREQUENCY / (HALF_FREQUENCY + frequency));
            for (float value : kept[i]) {
                most = Math.max(most, Math.abs(value));
            }
        }
        try (DataOutputStream to =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(out), 1 << 16))) {
            write(words, kept, most, to);
        }
        return words.size();
    }

    private static String word(DataInputStream in, char end) throws IOException {
        byte[] bytes = new byte[MAX_WORD_BYTES];
        int length = 0;
        for (int b = in.read(); b != end; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the file ends within a word");
            }
            if (length == bytes.length) {
                throw new IllegalArgumentException("a word of more than " + MAX_WORD_BYTES + " bytes");
            }
            bytes[length++] = (byte) b;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static void takeOffMean(List<float[]> values) {
        double[] mean = new double[values.get(0).length];
        for (float[] value : values) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += value[d] / values.size();
            }
        }
        for (float[] value : values) {
            for (int d = 0; d < mean.length; d++) {
                value[d] -= (float) mean[d];
            }
        }
    }

    private static double[][] covariance(List<float[]> values) {
        int size = values.get(0).length;
        double[][] sums = new double[size][size];
        for (float[] value : values) {
            for (int i = 0; i < size; i++) {
                double v = value[i];
                double[] row = sums[i];
                for (int j = 0; j <= i; j++) {
                    row[j] += v * value[j];
                }
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                sums[j][i] = sums[i][j];
            }
        }
        return sums;
    }

    /** The principal components, most telling first, by Jacobi's method. */
    private static double[][] components(double[][] matrix) {
        int size = matrix.length;
        double[][] vectors = new double[size][size];
        for (int i = 0; i < size; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            double mixed = 0;
            double trace = 0;
            for (int p = 0; p < size; p++) {
                trace += matrix[p][p];
                for (int q = p + 1; q < size; q++) {
                    mixed = Math.max(mixed, Math.abs(matrix[p][q]));
                }
            }
            if (mixed < 1e-9 * trace / size) {
                break;
            }
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    rotate(matrix, vectors, p, q);
                }
            }
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(matrix[b][b], matrix[a][a]));
        double[][] sorted = new double[Math.min(DIMENSIONS, size)][];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = vectors[order[i]];
        }
        return sorted;
    }

    /** Turns two axes so that they no longer vary together. Rows of {@code vectors} are the axes. */
    private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
        double both = matrix[p][q];
        if (both == 0) {
            return;
        }
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * both);
        double tan = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cos = 1 / Math.sqrt(tan * tan + 1);
        double sin = tan * cos;
        turn(matrix[p], matrix[q], cos, sin);
        for (double[] row : matrix) {
            double a = row[p];
            double b = row[q];
            row[p] = cos * a - sin * b;
            row[q] = sin * a + cos * b;
        }
        turn(vectors[p], vectors[q], cos, sin);
    }

    private static void turn(double[] first, double[] second, double cos, double sin) {
        for (int i = 0; i < first.length; i++) {
            double a = first[i];
            double b = second[i];
            first[i] = cos * a - sin * b;
            second[i] = sin * a + cos * b;
        }
    }

    private static float[] turned(float[] value, double[][] components, double weight) {
        float[] turned = new float[components.length];
        for (int c = 0; c < turned.length; c++) {
            double sum = 0;
            for (int d = 0; d < value.length; d++) {
                sum += components[c][d] * value[d];
            }
            turned[c] = (float) (sum * weight);
        }
        return turned;
    }

    private static void write(List<String> words, float[][] values, float most, DataOutputStream out)
            throws IOException {
        out.writeInt(WordVectors.MAGIC);
        out.writeInt(WordVectors.FORMAT);
        out.writeInt(values[0].length);
        LongTable hashes = new LongTable(words.size());
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            long hash = 0;
            for (int c = 0; c < words.get(i).length(); c++) {
                hash = TopicFeatures.step(hash, Chars.lower(words.get(i).charAt(c)));
            }
            int before = hashes.size();
            if (hashes.add(hash) == before) {
                kept.add(i);
            }
        }
        out.writeInt(kept.size());
        for (int i = 0; i < hashes.size(); i++) {
            out.writeLong(hashes.key(i));
        }
        for (int i : kept) {
            for (float value : values[i]) {
                out.writeByte(Math.round(value / most * Byte.MAX_VALUE));
            }
        }
    }
}
