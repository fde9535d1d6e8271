package io.newsflow.enrich.analysis.text;

import java.util.Arrays;

/**
 * Sums of rows of small numbers, eight at a time. A table holds its rows in longs, a byte for each number with
 * {@link #BIAS} added, so that the numbers beside each other never borrow from one another. Not thread-safe; used again
 * after {@link #clear}. Internal to the analysis.
 */
public final class ByteSums {
    /** Added to each number of a table, from -128 to 127; also what stands where a row is filled up. */
    public static final int BIAS = 128;

    /** Every other byte of a long: its sums have the room of two bytes. */
    private static final long EVEN = 0x00FF00FF00FF00FFL;
    /** Weight whose rows can be summed up in two bytes. */
    private static final int MOST_SUMMED = 0xFFFF / 0xFF;

    private final int longs;
    private final int[] numbers;
    /** Sums of every other byte, in the room of two. */
    private final long[] sums;

    private int weights;

    /**
     * Sums of rows of one length.
     *
     * @param longs length of a row
     */
    public ByteSums(int longs) {
        this.longs = longs;
        this.numbers = new int[longs * Long.BYTES];
        this.sums = new long[2 * longs];
    }

    /** Longs that a row of so many numbers takes. */
    public static int longs(int numbers) {
        return (numbers + Long.BYTES - 1) / Long.BYTES;
    }

    /** Forgets what was added. */
    public void clear() {
        Arrays.fill(numbers, 0);
        Arrays.fill(sums, 0);
        weights = 0;
    }

    /**
     * Adds a row.
     *
     * @param table the table
     * @param at where the row begins
     * @param weight how many times it is added
     */
    public void add(long[] table, int at, int weight) {
        for (int rest = weight; rest > 0; rest -= MOST_SUMMED) {
            int now = Math.min(rest, MOST_SUMMED);
            if (weights + now > MOST_SUMMED) {
                flush();
            }
            weights += now;
            for (int l = 0; l < longs; l++) {
                long eight = table[at + l];
                sums[2 * l] += (eight & EVEN) * now;
                sums[2 * l + 1] += (eight >>> Byte.SIZE & EVEN) * now;
            }
        }
    }

    private void flush() {
        for (int l = 0; l < sums.length; l++) {
            long four = sums[l];
            int n = l / 2 * Long.BYTES + l % 2;
            for (int k = 0; k < 4; k++) {
                numbers[n + 2 * k] += (int) (four >>> k * Short.SIZE & 0xFFFF) - weights * BIAS;
            }
        }
        Arrays.fill(sums, 0);
        weights = 0;
    }

    /** The sums, and zeros where rows are filled up. They may be changed, and are added to when rows are. */
    public int[] numbers() {
        flush();
        return numbers;
    }
}
