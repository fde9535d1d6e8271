package io.newsflow.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code newsflow setup}: everything that the services want to find before they start. */
@Command(
        name = "setup",
        description = {
            "Create the topics, register the schemas and create the index, where they are missing.",
            "May be repeated. Nothing that is there is changed: where something differs, the exit code is 1."
        },
        mixinStandardHelpOptions = true)
final class SetupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StackAddresses addresses = new StackAddresses();

    @Option(
            names = "--replication-factor",
            defaultValue = "0",
            paramLabel = "N",
            description = "Copies of each partition (default: 3, or as many as there are brokers).")
    private int replicationFactor;

    @Override
    public Integer call() {
        String copies = Integer.toString(replicationFactor);
        int exitCode = run("topics", "create", "--kafka", addresses.kafka(), "--replication-factor", copies);
        if (exitCode == 0) {
            exitCode = run("schemas", "register", "--registry", addresses.registry());
        }
        return exitCode == 0 ? run("index", "create", "--elasticsearch", addresses.elasticsearch()) : exitCode;
    }

    private int run(String... command) {
        CommandLine own = spec.commandLine();
        return NewsflowCli.commandLine()
                .setOut(own.getOut())
                .setErr(own.getErr())
                .execute(command);
    }
}
