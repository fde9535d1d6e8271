package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.util.Arrays;
import java.util.List;

/**
 * Finds names with the sequence model: the best sequence of labels (Viterbi) in each zone of a sentence that may hold
 * names, with the model's probability as confidence. Thread-confined; its arrays are used again from text to text.
 */
public final class NameTagger {
    private static final int S = TagSet.SIZE;
    private static final int NEVER = Integer.MIN_VALUE / 2;

    private final NameModel model;
    private final Lexicon lexicon;
    private final NameFeatures features;
    private final CaseStatistics statistics = new CaseStatistics();
    private final int[] hashes = new int[NameFeatures.MAX];
    private final int[] slots = new int[NameFeatures.MAX];
    private final long[] found = new long[NameFeatures.MAX];
    private final double[] transition = new double[S * S];

    private int[] scores = new int[64 * S];
    private int[] best = new int[64 * S];
    private byte[] back = new byte[64 * S];
    private byte[] labels = new byte[64];
    private double[] emission = new double[64 * S];
    private double[] forward = new double[64 * S];
    private double[] backward = new double[64 * S];

    /** A tagger with a model and the word classes that the model was trained with. */
    public NameTagger(NameModel model, Lexicon lexicon) {
        this.model = model;
        this.lexicon = lexicon;
        this.features = new NameFeatures(lexicon);
        for (int b = 0; b < S; b++) {
            for (int a : TagSet.BEFORE[b]) {
                transition[a * S + b] = Math.exp(model.transition(a, b) * model.scale());
            }
        }
    }

    /** Begins a document: forgets how the one before wrote its words. */
    public void begin() {
        statistics.clear();
    }

    /** Takes note of how a text of the document writes its words; all texts first, then {@link #tag}. */
    public void read(Tokens text) {
        statistics.add(text);
    }

    /**
     * Finds the names of a text.
     *
     * @param text text
     * @param gazetteer gazetteer that has scanned it
     * @param out receives the names in order, without overlaps
     */
    public void tag(Tokens text, Gazetteer gazetteer, List<Span> out) {
        features.prepare(text, gazetteer, statistics);
        for (int s = 0; s < text.sentences(); s++) {
            int from = text.sentenceStart(s);
            int to = text.sentenceEnd(s);
            boolean turned = false;
            int i = from;
            while (i < to) {
                if (!features.inZone(i)) {
                    i++;
                    continue;
                }
                int end = i + 1;
                while (end < to && features.inZone(end)) {
                    end++;
                }
                if (!turned) {
                    features.sentence(from, to);
                    turned = true;
                }
                zone(text, gazetteer, i, end, out);
                i = end;
            }
        }
    }

    private void zone(Tokens text, Gazetteer gazetteer, int from, int to, List<Span> out) {
        int n = to - from;
        if (labels.length < n) {
            int capacity = n + n / 2;
            scores = new int[capacity * S];
            best = new int[capacity * S];
            back = new byte[capacity * S];
            labels = new byte[capacity];
            emission = new double[capacity * S];
            forward = new double[capacity * S];
            backward = new double[capacity * S];
        }
        for (int i = 0; i < n; i++) {
            int count = features.extract(from + i, hashes);
            model.score(hashes, count, slots, found, scores, i * S);
        }
        if (!viterbi(n)) {
            return;
        }
        marginals(n);
        int i = 0;
        while (i < n) {
            int label = labels[i];
            if (label == TagSet.O) {
                i++;
                continue;
            }
            int end = i;
            double confidence = 1;
            while (true) {
                confidence = Math.min(confidence, forward[end * S + labels[end]] * backward[end * S + labels[end]]);
                int part = TagSet.part(labels[end]);
                end++;
                if (part == TagSet.L || part == TagSet.U) {
                    break;
                }
            }
            add(text, gazetteer, from + i, from + end, TagSet.TYPES[TagSet.type(label)], (float) confidence, out);
            i = end;
        }
    }

