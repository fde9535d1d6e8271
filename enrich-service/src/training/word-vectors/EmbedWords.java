import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Gives each of many English words the vector that the sentence encoder all-MiniLM-L6-v2 has for it, and writes them in
 * word2vec's binary format, from which {@code ./newsflow train word-vectors} makes what the topic model looks at.
 *
 * <p>The words are those of the encoder's own vocabulary, in its order, which is roughly that of their frequency; then, by
 * the alphabet, those of the English word list and of the names, lexicons and training texts of the analysis.
 *
 * <pre>
 * mvn -f enrich-service/src/training/word-vectors/pom.xml dependency:build-classpath -Dmdep.outputFile=/tmp/classpath
 * java -cp "$(cat /tmp/classpath)" enrich-service/src/training/word-vectors/EmbedWords.java enrich-service /tmp/vectors.bin
 * ./newsflow train word-vectors --vectors /tmp/vectors.bin
 * </pre>
 */
public final class EmbedWords {
    private static final String HOLDER =
            "dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel";
    private static final Pattern WORD = Pattern.compile("[a-zà-öø-ÿ]{2,24}");
    private static final List<String> NAMES = List.of(
            "kb/facts/people.tsv",
            "kb/facts/organisations.tsv",
            "kb/facts/things.tsv",
            "kb/facts/places.tsv",
            "kb/facts/wikidata.tsv",
            "ner/newswire.words",
            "ner/people-names.tsv");
    private static final int BATCH = 64;

    private EmbedWords() {}

    public static void main(String[] args) throws Exception {
        Class<?> holder = Class.forName(HOLDER);
        byte[] tokenizer = resource(holder, "/all-minilm-l6-v2-tokenizer.json");
        List<String> words = words(Path.of(args[0]), new ObjectMapper().readTree(tokenizer));
        float[][] vectors = embed(words, tokenizer, resource(holder, "/all-minilm-l6-v2.onnx"));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[1])), 1 << 16)) {
            out.write((words.size() + " " + vectors[0].length + "\n").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < vectors.length; i++) {
                out.write((words.get(i) + " ").getBytes(StandardCharsets.UTF_8));
                ByteBuffer bytes =
                        ByteBuffer.allocate(vectors[i].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(vectors[i]);
                out.write(bytes.array());
            }
        }
        System.out.println(words.size() + " words in " + args[1]);
    }

    private static List<String> words(Path module, JsonNode tokenizer) throws IOException {
        Map<Integer, String> known = new TreeMap<>();
        tokenizer.path("model").path("vocab").fields().forEachRemaining(entry ->
                known.put(entry.getValue().asInt(), entry.getKey()));
        Set<String> words = new LinkedHashSet<>();
        known.values().stream().filter(word -> WORD.matcher(word).matches()).forEach(words::add);
        Set<String> further = new TreeSet<>();
        Path resources = module.resolve("src/main/resources/io/newsflow/enrich/analysis");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(resources.resolve("ner/english-words.txt.gz")))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (WORD.matcher(line.strip().toLowerCase(java.util.Locale.ROOT)).matches()) {
                    further.add(line.strip().toLowerCase(java.util.Locale.ROOT));
                }
            }
        }
        for (String file : NAMES) {
            add(Files.readString(resources.resolve(file)), further);
        }
        // The English part of the lexicon is its first.
        String lexicon = Files.readString(resources.resolve("topics/lexicon.tsv"));
        add(lexicon.substring(0, lexicon.indexOf("\n@", lexicon.indexOf("\n@en") + 1)), further);
        try (var files = Files.list(module.resolve("src/training/topics"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("en-.*\\.txt")).sorted().toList()) {
                add(Files.readString(file), further);
            }
        }
        words.addAll(further);
        return new ArrayList<>(words);
    }

    private static void add(String text, Set<String> words) {
        Matcher matcher = WORD.matcher(text.toLowerCase(java.util.Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
    }

    /** Means of the encoder's output over the tokens of each word, of length one. */
    private static float[][] embed(List<String> words, byte[] tokenizer, byte[] model) throws IOException, OrtException {
        float[][] vectors = new float[words.size()][];
        long[][] ids = new long[words.size()][];
        try (HuggingFaceTokenizer tokens = HuggingFaceTokenizer.newInstance(
                new java.io.ByteArrayInputStream(tokenizer), Map.of("padding", "false"))) {
            for (int i = 0; i < ids.length; i++) {
                ids[i] = tokens.encode(words.get(i)).getIds();
            }
        }
        Integer[] order = new Integer[ids.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingInt(i -> ids[i].length));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        try (OrtSession session = environment.createSession(model, options)) {
            int from = 0;
            while (from < order.length) {
                int length = ids[order[from]].length;
                int to = from;
                while (to < order.length && to - from < BATCH && ids[order[to]].length == length) {
                    to++;
                }
                long[][] input = new long[to - from][];
                long[][] mask = new long[to - from][length];
                for (int i = from; i < to; i++) {
                    input[i - from] = ids[order[i]];
                    Arrays.fill(mask[i - from], 1);
                }
                try (OnnxTensor x = OnnxTensor.createTensor(environment, input);
                        OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
                        OnnxTensor types = OnnxTensor.createTensor(environment, new long[to - from][length]);
                        OrtSession.Result result = session.run(
                                Map.of("input_ids", x, "attention_mask", attention, "token_type_ids", types))) {
                    float[][][] states = (float[][][]) result.get(0).getValue();
                    for (int i = from; i < to; i++) {
                        vectors[order[i]] = mean(states[i - from]);
                    }
                }
                from = to;
            }
        }
        return vectors;
    }

    private static float[] mean(float[][] states) {
        float[] sum = new float[states[0].length];
        double square = 0;
        for (float[] state : states) {
            for (int d = 0; d < sum.length; d++) {
                sum[d] += state[d];
            }
        }
        for (float value : sum) {
            square += (double) value * value;
        }
        for (int d = 0; d < sum.length; d++) {
            sum[d] /= (float) Math.sqrt(square);
        }
        return sum;
    }

    private static byte[] resource(Class<?> holder, String name) throws IOException {
        try (InputStream in = holder.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
