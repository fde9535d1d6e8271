package io.newsflow.cli;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.enrich.analysis.ner.NameModel;
import io.newsflow.enrich.analysis.ner.NameModelTraining;
import io.newsflow.enrich.analysis.ner.WordSenses;
import io.newsflow.enrich.analysis.topics.TopicTrainer;
import io.newsflow.enrich.analysis.topics.WordClassBuilder;
import io.newsflow.enrich.analysis.topics.WordVectorBuilder;
import io.newsflow.model.TextField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the models of the text analysis from their data. The same data gives the same bytes. */
@Command(
        name = "train",
        description = "Train the models of the text analysis.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TrainCommand {
    private static final String NAMES = "enrich-service/src/main/resources/io/newsflow/enrich/analysis/ner/";
    private static final String TOPICS = "enrich-service/src/main/resources/io/newsflow/enrich/analysis/topics/";

    @Command(
            name = "topics",
            description = "The topic model, from labelled texts, the lexicon and the definitions of the Media Topics.",
            mixinStandardHelpOptions = true)
    int topics(
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = "enrich-service/src/training/topics",
                            description = "Folder with the labelled texts (default: ${DEFAULT-VALUE}).")
                    Path data,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = TOPICS + "topics.bin",
                            description = "File to write (default: ${DEFAULT-VALUE}).")
                    Path out)
            throws IOException {
        TopicTrainer.Summary summary = TopicTrainer.train(data, out);
        System.out.printf(
                Locale.ROOT,
                "%s: %d texts, %d terms, %d topics, %d bytes in %s%n",
                summary.version(),
                summary.texts(),
                summary.terms(),
                summary.topics(),
                summary.bytes(),
                out);
        return 0;
    }

    @Command(
            name = "word-classes",
            description = "The classes of English words that the topic model looks at, from WordNet 3.0"
                    + " (on Debian: package wordnet-base, /usr/share/wordnet).",
            mixinStandardHelpOptions = true)
    int wordClasses(
            @Option(names = "--wordnet", required = true, paramLabel = "DIR", description = "Folder with data.noun.")
                    Path wordNet,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = TOPICS + "word-classes.tsv",
                            description = "File to write (default: ${DEFAULT-VALUE}).")
                    Path out)
            throws IOException {
        System.out.printf(Locale.ROOT, "%d words in %s%n", WordClassBuilder.build(wordNet, out), out);
        return 0;
    }

    @Command(
            name = "word-vectors",
            description = "The directions of English words that the topic model looks at, from vectors in word2vec's"
                    + " binary format, such as enrich-service/src/training/word-vectors/EmbedWords.java writes.",
            mixinStandardHelpOptions = true)
    int wordVectors(
            @Option(names = "--vectors", required = true, paramLabel = "FILE", description = "File with the vectors.")
                    Path vectors,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = TOPICS + "word-vectors.bin",
                            description = "File to write (default: ${DEFAULT-VALUE}).")
                    Path out)
            throws IOException {
        System.out.printf(Locale.ROOT, "%d words in %s%n", WordVectorBuilder.build(vectors, out), out);
        return 0;
    }

    @Command(
            name = "ner",
            description =
                    "The model of English names, from Wikigold, GUM, WNUT-17 and articles written from templates.",
            mixinStandardHelpOptions = true)
    int ner(
            @Option(
                            names = "--data",
                            required = true,
                            paramLabel = "DIR",
                            description = "Folder with wikigold.conll, wnut17train.conll and gum/.")
                    Path data,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = NAMES + "names-en.bin",
                            description = "File to write (default: ${DEFAULT-VALUE}).")
                    Path out,
            @Option(
                            names = "--leave-out",
                            paramLabel = "SET",
                            description = "Train without a data set, to measure the model on it:"
                                    + " ${COMPLETION-CANDIDATES}.")
                    Set<NameModelTraining.Source> leftOut,
            @Option(
                            names = "--cross-validate",
                            paramLabel = "N",
                            description = "Write nothing; train N times without one of N parts of Wikigold and GUM,"
                                    + " and measure on that part.")
                    int parts)
            throws IOException {
        if (parts > 0) {
            new NameModelTraining()
                    .crossValidate(data, NameModelTraining.Settings.STANDARD, parts, TrainCommand::finder)
                    .forEach((source, result) -> {
                        System.out.println(source + ", held out:");
                        EvalText.print(result);
                    });
            return 0;
        }
        NameModelTraining.Summary summary = new NameModelTraining()
                .run(data, out, NameModelTraining.Settings.STANDARD, leftOut == null ? Set.of() : leftOut);
        System.out.printf(
                Locale.ROOT,
                "%s: %d tokens, %d features, %d bytes in %s%n",
                summary.version(),
                summary.tokens(),
                summary.features(),
                summary.bytes(),
                out);
        return 0;
    }

    private static NerEvaluation.Finder finder(NameModel model) {
        NewsEntityFinder finder = new NewsEntityFinder(KnowledgeBase.standard(), model);
        return (text, language) -> finder.find(List.of(FieldText.of(TextField.BODY, text)), "en");
    }

    @Command(
            name = "word-senses",
            description = "What English words mean most often, for the recogniser of names, from WordNet 3.0"
                    + " (on Debian: package wordnet-base, /usr/share/wordnet).",
            mixinStandardHelpOptions = true)
    int wordSenses(
            @Option(names = "--wordnet", required = true, paramLabel = "DIR", description = "Folder with data.noun.")
                    Path wordNet,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = NAMES + "word-senses.tsv.gz",
                            description = "File to write (default: ${DEFAULT-VALUE}).")
                    Path out)
            throws IOException {
        System.out.printf(Locale.ROOT, "%d words in %s%n", WordSenses.build(wordNet, out), out);
        return 0;
    }
}
