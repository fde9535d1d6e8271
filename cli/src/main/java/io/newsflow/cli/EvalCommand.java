package io.newsflow.cli;

import io.newsflow.ingest.page.PageEvaluation;
import io.newsflow.ingest.page.TokenAgreement;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures quality on labelled data. */
@Command(
        name = "eval",
        description = "Measure quality on labelled data.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = EvalLinking.class)
final class EvalCommand {
    /** What the measures of the text analysis read, and how much they tell of what went wrong. */
    static final class Labelled {
        @Option(names = "--data", required = true, paramLabel = "FILE", description = "Labelled file.")
        private Path data;

        @Option(names = "--errors", paramLabel = "N", description = "Show the first N errors.")
        private int errors;

        Path data() {
            return data;
        }

        int errors() {
            return errors;
        }
    }

    @Command(
            name = "pages",
            description = {
                "Page extraction: segments kept and left out, as trafilatura's evaluation counts them; where the",
                "whole text is known, words too. DIR has the pages in html/, and evaldata.json (as trafilatura's",
                "evaluation; \"text\" in an entry is the whole text) or ground-truth.json (as article-extraction-",
                "benchmark: NAME to \"articleBody\" and \"url\", the page in html/NAME.html)."
            },
            mixinStandardHelpOptions = true)
    int pages(
            @Option(
                            names = "--data",
                            required = true,
                            paramLabel = "DIR",
                            description = "Folder with the pages and what they hold.")
                    Path folder,
            @Option(
                            names = "--part",
                            defaultValue = "ALL",
                            paramLabel = "PART",
                            description = "Which half of the pages: ${COMPLETION-CANDIDATES}; default ALL.")
                    PageEvaluation.Part part,
            @Option(
                            names = "--language",
                            paramLabel = "TAG",
                            description = "Only pages that declare this language (BCP 47).")
                    String language,
            @Option(
                            names = "--declared",
                            description = "The text that a page's JSON-LD declares stands for its whole text.")
                    boolean declared,
            @Option(names = "--worst", paramLabel = "N", description = "Show the N pages with most errors.") int worst)
            throws IOException {
        PageEvaluation result = PageEvaluation.run(folder, new PageEvaluation.Options(part, language, declared));
        result.worst().stream().limit(worst).forEach(System.out::println);
        System.out.printf(
                Locale.ROOT,
                "pages %d, refused %d, segments kept %d, lost %d, furniture %d, precision %.3f, recall %.3f, F1 %.3f,"
                        + " %.1f pages/s%n",
                result.pages(),
                result.refused(),
                result.kept(),
                result.lost(),
                result.furniture(),
                result.precision(),
                result.recall(),
                result.f1(),
                result.pages() * 1e9 / result.nanos());
        if (result.tokens().pages() > 0) {
            score("words", result.tokens().pages(), result.tokens().words());
            score("four words", result.tokens().pages(), result.tokens().sequences());
        }
        result.fields()
                .forEach((field, agreement) -> System.out.printf(
                        Locale.ROOT,
                        "%s: %d of %d right, %d not found%n",
                        field,
                        agreement.right(),
                        agreement.known(),
                        agreement.missing()));
        return 0;
    }

    private static void score(String of, int pages, TokenAgreement.Score score) {
        System.out.printf(
                Locale.ROOT,
                "%s: pages %d, precision %.3f, recall %.3f, F1 %.3f%n",
                of,
                pages,
                score.precision(),
                score.recall(),
                score.f1());
    }

    @Command(
            name = "quotes",
            description = "Quotes and their speakers, on JSON lines with text, language and quotes (text, speaker).",
            mixinStandardHelpOptions = true)
    int quotes(@Mixin Labelled labelled) throws IOException {
        EvalText.quotes(labelled.data(), labelled.errors());
        return 0;
    }

    @Command(
            name = "ner",
            description = "Names by exact span and type, on CoNLL columns or JSON lines with text and spans.",
            mixinStandardHelpOptions = true)
    int ner(
            @Mixin Labelled labelled,
            @Option(
                            names = "--language",
                            paramLabel = "TAG",
                            description = "Language that the articles claim (BCP 47); by default they claim none.")
                    String language)
            throws IOException {
        EvalText.ner(labelled.data(), language, labelled.errors());
        return 0;
    }

    @Command(
            name = "topics",
            description = "Topics at the first level, on JSON lines with text (or title and body) and codes.",
            mixinStandardHelpOptions = true)
    int topics(@Mixin Labelled labelled) throws IOException {
        EvalText.topics(labelled.data(), labelled.errors());
        return 0;
    }

    @Command(
            name = "search",
            description =
                    "Search: mean reciprocal rank of known items in a made-up archive, against BM25 over the body."
                            + " Exit code 1 where the full-text recipe is not ahead.",
            mixinStandardHelpOptions = true)
    int search(
            @Option(
                            names = "--articles",
                            defaultValue = "5000",
                            paramLabel = "N",
                            description = "Made-up articles; default 5000.")
                    int articles,
            @Option(
                            names = "--queries",
                            defaultValue = "50",
                            paramLabel = "N",
                            description = "Queries of each kind; default 50.")
                    int queries,
            @Option(
                            names = "--seed",
                            defaultValue = "1",
                            paramLabel = "N",
                            description = "Makes the archive; default 1.")
                    long seed)
            throws IOException, InterruptedException {
        try (NewsStack stack = NewsStack.start(StackOptions.temporary().with(Component.ELASTICSEARCH))) {
            Map<String, EvalSearch.Score> scores = EvalSearch.run(stack.elasticsearchUrl(), articles, queries, seed);
            EvalSearch.print(scores);
            return EvalSearch.better(scores) ? 0 : 1;
        }
    }

    @Command(
            name = "language",
            description = "Languages, on JSON lines with text and language (BCP 47).",
            mixinStandardHelpOptions = true)
    int language(@Mixin Labelled labelled) throws IOException {
        EvalText.language(labelled.data(), labelled.errors());
        return 0;
    }

    @Command(
            name = "summary",
            description = "Summaries by ROUGE, on JSON lines with title, body, language and summary (one or a list).",
            mixinStandardHelpOptions = true)
    int summary(
            @Option(names = "--data", required = true, paramLabel = "FILE", description = "JSON lines with references.")
                    Path data)
            throws IOException {
        EvalText.summary(data);
        return 0;
    }
}
