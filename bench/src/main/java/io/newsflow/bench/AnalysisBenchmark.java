package io.newsflow.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.analysis.NewsAnalyzer;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import opennlp.tools.namefind.NameFinderME;
import opennlp.tools.namefind.NameSample;
import opennlp.tools.namefind.TokenNameFinderFactory;
import opennlp.tools.sentdetect.NewlineSentenceDetector;
import opennlp.tools.tokenize.SimpleTokenizer;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.Span;
import opennlp.tools.util.TrainingParameters;

/**
 * Throughput of the whole analysis on one thread, by the processor time that it takes, beside the named entity
 * recognition alone of Stanford CoreNLP and of OpenNLP, on the same articles in the same process.
 *
 * <p>CoreNLP is measured twice: by its quickest English setting, the three-class CRF by itself
 * ({@code CRFClassifier.classify}, which tokenises too); and by its {@code ner} annotator as it comes, with what that needs
 * (part-of-speech tags, lemmas) and does by default (three CRFs, numbers and times, finer types by rules), apart from the
 * calendars of holidays. Its jars (475 MB, GPL) are no part of the build; {@code mvn -pl bench -Pcorenlp
 * generate-resources} fetches them. OpenNLP publishes no name model on Maven Central, so one with its default features is
 * trained at the start, on a few sentences: that tells its speed, not its quality.
 */
final class AnalysisBenchmark {
    private static final Path CORENLP = Path.of("bench", "target", "corenlp");
    private static final String CORENLP_MODEL = "edu/stanford/nlp/models/ner/english.all.3class.distsim.crf.ser.gz";

    static final String CORENLP_MISSING =
            "Stanford CoreNLP is not there: mvn -pl bench -Pcorenlp generate-resources fetches it (475 MB)";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is known of one measured engine. */
    record Result(String name, double articlesPerSecond, double bytesPerArticle, double startMillis) {}

    private AnalysisBenchmark() {}

    /**
     * Runs and prints.
     *
     * @param options {@code --data FILE} JSON lines with title and body, {@code --seconds N} for each engine after as long
     *     a warm-up, {@code --only newsflow} without the others
     */
    static void run(String[] options) throws Exception {
        Path data = null;
        double seconds = 10;
        boolean alone = false;
        for (int i = 0; i + 1 < options.length; i += 2) {
            switch (options[i]) {
                case "--data" -> data = Path.of(options[i + 1]);
                case "--seconds" -> seconds = Double.parseDouble(options[i + 1]);
                case "--only" -> alone = options[i + 1].equals("newsflow");
                default -> throw new IllegalArgumentException("unknown option " + options[i]);
            }
        }
        PrintStream out = System.out;
        List<RawArticle> articles;
        if (data == null) {
            articles = samples();
        } else {
            try (BufferedReader lines = Files.newBufferedReader(data)) {
                articles = read(lines);
            }
        }
        if (articles.isEmpty()) {
            throw new IllegalArgumentException("no articles in " + data);
        }
        long characters =
                articles.stream().mapToLong(article -> text(article).length()).sum();
        out.printf(
                Locale.ROOT,
                "%d articles, %d characters each on average; one thread, %.0f s each after as long a warm-up%n",
                articles.size(),
                characters / articles.size(),
                seconds);

        List<Result> results = new ArrayList<>();
        long start = System.nanoTime();
        ArticleAnalyzer analyzer = NewsAnalyzer.standard();
        analyzer.analyze(articles.get(0));
        double startMillis = (System.nanoTime() - start) / 1e6;
        results.add(measure(
                "Newsflow, whole analysis",
                articles,
                article -> analyzer.analyze(article).getEntities().size(),
                startMillis,
                seconds));
        if (!alone) {
            results.add(openNlp(articles, seconds));
            coreNlp(articles, seconds, out, results);
        }
        double ours = results.get(0).articlesPerSecond();
        for (Result result : results) {
            out.printf(
                    Locale.ROOT,
                    "%-36s %9.1f articles/s/core  (Newsflow is %.1f times as fast)  %9.0f bytes/article"
                            + "  ready with the first article after %.0f ms%n",
                    result.name(),
                    result.articlesPerSecond(),
                    ours / result.articlesPerSecond(),
                    result.bytesPerArticle(),
                    result.startMillis());
        }
    }

    private static Result measure(
            String name,
            List<RawArticle> articles,
            ToIntFunction<RawArticle> work,
            double startMillis,
            double seconds) {
        rounds(articles, work, seconds);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        long done = rounds(articles, work, seconds);
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return new Result(name, done * 1e9 / nanos, (double) bytes / done, startMillis);
    }

    /** Whole rounds over the articles until the time is over; the number of articles done. */
    private static long rounds(List<RawArticle> articles, ToIntFunction<RawArticle> work, double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long done = 0;
        long found = 0;
        do {
            for (RawArticle article : articles) {
                found += work.applyAsInt(article);
                done++;
            }
        } while (System.nanoTime() < end);
        if (found == 0) {
            throw new IllegalStateException("no entity found in any article: this does not measure the work");
        }
        return done;
    }

