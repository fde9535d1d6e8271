package io.newsflow.enrich.analysis.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures summaries by ROUGE (Lin 2004) against references written by people: F1 of shared words (ROUGE-1), of shared
 * pairs of words (ROUGE-2), and of the longest common subsequence (ROUGE-L), each the mean over the texts, with the best
 * reference where there are several. Words are compared in lower case, without stemming.
 *
 * @param texts texts with references
 * @param rouge1 mean ROUGE-1 F1
 * @param rouge2 mean ROUGE-2 F1
 * @param rougeL mean ROUGE-L F1
 * @param words mean length of the summaries in words
 */
public record SummaryEvaluation(int texts, double rouge1, double rouge2, double rougeL, double words) {
    /**
     * Runs over JSON lines: {@code title}, {@code body} (or {@code text}), {@code language}, and {@code summary}: a
     * reference, or several in a list.
     *
     * @param lines the texts
     * @param summariser summary of a line, empty where it has none
     * @throws io.newsflow.schemas.json.RecordJsonException for a line that is no JSON
     */
    public static SummaryEvaluation run(BufferedReader lines, Function<JsonNode, String> summariser)
            throws IOException {
        int texts = 0;
        double[] sums = new double[4];
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode example = RecordJson.parse(line);
            List<String> found = words(summariser.apply(example));
            double[] best = new double[3];
            Iterable<JsonNode> references =
                    example.path("summary").isArray() ? example.path("summary") : List.of(example.path("summary"));
            for (JsonNode reference : references) {
                List<String> expected = words(reference.asText());
                best[0] = Math.max(best[0], overlap(grams(found, 1), grams(expected, 1)));
                best[1] = Math.max(best[1], overlap(grams(found, 2), grams(expected, 2)));
                best[2] = Math.max(best[2], f1(subsequence(found, expected), found.size(), expected.size()));
            }
            for (int i = 0; i < 3; i++) {
                sums[i] += best[i];
            }
            sums[3] += found.size();
            texts++;
        }
        int n = Math.max(1, texts);
        return new SummaryEvaluation(texts, sums[0] / n, sums[1] / n, sums[2] / n, sums[3] / n);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static Map<String, Integer> grams(List<String> words, int length) {
        Map<String, Integer> grams = new HashMap<>();
        for (int i = 0; i + length <= words.size(); i++) {
            grams.merge(String.join(" ", words.subList(i, i + length)), 1, Integer::sum);
        }
        return grams;
    }

    private static double overlap(Map<String, Integer> found, Map<String, Integer> expected) {
        int shared = 0;
        int inFound = 0;
        int inExpected = 0;
        for (Map.Entry<String, Integer> entry : found.entrySet()) {
            shared += Math.min(entry.getValue(), expected.getOrDefault(entry.getKey(), 0));
            inFound += entry.getValue();
        }
        for (int count : expected.values()) {
            inExpected += count;
        }
        return f1(shared, inFound, inExpected);
    }

    private static double f1(int shared, int found, int expected) {
        return found + expected == 0 ? 0 : 2.0 * shared / (found + expected);
    }

    private static int subsequence(List<String> a, List<String> b) {
        int[] lengths = new int[b.size() + 1];
        for (String word : a) {
            int diagonal = 0;
            for (int j = 1; j <= b.size(); j++) {
                int above = lengths[j];
                lengths[j] = word.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, lengths[j - 1]);
                diagonal = above;
            }
        }
        return lengths[b.size()];
    }
}
