package io.newsflow.cli;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.kb.KnowledgeBaseBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The knowledge base of the text analysis. */
@Command(
        name = "kb",
        description = "The knowledge base of entities: build it, look names up, count.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KbCommand.Build.class, KbCommand.Lookup.class, KbCommand.Stats.class})
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

    /** Which knowledge base is meant: the one that ships, with or without corrections. */
    static final class Source {
        @Option(
                names = "--corrections",
                paramLabel = "FILE",
                description = "Corrections to the knowledge base, as the service takes them.")
        private Path corrections;

        KnowledgeBase load() throws IOException {
            return corrections == null ? KnowledgeBase.standard() : KnowledgeBase.standardWith(corrections);
        }
    }

    /** Shows what a name may mean. */
    @Command(
            name = "lookup",
            description = "Shows what a name may mean, or the entity of an id.",
            mixinStandardHelpOptions = true)
    static final class Lookup implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Name in any known spelling, Wikidata id or local id.")
        private String name;

        @Mixin
        private Source source;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            KnowledgeBase kb = source.load();
            PrintWriter out = spec.commandLine().getOut();
            int id = kb.indexOf(name);
            if (id >= 0) {
                show(out, kb, id, "");
                out.println("  names: " + String.join(" | ", kb.namesOf(id)));
                out.flush();
                return 0;
            }
            int found = kb.findName(name);
            if (found < 0) {
                out.println("nothing is called " + name);
                out.flush();
                return 1;
            }
            IntStream.range(kb.candidatesFrom(found), kb.candidatesTo(found))
                    .boxed()
                    .sorted(Comparator.comparingInt(c -> -kb.prior(kb.candidateEntity(c))))
                    .forEach(c -> show(out, kb, kb.candidateEntity(c), conditions(kb, c)));
            out.flush();
            return 0;
        }

        private static String conditions(KnowledgeBase kb, int candidate) {
            StringBuilder conditions = new StringBuilder();
            conditions.append(kb.isAcronym(candidate) ? ", in capitals only" : "");
            conditions.append(kb.isDemonym(candidate) ? ", people or adjective" : "");
            conditions.append(kb.isShort(candidate) ? ", short form" : "");
            conditions.append(kb.isCommon(candidate) ? ", a common word too" : "");
            return conditions.toString();
        }

        private static void show(PrintWriter out, KnowledgeBase kb, int index, String conditions) {
            KbEntity e = kb.entity(index);
            out.printf(
                    Locale.ROOT,
                    "%s  %s (%s%s), prior %d%s%s%s%n",
                    e.id(),
                    e.name(),
                    e.kind().name().toLowerCase(Locale.ROOT),
                    e.country() == null ? "" : " in " + e.country(),
                    e.prior(),
                    e.derived() ? ", of " + e.wikidataId() : "",
                    e.since() == 0 ? "" : ", from " + e.since() + (e.until() == 0 ? "" : " to " + e.until()),
                    conditions);
        }
    }

    /** Counts entities. */
    @Command(
            name = "stats",
            description = "Counts entities and names by kind, and measures loading.",
            mixinStandardHelpOptions = true)
    static final class Stats implements Callable<Integer> {
        @Mixin
        private Source source;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            long started = System.nanoTime();
            KnowledgeBase kb = source.load();
            double millis = (System.nanoTime() - started) / 1e6;
            PrintWriter out = spec.commandLine().getOut();
            EntityKind[] kinds = EntityKind.values();
            int[] entities = new int[kinds.length];
            int[] wikidata = new int[kinds.length];
            int[] names = new int[kinds.length];
            for (int i = 0; i < kb.size(); i++) {
                int kind = kb.kind(i).ordinal();
                entities[kind]++;
                wikidata[kind] += kb.entity(i).wikidataId() == null ? 0 : 1;
                names[kind] += kb.namesOf(i).size();
            }
            out.printf(Locale.ROOT, "%-14s %8s %14s %8s%n", "kind", "entities", "with Wikidata", "names");
            for (EntityKind kind : kinds) {
                int k = kind.ordinal();
                out.printf(
                        Locale.ROOT,
                        "%-14s %8d %14d %8d%n",
                        kind.name().toLowerCase(Locale.ROOT),
                        entities[k],
                        wikidata[k],
                        names[k]);
            }
            out.printf(
                    Locale.ROOT,
                    "%-14s %8d %14d %8d%n%s, %d different names, loaded in %.0f ms%n",
                    "all",
                    kb.size(),
                    IntStream.of(wikidata).sum(),
                    IntStream.of(names).sum(),
                    kb.version(),
                    kb.names(),
                    millis);
            out.flush();
            return 0;
        }
    }
}
