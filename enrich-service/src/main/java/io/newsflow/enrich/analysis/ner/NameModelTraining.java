package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Trains the model of English names that Newsflow brings along: on Wikigold and the news and interviews of GUM, on the
 * noisy texts of WNUT-17 with less weight, and on articles written from templates. The same data, knowledge base and word
 * lists give the same bytes.
 */
public final class NameModelTraining {
    private static final long SEED = 11;

    private final KnowledgeBase kb = KnowledgeBase.standard();
    private final Lexicon lexicon = Lexicon.standard();

    /** Labelled data sets that the model learns from. */
    public enum Source {
        /** Wikigold: encyclopaedia. */
        WIKIGOLD,
        /** GUM: news and interviews. */
        GUM,
        /** WNUT-17: noisy texts. */
        WNUT17
    }

    private record Trained(NameModel.Weights weights, int tokens) {}

    /**
     * Settings of a training.
     *
     * @param articles number of articles to write from templates
     * @param epochs passes over the data
     * @param penalty weight of the L2 penalty
     * @param written weight of the written articles against the labelled ones
     * @param noisy weight of the noisy texts
     */
    public record Settings(int articles, int epochs, double penalty, float written, float noisy) {
        /** Those of the model in the repository. */
        public static final Settings STANDARD = new Settings(2500, 9, 1, 0.3f, 0.2f);
    }

    /**
     * Figures of a training.
     *
     * @param version version of the model
     * @param tokens tokens learnt from
     * @param features features of the model
     * @param bytes size of the file
     */
    public record Summary(String version, int tokens, int features, long bytes) {}

    /**
     * Trains and writes.
     *
     * @param data folder with {@code wikigold.conll}, {@code gum/} and {@code wnut17train.conll}
     * @param target file to write
     * @param settings settings
     * @throws IOException where a data set is missing or unreadable
     */
    public Summary run(Path data, Path target, Settings settings) throws IOException {
        return run(data, target, settings, Set.of());
    }

    /**
     * Trains and writes, without some of the data, so that the model can be measured on them.
     *
     * @param data folder with {@code wikigold.conll}, {@code gum/} and {@code wnut17train.conll}
     * @param target file to write
     * @param settings settings
     * @param leftOut sets to leave out
     * @throws IOException where a data set is missing or unreadable
     */
    public Summary run(Path data, Path target, Settings settings, Set<Source> leftOut) throws IOException {
        List<LabelledText> prose = new ArrayList<>();
        List<LabelledText> noisy = List.of();
        for (Source source : Source.values()) {
            if (!leftOut.contains(source)) {
                if (source == Source.WNUT17) {
                    noisy = texts(data, source);
                } else {
                    prose.addAll(texts(data, source));
                }
            }
        }
        return write(train(prose, noisy, settings), target);
    }

    /**
     * Measures by cross-validation: each time trained without one of so many parts of Wikigold and GUM, and measured on
     * that part.
     *
     * @param data folder as for training
     * @param settings settings
     * @param parts number of parts; document n belongs to part n modulo parts
     * @param finder makes of a model what is measured
     * @return figures by source, over all parts
     * @throws IOException where a data set is missing or unreadable
     */
    public Map<Source, NerEvaluation> crossValidate(
            Path data, Settings settings, int parts, Function<NameModel, NerEvaluation.Finder> finder)
            throws IOException {
        List<LabelledText> noisy = texts(data, Source.WNUT17);
        Map<Source, NerEvaluation> results = new EnumMap<>(Source.class);
        for (int part = 0; part < parts; part++) {
            List<LabelledText> prose = new ArrayList<>();
            Map<Source, List<LabelledText>> held = new EnumMap<>(Source.class);
            for (Source source : List.of(Source.WIKIGOLD, Source.GUM)) {
                List<LabelledText> texts = texts(data, source);
                for (int i = 0; i < texts.size(); i++) {
                    List<LabelledText> to =
                            i % parts == part ? held.computeIfAbsent(source, s -> new ArrayList<>()) : prose;
                    to.add(texts.get(i));
                }
            }
            Trained trained = train(prose, noisy, settings);
            NerEvaluation.Finder measured = finder.apply(new NameModel(trained.weights(), "cross-validation"));
            held.forEach(
                    (source, texts) -> results.merge(source, NerEvaluation.run(texts, measured), NerEvaluation::plus));
        }
        return results;
    }

    private Trained train(List<LabelledText> prose, List<LabelledText> noisy, Settings settings) {
        CrfTrainer crf = new CrfTrainer(settings.penalty(), settings.epochs());
        NameTrainer trainer = new NameTrainer(kb, lexicon, crf);
        trainer.add(prose, 1, true);
        trainer.add(noisy, settings.noisy(), false);
        trainer.add(new NewswireGrammar(kb, SEED).write(settings.articles()), settings.written(), true);
        return new Trained(crf.train(), crf.tokens());
    }

    private static Summary write(Trained trained, Path target) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        String version = NameModel.write(trained.weights(), bytes);
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, bytes.toByteArray());
        return new Summary(version, trained.tokens(), trained.weights().keys().length, bytes.size());
    }

    /**
     * The texts of a data set.
     *
     * @param data folder with {@code wikigold.conll}, {@code gum/} and {@code wnut17train.conll}
     * @param source data set
     * @throws IOException where it is missing or unreadable
     */
    public List<LabelledText> texts(Path data, Source source) throws IOException {
        return switch (source) {
            case WIKIGOLD -> read(data.resolve("wikigold.conll"));
            case GUM -> gum(data.resolve("gum"));
            case WNUT17 -> read(data.resolve("wnut17train.conll"));
        };
    }

    private static List<LabelledText> read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return LabelledTexts.read(in);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private List<LabelledText> gum(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(file -> file.toString().endsWith(".conllu"))
                    .sorted()
                    .toList();
        }
        List<LabelledText> texts = new ArrayList<>();
        for (Path file : files) {
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                texts.addAll(new GumReader(lexicon).read(in));
            }
        }
        return texts;
    }
}
