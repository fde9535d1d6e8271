package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.model.MediaTopic;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds Media Topics: a linear model over words, pairs of words and the evidence of a lexicon gives each top topic a
 * probability, and each finer topic one within its top topic. Where a finer topic has too few texts to be learnt, the
 * lexicon alone speaks for it. The best top topic is always given, with a low score where little speaks for it; further
 * ones from a threshold on. A topic never scores higher than its parent. Immutable and thread-safe.
 */
public final class TopicClassifier {
    private static final String RESOURCE = "topics.bin";
    private static final int MAX_TOPICS = 8;
    private static final int MAX_TOPS = 3;
    /** Score from which a second top topic is given. */
    private static final double TOP_THRESHOLD = 0.35;
    /** Score within its top topic from which a finer topic is given. */
    private static final double FINE_THRESHOLD = 0.5;
    /** Evidence of the lexicon that gives a finer topic half of its parent's score. */
    private static final double HALF = 6;

    private static final double LEXICON_THRESHOLD = 0.5;

    private final MediaTopics topics;
    private final TopicLexicon lexicon;
    private final WordClasses classes;
    private final WordVectors vectors;
    private final TopicModel model;
    private final int[] topOf;
    private final List<String> tops;

    private TopicClassifier(
            MediaTopics topics, TopicLexicon lexicon, WordClasses classes, WordVectors vectors, TopicModel model) {
        this.topics = topics;
        this.lexicon = lexicon;
        this.classes = classes;
        this.vectors = vectors;
        this.model = model;
        this.topOf = topOf(lexicon, topics);
        this.tops = model.top().codes();
    }

    /** The classifier with the model and the lexicon as shipped. */
    public static TopicClassifier standard() {
        try (InputStream in = TopicClassifier.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the topic model " + RESOURCE + " is not on the class path");
            }
            return new TopicClassifier(
                    MediaTopics.standard(),
                    TopicLexicon.standard(),
                    WordClasses.standard(),
                    WordVectors.standard(),
                    TopicModel.read(new DataInputStream(new BufferedInputStream(in, 1 << 16))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /** Names the model in the records. */
    public String version() {
        return model.version();
    }

    /**
     * Topics of an article, best first; none for a text without words.
     *
     * @param fields its texts
     * @param language BCP 47 language, for the words and for the labels
     */
    public List<MediaTopic> classify(List<FieldText> fields, String language) {
        TopicFeatures features = TopicFeatures.of(fields, language, lexicon, classes, vectors);
        if (features.terms().size() == 0) {
            return List.of();
        }
        TopicModel.Vector vector = model.vector(features, topOf);
        double[] top = model.top().scores(vector.rows, vector.values, vector.count);
        int best = 0;
        for (int k = 1; k < top.length; k++) {
            if (top[k] > top[best]) {
                best = k;
            }
        }
        Map<String, Double> scores = new TreeMap<>();
        Integer[] order = new Integer[top.length];
        java.util.Arrays.setAll(order, i -> i);
        java.util.Arrays.sort(order, Comparator.comparingDouble(i -> -top[i]));
        for (int k : order) {
            if (k == best || scores.size() < MAX_TOPS && top[k] >= TOP_THRESHOLD) {
                scores.put(tops.get(k), top[k]);
            }
        }
        addFiner(features, vector, scores);
        String base = language.split("-")[0];
        List<Map.Entry<String, Double>> ranked = new ArrayList<>(scores.entrySet());
        ranked.sort(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(entry -> topics.get(entry.getKey()).level())
                .thenComparing(Map.Entry.comparingByKey()));
        return ranked.stream()
                .limit(MAX_TOPICS)
                .map(entry -> topic(topics.get(entry.getKey()), entry.getValue(), base))
                .toList();
    }

    private void addFiner(TopicFeatures features, TopicModel.Vector vector, Map<String, Double> scores) {
        List<String> codes = model.fine().codes();
        double[] fine = model.fine().scores(vector.rows, vector.values, vector.count);
        Map<String, Double> finer = new TreeMap<>();
        for (int k = 0; k < fine.length; k++) {
            if (fine[k] >= FINE_THRESHOLD) {
                finer.put(codes.get(k), fine[k]);
            }
        }
        for (int i = 0; i < features.evidence().length; i++) {
            String code = lexicon.codes().get(i);
            double share = features.evidence()[i] / (features.evidence()[i] + HALF);
            if (share >= LEXICON_THRESHOLD
                    && !codes.contains(code)
                    && topics.get(code).level() > 1) {
                finer.put(code, share);
            }
        }
        finer.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> topics.get(entry.getKey()).level()))
                .forEach(entry -> {
                    MediaTopics.Node node = topics.get(entry.getKey());
                    double least = 1;
                    for (MediaTopics.Node parent : topics.ancestors(node)) {
                        Double score = scores.get(parent.code());
                        if (score == null && parent.level() == 1) {
                            return;
                        }
                        least = Math.min(least, score == null ? least : score);
                    }
                    double score = least * entry.getValue();
                    for (MediaTopics.Node parent : topics.ancestors(node)) {
                        scores.putIfAbsent(parent.code(), score);
                    }
                    scores.put(node.code(), score);
                });
    }

    /** Number of the top topic, in the order of the codes, of each topic of the lexicon. */
    static int[] topOf(TopicLexicon lexicon, MediaTopics topics) {
        List<String> tops = topics.tops();
        return lexicon.codes().stream()
                .mapToInt(code -> tops.indexOf(topics.firstLevel(code)))
                .toArray();
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
