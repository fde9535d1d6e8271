package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;

/**
 * People of a knowledge base by the {@link Spelling} of their full names, for spellings and transliterations that the
 * knowledge base does not list. Immutable and thread-safe.
 */
final class SpellingIndex {
    private static final int AMBIGUOUS = -2;

    private final long[] keys;
    private final int[] entities;
    private final int mask;

    SpellingIndex(KnowledgeBase kb) {
        int people = 0;
        for (int i = 0; i < kb.size(); i++) {
            people += kb.kind(i) == EntityKind.PERSON ? 1 : 0;
        }
        int capacity = Integer.highestOneBit(Math.max(16, people * 2)) << 1;
        keys = new long[capacity];
        entities = new int[capacity];
        mask = capacity - 1;
        for (int i = 0; i < kb.size(); i++) {
            if (kb.kind(i) == EntityKind.PERSON && kb.entity(i).name().indexOf(' ') > 0) {
                add(key(kb.entity(i).name()), i, kb);
            }
        }
    }

    private void add(long key, int entity, KnowledgeBase kb) {
        int i = slot(key);
        if (keys[i] == 0) {
            keys[i] = key;
            entities[i] = entity;
        } else if (entities[i] != AMBIGUOUS) {
            // Of two people whose names are spelt alike the far better known one is meant, otherwise none.
            int difference = kb.prior(entity) - kb.prior(entities[i]);
            if (Math.abs(difference) < 20) {
                entities[i] = AMBIGUOUS;
            } else if (difference > 0) {
                entities[i] = entity;
            }
        }
    }

    /** Number of the person whose name is spelt like a name of two words or more, or a negative number. */
    int find(String name) {
        int i = slot(key(name));
        return keys[i] == 0 ? -1 : entities[i];
    }

    private int slot(long key) {
        int i = (int) (key >>> 32) & mask;
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & mask;
        }
        return i;
    }

    private static long key(String name) {
        String form = Spelling.name(name);
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < form.length(); i++) {
            h = (h ^ form.charAt(i)) * 0x100000001b3L;
        }
        h ^= h >>> 29;
        return h == 0 ? 1 : h;
    }
}
