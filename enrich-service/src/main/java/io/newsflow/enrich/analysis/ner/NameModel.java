package io.newsflow.enrich.analysis.ner;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over hashed features. Weights are quantised
 * to a byte; the weights of a feature for all labels are packed as 16-bit lanes of five longs, so that scoring a feature
 * is one look-up and five additions. Immutable and thread-safe.
 */
public final class NameModel {
    private static final int MAGIC = 0x4E464E52;
    private static final int FORMAT = 1;

    /** Longs that hold the lanes of a feature. */
    static final int LANES = (TagSet.SIZE + 3) / 4;

    /** Added to each weight, so that lanes never borrow from each other. */
    static final int BIAS = 128;

    private static final int PRESENT_BITS = 20;

    private final String version;
    private final float scale;

    /** Feature hash in the high half, row in the low half; 0 for free. */
    private final long[] table;

    private final long[] rows;
    /** A bit for each feature that is there: small enough for the caches, and most features of a token are not. */
    private final long[] present = new long[1 << PRESENT_BITS - 6];

    private final int[] transitions;

    /**
     * Weights as trained.
     *
     * @param keys hashes of features, ascending
     * @param weights quantised weights of each feature, {@link TagSet#SIZE} each
     * @param transitions quantised weights of pairs of labels
     * @param scale what a quantised weight is multiplied with
     */
    record Weights(int[] keys, byte[] weights, int[] transitions, float scale) {}

    NameModel(Weights weights, String version) {
        this.version = version;
        this.scale = weights.scale();
        this.transitions = weights.transitions();
        int n = weights.keys().length;
        int capacity = Integer.highestOneBit(Math.max(64, n * 2)) << 1;
        this.table = new long[capacity];
        this.rows = new long[n * LANES];
        int mask = capacity - 1;
        for (int r = 0; r < n; r++) {
            int key = weights.keys()[r];
            int i = slot(key) & mask;
            while (table[i] != 0) {
                i = i + 1 & mask;
            }
            table[i] = (long) key << 32 | r + 1;
            int bit = key >>> Integer.SIZE - PRESENT_BITS;
            present[bit >>> 6] |= 1L << bit;
            for (int l = 0; l < TagSet.SIZE; l++) {
                long lane = weights.weights()[r * TagSet.SIZE + l] + BIAS;
                rows[r * LANES + l / 4] |= lane << 16 * (l % 4);
            }
        }
    }

    /** The model that Newsflow brings along; loaded once, on first use. */
    public static NameModel standard() {
        return Holder.STANDARD;
    }

