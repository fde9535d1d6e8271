package io.newsflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the stack and the services on this machine, and leaves them running. */
@Command(
        name = "up",
        description =
                "Start Kafka, registry, Elasticsearch and the three services on this machine, with data that stays.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    @Option(names = "--foreground", description = "Stay until Ctrl-C instead of leaving everything in the background.")
    private boolean foreground;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Home.runFolder());
        Optional<RunningPipeline> running = RunningPipeline.find(folder);
        if (running.isPresent()) {
            System.err.println("newsflow up: already running (process "
                    + running.get().process().pid() + ")");
            return 0;
        }
        return foreground ? hold(folder) : detach(folder);
    }

    private static int hold(Path folder) throws IOException, InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            awaitQuietly(stopped);
                        },
                        "up-shutdown"));
        try (Pipeline pipeline = Pipeline.start(folder, Progress.onStandardError());
                SearchSite site = SearchSite.onLoopback(pipeline.addresses())) {
            RunningPipeline.save(folder, pipeline, site);
            System.err.println("newsflow up: running; logs are in " + folder);
            stop.await();
        } finally {
            RunningPipeline.forget(folder);
            stopped.countDown();
        }
        return 0;
    }

    private static int detach(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("up.log");
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dnewsflow.home=" + Home.root(),
                "-jar",
                Home.root().resolve("cli/target/newsflow-cli-exec.jar").toString(),
                "up",
                "--foreground"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Progress progress = Progress.onStandardError();
        progress.begin("starting");
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (RunningPipeline.find(folder).isEmpty()) {
            if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                progress.done("failed");
                System.err.print(Files.readString(log));
                process.destroy();
                return 1;
            }
        }
        progress.done("running; `newsflow status` shows it, `newsflow down` stops it, logs are in " + folder);
        RunningPipeline.find(folder)
                .map(running -> running.services().get(RunningPipeline.SEARCH_PAGE))
                .ifPresent(url -> System.err.println("newsflow up: search page at " + url));
        return 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
