package io.newsflow.enrich.analysis.text;

import java.util.Arrays;

/**
 * Numbers long keys in the order of their arrival, without objects for each. Not thread-safe while keys are added.
 * Internal to the analysis.
 */
public final class LongTable {
    /** Bits of the {@link #index() index} for each slot. */
    private static final int BITS_A_SLOT = 8;

    private long[] keys;
    /** Number of the key in a slot, counted from 1; 0 for none. */
    private int[] numbers;

    private long[] byNumber;
    private int size;
    /** A bit for each key that is there, by a few bits of it; null where there is no index. */
    private long[] present;

    /**
     * An empty table.
     *
     * @param expected how many keys it holds without growing
     */
    public LongTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
        keys = new long[capacity];
        numbers = new int[capacity];
        byNumber = new long[capacity / 2];
    }

    /** Number of keys. */
    public int size() {
        return size;
    }

    /** Key with a number. */
    public long key(int number) {
        return byNumber[number];
    }

    /** Number of a key; -1 where it is not there. */
    public int find(long key) {
        if (present != null) {
            int bit = bit(key, present.length);
            if ((present[bit >>> 6] >>> bit & 1) == 0) {
                return -1;
            }
        }
        return numbers[slot(key)] - 1;
    }

    /** Number of a key, which is added where it is not there. */
    public int add(long key) {
        int slot = slot(key);
        if (numbers[slot] != 0) {
            return numbers[slot] - 1;
        }
        if (present != null) {
            throw new IllegalStateException("a table with an index takes no more keys");
        }
        if (size == byNumber.length) {
            grow();
            slot = slot(key);
        }
        keys[slot] = key;
        byNumber[size] = key;
        numbers[slot] = ++size;
        return size - 1;
    }

    /**
     * Makes an index that tells of most keys that they are not there, small enough for the caches. For large tables that
     * are asked for many keys that they do not hold; no key can be added afterwards.
     *
     * @return this table
     */
    public LongTable index() {
        long[] bits = new long[keys.length * BITS_A_SLOT / Long.SIZE];
        for (int i = 0; i < size; i++) {
            int bit = bit(byNumber[i], bits.length);
            bits[bit >>> 6] |= 1L << bit;
        }
        present = bits;
        return this;
    }

    /** Forgets all keys and keeps the room. */
    public void clear() {
        Arrays.fill(numbers, 0);
        size = 0;
    }

    private static int bit(long key, int longs) {
        return (int) (key ^ key >>> 32) * 0x9E3779B1 >>> 4 & longs * Long.SIZE - 1;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ key >>> 32) * 0x9E3779B1 >>> 8 & mask;
        while (numbers[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        byNumber = Arrays.copyOf(byNumber, byNumber.length * 2);
        keys = new long[keys.length * 2];
        numbers = new int[keys.length];
        for (int i = 0; i < size; i++) {
            int slot = slot(byNumber[i]);
            keys[slot] = byNumber[i];
            numbers[slot] = i + 1;
        }
    }
}
