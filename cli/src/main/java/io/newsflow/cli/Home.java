package io.newsflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the command line belongs to, and the folder in it where a local run keeps its files. */
public final class Home {
    private Home() {}

    /**
     * Root of the checkout: the system property {@code newsflow.home}, which the launcher sets, or the first folder
     * upwards from the working directory that holds {@code schemas} and {@code cli}.
     *
     * @throws IllegalStateException when neither is there
     */
    public static Path root() {
        String property = System.getProperty("newsflow.home");
        if (property != null) {
            return Path.of(property).toAbsolutePath().normalize();
        }
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("schemas")) && Files.isDirectory(dir.resolve("cli"))) {
                return dir;
            }
        }
        throw new IllegalStateException("not inside a Newsflow checkout; set -Dnewsflow.home to one");
    }

    /** Where a local run keeps addresses, logs, state and data. */
    public static Path runFolder() {
        return root().resolve(".newsflow").resolve("run");
    }
}
