package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.ByteSums;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.TextField;
import java.util.Arrays;
import java.util.List;

/**
 * What the linear model looks at: the words of a text, their beginnings (which stand for their inflections), and pairs of
 * neighbouring words, each by a hash; the direction that the words have together in the space of {@link WordVectors}; and
 * what the lexicon says. The headline counts more, and so does the beginning of
 * the text, which in news says what the matter is.
 *
 * @param terms hashed terms and their weighted counts
 * @param evidence what the lexicon says for each of its topics
 * @param direction sum of the words' vectors; zeros for languages that have none
 * @param words number of different words
 */
record TopicFeatures(TermCounts terms, float[] evidence, float[] direction, int words) {
    /** Tokens of a text that are looked at. */
    static final int MAX_TOKENS = 700;

    private static final float TITLE_WEIGHT = 2;
    private static final float LEAD_WEIGHT = 1.5f;
    private static final int LEAD_TOKENS = 60;
    private static final int STEM = 5;
    /** Words that are remembered from text to text. */
    private static final int RECENT = 1 << 12;

    private static final long PAIR = 0x6A09E667F3BCC909L;
    private static final long CLASS_MARK = 0x510E527FADE682D1L;
    private static final long STEM_MARK = 0x3C6EF372FE94F82BL;

    /**
     * What a word gives by itself.
     *
     * @param hash the word in small letters
     * @param english whether it is looked up as an English word
     * @param keys keys of its terms
     * @param vector number of its vector; -1 for none
     */
    private record Word(long hash, boolean english, long[] keys, int vector) {}

    /** Memory of one thread, used again from text to text. */
    static final class Scratch {
        private final TermCounts terms;
        private final TermCounts seen = new TermCounts();
        private final float[] evidence;
        private final float[] direction;
        private final WordVectors vectors;
        private final ByteSums sum;
        private TopicModel.Vector vector = new TopicModel.Vector(4096);

        /** The different words of the text, and twice their weights. */
        private final LongTable words = new LongTable(512);

        private int[] weights = new int[512];
        /** What is known of each word. */
        private Word[] known = new Word[512];

        /** What is known of the words that texts had lately: a word takes the place of another one of the same slot. */
        private final Word[] recent = new Word[RECENT];

        /**
         * Memory for texts.
         *
         * @param lexicon lexicon that gives the evidence
         * @param vectors vectors that give the direction
         * @param counted terms that are counted; null for all
         */
        Scratch(TopicLexicon lexicon, WordVectors vectors, LongTable counted) {
            terms = new TermCounts(counted);
            evidence = new float[lexicon.codes().size()];
            direction = new float[vectors.dimensions()];
            this.vectors = vectors;
            sum = vectors.sum();
        }

        private void clear() {
            terms.clear();
            seen.clear();
            words.clear();
            Arrays.fill(evidence, 0);
            Arrays.fill(direction, 0);
        }

        /** Counts a word, and the terms that it gives by itself. */
        private void word(long hash, long stem, int length, float weight, WordClasses classes, WordVectors vectors) {
            int before = words.size();
            int number = words.add(hash);
            if (number == before) {
                if (number == known.length) {
                    weights = Arrays.copyOf(weights, number * 2);
                    known = Arrays.copyOf(known, number * 2);
                }
                weights[number] = 0;
                known[number] = known(hash, stem, length, classes, vectors);
            }
            weights[number] += (int) (2 * weight);
            for (long key : known[number].keys()) {
                terms.count(key, weight);
            }
        }

        private Word known(long hash, long stem, int length, WordClasses classes, WordVectors vectors) {
            boolean english = classes != null;
            int slot = (int) (hash ^ hash >>> 32) * 0x9E3779B1 >>> 8 & RECENT - 1;
            Word word = recent[slot];
            if (word == null || word.hash() != hash || word.english() != english) {
                int vector = english ? vectors.find(hash) : -1;
                word = new Word(hash, english, keys(hash, stem, length, classes), vector);
                recent[slot] = word;
            }
            return word;
        }

