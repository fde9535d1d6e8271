package io.newsflow.bench;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.enrich.analysis.ner.LabelledText;
import io.newsflow.enrich.analysis.ner.LabelledTexts;
import io.newsflow.enrich.analysis.ner.NameModel;
import io.newsflow.enrich.analysis.ner.NameModelTraining;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import opennlp.tools.namefind.NameFinderME;
import opennlp.tools.namefind.NameSample;
import opennlp.tools.namefind.TokenNameFinderFactory;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.Span;
import opennlp.tools.util.TrainingParameters;

/**
 * Names found as CoNLL-2003 counts them, on the same labelled texts: by Newsflow, by Stanford CoreNLP's four-class CRF
 * ({@code english.conll.4class}, which learnt from CoNLL-2003 news) and its three-class CRF ({@code english.all.3class},
 * which learnt from several sets and knows no MISC), and by OpenNLP's name finder with its default features. To compare on
 * text that none learnt from, Newsflow gets a model that was trained without it ({@code newsflow train ner --leave-out}),
 * and OpenNLP is trained on the same labelled texts as that.
 */
final class NamesBenchmark {
    private static final String FOUR_CLASSES = "edu/stanford/nlp/models/ner/english.conll.4class.distsim.crf.ser.gz";
    private static final String THREE_CLASSES = "edu/stanford/nlp/models/ner/english.all.3class.distsim.crf.ser.gz";
    /** The types that all recognisers tell. */
    private static final Set<EntityType> COMMON = EnumSet.of(EntityType.PER, EntityType.ORG, EntityType.LOC);

    private NamesBenchmark() {}

