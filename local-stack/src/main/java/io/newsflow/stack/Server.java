package io.newsflow.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One component of a local stack: its files, its process and how to tell that it is ready. */
abstract class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Component component;
    private final Path log;
    private final Duration startLimit;
    private final Duration stopLimit;
    private GuardedProcess process;
    private boolean prepared;
    /** How much of the log is of earlier runs, in bytes. */
    private long logStart;

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
            long started = System.nanoTime();
            logStart = Files.exists(log) ? Files.size(log) : 0;
            process = GuardedProcess.start(command(), user(), environment(), workingFolder(), log);
            awaitReady();
            LOG.atInfo()
                    .addKeyValue("component", component.label())
                    .addKeyValue("millis", (System.nanoTime() - started) / 1_000_000)
                    .log("component is ready");
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

    /** Whether the run that has ended says in its log that somebody else has its port. */
    private boolean portTaken() {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(logStart);
            String said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return said.contains("Address already in use") || said.contains("seems to be in use by another process");
        } catch (IOException e) {
            return false;
        }
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
