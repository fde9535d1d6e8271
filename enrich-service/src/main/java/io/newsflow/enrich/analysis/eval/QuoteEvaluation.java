package io.newsflow.enrich.analysis.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.model.Entity;
import io.newsflow.model.Quote;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures quotes and their speakers. A quote counts as found when its words are the labelled ones, marks, blanks and
 * the punctuation at its ends aside; a speaker as right when the labelled name holds the speaker's name or is held by
 * it, or when none is labelled and none was found.
 *
 * @param expected labelled quotes
 * @param found quotes that were found
 * @param right quotes that were found and are labelled
 * @param speakersRight of those, the ones with the right speaker
 * @param errors what differs, one line each
 */
public record QuoteEvaluation(int expected, int found, int right, int speakersRight, List<String> errors) {
    /** Finds the quotes of a text. */
    @FunctionalInterface
    public interface Finder {
        /**
         * Finds quotes.
         *
         * @param example the whole labelled line
         * @param entities takes the entities that the quotes refer to
         */
        List<Quote> find(JsonNode example, List<Entity> entities);
    }

    /**
     * Runs over JSON lines: {@code text}, {@code language} where known, and {@code quotes}, each with {@code text} and
     * {@code speaker} (null for none).
     *
     * @param lines the labelled examples
     * @param finder what to measure
     * @throws io.newsflow.schemas.json.RecordJsonException for a line that is no JSON
     */
    public static QuoteEvaluation run(BufferedReader lines, Finder finder) throws IOException {
        int expected = 0;
        int found = 0;
        int right = 0;
        int speakersRight = 0;
        List<String> errors = new ArrayList<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode example = RecordJson.parse(line);
            List<Entity> entities = new ArrayList<>();
            List<Quote> quotes = finder.find(example, entities);
            Map<String, String> names = new HashMap<>();
            entities.forEach(entity -> names.put(entity.getId(), entity.getName()));
            Map<String, Quote> byWords = new HashMap<>();
            quotes.forEach(quote -> byWords.putIfAbsent(words(quote.getText()), quote));
            found += quotes.size();
            for (JsonNode label : example.path("quotes")) {
                expected++;
                Quote quote = byWords.remove(words(label.path("text").asText()));
                if (quote == null) {
                    errors.add(number + ": missed: " + label.path("text").asText());
                    continue;
                }
                right++;
                String speaker =
                        label.path("speaker").isNull() || label.path("speaker").isMissingNode()
                                ? null
                                : label.path("speaker").asText();
                String name = quote.getSpeakerEntityId() == null
                        ? quote.getSpeaker()
                        : names.getOrDefault(quote.getSpeakerEntityId(), quote.getSpeaker());
                if (same(speaker, name) || same(speaker, quote.getSpeaker())) {
                    speakersRight++;
                } else {
                    errors.add(number + ": speaker " + name + " instead of " + speaker + ": " + quote.getText());
                }
            }
            int line0 = number;
            byWords.values().forEach(quote -> errors.add(line0 + ": not labelled: " + quote.getText()));
        }
        return new QuoteEvaluation(expected, found, right, speakersRight, errors);
    }

    /** Share of the quotes found that are labelled. */
    public double precision() {
        return found == 0 ? 0 : (double) right / found;
    }

    /** Share of the labelled quotes that were found. */
    public double recall() {
        return expected == 0 ? 0 : (double) right / expected;
    }

    /** Harmonic mean of precision and recall. */
    public double f1() {
        return expected + found == 0 ? 0 : 2.0 * right / (expected + found);
    }

    /** Share of the quotes rightly found that have the right speaker. */
    public double speakerAccuracy() {
        return right == 0 ? 0 : (double) speakersRight / right;
    }

    private static String words(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    private static boolean same(String expected, String found) {
        if (expected == null || found == null) {
            return expected == null && found == null;
        }
        String a = words(expected);
        String b = words(found);
        return !b.isEmpty() && (a.contains(b) || b.contains(a));
    }
}
