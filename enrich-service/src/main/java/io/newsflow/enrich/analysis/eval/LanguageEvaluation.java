package io.newsflow.enrich.analysis.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Measures language detection on labelled texts, one answer each.
 *
 * @param texts labelled texts
 * @param right texts for which the labelled language was found
 * @param nanos time for all detections in nanoseconds
 * @param languages counts by labelled language
 * @param errors what differs, one line each
 */
public record LanguageEvaluation(int texts, int right, long nanos, Map<String, Counts> languages, List<String> errors) {
    /**
     * Counts of one language.
     *
     * @param texts texts labelled with it
     * @param right those of them for which it was found
     */
    public record Counts(int texts, int right) {
        private Counts plus(Counts other) {
            return new Counts(texts + other.texts, right + other.right);
        }
    }

    /**
     * Runs over JSON lines: {@code text} and {@code language}, a BCP 47 tag. Nothing is told to the detector but the text.
     *
     * @param lines the labelled texts
     * @param detector tag of a text's language
     * @throws io.newsflow.schemas.json.RecordJsonException for a line that is no JSON
     */
    public static LanguageEvaluation run(BufferedReader lines, Function<String, String> detector) throws IOException {
        int texts = 0;
        int right = 0;
        long nanos = 0;
        Map<String, Counts> languages = new TreeMap<>();
        List<String> errors = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode example = RecordJson.parse(line);
            String text = example.path("text").asText();
            String expected = example.path("language").asText();
            long start = System.nanoTime();
            String found = detector.apply(text);
            nanos += System.nanoTime() - start;
            boolean same = found.equals(expected);
            texts++;
            right += same ? 1 : 0;
            languages.merge(expected, new Counts(1, same ? 1 : 0), Counts::plus);
            if (!same) {
                errors.add(found + " instead of " + expected + ": " + text);
            }
        }
        return new LanguageEvaluation(texts, right, nanos, languages, errors);
    }

    /** Share of the texts whose language was found. */
    public double accuracy() {
        return texts == 0 ? 0 : (double) right / texts;
    }
}
