package io.newsflow.cli;

import io.newsflow.enrich.analysis.eval.LinkingEvaluation;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures the identities that names get. */
@Command(
        name = "linking",
        description =
                "Identities of names, on JSON lines with text, language and entities (start, end, type, wikidata).",
        mixinStandardHelpOptions = true)
final class EvalLinking implements Callable<Integer> {
    @Mixin
    private EvalCommand.Labelled labelled;

    @Mixin
    private KbCommand.Source source;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        NewsEntityFinder finder = new NewsEntityFinder(source.load());
        LinkingEvaluation result;
        try (BufferedReader lines = Files.newBufferedReader(labelled.data())) {
            result = LinkingEvaluation.run(lines, finder);
        }
        PrintWriter out = spec.commandLine().getOut();
        result.errors().stream().limit(labelled.errors()).forEach(out::println);
        out.printf(
                Locale.ROOT,
                "texts %d, names %d, %d of them known to %s%n",
                result.texts(),
                result.names(),
                result.known(),
                finder.knowledgeBase().version());
        out.printf(
                Locale.ROOT,
                "end to end: found %d, precision %.3f (%.3f where unlabelled names count against it), recall %.3f,"
                        + " F1 %.3f%n",
                result.found(),
                result.precision(),
                result.strictPrecision(),
                result.recall(),
                result.f1());
        out.printf(
                Locale.ROOT,
                "given names: accuracy %.3f of the known ones (precision %.3f), %.3f of the %d NIL ones, %.3f of all%n",
                result.givenAccuracy(),
                result.givenPrecision(),
                result.nilAccuracy(),
                result.nil(),
                result.accuracy());
        result.types()
                .forEach((type, n) -> out.printf(
                        Locale.ROOT,
                        "%s: precision %.3f, recall %.3f, F1 %.3f%n",
                        type,
                        n[1] == 0 ? 0 : (double) n[2] / n[1],
                        n[0] == 0 ? 0 : (double) n[2] / n[0],
                        n[0] + n[1] == 0 ? 0 : 2.0 * n[2] / (n[0] + n[1])));
        out.flush();
        return 0;
    }
}
