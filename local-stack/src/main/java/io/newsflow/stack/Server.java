package io.newsflow.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One component of a local stack: its files, its process and how to tell that it is ready. */
abstract class Server {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Component component;
    private final Path log;
    private final Duration startLimit;
    private final Duration stopLimit;
    private GuardedProcess process;
    private boolean prepared;

    Server(Component component, Path log, Duration startLimit, Duration stopLimit) {
        this.component = component;
        this.log = log;
        this.startLimit = startLimit;
        this.stopLimit = stopLimit;
    }

    /** Writes configuration and whatever the first start needs. */
    abstract void prepare() throws IOException, InterruptedException;

    abstract List<String> command();

    abstract Path workingFolder();

    Map<String, String> environment() {
        return Map.of();
    }

    RunAs user() {
        return RunAs.self();
    }

    /** Whether the server answers as it should; an exception means no. */
    abstract boolean isReady() throws Exception;

    Path log() {
        return log;
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    synchronized void start() {
        if (isRunning()) {
            return;
        }
        try {
            if (!prepared) {
                prepare();
                prepared = true;
            }
            process = GuardedProcess.start(command(), user(), environment(), workingFolder(), log);
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(component.label() + " cannot be prepared", e);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while " + component.label() + " started", e);
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + startLimit.toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            if (process.waitFor(POLL)) {
                throw new StackException(component.label() + " ended while it started\n" + GuardedProcess.endOf(log)
                        + "\n(" + log + ")");
            }
            try {
                if (isReady()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
        }
        kill();
        throw new StackException(
                component.label() + " was not ready within " + startLimit.toSeconds() + " s\n"
                        + GuardedProcess.endOf(log) + "\n(" + log + ")",
                last);
    }

    synchronized void stop() {
        if (!isRunning()) {
            return;
        }
        process.terminate();
        try {
            if (!process.waitFor(stopLimit)) {
                process.kill();
            }
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        }
    }

    synchronized void kill() {
        if (isRunning()) {
            process.kill();
        }
    }

    /** Writes a configuration file, replacing what is there. */
    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
