package io.newsflow.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Apicurio Registry with its "in-memory" storage, which is an H2 database in truth: given a file to keep it in, the
 * registry comes back from {@code kill -9} with every schema and id.
 */
final class SchemaRegistryServer extends Server {
    static final String API = "/apis/ccompat/v7";

    private final Path home;
    private final Path folder;
    private final Path java;
    private final int port;
    private final boolean fullSpeed;

    SchemaRegistryServer(Path home, Path folder, Path log, Path java, int port, StackOptions options) {
        super(Component.SCHEMA_REGISTRY, log, options.startLimit(), Duration.ofSeconds(15));
        this.home = home;
        this.folder = folder;
        this.java = java;
        this.port = port;
        this.fullSpeed = options.fullSpeed();
    }

    @Override
    void prepare() throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xms64m",
                "-Xmx192m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.datasource.jdbc.initial-size=2",
                "-Dquarkus.datasource.jdbc.min-size=2",
                "-Dquarkus.datasource.jdbc.max-size=10"));
        if (!fullSpeed) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of("-jar", runner().toString()));
        return command;
    }

    private Path runner() {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new StackException("no schema registry in " + home));
        } catch (IOException e) {
            throw new StackException("no schema registry in " + home, e);
        }
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "HTTP_PORT",
                Integer.toString(port),
                // WRITE_DELAY=0: what was answered is on the disk. Nobody else needs the file, so that the
                // database need not close when the JVM is told to stop before its users are done.
                "REGISTRY_DATASOURCE_URL",
                "jdbc:h2:file:" + folder.resolve("registry") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Override
    Path workingFolder() {
        return folder;
    }

    @Override
    boolean isReady() throws Exception {
        return Readiness.schemaRegistry("http://127.0.0.1:" + port + API);
    }
}
