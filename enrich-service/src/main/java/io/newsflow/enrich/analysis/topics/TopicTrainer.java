package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.model.TextField;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Learns the topic model from labelled texts and from the names and definitions of the Media Topics. One thread, a fixed
 * order and strict arithmetic: the same data gives the same bytes on every machine.
 *
 * <p>The data folder holds {@code LANGUAGE-NAME.txt} files. In them a line of {@code @} and codes sets the topics of the
 * texts below it, {@code +} and codes after {@code @} codes adds further ones, {@code #} begins a comment; every other
 * line is a text. {@code iptc-definitions.tsv} holds codes and definitions.
 */
public final class TopicTrainer {
    private static final int PASSES = 30;
    private static final double RATE = 0.4;
    private static final double DECAY = 2e-4;
    /** How far the main topics are made to count alike: 0 not at all, 1 fully. */
    private static final double BALANCE = 0.5;

    private static final long SEED = 20240101;
    /** A text of a topic's name or definition counts this much of a news text. */
    private static final double DEFINITION_WEIGHT = 0.35;
    /** Fewest texts of a fine topic that it is learnt from. */
    private static final int LEAST_TEXTS = 6;
    /** Fewest texts that a term is in, to be looked at for the top topics and for the fine ones. */
    private static final int LEAST_FOR_TOP = 1;

    private static final int LEAST_FOR_FINE = 3;
    /** What the lexicon's word for a topic counts before anything is learnt. */
    private static final float PRIOR = 2.5f;

    /** Outcome of a training. */
    public record Summary(String version, int texts, int terms, int topics, long bytes) {}

    /** Texts of the same topics that are also learnt from as one long text, so that the length of a text tells nothing. */
    private static final int JOINED_TEXTS = 6;

    private record Example(String language, Set<String> codes, String text, double weight, boolean joined) {
        boolean counts() {
            return weight == 1 && !joined;
        }
    }

    private final MediaTopics topics = MediaTopics.standard();
    private final TopicLexicon lexicon = TopicLexicon.standard();
    private final WordClasses classes = WordClasses.standard();
    private final WordVectors wordVectors = WordVectors.standard();

    private TopicTrainer() {}

    /**
     * Trains a model and writes it.
     *
     * @param data folder with the texts
     * @param out file to write
     * @throws IOException when the data cannot be read or the file not written
     * @throws IllegalArgumentException naming the line that is wrong
     */
    public static Summary train(Path data, Path out) throws IOException {
        TopicTrainer trainer = new TopicTrainer();
        List<Example> examples = trainer.read(data);
        TopicModel model = trainer.learn(examples);
        try (DataOutputStream to =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(out), 1 << 16))) {
            model.write(to);
        }
        return new Summary(
                model.version(),
                (int) examples.stream().filter(example -> !example.joined()).count(),
                model.terms(),
                model.top().codes().size() + model.fine().codes().size(),
                Files.size(out));
    }

    private List<Example> read(Path data) throws IOException {
        List<Example> examples = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(data)) {
            files = all.filter(file -> file.toString().endsWith(".txt"))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no texts (*.txt) in " + data);
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            String language = name.substring(0, name.indexOf('-'));
            Set<String> codes = Set.of();
            List<String> together = new ArrayList<>();
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                try {
                    if (line.startsWith("@")) {
                        codes = codes(line.substring(1).split(" \\+?|,"));
                        together.clear();
                    } else if (!line.startsWith("#") && !line.isBlank()) {
                        if (codes.isEmpty()) {
                            throw new IllegalArgumentException("a text before its topics");
                        }
                        examples.add(new Example(language, codes, line, 1, false));
                        together.add(line);
                        if (together.size() == JOINED_TEXTS) {
                            examples.add(new Example(language, codes, String.join("\n", together), 1, true));
                            together.clear();
                        }
                    }
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
                }
            }
        }
        Map<String, String> definitions = new TreeMap<>();
        Path file = data.resolve("iptc-definitions.tsv");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.split("\t");
                if (!line.startsWith("#") && columns.length == 2) {
                    definitions.put(columns[0], columns[1]);
                }
            }
        }
        for (MediaTopics.Node node : topics.all()) {
            Set<String> codes = codes(node.code());
            String definition = definitions.get(node.code());
            if (definition != null) {
                double weight = node.code().startsWith("2") && codes.contains("20000822") ? 0.05 : DEFINITION_WEIGHT;
                examples.add(new Example("en", codes, node.name("en") + ". " + definition, weight, false));
            }
        }
        return examples;
    }

    /** Codes with their ancestors. */
    private Set<String> codes(String... codes) {
        Set<String> all = new LinkedHashSet<>();
        for (String code : codes) {
            if (!code.isBlank()) {
                MediaTopics.Node node = topics.get(code.strip());
                all.add(node.code());
                topics.ancestors(node).forEach(parent -> all.add(parent.code()));
            }
        }
        return all;
    }

    private TopicModel learn(List<Example> examples) throws IOException {
        List<String> tops = topics.tops();
        int[] topOf = TopicClassifier.topOf(lexicon, topics);
        int lexiconRows = lexicon.codes().size() + tops.size();
        List<TopicFeatures> features = new ArrayList<>();
        for (Example example : examples) {
            features.add(TopicFeatures.of(
                    List.of(FieldText.of(TextField.BODY, example.text())),
                    example.language(),
                    lexicon,
                    classes,
                    wordVectors));
        }
        LongTable seen = new LongTable(1 << 16);
        List<int[]> inTexts = new ArrayList<>();
        int counted = 0;
        for (int e = 0; e < features.size(); e++) {
            if (examples.get(e).joined()) {
                continue;
            }
            counted++;
            TopicFeatures f = features.get(e);
            for (int i = 0; i < f.terms().size(); i++) {
                int number = seen.add(f.terms().term(i));
                if (number == inTexts.size()) {
                    inTexts.add(new int[1]);
                }
                inTexts.get(number)[0]++;
            }
        }
        Integer[] order = new Integer[seen.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.<Integer>comparingInt(i -> -inTexts.get(i)[0]));
        LongTable vocabulary = new LongTable(1 << 15);
        int fineTerms = 0;
        List<Float> rarities = new ArrayList<>();
        for (int i : order) {
            int in = inTexts.get(i)[0];
            if (in >= LEAST_FOR_TOP) {
                vocabulary.add(seen.key(i));
                rarities.add((float) StrictMath.log((counted + 1.0) / in));
                if (in >= LEAST_FOR_FINE) {
                    fineTerms++;
                }
            }
        }
        float[] rarity = new float[rarities.size()];
        for (int i = 0; i < rarity.length; i++) {
            rarity[i] = rarities.get(i);
        }
        List<TopicModel.Vector> vectors = features.stream()
                .map(f -> TopicModel.vector(f, topOf, lexiconRows, vocabulary, rarity))
                .toList();
        int dimensions = wordVectors.dimensions();
        int firstTerm = lexiconRows + dimensions;
        TopicModel.Layer top = layer(examples, vectors, tops, null, firstTerm + vocabulary.size(), topOf, lexiconRows);
        List<String> finer = fineTopics(examples);
        TopicModel.Layer fine = layer(examples, vectors, finer, tops, firstTerm + fineTerms, topOf, lexiconRows);
        TopicModel unnamed = new TopicModel("", lexiconRows, dimensions, vocabulary, rarity, top, fine);
        return new TopicModel("topics-" + digest(unnamed), lexiconRows, dimensions, vocabulary, rarity, top, fine);
    }

    private List<String> fineTopics(List<Example> examples) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Example example : examples) {
            if (example.counts()) {
                example.codes().forEach(code -> counts.merge(code, 1, Integer::sum));
            }
        }
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST_TEXTS
                        && topics.get(entry.getKey()).level() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Learns one layer: each topic against all texts, or, with tops given, against those of its own top topic. */
    private TopicModel.Layer layer(
            List<Example> examples,
            List<TopicModel.Vector> vectors,
            List<String> codes,
            List<String> within,
            int rows,
            int[] topOf,
            int lexiconRows) {
        int width = codes.size();
        float[] weights = new float[rows * width];
        float[] squares = new float[rows * width];
        float[] bias = new float[width];
        float[] biasSquares = new float[width];
        Arrays.fill(bias, within == null ? -3 : -1.5f);
        String[] topOfCode = new String[width];
        for (int k = 0; k < width; k++) {
            topOfCode[k] = topics.firstLevel(codes.get(k));
            for (int r = 0; r < lexiconRows; r++) {
                String row = r < topOf.length
                        ? lexicon.codes().get(r)
                        : topics.tops().get(r - topOf.length);
                if (row.equals(codes.get(k))) {
                    weights[r * width + k] = PRIOR;
                }
            }
        }
        Random random = new Random(SEED);
        int[] order = new int[examples.size()];
        Arrays.setAll(order, i -> i);
        double[] balance = within == null ? balance(examples, codes) : null;
        double[] sums = new double[width];
        int[] active = new int[width];
        for (int pass = 0; pass < PASSES; pass++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            for (int e : order) {
                Example example = examples.get(e);
                TopicModel.Vector x = vectors.get(e);
                double weight = example.weight() * (balance == null ? 1 : balance[e]);
                int actives = 0;
                for (int k = 0; k < width; k++) {
                    if (within == null || example.codes().contains(topOfCode[k])) {
                        active[actives++] = k;
                        sums[k] = bias[k];
                    }
                }
                for (int i = 0; i < x.count; i++) {
                    if (x.rows[i] < rows) {
                        int at = x.rows[i] * width;
                        for (int a = 0; a < actives; a++) {
                            sums[active[a]] += weights[at + active[a]] * x.values[i];
                        }
                    }
                }
                for (int a = 0; a < actives; a++) {
                    int k = active[a];
                    double target = example.codes().contains(codes.get(k)) ? 1 : 0;
                    double gradient = (1 / (1 + StrictMath.exp(-sums[k])) - target) * weight;
                    sums[k] = gradient;
                    biasSquares[k] += (float) (gradient * gradient);
                    bias[k] -= (float) (RATE * gradient / (1 + Math.sqrt(biasSquares[k])));
                }
                for (int i = 0; i < x.count; i++) {
                    if (x.rows[i] >= rows) {
                        continue;
                    }
                    int at = x.rows[i] * width;
                    for (int a = 0; a < actives; a++) {
                        int k = active[a];
                        if (Math.abs(sums[k]) < 1e-4) {
                            continue;
                        }
                        double gradient = sums[k] * x.values[i] + DECAY * weights[at + k];
                        squares[at + k] += (float) (gradient * gradient);
                        weights[at + k] -= (float) (RATE * gradient / (0.1 + Math.sqrt(squares[at + k])));
                    }
                }
            }
        }
        return quantised(codes, weights, bias, rows);
    }

    /** Weights of the texts that make the main topics of different frequency count more alike. */
    private double[] balance(List<Example> examples, List<String> codes) {
        double[] sizes = new double[codes.size()];
        for (Example example : examples) {
            sizes[mainTopic(example, codes)] += example.weight();
        }
        double mean = Arrays.stream(sizes).sum() / codes.size();
        return examples.stream()
                .mapToDouble(example -> StrictMath.pow(mean / sizes[mainTopic(example, codes)], BALANCE))
                .toArray();
    }

    private int mainTopic(Example example, List<String> codes) {
        return codes.indexOf(topics.firstLevel(example.codes().iterator().next()));
    }

    private static TopicModel.Layer quantised(List<String> codes, float[] weights, float[] bias, int rows) {
        int width = codes.size();
        byte[] bytes = new byte[rows * width];
        float[] scales = new float[rows];
        for (int r = 0; r < rows; r++) {
            float most = 0;
            for (int k = 0; k < width; k++) {
                most = Math.max(most, Math.abs(weights[r * width + k]));
            }
            scales[r] = most / 127;
            for (int k = 0; most > 0 && k < width; k++) {
                bytes[r * width + k] = (byte) Math.round(weights[r * width + k] / scales[r]);
            }
        }
        return new TopicModel.Layer(codes, bias, bytes, scales);
    }

    private static String digest(TopicModel model) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DataOutputStream out =
                    new DataOutputStream(new DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest))) {
                model.write(out);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
