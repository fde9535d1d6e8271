package io.newsflow.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code newsflow} command: entry point of all subcommands. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "newsflow",
        description = "Streaming news ingest: sources to Kafka, enriched, indexed into Elasticsearch.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ExtractCommand.class, CommandLine.HelpCommand.class})
public final class NewsflowCli {
    private NewsflowCli() {}

    /**
     * Runs a command line.
     *
     * @param args command and its options
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line as used by {@link #main}, for tests. */
    static CommandLine commandLine() {
        return new CommandLine(new NewsflowCli()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
