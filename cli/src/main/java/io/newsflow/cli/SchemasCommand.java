package io.newsflow.cli;

import io.newsflow.schemas.admin.RecordReference;
import io.newsflow.schemas.admin.ReleasedSchemas;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.SchemaAdmin.State;
import io.newsflow.schemas.admin.SchemaAdmin.Status;
import io.newsflow.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code newsflow schemas}: the schemas of the records, in a registry and in the releases. */
@Command(
        name = "schemas",
        description = "Register the schemas, or compare them with the registry or the released versions.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SchemasCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "register, check, release or docs is missing");
    }

    @Command(
            name = "register",
            description = {
                "Register all schemas under FULL_TRANSITIVE compatibility. May be repeated.",
                "Where one breaks what is registered, none is registered and the exit code is 1."
            },
            mixinStandardHelpOptions = true)
    int register(@Mixin ClientOptions clients) {
        return report(clients, SchemaAdmin::register);
    }

    @Command(
            name = "check",
            description = {
                "Compare the schemas with the registry; exit code 1 where services could not run with it.",
                "With --released, compare them with the released versions in this checkout instead."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Mixin ClientOptions clients,
            @Option(names = "--released", description = "Compare with schemas/released; asks no registry.")
                    boolean released) {
        if (!released) {
            return report(clients, SchemaAdmin::check);
        }
        Map<String, List<String>> breaks = released().breaks();
        PrintWriter out = spec.commandLine().getOut();
        breaks.forEach((subject, lines) -> {
            out.println(subject + " breaks what was released:");
            lines.forEach(line -> out.println("    " + line));
        });
        if (breaks.isEmpty()) {
            out.println("All schemas are compatible with all released versions.");
        }
        out.flush();
        return breaks.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "release",
            description = {
                "Write a new version of each changed schema to schemas/released, to be committed with a release.",
                "Refuses a change that breaks an earlier version."
            },
            mixinStandardHelpOptions = true)
    int release() {
        PrintWriter out = spec.commandLine().getOut();
        List<Path> written = released().release();
        written.forEach(file -> out.println("wrote " + Home.root().relativize(file)));
        if (written.isEmpty()) {
            out.println("Nothing has changed since the last release.");
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "docs",
            description = "Print the reference of all records, as in docs/records.md.",
            mixinStandardHelpOptions = true)
    int docs() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(RecordReference.markdown());
        out.flush();
        return 0;
    }

    private static ReleasedSchemas released() {
        return new ReleasedSchemas(Home.root().resolve("schemas").resolve("released"));
    }

    private int report(ClientOptions clients, Function<SchemaAdmin, List<State>> work) {
        List<State> states;
        try (SchemaRegistry registry = clients.openRegistry()) {
            states = work.apply(new SchemaAdmin(registry.client()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-32s %-13s %6s %8s  %s%n", "SUBJECT", "STATUS", "ID", "VERSION", "COMPATIBILITY");
        for (State state : states) {
            out.printf(
                    "%-32s %-13s %6s %8s  %s%n",
                    state.subject(),
                    state.status().name().toLowerCase(java.util.Locale.ROOT),
                    state.id() < 0 ? "-" : state.id(),
                    state.version() < 0 ? "-" : state.version(),
                    state.compatibility() == null ? "not set" : state.compatibility());
            state.problems().forEach(problem -> out.println("    breaks: " + problem));
        }
        if (states.stream().anyMatch(state -> state.status() == Status.INCOMPATIBLE)) {
            out.println("Nothing was registered: a schema breaks what is registered (docs/contracts.md).");
        } else if (!states.stream().allMatch(State::isReady)) {
            out.println("`newsflow schemas register` registers what is missing and sets the compatibility.");
        }
        out.flush();
        return states.stream().allMatch(State::isReady) ? 0 : 1;
    }
}
