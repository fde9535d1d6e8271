package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        public static final Settings STANDARD = new Settings(2000, 15, 1, 0.5f, 0.2f);
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
        List<LabelledText> prose = new ArrayList<>(read(data.resolve("wikigold.conll")));
        prose.addAll(gum(data.resolve("gum")));
        List<LabelledText> noisy = settings.noisy() > 0 ? read(data.resolve("wnut17train.conll")) : List.of();
        CrfTrainer crf = new CrfTrainer(settings.penalty(), settings.epochs());
        NameModel.Weights weights = train(crf, prose, noisy, settings);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        String version = NameModel.write(weights, bytes);
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, bytes.toByteArray());
        return new Summary(version, crf.tokens(), weights.keys().length, bytes.size());
    }

    /** Trains on texts that were read already. */
    NameModel.Weights train(CrfTrainer crf, List<LabelledText> prose, List<LabelledText> noisy, Settings settings) {
        NameTrainer trainer = new NameTrainer(kb, lexicon, crf);
        trainer.add(prose, 1, true);
        trainer.add(noisy, settings.noisy(), false);
        trainer.add(new NewswireGrammar(kb, SEED).write(settings.articles()), settings.written(), true);
        return crf.train();
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
