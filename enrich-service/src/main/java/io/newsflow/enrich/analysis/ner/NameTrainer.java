package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.ner.LabelledText.Label;
import io.newsflow.enrich.analysis.text.NormalizedText;
import io.newsflow.enrich.analysis.text.Normalizer;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Turns labelled texts into what the {@link CrfTrainer} learns from: features of the tokens as the analysis would cut
 * them, whole documents and single sentences, and some sentences written as headlines. Used once, by one thread.
 */
final class NameTrainer {
    /** Share of the sentences that are learnt without their document too. */
    private static final double ALONE = 0.3;
    /** Share that is learnt in capitals too. */
    private static final double IN_CAPITALS = 0.1;
    /** Share that is learnt with a capital on every longer word too. */
    private static final double AS_HEADLINE = 0.08;
    /** Weight of such copies against the sentence itself. */
    private static final float COPY = 0.5f;

    private final NameFeatures features;
    private final Gazetteer gazetteer;
    private final CaseStatistics statistics = new CaseStatistics();
    private final CrfTrainer crf;
    private final Random random = new Random(7);
    private final int[] hashes = new int[NameFeatures.MAX];

    NameTrainer(KnowledgeBase kb, Lexicon lexicon, CrfTrainer crf) {
        this.features = new NameFeatures(lexicon);
        this.gazetteer = new Gazetteer(kb);
        this.crf = crf;
    }

    /**
     * Takes texts in.
     *
     * @param texts labelled texts
     * @param weight how much each counts
     * @param copies whether sentences are also learnt alone and as headlines
     */
    void add(List<LabelledText> texts, float weight, boolean copies) {
        for (LabelledText text : texts) {
            add(text, weight, true);
            if (copies) {
                copies(text, weight * COPY);
            }
        }
    }

    private void copies(LabelledText text, float weight) {
        int start = 0;
        while (start < text.text().length()) {
            int end = text.text().indexOf("\n\n", start);
            end = end < 0 ? text.text().length() : end;
            double chance = random.nextDouble();
            if (chance < ALONE + IN_CAPITALS + AS_HEADLINE) {
                String sentence = text.text().substring(start, end);
                List<Label> labels = new ArrayList<>();
                for (Label label : text.labels()) {
                    if (label.start() >= start && label.end() <= end) {
                        labels.add(new Label(label.start() - start, label.end() - start, label.type()));
                    }
                }
                String written = chance < ALONE
                        ? sentence
                        : chance < ALONE + IN_CAPITALS ? sentence.toUpperCase(Locale.ROOT) : headline(sentence);
                if (written.length() == sentence.length()) {
                    boolean inDocument = chance >= ALONE && random.nextBoolean();
                    if (inDocument) {
                        statistics.clear();
                        statistics.add(tokens(text.text()));
                    }
                    add(new LabelledText(written, List.of(), labels, text.language()), weight, !inDocument);
                }
            }
            start = end + 2;
        }
    }

    /** A capital on each word of more than three letters, and on the first. */
    private static String headline(String sentence) {
        StringBuilder out = new StringBuilder(sentence);
        int i = 0;
        while (i < out.length()) {
            int end = i;
            while (end < out.length() && out.charAt(end) != ' ') {
                end++;
            }
            if (end - i > 3 || i == 0) {
                out.setCharAt(i, Character.toUpperCase(out.charAt(i)));
            }
            i = end + 1;
        }
        int last = out.length() - 1;
        if (last > 0 && out.charAt(last) == '.') {
            out.setCharAt(last, ' ');
        }
        return out.toString();
    }

    private static Tokens tokens(String text) {
        return Tokenizer.tokenize(Normalizer.normalize(text).text());
    }

    private void add(LabelledText text, float weight, boolean newDocument) {
        NormalizedText normalized = Normalizer.normalize(text.text());
        Tokens tokens = Tokenizer.tokenize(normalized.text());
        if (newDocument) {
            statistics.clear();
            statistics.add(tokens);
        }
        gazetteer.scan(tokens, "en");
        features.prepare(tokens, gazetteer, statistics);
        byte[] labels = labels(tokens, normalized, text.labels());
        for (int s = 0; s < tokens.sentences(); s++) {
            int from = tokens.sentenceStart(s);
            int to = tokens.sentenceEnd(s);
            features.sentence(from, to);
            int i = from;
            while (i < to) {
                if (!features.inZone(i)) {
                    i++;
                    continue;
                }
                int end = i;
                while (end < to && features.inZone(end)) {
                    int n = features.extract(end, hashes);
                    crf.token(hashes, n, labels[end]);
                    end++;
                }
                crf.zone(end - i, weight);
                i = end;
            }
        }
    }

    /** Labels of tokens; names that the model could never find are left out, those cut by a token take all of it. */
    private byte[] labels(Tokens tokens, NormalizedText normalized, List<Label> names) {
        byte[] labels = new byte[tokens.count()];
        int t = 0;
        for (Label name : names) {
            while (t < tokens.count() && normalized.originalEnd(tokens.end(t)) <= name.start()) {
                t++;
            }
            int first = t;
            while (t < tokens.count() && normalized.originalStart(tokens.start(t)) < name.end()) {
                t++;
            }
            int end = t;
            boolean possible = end > first && tokens.sentenceOf(first) == tokens.sentenceOf(end - 1);
            for (int k = first; k < end; k++) {
                possible &= features.inZone(k) && labels[k] == TagSet.O;
            }
            if (!possible) {
                continue;
            }
            int covered = normalized.originalEnd(tokens.end(end - 1)) - normalized.originalStart(tokens.start(first));
            boolean compound = end - first == 1
                    && covered > name.end() - name.start()
                    && tokens.form(first).indexOf('-') > 0;
            int type = TagSet.indexOf(compound ? EntityType.MISC : name.type());
            for (int k = first; k < end; k++) {
                int part = end - first == 1 ? TagSet.U : k == first ? TagSet.B : k == end - 1 ? TagSet.L : TagSet.I;
                labels[k] = (byte) TagSet.label(type, part);
            }
        }
        return labels;
    }
}
