package io.newsflow.cli;

import io.newsflow.enrich.analysis.kb.KnowledgeBaseBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The knowledge base of the text analysis. */
@Command(
        name = "kb",
        description = "Builds the knowledge base of entities.",
        mixinStandardHelpOptions = true,
        subcommands = KbCommand.Build.class)
final class KbCommand {

    /** Builds the knowledge base file. */
    @Command(
            name = "build",
            description = "Builds the knowledge base from data sets and the facts that Newsflow brings along.",
            mixinStandardHelpOptions = true)
    static final class Build implements Callable<Integer> {
        @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder with the data sets.")
        private Path data;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                defaultValue = "enrich-service/src/main/resources/io/newsflow/enrich/analysis/kb/knowledge-base.bin",
                description = "File to write (default: ${DEFAULT-VALUE}).")
        private Path out;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            KnowledgeBaseBuilder.Summary summary = KnowledgeBaseBuilder.build(data, out);
            PrintWriter writer = spec.commandLine().getOut();
            writer.printf(
                    "%s: %d entities, %d of them with a Wikidata id, %d names, %d bytes in %s%n",
                    summary.version(), summary.entities(), summary.wikidata(), summary.names(), summary.bytes(), out);
            writer.flush();
            return 0;
        }
    }
}
