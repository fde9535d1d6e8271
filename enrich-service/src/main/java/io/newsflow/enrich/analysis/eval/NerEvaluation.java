package io.newsflow.enrich.analysis.eval;

import io.newsflow.enrich.analysis.ner.LabelledText;
import io.newsflow.enrich.analysis.ner.LabelledText.Label;
import io.newsflow.enrich.analysis.ner.LabelledText.Word;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures names as CoNLL-2003 did: a name is right where its first word, its last word and its type are the labelled
 * ones. Where a text was labelled word by word, a mention counts as the words that it touches.
 *
 * @param scores figures by type
 * @param words labelled words; 0 where stretches of text were labelled
 * @param texts number of texts
 * @param errors what differs, one line each
 */
public record NerEvaluation(Map<EntityType, Score> scores, int words, int texts, List<String> errors) {
    private static final int CONTEXT = 40;

    /** Finds the entities of a text, as the analysis would in an article's body. */
    @FunctionalInterface
    public interface Finder {
        /**
         * Finds entities.
         *
         * @param text text
         * @param language BCP 47 tag; null where unknown
         * @return entities with mentions in the field {@link TextField#BODY}
         */
        List<Entity> find(String text, String language);
    }

    /**
     * Figures of a type, or of all.
     *
     * @param expected labelled names
     * @param found names that were found
     * @param right names that were found as labelled
     */
    public record Score(int expected, int found, int right) {
        /** Share of the names found that are labelled. */
        public double precision() {
            return found == 0 ? 0 : (double) right / found;
        }

        /** Share of the labelled names that were found. */
        public double recall() {
            return expected == 0 ? 0 : (double) right / expected;
        }

        /** Harmonic mean of precision and recall. */
        public double f1() {
            return expected + found == 0 ? 0 : 2.0 * right / (expected + found);
        }

        private Score plus(int moreExpected, int moreFound, int moreRight) {
            return new Score(expected + moreExpected, found + moreFound, right + moreRight);
        }
    }

    /**
     * Runs over labelled texts.
     *
     * @param texts labelled texts
     * @param finder what to measure
     */
    public static NerEvaluation run(List<LabelledText> texts, Finder finder) {
        Map<EntityType, Score> scores = new EnumMap<>(EntityType.class);
        for (EntityType type : EntityType.values()) {
            scores.put(type, new Score(0, 0, 0));
        }
        List<String> errors = new ArrayList<>();
        int words = 0;
        for (LabelledText text : texts) {
            words += text.words().size();
            Set<Label> expected = new HashSet<>(text.labels());
            List<Label> found = labels(finder.find(text.text(), text.language()), text);
            for (Label label : found) {
                boolean right = expected.remove(label);
                scores.computeIfPresent(label.type(), (type, score) -> score.plus(right ? 1 : 0, 1, right ? 1 : 0));
                if (!right) {
                    errors.add("wrong  " + shown(text.text(), label));
                }
            }
            expected.stream().sorted(Comparator.comparingInt(Label::start)).forEach(label -> {
                scores.computeIfPresent(label.type(), (type, score) -> score.plus(1, 0, 0));
                errors.add("missed " + shown(text.text(), label));
            });
        }
        return new NerEvaluation(scores, words, texts.size(), errors);
    }

    /** The figures of this and of another measurement together. */
    public NerEvaluation plus(NerEvaluation other) {
        Map<EntityType, Score> sums = new EnumMap<>(scores);
        other.scores.forEach(
                (type, score) -> sums.merge(type, score, (a, b) -> a.plus(b.expected(), b.found(), b.right())));
        List<String> all = new ArrayList<>(errors);
        all.addAll(other.errors);
        return new NerEvaluation(sums, words + other.words, texts + other.texts, all);
    }

    /** Figures over all types together. */
    public Score micro() {
        Score sum = new Score(0, 0, 0);
        for (Score score : scores.values()) {
            sum = sum.plus(score.expected(), score.found(), score.right());
        }
        return sum;
    }

    private static List<Label> labels(List<Entity> entities, LabelledText text) {
        Set<Label> labels = new HashSet<>();
        for (Entity entity : entities) {
            for (Mention mention : entity.getMentions()) {
                if (mention.getField() == TextField.BODY) {
                    int start = text.text().offsetByCodePoints(0, mention.getStart());
                    int end = text.text().offsetByCodePoints(start, mention.getEnd() - mention.getStart());
                    labels.add(
                            text.words().isEmpty()
                                    ? new Label(start, end, entity.getType())
                                    : touched(text.words(), start, end, entity.getType()));
                }
            }
        }
        List<Label> sorted = new ArrayList<>(labels);
        sorted.sort(Comparator.comparingInt(Label::start).thenComparingInt(Label::end));
        return sorted;
    }

    private static Label touched(List<Word> words, int start, int end, EntityType type) {
        int first = wordAt(words, start);
        int last = wordAt(words, end - 1);
        return new Label(
                words.get(first).start(), words.get(Math.max(first, last)).end(), type);
    }

    /** The last word that begins at or before an offset. */
    private static int wordAt(List<Word> words, int offset) {
        int low = 0;
        int high = words.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (words.get(middle).start() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static String shown(String text, Label label) {
        String before = text.substring(Math.max(0, label.start() - CONTEXT), label.start());
        String after = text.substring(label.end(), Math.min(text.length(), label.end() + CONTEXT));
        return (label.type() + " [" + text.substring(label.start(), label.end()) + "] in: " + before + "["
                        + text.substring(label.start(), label.end()) + "]" + after)
                .replaceAll("\\s+", " ");
    }
}