    /**
     * Reads a model as written by the trainer.
     *
     * @throws IOException where it is none
     */
    public static NameModel read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16));
        if (data.readInt() != MAGIC) {
            throw new IOException("not a name model");
        }
        int format = data.readByte();
        if (format != FORMAT) {
            throw new IOException("name model of format " + format + ", expected " + FORMAT);
        }
        if (data.readByte() != TagSet.SIZE) {
            throw new IOException("name model with other labels");
        }
        String version = data.readUTF();
        float scale = data.readFloat();
        int[] transitions = new int[TagSet.SIZE * TagSet.SIZE];
        for (int i = 0; i < transitions.length; i++) {
            transitions[i] = data.readShort();
        }
        int n = data.readInt();
        int[] keys = new int[n];
        byte[] weights = new byte[n * TagSet.SIZE];
        int key = Integer.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            key += data.readInt();
            keys[i] = key;
        }
        for (int l = 0; l < TagSet.SIZE; l++) {
            for (int i = 0; i < n; i++) {
                weights[i * TagSet.SIZE + l] = data.readByte();
            }
        }
        return new NameModel(new Weights(keys, weights, transitions, scale), version);
    }

    /**
     * Writes weights; the same weights give the same bytes.
     *
     * @return version that stands in the file
     */
    static String write(Weights w, OutputStream out) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(w.weights());
        for (int key : w.keys()) {
            crc.update(key);
            crc.update(key >>> 8);
            crc.update(key >>> 16);
            crc.update(key >>> 24);
        }
        for (int t : w.transitions()) {
            crc.update(t);
            crc.update(t >>> 8);
        }
        String version = String.format(java.util.Locale.ROOT, "crf-%d-%08x", FORMAT, crc.getValue());
        DataOutputStream data = new DataOutputStream(new java.io.BufferedOutputStream(new SmallGzip(out), 1 << 16));
        data.writeInt(MAGIC);
        data.writeByte(FORMAT);
        data.writeByte(TagSet.SIZE);
        data.writeUTF(version);
        data.writeFloat(w.scale());
        for (int t : w.transitions()) {
            data.writeShort(t);
        }
        int n = w.keys().length;
        data.writeInt(n);
        int key = Integer.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            data.writeInt(w.keys()[i] - key);
            key = w.keys()[i];
        }
        for (int l = 0; l < TagSet.SIZE; l++) {
            for (int i = 0; i < n; i++) {
                data.writeByte(w.weights()[i * TagSet.SIZE + l]);
            }
        }
        data.close();
        return version;
    }

    /** Version for the record. */
    public String version() {
        return version;
    }

    /** Number of features. */
    public int size() {
        return rows.length / LANES;
    }

    /** What a score is multiplied with to be a logarithm of odds. */
    float scale() {
        return scale;
    }

    /** Weight of a label behind another one. */
    int transition(int before, int label) {
        return transitions[before * TagSet.SIZE + label];
    }

    /**
     * Scores of all labels for a token.
     *
     * @param features hashes; in no order any more afterwards
     * @param n how many
     * @param scores receives the scores from {@code at} on
     */
    void score(int[] features, int n, int[] scores, int at) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        // The features that are there move to the front, without a branch to be guessed wrong.
        int candidates = 0;
        for (int f = 0; f < n; f++) {
            int key = features[f];
            features[candidates] = key;
            int bit = key >>> Integer.SIZE - PRESENT_BITS;
            candidates += (int) (present[bit >>> 6] >>> bit & 1);
        }
        int hits = 0;
        int mask = table.length - 1;
        for (int f = 0; f < candidates; f++) {
            int key = features[f];
            int i = slot(key) & mask;
            while (true) {
                long entry = table[i];
                if (entry == 0) {
                    break;
                }
                if ((int) (entry >>> 32) == key) {
                    // In place of the feature stands its row, so that the rows can be read side by side.
                    features[hits++] = ((int) entry - 1) * LANES;
                    break;
                }
                i = i + 1 & mask;
            }
        }
        for (int f = 0; f < hits; f++) {
            int r = features[f];
            a += rows[r];
            b += rows[r + 1];
            c += rows[r + 2];
            d += rows[r + 3];
            e += rows[r + 4];
        }
        int bias = hits * BIAS;
        unpack(a, scores, at, bias);
        unpack(b, scores, at + 4, bias);
        unpack(c, scores, at + 8, bias);
        unpack(d, scores, at + 12, bias);
        scores[at + 16] = (int) (e & 0xFFFF) - bias;
    }

    private static void unpack(long lanes, int[] scores, int at, int bias) {
        scores[at] = (int) (lanes & 0xFFFF) - bias;
        scores[at + 1] = (int) (lanes >>> 16 & 0xFFFF) - bias;
        scores[at + 2] = (int) (lanes >>> 32 & 0xFFFF) - bias;
        scores[at + 3] = (int) (lanes >>> 48) - bias;
    }

    private static int slot(int key) {
        return key ^ key >>> 17;
    }

    /** Gzip at the best level; its header has no time. */
    private static final class SmallGzip extends GZIPOutputStream {
        private SmallGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private static final class Holder {
        private static final NameModel STANDARD = load();

        private static NameModel load() {
            try (InputStream in = NameModel.class.getResourceAsStream("names-en.bin")) {
                if (in == null) {
                    throw new IOException("names-en.bin is missing from the class path");
                }
                return read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