    /** OpenNLP's name finder with its default features and its simple tokenizer. */
    static Result openNlp(List<RawArticle> articles, double seconds) throws IOException {
        long start = System.nanoTime();
        List<NameSample> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(new NameSample(
                    new String[] {"Ana", "Duarte", "of", "the", "Harbour", "Courier", "met", "Olav", "in", "Lindmark"},
                    new Span[] {
                        new Span(0, 2, "person"),
                        new Span(4, 6, "organization"),
                        new Span(7, 8, "person"),
                        new Span(9, 10, "location")
                    },
                    i == 0));
            samples.add(new NameSample(
                    new String[] {"The", "River", "Commission", "said", "that", "Marta", "Kowalczyk", "would", "come"},
                    new Span[] {new Span(1, 3, "organization"), new Span(5, 7, "person")},
                    false));
        }
        TrainingParameters parameters = TrainingParameters.defaultParams();
        parameters.put("PrintMessages", false);
        NameFinderME finder = new NameFinderME(NameFinderME.train(
                "en", null, ObjectStreamUtils.createObjectStream(samples), parameters, new TokenNameFinderFactory()));
        double startMillis = (System.nanoTime() - start) / 1e6;
        NewlineSentenceDetector sentences = new NewlineSentenceDetector();
        return measure(
                "OpenNLP, names alone",
                articles,
                article -> {
                    int found = 0;
                    for (String paragraph : sentences.sentDetect(text(article))) {
                        for (String sentence : paragraph.split("(?<=[.!?])\\s+")) {
                            found += finder.find(SimpleTokenizer.INSTANCE.tokenize(sentence)).length;
                        }
                    }
                    finder.clearAdaptiveData();
                    return found;
                },
                startMillis,
                seconds);
    }

    /** The classes of CoreNLP, or null where its jars were not fetched. */
    static URLClassLoader coreNlpClasses() throws IOException {
        Path folder = Path.of(System.getProperty("newsflow.home", ".")).resolve(CORENLP);
        List<URL> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    jars.add(file.toUri().toURL());
                }
            }
        }
        return jars.isEmpty()
                ? null
                : new URLClassLoader(jars.toArray(new URL[0]), AnalysisBenchmark.class.getClassLoader());
    }

    /** CoreNLP's quickest English recogniser, then its annotator as it comes; nothing where its jars were not fetched. */
    private static void coreNlp(List<RawArticle> articles, double seconds, PrintStream out, List<Result> results)
            throws Exception {
        try (URLClassLoader loader = coreNlpClasses()) {
            if (loader == null) {
                out.println(CORENLP_MISSING);
                return;
            }
            results.add(coreNlpClassifier(loader, articles, seconds));
            results.add(coreNlpAnnotator(loader, articles, seconds));
        }
    }

    private static Result coreNlpClassifier(ClassLoader loader, List<RawArticle> articles, double seconds)
            throws Exception {
        long start = System.nanoTime();
        Class<?> type = loader.loadClass("edu.stanford.nlp.ie.crf.CRFClassifier");
        Object classifier = type.getMethod("getClassifier", String.class).invoke(null, CORENLP_MODEL);
        Method classify = type.getMethod("classify", String.class);
        Class<?> answer = loader.loadClass("edu.stanford.nlp.ling.CoreAnnotations$AnswerAnnotation");
        Method get = loader.loadClass("edu.stanford.nlp.ling.CoreLabel").getMethod("get", Class.class);
        ToIntFunction<RawArticle> work = article -> {
            try {
                int found = 0;
                for (Object sentence : (List<?>) classify.invoke(classifier, text(article))) {
                    for (Object token : (List<?>) sentence) {
                        found += "O".equals(get.invoke(token, answer)) ? 0 : 1;
                    }
                }
                return found;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("CoreNLP failed", e);
            }
        };
        work.applyAsInt(articles.get(0));
        double startMillis = (System.nanoTime() - start) / 1e6;
        return measure("Stanford CoreNLP, names alone", articles, work, startMillis, seconds);
    }

    private static Result coreNlpAnnotator(ClassLoader loader, List<RawArticle> articles, double seconds)
            throws Exception {
        long start = System.nanoTime();
        Properties settings = new Properties();
        settings.setProperty("annotators", "tokenize,pos,lemma,ner");
        settings.setProperty("ner.sutime.binders", "0");
        settings.setProperty("sutime.binders", "0");
        Class<?> type = loader.loadClass("edu.stanford.nlp.pipeline.StanfordCoreNLP");
        Object pipeline = type.getConstructor(Properties.class).newInstance(settings);
        Method process = type.getMethod("processToCoreDocument", String.class);
        Method mentions =
                loader.loadClass("edu.stanford.nlp.pipeline.CoreDocument").getMethod("entityMentions");
        ToIntFunction<RawArticle> work = article -> {
            try {
                return ((List<?>) mentions.invoke(process.invoke(pipeline, text(article)))).size();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("CoreNLP failed", e);
            }
        };
        work.applyAsInt(articles.get(0));
        double startMillis = (System.nanoTime() - start) / 1e6;
        return measure("Stanford CoreNLP, its ner annotator", articles, work, startMillis, seconds);
    }

    private static String text(RawArticle article) {
        return article.getTitle() + ".\n\n" + article.getBody();
    }

    /** Articles put together from texts written for the project: names and words of real news, no sense of their own. */
    static List<RawArticle> samples() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                AnalysisBenchmark.class.getResourceAsStream("articles.jsonl"), StandardCharsets.UTF_8))) {
            return read(lines);
        }
    }

    private static List<RawArticle> read(BufferedReader lines) throws IOException {
        List<RawArticle> articles = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                JsonNode node = RecordJson.parse(line);
                RawArticle article = RecordJson.read(RawArticle.class, "{}");
                article.setTitle(node.path("title").asText(""));
                article.setBody(node.path("body").asText(node.path("text").asText("")));
                articles.add(article);
            }
        }
        return articles;
    }
}
