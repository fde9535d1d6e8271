package io.newsflow.enrich.analysis.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.model.MediaTopic;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Measures topics at the first level of the Media Topics: what was found against what is labelled, class by class, and how
 * often the best-scored topic is a labelled one.
 *
 * @param texts labelled texts
 * @param best texts whose best topic is labelled
 * @param first texts whose best topic is the one labelled first
 * @param classes counts by first-level code
 * @param errors texts whose best topic is not labelled, one line each
 */
public record TopicEvaluation(int texts, int best, int first, Map<String, Counts> classes, List<String> errors) {
    /** Finds the topics of a labelled text. */
    @FunctionalInterface
    public interface Finder extends Function<JsonNode, List<MediaTopic>> {}

    /**
     * Counts of one class.
     *
     * @param expected texts labelled with it
     * @param found texts it was found for
     * @param right both
     */
    public record Counts(int expected, int found, int right) {
        /** Share of what was found that is labelled; 0 where nothing was found. */
        public double precision() {
            return found == 0 ? 0 : (double) right / found;
        }

        /** Share of what is labelled that was found; 0 where nothing is labelled. */
        public double recall() {
            return expected == 0 ? 0 : (double) right / expected;
        }

        /** Harmonic mean of precision and recall. */
        public double f1() {
            return expected + found == 0 ? 0 : 2.0 * right / (expected + found);
        }

        private Counts plus(Counts other) {
            return new Counts(expected + other.expected, found + other.found, right + other.right);
        }
    }

    private static final Counts NONE = new Counts(0, 0, 0);
    private static final String SCHEME = "medtop:";

    /**
     * Runs over JSON lines: {@code text}, or {@code title} and {@code body}; {@code language} where known; and
     * {@code codes}, Media Topic codes with or without {@code medtop:}, the main one first. Finer codes count for their
     * first level where {@code firstLevel} can lead them there.
     *
     * @param lines the labelled texts
     * @param finder what to measure
     * @param firstLevel first-level code of a code, both without the scheme
     * @throws io.newsflow.schemas.json.RecordJsonException for a line that is no JSON
     */
    public static TopicEvaluation run(BufferedReader lines, Finder finder, Function<String, String> firstLevel)
            throws IOException {
        int texts = 0;
        int best = 0;
        int first = 0;
        Map<String, Counts> classes = new TreeMap<>();
        List<String> errors = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode example = RecordJson.parse(line);
            Set<String> expected = new LinkedHashSet<>();
            example.path("codes").forEach(code -> expected.add(firstLevel.apply(bare(code.asText()))));
            List<MediaTopic> topics = finder.apply(example);
            Set<String> found = new LinkedHashSet<>();
            topics.forEach(topic -> found.add(firstLevel.apply(bare(topic.getCode()))));
            texts++;
            for (String code : expected) {
                classes.merge(code, new Counts(1, 0, 0), Counts::plus);
            }
            for (String code : found) {
                classes.merge(code, new Counts(0, 1, expected.contains(code) ? 1 : 0), Counts::plus);
            }
            String top = topics.isEmpty()
                    ? "none"
                    : firstLevel.apply(bare(topics.get(0).getCode()));
            if (expected.contains(top)) {
                best++;
            } else {
                errors.add(top + " instead of " + expected + ": "
                        + example.path("text").asText(example.path("title").asText()));
            }
            if (!expected.isEmpty() && expected.iterator().next().equals(top)) {
                first++;
            }
        }
        return new TopicEvaluation(texts, best, first, classes, errors);
    }

    /** Share of the texts whose best topic is a labelled one. */
    public double accuracy() {
        return texts == 0 ? 0 : (double) best / texts;
    }

    /** Share of the texts whose best topic is the one labelled first. */
    public double firstAccuracy() {
        return texts == 0 ? 0 : (double) first / texts;
    }

    /** Counts over all classes. */
    public Counts micro() {
        return classes.values().stream().reduce(NONE, Counts::plus);
    }

    /** Mean F1 of the classes that are labelled somewhere. */
    public double macroF1() {
        return classes.values().stream()
                .filter(counts -> counts.expected() > 0)
                .mapToDouble(Counts::f1)
                .average()
                .orElse(0);
    }

    private static String bare(String code) {
        return code.startsWith(SCHEME) ? code.substring(SCHEME.length()) : code;
    }
}
