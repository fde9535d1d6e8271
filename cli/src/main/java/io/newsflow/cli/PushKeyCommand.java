package io.newsflow.cli;

import io.newsflow.ingest.push.PushKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code newsflow push-key}: makes an API key of the push API. */
@Command(
        name = "push-key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an API key of the push API and adds it to the keys file.",
            "The key is printed once; the file holds its SHA-256 only. A running service reads a changed file by itself."
        })
final class PushKeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "Keys file: push.keys.file of the service.")
    private Path file;

    @Option(names = "--source", paramLabel = "ID", description = "Source id of the articles. Default: push-NAME.")
    private String source;

    @Option(names = "--publisher", paramLabel = "NAME", description = "The only publisher whose articles it may push.")
    private String publisher;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "Registrable domain that addresses of articles must be on. May be repeated.")
    private List<String> domains = List.of();

    @Option(names = "--retract-any", description = "It may retract articles that its source has not pushed.")
    private boolean retractAny;

    @Parameters(paramLabel = "NAME", description = "Name of the key, for logs and metrics.")
    private String name;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PushKeys.Generated key = PushKeys.generate(name, source, publisher, domains, retractAny);
        try {
            PushKeys.add(file, key.entry());
        } catch (IOException | IllegalArgumentException e) {
            err.println(file + ": " + e.getMessage());
            return 1;
        }
        out.println(key.key());
        out.flush();
        return 0;
    }
}
