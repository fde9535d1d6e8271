package io.newsflow.enrich.analysis.ner;

import io.newsflow.model.EntityType;

/** The labels of the sequence model: outside, and for each type begin, inside, last and unit (BILOU). */
final class TagSet {
    /** Types in the order of their labels. */
    static final EntityType[] TYPES = {EntityType.PER, EntityType.ORG, EntityType.LOC, EntityType.MISC};

    /** Outside of names. */
    static final int O = 0;

    static final int B = 0;
    static final int I = 1;
    static final int L = 2;
    static final int U = 3;

    /** Number of labels. */
    static final int SIZE = 1 + 4 * TYPES.length;

    /** For each label the labels that may stand before it. */
    static final int[][] BEFORE = before();

    /** For each label whether a sequence may begin with it. */
    static final boolean[] FIRST = edge(true);

    /** For each label whether a sequence may end with it. */
    static final boolean[] LAST = edge(false);

    private TagSet() {}

    /** Label of a part of a name. */
    static int label(int type, int part) {
        return 1 + 4 * type + part;
    }

    /** Number of the type of a label other than O. */
    static int type(int label) {
        return (label - 1) / 4;
    }

    /** Part of a name that a label other than O means. */
    static int part(int label) {
        return (label - 1) % 4;
    }

    /** Number of a type. */
    static int indexOf(EntityType type) {
        for (int i = 0; i < TYPES.length; i++) {
            if (TYPES[i] == type) {
                return i;
            }
        }
        throw new IllegalArgumentException("no label for " + type);
    }

    private static boolean follows(int a, int b) {
        boolean open = a != O && (part(a) == B || part(a) == I);
        boolean goesOn = b != O && (part(b) == I || part(b) == L);
        return open == goesOn && (!open || type(a) == type(b));
    }

    private static int[][] before() {
        int[][] all = new int[SIZE][];
        for (int b = 0; b < SIZE; b++) {
            int[] some = new int[SIZE];
            int n = 0;
            for (int a = 0; a < SIZE; a++) {
                if (follows(a, b)) {
                    some[n++] = a;
                }
            }
            all[b] = java.util.Arrays.copyOf(some, n);
        }
        return all;
    }

    private static boolean[] edge(boolean first) {
        boolean[] edge = new boolean[SIZE];
        for (int l = 0; l < SIZE; l++) {
            edge[l] = first ? follows(O, l) : follows(l, O);
        }
        return edge;
    }
}
