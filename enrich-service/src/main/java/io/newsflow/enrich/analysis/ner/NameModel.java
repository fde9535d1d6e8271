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
 * to a byte; the weights of a feature for all labels stand beside its hash, in three longs, so that scoring a feature is
 * one look-up and five additions. Immutable and thread-safe.
 */
public final class NameModel {
    private static final int MAGIC = 0x4E464E52;
    private static final int FORMAT = 1;

    /**
     * Longs of a slot of the table: two with the weights of eight labels each, a byte each; the third with the hash in the
     * high half, and in the low half {@link #TAKEN} and the weight of the last label.
     */
    private static final int SLOT = 3;

    private static final int TAKEN = 1 << 8;

    /** Added to each weight, so that bytes never borrow from each other. */
    private static final int BIAS = 128;

    /** Every other byte of a long: its sums have the room of two bytes. */
    private static final long EVEN = 0x00FF00FF00FF00FFL;

    private final String version;
    private final float scale;

    private final long[] table;
    private final int size;
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
        this.size = weights.keys().length;
        if (TagSet.SIZE != 17 || NameFeatures.MAX * 0xFF > 0xFFFF) {
            throw new IllegalStateException(
                    "the labels do not fit into a slot, or the sums of features into two bytes");
        }
        int capacity = Integer.highestOneBit(Math.max(64, size * 2)) << 1;
        this.table = new long[capacity * SLOT];
        for (int f = 0; f < size; f++) {
            int key = weights.keys()[f];
            int i = slot(key, capacity - 1) * SLOT;
            while (table[i + 2] != 0) {
                i = i + SLOT == table.length ? 0 : i + SLOT;
            }
            for (int l = 0; l < 16; l++) {
                table[i + l / 8] |= (long) (weights.weights()[f * TagSet.SIZE + l] + BIAS) << l % 8 * Byte.SIZE;
            }
            table[i + 2] = (long) key << 32 | TAKEN | weights.weights()[f * TagSet.SIZE + 16] + BIAS;
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
        return size;
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
     * @param features hashes
     * @param n how many
     * @param slots memory of the caller for as many numbers
     * @param found memory of the caller for as many numbers
     * @param scores receives the scores from {@code at} on
     */
    void score(int[] features, int n, int[] slots, long[] found, int[] scores, int at) {
        int mask = table.length / SLOT - 1;
        // First all slots and their hashes, without a branch to be guessed wrong, so that they come from memory
        // together.
        for (int f = 0; f < n; f++) {
            int i = slot(features[f], mask) * SLOT;
            slots[f] = i;
            found[f] = table[i + 2];
        }
        int hits = 0;
        for (int f = 0; f < n; f++) {
            int key = features[f];
            int i = slots[f];
            long entry = found[f];
            while (entry != 0 && (int) (entry >>> 32) != key) {
                i = i + SLOT == table.length ? 0 : i + SLOT;
                entry = table[i + 2];
            }
            slots[hits] = i;
            hits += entry == 0 ? 0 : 1;
        }
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        int last = 0;
        for (int f = 0; f < hits; f++) {
            int i = slots[f];
            a += table[i] & EVEN;
            b += table[i] >>> Byte.SIZE & EVEN;
            c += table[i + 1] & EVEN;
            d += table[i + 1] >>> Byte.SIZE & EVEN;
            last += (int) table[i + 2] & 0xFF;
        }
        int bias = hits * BIAS;
        unpack(a, scores, at, bias);
        unpack(b, scores, at + 1, bias);
        unpack(c, scores, at + 8, bias);
        unpack(d, scores, at + 9, bias);
        scores[at + 16] = last - bias;
    }

    private static void unpack(long sums, int[] scores, int at, int bias) {
        scores[at] = (int) (sums & 0xFFFF) - bias;
        scores[at + 2] = (int) (sums >>> 16 & 0xFFFF) - bias;
        scores[at + 4] = (int) (sums >>> 32 & 0xFFFF) - bias;
        scores[at + 6] = (int) (sums >>> 48) - bias;
    }

    private static int slot(int key, int mask) {
        return (key ^ key >>> 17) & mask;
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
