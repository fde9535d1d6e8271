package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the sure names of a document speak for the doubtful ones: a name that the model was unsure of takes the type that
 * the same words have elsewhere, a lone surname goes with the person named in full, and words that are surely a name in
 * one place are one in another place where the model passed them over. Stateless.
 */
public final class Consistency {
    /** Confidence below which a name may take another type. */
    private static final float DOUBTFUL = 0.8f;
    /** Confidence from which a name speaks for others. */
    private static final float SURE = 0.9f;
    /** Confidence of all mentions together from which a name speaks for others. */
    private static final float OFTEN = 1.5f;
    /** How much more weight another type needs. */
    private static final float LEAD = 1.5f;

    private Consistency() {}

    private static final class Evidence {
        private final float[] weight = new float[TagSet.TYPES.length];
        private float sure;
        private int sureType;

        private float total() {
            float total = 0;
            for (float w : weight) {
                total += w;
            }
            return total;
        }

        private int best() {
            int best = 0;
            for (int t = 1; t < weight.length; t++) {
                if (weight[t] > weight[best]) {
                    best = t;
                }
            }
            return best;
        }
    }

    /**
     * Evens the names of a document out.
     *
     * @param texts its texts
     * @param names the names of each text, in order; changed in place
     * @param lexicon word classes
     */
    public static void apply(List<Tokens> texts, List<List<Span>> names, Lexicon lexicon) {
        Map<String, Evidence> evidence = new HashMap<>();
        Map<String, Float> surnames = new HashMap<>();
        int longest = 1;
        for (int f = 0; f < texts.size(); f++) {
            Tokens t = texts.get(f);
            for (Span span : names.get(f)) {
                Evidence e = evidence.computeIfAbsent(t.span(span.first(), span.end()), k -> new Evidence());
                int type = TagSet.indexOf(span.type());
                e.weight[type] += span.confidence();
                if (span.confidence() > e.sure) {
                    e.sure = span.confidence();
                    e.sureType = type;
                }
                longest = Math.max(longest, span.length());
                if (span.type() == EntityType.PER && span.length() > 1 && span.confidence() >= DOUBTFUL) {
                    surnames.merge(t.form(span.end() - 1), span.confidence(), Math::max);
                }
            }
        }
        if (evidence.isEmpty()) {
            return;
        }
        for (int f = 0; f < texts.size(); f++) {
            Tokens t = texts.get(f);
            List<Span> list = names.get(f);
            for (int i = 0; i < list.size(); i++) {
                list.set(i, settled(t, list.get(i), evidence, surnames));
            }
            missed(t, list, evidence, Math.min(longest, 6), lexicon);
        }
    }

    private static Span settled(Tokens t, Span span, Map<String, Evidence> evidence, Map<String, Float> surnames) {
        if (span.confidence() >= DOUBTFUL) {
            return span;
        }
        if (span.length() == 1 && span.type() != EntityType.PER && surnames.containsKey(t.form(span.first()))) {
            return new Span(span.first(), span.end(), EntityType.PER, DOUBTFUL);
        }
        Evidence e = evidence.get(t.span(span.first(), span.end()));
        int type = TagSet.indexOf(span.type());
        int best = e.best();
        if (best != type && e.weight[best] > LEAD * e.weight[type]) {
            return new Span(span.first(), span.end(), TagSet.TYPES[best], span.confidence());
        }
        return span;
    }

    /** Adds names that stand elsewhere for sure, where no name was found and none touches them. */
    private static void missed(
            Tokens t, List<Span> list, Map<String, Evidence> evidence, int longest, Lexicon lexicon) {
        boolean[] covered = new boolean[t.count()];
        for (Span span : list) {
            java.util.Arrays.fill(covered, span.first(), span.end(), true);
        }
        List<Span> found = new ArrayList<>();
        int i = 0;
        while (i < t.count()) {
            int end = covered[i] || t.kind(i) != Tokens.WORD || !Chars.isUpper(t.first(i))
                    ? i
                    : match(t, i, covered, evidence, longest, lexicon, found);
            i = Math.max(end, i + 1);
        }
        if (!found.isEmpty()) {
            list.addAll(found);
            list.sort(Comparator.comparingInt(Span::first));
        }
    }

    private static int match(
            Tokens t,
            int i,
            boolean[] covered,
            Map<String, Evidence> evidence,
            int longest,
            Lexicon lexicon,
            List<Span> found) {
        int limit = Math.min(t.count(), i + longest);
        int open = i;
        while (open < limit && !covered[open]) {
            open++;
        }
        for (int end = open; end > i; end--) {
            Evidence e = evidence.get(t.span(i, end));
            if (e == null || e.sure < SURE && e.total() < OFTEN) {
                continue;
            }
            boolean single = end == i + 1;
            boolean alone = (i == 0 || !isCapital(t, i - 1)) && (end == t.count() || !isCapital(t, end));
            boolean plain = single
                    && (lexicon.of(t.form(i)) & Lexicon.COMMON) != 0
                    && (e.total() < OFTEN || t.sentenceStart(t.sentenceOf(i)) == i);
            if (!single || alone && !plain) {
                found.add(new Span(i, end, TagSet.TYPES[e.sureType], 0.7f));
                return end;
            }
        }
        return i;
    }

    private static boolean isCapital(Tokens t, int i) {
        return t.kind(i) == Tokens.WORD && Chars.isUpper(t.first(i));
    }
}
