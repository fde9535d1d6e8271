package io.newsflow.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the build has put the servers.
 *
 * @param kafka folder of the broker's jars
 * @param schemaRegistry folder of the registry's distribution
 * @param elasticsearch home of Elasticsearch
 */
record ServerFiles(Path kafka, Path schemaRegistry, Path elasticsearch) {
    private static final Path IN_CHECKOUT = Path.of("local-stack", "runtime", "target");

    /**
     * Looks in the folder that the system property {@code newsflow.stack.runtime} names, or else in
     * {@code local-stack/runtime/target} of the checkout: the one of the system property {@code newsflow.home}, the
     * one that this class was loaded from, or the one around the working directory.
     *
     * @throws StackException when the servers are not there
     */
    static ServerFiles locate() {
        List<Path> candidates = new ArrayList<>();
        String given = System.getProperty("newsflow.stack.runtime");
        if (given != null) {
            candidates.add(Path.of(given));
        } else {
            String home = System.getProperty("newsflow.home");
            if (home != null) {
                candidates.add(Path.of(home).resolve(IN_CHECKOUT));
            }
            upwards(codeLocation(), candidates);
            upwards(Path.of("").toAbsolutePath(), candidates);
        }
        for (Path candidate : candidates) {
            if (Files.isDirectory(candidate.resolve("kafka"))) {
                return in(candidate.toAbsolutePath().normalize());
            }
        }
        throw new StackException("the servers of the local stack are in none of " + candidates
                + ": build the module first (mvn -pl local-stack -am package)");
    }

    private static ServerFiles in(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            Path elasticsearch = entries.filter(
                            entry -> entry.getFileName().toString().startsWith("elasticsearch-"))
                    .filter(Files::isDirectory)
                    .max(Path::compareTo)
                    .orElseThrow(() -> new StackException("no Elasticsearch in " + folder));
            return new ServerFiles(folder.resolve("kafka"), folder.resolve("schema-registry"), elasticsearch);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static void upwards(Path from, List<Path> candidates) {
        for (Path dir = from; dir != null; dir = dir.getParent()) {
            candidates.add(dir.resolve(IN_CHECKOUT));
        }
    }

    /** The file or folder that this class came from; the outer file when jars are nested. */
    private static Path codeLocation() {
        CodeSource source = ServerFiles.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        String location = source.getLocation().toString().replaceFirst("^(jar:)?(nested:|file:)", "");
        int end = location.indexOf('!');
        return Path.of(URI.create("file:" + (end < 0 ? location : location.substring(0, end))));
    }
}
