package io.newsflow.enrich.analysis.topics;

import io.newsflow.model.MediaTopic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds Media Topics by a lexicon: terms that speak for a topic are counted, with a damped weight for repetition and
 * more for the headline, and what speaks for a topic speaks for its parents. Immutable.
 */
public final class TopicClassifier {
    /** Names this version in the records. */
    public static final String VERSION = "topics-lexicon-1";

    private static final String RESOURCE = "lexicon.tsv";
    private static final int LONGEST_TERM = 4;
    private static final int MAX_TOPICS = 6;
    /** Evidence that gives a score of one half. */
    private static final double HALF = 4;

    private static final double LEAST_SCORE = 0.3;
    /** A topic with less than this part of the best one's evidence is left out. */
    private static final double LEAST_SHARE = 0.3;

    private static final double TITLE_WEIGHT = 2.5;

    private record Evidence(String code, double weight) {}

    private final MediaTopics topics;
    private final Map<String, List<Evidence>> terms = new HashMap<>();
    /** Terms that match any ending, by their stem. */
    private final Map<String, List<Evidence>> stems = new HashMap<>();

    /** A classifier with the lexicon as shipped. */
    public TopicClassifier(MediaTopics topics) {
        this.topics = topics;
        try (InputStream in = TopicClassifier.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    read(line.split("\t"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private void read(String[] columns) {
        String code = topics.get(columns[0]).code();
        for (int i = 1; i < columns.length; i++) {
            String term = columns[i];
            double weight = 1;
            int caret = term.lastIndexOf('^');
            if (caret > 0) {
                weight = Double.parseDouble(term.substring(caret + 1));
                term = term.substring(0, caret);
            }
            boolean open = term.endsWith("*");
            Map<String, List<Evidence>> index = open ? stems : terms;
            String key = open ? term.substring(0, term.length() - 1) : term;
            index.computeIfAbsent(key, k -> new ArrayList<>(1)).add(new Evidence(code, weight));
        }
    }

    /**
     * Topics of an article, best first.
     *
     * @param title words of the headline in lower case
     * @param text words of the rest in lower case
     * @param language BCP 47 language for the labels
     */
    public List<MediaTopic> classify(List<String> title, List<String> text, String language) {
        Map<String, Double> found = new HashMap<>();
        count(title, TITLE_WEIGHT, found);
        count(text, 1, found);
        Map<String, Double> evidence = new TreeMap<>();
        found.forEach((term, weight) -> {
            for (Evidence speaks : lookUp(term)) {
                double gain = speaks.weight() * (1 + Math.log(weight));
                evidence.merge(speaks.code(), gain, Double::sum);
                for (MediaTopics.Node parent : topics.ancestors(topics.get(speaks.code()))) {
                    evidence.merge(parent.code(), gain, Double::sum);
                }
            }
        });
        double best = evidence.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        String base = language.split("-")[0];
        return evidence.entrySet().stream()
                .filter(entry -> entry.getValue() >= best * LEAST_SHARE && score(entry.getValue()) >= LEAST_SCORE)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_TOPICS)
                .map(entry -> topic(topics.get(entry.getKey()), score(entry.getValue()), base))
                .toList();
    }

    private static double score(double evidence) {
        return evidence / (evidence + HALF);
    }

    private void count(List<String> words, double weight, Map<String, Double> found) {
        StringBuilder phrase = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            phrase.setLength(0);
            for (int length = 1; length <= LONGEST_TERM && i + length <= words.size(); length++) {
                if (length > 1) {
                    phrase.append(' ');
                }
                phrase.append(words.get(i + length - 1));
                String term = phrase.toString();
                if (!lookUp(term).isEmpty()) {
                    found.merge(term, weight, Double::sum);
                }
            }
        }
    }

    private List<Evidence> lookUp(String term) {
        List<Evidence> exact = terms.get(term);
        if (exact != null) {
            return exact;
        }
        for (int end = term.length(); end >= 3; end--) {
            List<Evidence> stem = stems.get(term.substring(0, end));
            if (stem != null) {
                return stem;
            }
        }
        return List.of();
    }

    private MediaTopic topic(MediaTopics.Node node, double score, String language) {
        return MediaTopic.newBuilder()
                .setCode(node.qcode())
                .setLabel(node.name(language))
                .setLabelEn(node.name("en"))
                .setLevel(node.level())
                .setScore((float) score)
                .setAncestors(topics.ancestors(node).stream()
                        .map(MediaTopics.Node::qcode)
                        .toList())
                .build();
    }
}
