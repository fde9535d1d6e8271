package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.Chars;
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
 */
record TopicFeatures(TermCounts terms, float[] evidence, float[] direction) {
    /** Tokens of a text that are looked at. */
    static final int MAX_TOKENS = 700;

    private static final float TITLE_WEIGHT = 2;
    private static final float LEAD_WEIGHT = 1.5f;
    private static final int LEAD_TOKENS = 60;
    private static final int STEM = 5;
    private static final long PAIR = 0x6A09E667F3BCC909L;
    private static final long CLASS_MARK = 0x510E527FADE682D1L;
    private static final float CLASS_WEIGHT = 1;
    private static final long STEM_MARK = 0x3C6EF372FE94F82BL;

    /** Memory of one thread, used again from text to text. */
    static final class Scratch {
        private final TermCounts terms = new TermCounts();
        private final TermCounts seen = new TermCounts();
        private final float[] evidence;
        private final float[] direction;
        private TopicModel.Vector vector = new TopicModel.Vector(4096);

        /**
         * Memory for texts.
         *
         * @param lexicon lexicon that gives the evidence
         * @param vectors vectors that give the direction
         */
        Scratch(TopicLexicon lexicon, WordVectors vectors) {
            evidence = new float[lexicon.codes().size()];
            direction = new float[vectors.dimensions()];
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
        return of(fields, language, lexicon, wordClasses, wordVectors, new Scratch(lexicon, wordVectors));
    }

    /** Features that hold until the memory is used for another text. */
    static TopicFeatures of(
            List<FieldText> fields,
            String language,
            TopicLexicon lexicon,
            WordClasses wordClasses,
            WordVectors wordVectors,
            Scratch scratch) {
        TermCounts terms = scratch.terms;
        TermCounts seen = scratch.seen;
        float[] evidence = scratch.evidence;
        float[] direction = scratch.direction;
        terms.clear();
        seen.clear();
        Arrays.fill(evidence, 0);
        Arrays.fill(direction, 0);
        String base = language(language);
        boolean english = base.equals("en");
        WordClasses classes = english ? wordClasses : null;
        WordVectors vectors = english ? wordVectors : null;
        for (FieldText field : fields) {
            Tokens tokens = field.tokens();
            int end = Math.min(tokens.count(), MAX_TOKENS);
            if (field.field() == TextField.TITLE) {
                lexicon.collect(tokens, end, base, TITLE_WEIGHT, seen, evidence);
                words(tokens, 0, end, TITLE_WEIGHT, classes, vectors, terms, direction);
            } else {
                int lead = Math.min(end, LEAD_TOKENS);
                lexicon.collect(tokens, end, base, LEAD_WEIGHT, seen, evidence);
                words(tokens, 0, lead, LEAD_WEIGHT, classes, vectors, terms, direction);
                words(tokens, lead, end, 1, classes, vectors, terms, direction);
            }
        }
        return new TopicFeatures(terms, evidence, direction);
    }

    private static String language(String tag) {
        int cut = tag.indexOf('-');
        return cut < 0 ? tag : tag.substring(0, cut);
    }

    private static void words(
            Tokens tokens,
            int from,
            int to,
            float weight,
            WordClasses classes,
            WordVectors vectors,
            TermCounts terms,
            float[] direction) {
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
            terms.add(hash, weight);
            if (length > STEM) {
                terms.add(stem ^ STEM_MARK, weight);
            }
            long[] of = classes == null ? null : classes.of(hash);
            if (of != null) {
                for (long c : of) {
                    terms.add(c * CLASS_MARK, weight * CLASS_WEIGHT);
                }
            }
            if (vectors != null) {
                vectors.addTo(hash, weight, direction);
            }
            if (previous != 0) {
                terms.add((previous * 31 ^ hash) * PAIR, weight);
            }
            previous = hash;
        }
    }

    static long step(long hash, char c) {
        return (hash ^ c) * 0x9E3779B97F4A7C15L + (hash >>> 29);
    }
}
