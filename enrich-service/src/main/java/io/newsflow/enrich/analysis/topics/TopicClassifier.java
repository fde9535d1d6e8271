package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.model.MediaTopic;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

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
    private final int[] allTops;
    private final List<String> finer;
    /** Number of the top topic of each finer topic that the model knows. */
    private final int[] topOfFiner;
    /** Whether the lexicon alone speaks for one of its topics. */
    private final boolean[] lexiconAlone;

    private final ThreadLocal<TopicFeatures.Scratch> scratch;

    private TopicClassifier(
            MediaTopics topics, TopicLexicon lexicon, WordClasses classes, WordVectors vectors, TopicModel model) {
        this.topics = topics;
        this.lexicon = lexicon;
        this.classes = classes;
        this.vectors = vectors;
        this.model = model;
        this.topOf = topOf(lexicon, topics);
        this.tops = model.top().codes();
        this.allTops = IntStream.range(0, tops.size()).toArray();
        this.finer = model.fine().codes();
        this.topOfFiner = finer.stream()
                .mapToInt(code -> tops.indexOf(topics.firstLevel(code)))
                .toArray();
        this.lexiconAlone = new boolean[lexicon.codes().size()];
        for (int i = 0; i < lexiconAlone.length; i++) {
            String code = lexicon.codes().get(i);
            lexiconAlone[i] = !finer.contains(code) && topics.get(code).level() > 1;
        }
        this.scratch = ThreadLocal.withInitial(() -> new TopicFeatures.Scratch(lexicon, vectors, model.vocabulary()));
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
        TopicFeatures.Scratch memory = scratch.get();
        TopicFeatures features = TopicFeatures.of(fields, language, lexicon, classes, vectors, memory);
        if (features.words() == 0) {
            return List.of();
        }
        TopicModel.Vector vector = model.vector(features, topOf, memory);
        double[] top = model.top().scores(vector, allTops);
        int best = 0;
        for (int k = 1; k < top.length; k++) {
            if (top[k] > top[best]) {
                best = k;
            }
        }
        boolean[] chosen = new boolean[top.length];
        chosen[best] = true;
        Map<String, Double> scores = new TreeMap<>();
        scores.put(tops.get(best), top[best]);
        while (scores.size() < MAX_TOPS) {
            int next = -1;
            for (int k = 0; k < top.length; k++) {
                if (!chosen[k] && top[k] >= TOP_THRESHOLD && (next < 0 || top[k] > top[next])) {
                    next = k;
                }
            }
            if (next < 0) {
                break;
            }
            chosen[next] = true;
            scores.put(tops.get(next), top[next]);
        }
        addFiner(features, vector, chosen, scores);
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

    /** Adds finer topics of the chosen top topics. */
    private void addFiner(
            TopicFeatures features, TopicModel.Vector vector, boolean[] chosen, Map<String, Double> scores) {
        int[] wanted = new int[topOfFiner.length];
        int count = 0;
        for (int k = 0; k < topOfFiner.length; k++) {
            if (chosen[topOfFiner[k]]) {
                wanted[count++] = k;
            }
        }
        double[] fine = model.fine().scores(vector, Arrays.copyOf(wanted, count));
        Map<String, Double> found = new TreeMap<>();
        for (int w = 0; w < count; w++) {
            if (fine[w] >= FINE_THRESHOLD) {
                found.put(finer.get(wanted[w]), fine[w]);
            }
        }
        float[] evidence = features.evidence();
        for (int i = 0; i < evidence.length; i++) {
            double share = evidence[i] / (evidence[i] + HALF);
            if (share >= LEXICON_THRESHOLD && lexiconAlone[i] && chosen[topOf[i]]) {
                found.put(lexicon.codes().get(i), share);
            }
        }
        if (found.isEmpty()) {
            return;
        }
        found.entrySet().stream()
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
        return new MediaTopic(
                node.qcode(),
                node.name(language),
                node.name("en"),
                node.level(),
                (float) score,
                topics.ancestorCodes(node));
    }
}