        /** Keys of the terms that a word gives by itself: the word, its beginning, its classes. */
        private long[] keys(long hash, long stem, int length, WordClasses classes) {
            long[] of = classes == null ? null : classes.of(hash);
            long[] all = new long[2 + (of == null ? 0 : of.length)];
            int n = 0;
            all[n++] = terms.key(hash);
            if (length > STEM) {
                all[n++] = terms.key(stem ^ STEM_MARK);
            }
            for (int c = 0; of != null && c < of.length; c++) {
                all[n++] = terms.key(of[c] * CLASS_MARK);
            }
            int counted = 0;
            for (int k = 0; k < n; k++) {
                if (terms.counts(all[k])) {
                    all[counted++] = all[k];
                }
            }
            return Arrays.copyOf(all, counted);
        }

        /** The sum of the words' vectors. Whole numbers throughout, so that the order of the words does not matter. */
        private void sum() {
            sum.clear();
            for (int word = 0; word < words.size(); word++) {
                vectors.addTo(known[word].vector(), weights[word], sum);
            }
            int[] numbers = sum.numbers();
            for (int d = 0; d < direction.length; d++) {
                direction[d] = numbers[d] * 0.5f;
            }
        }

        /** An empty vector that holds a number of values. */
        TopicModel.Vector vector(int capacity) {
            if (vector.rows.length < capacity) {
                vector = new TopicModel.Vector(capacity + capacity / 2);
            }
            vector.count = 0;
            return vector;
        }
    }

    static TopicFeatures of(
            List<FieldText> fields,
            String language,
            TopicLexicon lexicon,
            WordClasses wordClasses,
            WordVectors wordVectors) {
        return of(fields, language, lexicon, wordClasses, wordVectors, new Scratch(lexicon, wordVectors, null));
    }

    /** Features that hold until the memory is used for another text. */
    static TopicFeatures of(
            List<FieldText> fields,
            String language,
            TopicLexicon lexicon,
            WordClasses wordClasses,
            WordVectors wordVectors,
            Scratch scratch) {
        scratch.clear();
        TermCounts seen = scratch.seen;
        float[] evidence = scratch.evidence;
        String base = language(language);
        boolean english = base.equals("en");
        WordClasses classes = english ? wordClasses : null;
        for (FieldText field : fields) {
            Tokens tokens = field.tokens();
            int end = Math.min(tokens.count(), MAX_TOKENS);
            if (field.field() == TextField.TITLE) {
                lexicon.collect(tokens, end, base, TITLE_WEIGHT, seen, evidence);
                words(tokens, 0, end, TITLE_WEIGHT, classes, wordVectors, scratch);
            } else {
                int lead = Math.min(end, LEAD_TOKENS);
                lexicon.collect(tokens, end, base, LEAD_WEIGHT, seen, evidence);
                words(tokens, 0, lead, LEAD_WEIGHT, classes, wordVectors, scratch);
                words(tokens, lead, end, 1, classes, wordVectors, scratch);
            }
        }
        if (english) {
            scratch.sum();
        }
        return new TopicFeatures(scratch.terms, evidence, scratch.direction, scratch.words.size());
    }

    private static String language(String tag) {
        int cut = tag.indexOf('-');
        return cut < 0 ? tag : tag.substring(0, cut);
    }

    private static void words(
            Tokens tokens, int from, int to, float weight, WordClasses classes, WordVectors vectors, Scratch scratch) {
        String text = tokens.text();
        long previous = 0;
        for (int i = from; i < to; i++) {
            if (tokens.kind(i) != Tokens.WORD) {
                if (tokens.kind(i) != Tokens.CLITIC) {
                    previous = 0;
                }
                continue;
            }
            long hash = 0;
            int length = tokens.length(i);
            int start = tokens.start(i);
            long stem = 0;
            for (int c = 0; c < length; c++) {
                hash = step(hash, Chars.lower(text.charAt(start + c)));
                if (c == STEM - 1) {
                    stem = hash;
                }
            }
            scratch.word(hash, stem, length, weight, classes, vectors);
            if (previous != 0) {
                long pair = scratch.terms.key((previous * 31 ^ hash) * PAIR);
                if (scratch.terms.counts(pair)) {
                    scratch.terms.count(pair, weight);
                }
            }
            previous = hash;
        }
    }

    static long step(long hash, char c) {
        return (hash ^ c) * 0x9E3779B97F4A7C15L + (hash >>> 29);
    }
}
