package io.newsflow.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Small programs of the system that the stack uses where they are there. */
final class Tools {
    private static final Optional<String> SETSID = find("setsid").filter(setsid -> works(setsid, "true"));
    private static final Optional<String> SETPRIV = find("setpriv");
    private static final boolean DEATH_SIGNAL = SETPRIV.filter(setpriv -> works(setpriv, "--pdeathsig", "KILL", "true"))
            .isPresent();

    private Tools() {}

    /** util-linux's {@code setsid}: gives the command a process group of its own. */
    static Optional<String> setsid() {
        return SETSID;
    }

    /** {@code setpriv}, util-linux's or busybox's. */
    static Optional<String> setpriv() {
        return SETPRIV;
    }

    /** Whether {@code setpriv} can have the system kill a process when its parent dies. */
    static boolean deathSignal() {
        return DEATH_SIGNAL;
    }

    /** Whether a command ends with 0 within seconds. */
    static boolean works(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (process.waitFor(5, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Looks a program up on the PATH and, since root's may lack them, in the system's folders. */
    static Optional<String> find(String program) {
        List<String> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            folders.addAll(List.of(path.split(":")));
        }
        folders.addAll(List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin"));
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
