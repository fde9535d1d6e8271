package io.newsflow.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive this JVM. Between the two stands a small shell script which reads a pipe from
 * this JVM: when the pipe closes, even by {@code kill -9} of the JVM, the script ends the child and everything that
 * the child started. Where the system knows it, the child is also told to die with the script.
 */
public final class GuardedProcess {
    private static final String SCRIPT = script();

    private final Process guard;

    private GuardedProcess(Process guard) {
        this.guard = guard;
    }

    /**
     * Starts a command.
     *
     * @param command what to run
     * @param user whom to run it as
     * @param environment variables to set; a null value removes one
     * @param log where its output is appended
     */
    public static GuardedProcess start(
            List<String> command, RunAs user, Map<String, String> environment, Path folder, Path log) {
        boolean session = Tools.setsid().isPresent();
        List<String> guarded = new ArrayList<>();
        Tools.setsid().ifPresent(guarded::add);
        guarded.addAll(List.of("/bin/sh", "-c", SCRIPT, "newsflow-guard", session ? "session" : "jobs"));
        guarded.addAll(user.prefix());
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // What a user's shell sets for other JVMs is not meant for these.
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")) {
            builder.environment().remove(variable);
        }
        environment.forEach((name, value) -> {
            if (value == null) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        try {
            return new GuardedProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        }
    }

    public boolean isAlive() {
        return guard.isAlive();
    }

    /** The command's own process and those that it started. */
    List<ProcessHandle> processes() {
        return guard.descendants().toList();
    }

    /** Waits for the end of the command; false when the limit passes first. */
    public boolean waitFor(Duration limit) throws InterruptedException {
        return guard.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks the command to stop. */
    public void terminate() {
        signal("TERM");
    }

    /** Ends the command and everything that it started. */
    public void kill() {
        List<ProcessHandle> started = processes();
        signal("KILL");
        try {
            if (!waitFor(Duration.ofSeconds(5))) {
                started.forEach(ProcessHandle::destroyForcibly);
                guard.destroyForcibly().waitFor();
            }
            for (ProcessHandle process : started) {
                process.onExit().get(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new StackException("a process did not end although it was killed", e);
        }
    }

    private void signal(String name) {
        OutputStream pipe = guard.getOutputStream();
        try {
            pipe.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            // The guard has gone, and with it the command.
            guard.destroyForcibly();
        }
    }

    private static String script() {
        try (InputStream in = GuardedProcess.class.getResourceAsStream("guard.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of a log, for a message. */
    static String endOf(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