    /**
     * Runs and prints.
     *
     * @param options {@code --data FILE} CoNLL columns or JSON lines, or {@code --data DIR --held-out SET} a set of the
     *     training data, on whose other sets OpenNLP is then trained; {@code --model FILE} another model than the shipped
     *     one
     */
    static void run(String[] options) throws Exception {
        Path data = null;
        Path model = null;
        NameModelTraining.Source heldOut = null;
        for (int i = 0; i + 1 < options.length; i += 2) {
            switch (options[i]) {
                case "--data" -> data = Path.of(options[i + 1]);
                case "--model" -> model = Path.of(options[i + 1]);
                case "--held-out" -> heldOut = NameModelTraining.Source.valueOf(options[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + options[i]);
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("--data is missing");
        }
        if (heldOut != null && model == null) {
            throw new IllegalArgumentException(
                    "--held-out needs --model FILE: the shipped model has learnt from the set");
        }
        List<LabelledText> texts;
        if (heldOut != null) {
            texts = new NameModelTraining().texts(data, heldOut);
        } else {
            try (BufferedReader in = Files.newBufferedReader(data)) {
                texts = LabelledTexts.read(in);
            }
        }
        NewsEntityFinder finder = finder(model);
        print(
                "Newsflow",
                NerEvaluation.run(
                        texts, (text, language) -> finder.find(List.of(FieldText.of(TextField.BODY, text)), "en")));
        if (heldOut != null) {
            print("OpenNLP, default features, same labelled texts", NerEvaluation.run(texts, openNlp(data, heldOut)));
        }
        try (URLClassLoader loader = AnalysisBenchmark.coreNlpClasses()) {
            if (loader == null) {
                System.out.println(AnalysisBenchmark.CORENLP_MISSING);
                return;
            }
            print("Stanford CoreNLP, four-class CRF", NerEvaluation.run(texts, coreNlp(loader, FOUR_CLASSES)));
            print("Stanford CoreNLP, three-class CRF", NerEvaluation.run(texts, coreNlp(loader, THREE_CLASSES)));
        }
    }

    private static NerEvaluation.Finder coreNlp(ClassLoader loader, String model) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass("edu.stanford.nlp.ie.crf.CRFClassifier");
        Object classifier = type.getMethod("getClassifier", String.class).invoke(null, model);
        Method find = type.getMethod("classifyToCharacterOffsets", String.class);
        Class<?> triple = loader.loadClass("edu.stanford.nlp.util.Triple");
        Method[] parts = {triple.getMethod("first"), triple.getMethod("second"), triple.getMethod("third")};
        return (text, language) -> {
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
        };
    }

    /** OpenNLP's name finder trained with its defaults on the labelled texts of all sets but one. */
    private static NerEvaluation.Finder openNlp(Path data, NameModelTraining.Source heldOut) throws IOException {
        List<NameSample> samples = new ArrayList<>();
        NameModelTraining training = new NameModelTraining();
        for (NameModelTraining.Source source : NameModelTraining.Source.values()) {
            if (source != heldOut) {
                for (LabelledText text : training.texts(data, source)) {
                    samples.addAll(samples(text));
                }
            }
        }
        TrainingParameters parameters = TrainingParameters.defaultParams();
        parameters.put("PrintMessages", false);
        NameFinderME names = new NameFinderME(NameFinderME.train(
                "en", null, ObjectStreamUtils.createObjectStream(samples), parameters, new TokenNameFinderFactory()));
        return (text, language) -> {
            names.clearAdaptiveData();
            Tokens tokens = Tokenizer.tokenize(text);
            List<Entity> found = new ArrayList<>();
            for (int s = 0; s < tokens.sentences(); s++) {
                int from = tokens.sentenceStart(s);
                String[] words = new String[tokens.sentenceEnd(s) - from];
                for (int i = 0; i < words.length; i++) {
                    words[i] = tokens.form(from + i);
                }
                for (Span span : names.find(words)) {
                    int start = tokens.start(from + span.getStart());
                    int end = tokens.end(from + span.getEnd() - 1);
                    found.add(entity(text, span.getType(), start, end));
                }
            }
            return found;
        };
    }

    /** A text as OpenNLP learns from it, sentence by sentence. */
    private static List<NameSample> samples(LabelledText text) {
        Tokens tokens = Tokenizer.tokenize(text.text());
        List<NameSample> samples = new ArrayList<>();
        int next = 0;
        for (int s = 0; s < tokens.sentences(); s++) {
            int from = tokens.sentenceStart(s);
            int to = tokens.sentenceEnd(s);
            String[] words = new String[to - from];
            for (int i = from; i < to; i++) {
                words[i - from] = tokens.form(i);
            }
            List<Span> spans = new ArrayList<>();
            int behind = from;
            while (next < text.labels().size() && text.labels().get(next).start() < tokens.end(to - 1)) {
                LabelledText.Label label = text.labels().get(next++);
                int first = from;
                while (first < to && tokens.end(first) <= label.start()) {
                    first++;
                }
                int end = first;
                while (end < to && tokens.start(end) < label.end()) {
                    end++;
                }
                // Of two names within one token OpenNLP can learn but one.
                if (end > first && first >= behind) {
                    behind = end;
                    spans.add(new Span(first - from, end - from, label.type().name()));
                }
            }
            samples.add(new NameSample(words, spans.toArray(new Span[0]), s == 0));
        }
        return samples;
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
        int expected = 0;
        int found = 0;
        int right = 0;
        for (EntityType type : COMMON) {
            NerEvaluation.Score score = result.scores().get(type);
            expected += score.expected();
            found += score.found();
            right += score.right();
        }
        NerEvaluation.Score common = new NerEvaluation.Score(expected, found, right);
        System.out.printf(
                Locale.ROOT,
                "%-46s PER, ORG, LOC: precision %.3f, recall %.3f, F1 %.3f; all: F1 %.3f",
                name,
                common.precision(),
                common.recall(),
                common.f1(),
                all.f1());
        result.scores().forEach((type, score) -> {
            if (score.expected() > 0) {
                System.out.printf(Locale.ROOT, ", %s %.3f", type, score.f1());
            }
        });
        System.out.println();
    }
}
