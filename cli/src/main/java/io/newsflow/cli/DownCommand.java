package io.newsflow.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** Stops what {@code newsflow up} started; the data stays. */
@Command(
        name = "down",
        description = "Stop what `newsflow up` started; its data stays.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private static final int LIMIT_SECONDS = 120;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Optional<RunningPipeline> running = RunningPipeline.find(Home.runFolder());
        if (running.isEmpty()) {
            System.err.println("newsflow down: nothing is running");
            return 0;
        }
        ProcessHandle process = running.get().process();
        process.destroy();
        try {
            process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            System.err.println("newsflow down: stopped");
            return 0;
        } catch (TimeoutException e) {
            System.err.println("newsflow down: process " + process.pid() + " did not stop within " + LIMIT_SECONDS
                    + " s; its log is in " + Home.runFolder());
            return 1;
        }
    }
}
