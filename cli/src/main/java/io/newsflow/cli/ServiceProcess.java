package io.newsflow.cli;

import io.newsflow.stack.GuardedProcess;
import io.newsflow.stack.RunAs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the three services as a child process on this machine, with a log file of its own. It ends when this JVM does,
 * however that ends.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(150);

    private final String name;
    private final GuardedProcess process;
    private final Path log;
    private final int port;

    private ServiceProcess(String name, GuardedProcess process, Path log, int port) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a service from the jar that the build made.
     *
     * @param service name of its module, such as {@code ingest-service}
     * @param instance name of this instance, which its log is called by
     * @param folder where its log goes
     * @param port port for health and metrics
     * @param settings its settings
     * @throws IllegalStateException when the jar is missing
     */
    public static ServiceProcess start(
            String service, String instance, Path folder, int port, Map<String, String> settings) {
        Path jar = Home.root().resolve(service).resolve("target").resolve(service + "-exec.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run the build first");
        }
        Path log = folder.resolve(instance + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-jar",
                jar.toString(),
                "http.host=127.0.0.1",
                "http.port=" + port));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return new ServiceProcess(
                instance, GuardedProcess.start(command, RunAs.self(), Map.of(), folder, log), log, port);
    }

    /** Name of the instance. */
    public String name() {
        return name;
    }

    /** Its log file. */
    public Path log() {
        return log;
    }

    /** Base address of health and metrics. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Whether its process lives. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the service says that it is ready.
     *
     * @throws IllegalStateException when it ends or is not ready in time; the message shows the end of its log
     */
    public void awaitReady(Duration limit) throws InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady(http, request)) {
            if (process.waitFor(LOOK_AGAIN)) {
                throw new IllegalStateException(name + " ended before it was ready\n" + endOfLog());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + " was not ready within " + limit.toSeconds() + " s\n" + endOfLog());
            }
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.kill();
    }

    /** Asks the service to stop, and ends it when it takes too long. */
    @Override
    public void close() {
        process.terminate();
        try {
            if (!process.waitFor(STOP_LIMIT)) {
                process.kill();
            }
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isReady(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())) + "\n(" + log + ")";
        } catch (IOException e) {
            return "(no log at " + log + ")";
        }
    }
}