    /**
     * Adds a name by the conventions: persons without office and state before them ("US President" is no part of the
     * name), and words made of a name with a hyphen ("Western-made", "Russian-Ukrainian") as MISC.
     */
    private void add(
            Tokens text, Gazetteer gazetteer, int first, int end, EntityType type, float confidence, List<Span> out) {
        if (type == EntityType.PER) {
            for (int i = end - 2; i >= first; i--) {
                int classes = lexicon.of(gazetteer.hash(i));
                if ((classes & Lexicon.TITLE) != 0 && (classes & (Lexicon.GIVEN | Lexicon.SURNAME)) == 0) {
                    known(gazetteer, first, i, out);
                    out.add(new Span(i + 1, end, type, confidence));
                    return;
                }
            }
        } else if (end == first + 1 && type != EntityType.MISC) {
            String form = text.form(first);
            int hyphen = form.lastIndexOf('-');
            if (hyphen > 0 && hyphen + 1 < form.length()) {
                String rest = form.substring(hyphen + 1);
                if (Chars.isLower(rest.charAt(0)) || (lexicon.of(rest) & Lexicon.DEMONYM) != 0) {
                    out.add(new Span(first, end, EntityType.MISC, confidence));
                    return;
                }
            }
        }
        out.add(new Span(first, end, type, confidence));
    }

    /** The name of the knowledge base that begins what stands before an office, where it is no person's. */
    private static void known(Gazetteer gazetteer, int first, int before, List<Span> out) {
        int length = before > first ? gazetteer.length(first) : 0;
        if (length > 0 && first + length <= before) {
            KnowledgeBase kb = gazetteer.knowledgeBase();
            int candidate = gazetteer.best(first);
            EntityType type = kb.isDemonym(candidate)
                    ? EntityType.MISC
                    : kb.kind(kb.candidateEntity(candidate)).type();
            if (type != EntityType.PER) {
                out.add(new Span(first, first + length, type, 0.7f));
            }
        }
    }

    /** True where the best labels are not all outside. */
    private boolean viterbi(int n) {
        for (int l = 0; l < S; l++) {
            best[l] = TagSet.FIRST[l] ? scores[l] + model.transition(TagSet.O, l) : NEVER;
        }
        for (int i = 1; i < n; i++) {
            int row = i * S;
            int above = row - S;
            for (int l = 0; l < S; l++) {
                int top = NEVER;
                int from = 0;
                for (int a : TagSet.BEFORE[l]) {
                    int score = best[above + a] + model.transition(a, l);
                    if (score > top) {
                        top = score;
                        from = a;
                    }
                }
                best[row + l] = top + scores[row + l];
                back[row + l] = (byte) from;
            }
        }
        int last = (n - 1) * S;
        int label = TagSet.O;
        int top = NEVER;
        for (int l = 0; l < S; l++) {
            int score = TagSet.LAST[l] ? best[last + l] + model.transition(l, TagSet.O) : NEVER;
            if (score > top) {
                top = score;
                label = l;
            }
        }
        boolean any = false;
        for (int i = n - 1; i >= 0; i--) {
            labels[i] = (byte) label;
            any |= label != TagSet.O;
            label = back[i * S + label];
        }
        return any;
    }

    /** Probabilities of labels by the forward-backward procedure, scaled at each token: forward times backward. */
    private void marginals(int n) {
        float scale = model.scale();
        for (int i = 0; i < n; i++) {
            int row = i * S;
            int top = scores[row];
            for (int l = 1; l < S; l++) {
                top = Math.max(top, scores[row + l]);
            }
            for (int l = 0; l < S; l++) {
                emission[row + l] = Math.exp((scores[row + l] - top) * scale);
            }
        }
        for (int i = 0; i < n; i++) {
            int row = i * S;
            double sum = 0;
            for (int l = 0; l < S; l++) {
                double in = 0;
                if (i == 0) {
                    in = transition[l];
                } else {
                    for (int a : TagSet.BEFORE[l]) {
                        in += forward[row - S + a] * transition[a * S + l];
                    }
                }
                forward[row + l] = in * emission[row + l];
                sum += forward[row + l];
            }
            for (int l = 0; l < S; l++) {
                forward[row + l] /= sum;
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            int row = i * S;
            if (i == n - 1) {
                for (int l = 0; l < S; l++) {
                    backward[row + l] = transition[l * S];
                }
            } else {
                Arrays.fill(backward, row, row + S, 0);
                for (int b = 0; b < S; b++) {
                    double out = backward[row + S + b] * emission[row + S + b];
                    for (int a : TagSet.BEFORE[b]) {
                        backward[row + a] += out * transition[a * S + b];
                    }
                }
            }
            double sum = 0;
            for (int l = 0; l < S; l++) {
                sum += forward[row + l] * backward[row + l];
            }
            for (int l = 0; l < S; l++) {
                backward[row + l] /= sum;
            }
        }
    }
}
