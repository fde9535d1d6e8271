package io.newsflow.cli;

import co.elastic.clients.elasticsearch.cat.indices.IndicesRecord;
import io.newsflow.indexer.ArticleVectors;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexAdmin;
import io.newsflow.indexer.IndexGenerations;
import io.newsflow.indexer.IndexNames;
import io.newsflow.indexer.IndexRebuild;
import io.newsflow.indexer.IndexVerify;
import io.newsflow.indexer.IndexVerify.Difference;
import io.newsflow.indexer.IndexVerify.Report;
import io.newsflow.indexer.Indexer;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.indexer.Retention;
import io.newsflow.runtime.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the index. Exit codes: 0 done and in order, 1 failed or different, 2 wrong use. */
@Command(
        name = "index",
        description = "Create, rebuild, compare and prune the index, or show how it stands.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class IndexCommand implements Runnable {
    private static final int SHOWN = 100;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "create, status, rebuild, verify, use, delete or retention is missing");
    }

    /** What a command works with. */
    private record Tools(
            IndexerConfig config, Settings settings, ElasticsearchClients clients, IndexAdmin index, Admin kafka) {
        IndexGenerations generations() {
            return new IndexGenerations(index, kafka, config.group());
        }
    }

    /** Work that may fail as Elasticsearch does. */
    private interface Work {
        int run(Tools tools) throws IOException, InterruptedException;
    }

    @Command(
            name = "create",
            description = {
                "Put the index templates, and create an index if there is none; changes nothing that is there.",
                "indexer-service fills it from the beginning of the topics."
            },
            mixinStandardHelpOptions = true)
    int create(@Mixin IndexerOptions options) throws IOException, InterruptedException {
        return with(options, tools -> {
            int generation = tools.generations().create();
            out().println("index templates are in place; generation " + generation + " serves");
            return 0;
        });
    }

    @Command(
            name = "status",
            description = "Show generations, their indices, documents and size, and how far the indexer is with each.",
            mixinStandardHelpOptions = true)
    int status(@Mixin IndexerOptions options) throws IOException, InterruptedException {
        return with(options, tools -> {
            OptionalInt serving = tools.index().serving();
            if (serving.isEmpty()) {
                out().println("there is no index: `newsflow index create` makes one");
                return 1;
            }
            for (int generation : tools.index().generations()) {
                IndexNames names = new IndexNames(generation);
                boolean serves = generation == serving.getAsInt();
                String group = Indexer.group(tools.config(), generation);
                out().printf(
                                Locale.ROOT,
                                "generation %d%s, group %s: %s%n",
                                generation,
                                serves ? " (serves)" : "",
                                group,
                                IndexGenerations.describeLag(tools.kafka(), group));
                tools
                        .clients()
                        .blocking()
                        .cat()
                        .indices(request -> request.index(names.articlesPattern(), names.storiesPattern()))
                        .valueBody()
                        .stream()
                        .sorted(Comparator.comparing(IndicesRecord::index))
                        .forEach(index -> out().printf(
                                        "  %-28s %-7s %10s documents %10s%n",
                                        index.index(), index.health(), index.docsCount(), index.storeSize()));
            }
            return 0;
        });
    }

    @Command(
            name = "rebuild",
            description = {
                "Build the index anew from the topics, beside the one that serves, and swap them in one step.",
                "Searches and indexing go on meanwhile. After an interruption the same command goes on where it was."
            },
            mixinStandardHelpOptions = true)
    int rebuild(
            @Mixin IndexerOptions options,
            @Option(names = "--fresh", description = "Begin anew where an earlier rebuild was not finished.")
                    boolean fresh,
            @Option(
                            names = "--hand-over",
                            paramLabel = "SECONDS",
                            defaultValue = "60",
                            description =
                                    "How long to wait for indexer-service to take over (default: ${DEFAULT-VALUE}).")
                    int handOverSeconds)
            throws IOException, InterruptedException {
        Settings settings = options.settings();
        RebuildProgress progress = new RebuildProgress(Progress.onStandardError());
        int generation = new IndexRebuild(
                        IndexerConfig.of(settings), settings.kafka(), settings.schemaRegistry(), progress)
                .run(fresh, Duration.ofSeconds(handOverSeconds));
        out().println("generation " + generation + " serves");
        progress.before.ifPresent(
                before -> out().println("generation " + before + " is still there: `newsflow index use " + before
                        + "` goes back to it, `newsflow index delete " + before + "` removes it"));
        if (!progress.taken) {
            out().println("no instance of indexer-service has taken over: start one, it goes on where this ended");
        }
        return 0;
    }

    @Command(
            name = "verify",
            description = {
                "Compare the topics with the index: every key, its revision and its retraction, and every document.",
                "Names each difference; the exit code is 1 when there is one. May run while the pipeline does."
            },
            mixinStandardHelpOptions = true)
    int verify(
            @Mixin IndexerOptions options,
            @Option(
                            names = "--ignore-dead-letters",
                            description = "Differences that a dead letter explains are named, and do not count.")
                    boolean ignoreDeadLetters,
            @Option(names = "--all", description = "Name all differences, not the first " + SHOWN + ".") boolean all,
            @Option(
                            names = "--wait",
                            paramLabel = "SECONDS",
                            defaultValue = "60",
                            description = "How long the indexer may take to get to the end of the topics"
                                    + " (default: ${DEFAULT-VALUE}).")
                    int waitSeconds)
            throws IOException, InterruptedException {
        Settings settings = options.settings();
        Progress progress = Progress.onStandardError();
        progress.begin("comparing topics and index");
        Report report = new IndexVerify(
                        IndexerConfig.of(settings),
                        settings.kafka(),
                        settings.schemaRegistry(),
                        Duration.ofSeconds(waitSeconds),
                        progress::detail)
                .run();
        progress.done("done");
        List<Difference> differences = report.differences();
        differences.stream()
                .limit(all ? Long.MAX_VALUE : SHOWN)
                .map(IndexCommand::line)
                .forEach(out()::println);
        if (!all && differences.size() > SHOWN) {
            out().println("... and " + (differences.size() - SHOWN) + " more; --all names them");
        }
        out().println("generation " + report.generation());
        report.documents()
                .forEach((alias, count) -> out().printf(
                                Locale.ROOT,
                                "%-14s %d documents by the topic, %d in the index%n",
                                alias,
                                count,
                                report.indexed().get(alias)));
        out().printf(
                        Locale.ROOT,
                        "%d retracted, %d past retention, %d unreadable%n",
                        report.retracted(),
                        report.expired(),
                        report.unreadable());
        long explained = differences.stream()
                .filter(difference -> difference.deadLetter() != null)
                .count();
        out().println(
                        differences.isEmpty()
                                ? "no difference"
                                : differences.size() + " differences, " + explained + " of them in the dead letters");
        return differences.size() - (ignoreDeadLetters ? explained : 0) == 0 ? 0 : 1;
    }

    @Command(
            name = "use",
            description = {
                "Show another generation to readers, such as the one before a rebuild, in one step.",
                "indexer-service moves over and brings it up to date."
            },
            mixinStandardHelpOptions = true)
    int use(
            @Mixin IndexerOptions options,
            @Parameters(paramLabel = "GENERATION", description = "Its number, as the status shows.") int generation)
            throws IOException, InterruptedException {
        return with(options, tools -> {
            tools.index().serve(generation);
            out().println("generation " + generation + " serves");
            return 0;
        });
    }

    @Command(
            name = "delete",
            description = "Remove a generation that does not serve, with its consumer group.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin IndexerOptions options,
            @Parameters(paramLabel = "GENERATION", description = "Its number, as the status shows.") int generation)
            throws IOException, InterruptedException {
        return with(options, tools -> {
            List<String> gone = tools.generations().delete(generation);
            gone.forEach(index -> out().println("deleted " + index));
            out().println(gone.size() + (gone.size() == 1 ? " index" : " indices") + " deleted");
            return 0;
        });
    }

    @Command(
            name = "retention",
            description = {
                "Show which months of articles are older than to be kept; --delete removes them.",
                "indexer-service does the same once an hour where index.retention.months is set."
            },
            mixinStandardHelpOptions = true)
    int retention(
            @Mixin IndexerOptions options,
            @Option(
                            names = "--months",
                            paramLabel = "N",
                            description = "Whole months to keep beside the present one (otherwise the setting).")
                    Integer months,
            @Option(names = "--delete", description = "Delete them.") boolean delete)
            throws IOException, InterruptedException {
        return with(options, tools -> {
            int kept = months == null ? tools.config().retentionMonths() : months;
            if (kept < 1) {
                throw new ParameterException(
                        spec.commandLine(),
                        "give --months, at least 1, or set " + IndexerConfig.RETENTION_MONTHS.key());
            }
            Retention retention = new Retention(kept, Clock.systemUTC());
            List<String> old = delete
                    ? tools.index().deleteBefore(retention.firstMonth())
                    : tools.index().before(retention.firstMonth());
            old.forEach(index -> out().println((delete ? "deleted " : "would delete ") + index));
            out().println(old.size() + (old.size() == 1 ? " index" : " indices") + " before " + retention.firstMonth());
            return 0;
        });
    }

    private static String line(Difference difference) {
        Function<Long, String> revision = number -> number == null ? "-" : number.toString();
        return difference.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "  " + difference.alias() + "  "
                + difference.id() + "  topic " + revision.apply(difference.inTopic()) + "  index "
                + revision.apply(difference.inIndex())
                + (difference.deadLetter() == null ? "" : "  dead letter: " + difference.deadLetter());
    }

    private int with(IndexerOptions options, Work work) throws IOException, InterruptedException {
        Settings settings = options.settings();
        IndexerConfig config = IndexerConfig.of(settings);
        try (ElasticsearchClients clients = ElasticsearchClients.open(config.elasticsearch());
                Admin kafka = Admin.create(settings.kafka())) {
            IndexAdmin index = new IndexAdmin(clients.blocking(), () -> ArticleVectors.dimensions(config.embedding()));
            return work.run(new Tools(config, settings, clients, index, kafka));
        } finally {
            out().flush();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static final class RebuildProgress implements IndexRebuild.Listener {
        private static final long LINE_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

        private final Progress progress;
        private long lastLine = System.nanoTime();
        private OptionalInt before = OptionalInt.empty();
        private boolean taken;

        RebuildProgress(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void started(int generation, boolean continued) {
            progress.begin((continued ? "continuing" : "building") + " generation " + generation);
        }

        @Override
        public void progress(IndexRebuild.Progress state) {
            String text = String.format(
                    Locale.ROOT,
                    "%.1f %%, %d of %d offsets%s",
                    state.total() == 0 ? 100.0 : 100.0 * state.done() / state.total(),
                    state.done(),
                    state.total(),
                    state.left() == null ? "" : ", about " + spelled(state.left()) + " left");
            progress.detail(text);
            if (System.nanoTime() - lastLine > LINE_EVERY_NANOS) {
                lastLine = System.nanoTime();
                progress.note(text);
            }
        }

        @Override
        public void swapped(int generation, OptionalInt earlier) {
            before = earlier;
            progress.done("complete, and readers see it");
            progress.begin("waiting for indexer-service to take over");
        }

        @Override
        public void handedOver(boolean nowTaken) {
            taken = nowTaken;
            progress.done(nowTaken ? "taken over" : "nobody did");
        }

        private static String spelled(Duration left) {
            return left.toMinutes() > 0
                    ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                    : left.toSeconds() + " s";
        }
    }
}
