package io.newsflow.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code newsflow} command: entry point of all subcommands. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "newsflow",
        description = "Streaming news ingest: sources to Kafka, enriched, indexed into Elasticsearch.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ExtractCommand.class,
            IngestCommand.class,
            SourcesCommand.class,
            PushKeyCommand.class,
            AnalyzeCommand.class,
            EvalCommand.class,
            TrainCommand.class,
            TopicsCommand.class,
            SchemasCommand.class,
            SetupCommand.class,
            DeadLettersCommand.class,
            SettingsCommand.class,
            SearchCommand.class,
            WebCommand.class,
            IndexCommand.class,
            KbCommand.class,
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            CommandLine.HelpCommand.class
        })
public final class NewsflowCli {
    private static final Logger LOG = LoggerFactory.getLogger(NewsflowCli.class);

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
    public static CommandLine commandLine() {
        return new CommandLine(new NewsflowCli())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + reasons(failure));
                    LOG.atDebug().setCause(failure).log("Command failed");
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    /** The messages of a failure and its causes, each once; NEWSFLOW_LOG_LEVEL=DEBUG shows the stack trace. */
    private static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String reason = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
            if (reasons.indexOf(reason) < 0) {
                reasons.append(reasons.isEmpty() ? "" : ": ").append(reason);
            }
        }
        return reasons.toString();
    }
}
