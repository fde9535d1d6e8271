package io.newsflow.bench;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.enrich.analysis.ner.LabelledText;
import io.newsflow.enrich.analysis.ner.LabelledTexts;
import io.newsflow.enrich.analysis.ner.NameModel;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names found as CoNLL-2003 counts them, by Newsflow and by Stanford CoreNLP's four-class CRF ({@code
 * english.conll.4class}, which was trained on CoNLL-2003 news), on the same labelled texts. To compare on text that
 * neither learnt from, Newsflow gets a model that was trained without it ({@code newsflow train ner --leave-out}).
 */
final class NamesBenchmark {
    private static final String CORENLP_MODEL = "edu/stanford/nlp/models/ner/english.conll.4class.distsim.crf.ser.gz";

    private NamesBenchmark() {}

    /**
     * Runs and prints.
     *
     * @param options {@code --data FILE} CoNLL columns or JSON lines; {@code --model FILE} another model than the shipped
     *     one
     */
    static void run(String[] options) throws Exception {
        Path data = null;
        Path model = null;
        for (int i = 0; i + 1 < options.length; i += 2) {
            switch (options[i]) {
                case "--data" -> data = Path.of(options[i + 1]);
                case "--model" -> model = Path.of(options[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + options[i]);
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("--data FILE is missing");
        }
        List<LabelledText> texts;
        try (BufferedReader in = Files.newBufferedReader(data)) {
            texts = LabelledTexts.read(in);
        }
        NewsEntityFinder finder = finder(model);
        print(
                "Newsflow",
                NerEvaluation.run(
                        texts, (text, language) -> finder.find(List.of(FieldText.of(TextField.BODY, text)), "en")));
        try (URLClassLoader loader = AnalysisBenchmark.coreNlpClasses()) {
            if (loader == null) {
                System.out.println(AnalysisBenchmark.CORENLP_MISSING);
                return;
            }
            Class<?> type = loader.loadClass("edu.stanford.nlp.ie.crf.CRFClassifier");
            Object classifier = type.getMethod("getClassifier", String.class).invoke(null, CORENLP_MODEL);
            Method find = type.getMethod("classifyToCharacterOffsets", String.class);
            Class<?> triple = loader.loadClass("edu.stanford.nlp.util.Triple");
            Method[] parts = {triple.getMethod("first"), triple.getMethod("second"), triple.getMethod("third")};
            print("Stanford CoreNLP", NerEvaluation.run(texts, (text, language) -> {
                try {
                    List<Entity> found = new ArrayList<>();
                    for (Object name : (List<?>) find.invoke(classifier, text)) {
                        int start = (Integer) parts[1].invoke(name);
                        int end = (Integer) parts[2].invoke(name);
                        found.add(entity(text, (String) parts[0].invoke(name), start, end));
                    }
                    return found;
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("CoreNLP failed", e);
                }
            }));
        }
    }

    private static NewsEntityFinder finder(Path model) throws IOException {
        if (model == null) {
            return NewsEntityFinder.standard();
        }
        try (InputStream in = Files.newInputStream(model)) {
            return new NewsEntityFinder(KnowledgeBase.standard(), NameModel.read(in));
        }
    }

    private static Entity entity(String text, String type, int start, int end) {
        Mention mention = new Mention(
                TextField.BODY, text.codePointCount(0, start), text.codePointCount(0, end), text.substring(start, end));
        EntityType known = LabelledTexts.type(type).orElseThrow();
        return Entity.newBuilder()
                .setId(known + " " + start)
                .setType(known)
                .setName(text.substring(start, end))
                .setMentions(List.of(mention))
                .setMentionCount(1)
                .setSalience(0)
                .setConfidence(1)
                .build();
    }

    private static void print(String name, NerEvaluation result) {
        NerEvaluation.Score all = result.micro();
        System.out.printf(
                Locale.ROOT,
                "%-18s precision %.4f, recall %.4f, F1 %.4f",
                name,
                all.precision(),
                all.recall(),
                all.f1());
        result.scores().forEach((type, score) -> {
            if (score.expected() > 0) {
                System.out.printf(Locale.ROOT, ", %s %.4f", type, score.f1());
            }
        });
        System.out.println();
    }
}
