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
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

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

    /**
     * Ends the command and everything that it started, and returns when they have gone.
     *
     * @throws StackException when one of them does not end
     */
    public void kill() {
        List<ProcessHandle> started = processes();
        signal("KILL");
        long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
        boolean forced = false;
        try {
            while (guard.isAlive() || started.stream().anyMatch(GuardedProcess::runs)) {
                if (System.nanoTime() > deadline) {
                    if (forced) {
                        throw new StackException("processes did not end although they were killed: " + started);
                    }
                    // Somebody has stopped the guard, perhaps; what can be reached from here is ended from here.
                    started.forEach(ProcessHandle::destroyForcibly);
                    guard.destroyForcibly();
                    forced = true;
                    deadline = System.nanoTime() + KILL_LIMIT.toNanos();
                }
                // ProcessHandle.onExit looks far too rarely at processes that are not this JVM's own children.
                guard.waitFor(10, TimeUnit.MILLISECONDS);
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a process runs; one that has ended and waits for the system to take note does not. */
    static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return process.isAlive();
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
