package io.newsflow.enrich.analysis.topics;

import java.util.Arrays;

/** Numbers long keys in the order of their arrival, without objects for each. Not thread-safe while keys are added. */
final class LongTable {
    private long[] keys;
    /** Number of the key in a slot, counted from 1; 0 for none. */
    private int[] numbers;

    private long[] byNumber;
    private int size;

    /**
     * An empty table.
     *
     * @param expected how many keys it holds without growing
     */
    LongTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
        keys = new long[capacity];
        numbers = new int[capacity];
        byNumber = new long[capacity / 2];
    }

    /** Number of keys. */
    int size() {
        return size;
    }

    /** Key with a number. */
    long key(int number) {
        return byNumber[number];
    }

    /** Number of a key; -1 where it is not there. */
    int find(long key) {
        return numbers[slot(key)] - 1;
    }

    /** Number of a key, which is added where it is not there. */
    int add(long key) {
        int slot = slot(key);
        if (numbers[slot] != 0) {
            return numbers[slot] - 1;
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

    /** Forgets all keys and keeps the room. */
    void clear() {
        Arrays.fill(numbers, 0);
        size = 0;
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
