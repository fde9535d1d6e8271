package io.newsflow.indexer;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the indexer of the generation that serves readers, and moves to another one when that is shown instead. Two
 * threads: {@link #run} runs indexers one after another; a watcher asks from time to time which generation serves.
 * While Elasticsearch does not say, the indexer goes on with what it has. Where there is no index, or no more, nothing
 * runs until there is one.
 */
final class GenerationRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationRunner.class);
    /** An alias that is away this often in a row has gone. */
    private static final int GONE_AFTER = 3;

    /** An indexer that can be told to stop. */
    interface Stoppable extends Runnable {
        void stop();
    }

    private final Callable<OptionalInt> serving;
    private final IntFunction<? extends Stoppable> open;
    private final Duration interval;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private int wanted;
    private int runs;
    private int missing;
    private Stoppable current;

    /**
     * A runner that is not running yet.
     *
     * @param serving asks which generation serves; failures are taken for no answer
     * @param open opens the indexer of a generation
     * @param interval time between questions
     */
    GenerationRunner(Callable<OptionalInt> serving, IntFunction<? extends Stoppable> open, Duration interval) {
        this.serving = serving;
        this.open = open;
        this.interval = interval;
    }

    @Override
    public void run() {
        Thread watcher = new Thread(this::watch, "generation-watch");
        watcher.setDaemon(true);
        watcher.start();
        try {
            for (Stoppable next = next(); next != null; next = next()) {
                next.run();
            }
        } finally {
            stop();
        }
    }

    /** Asks the indexer to finish and {@link #run} to return. From any thread. */
    synchronized void stop() {
        stopped.countDown();
        if (current != null) {
            current.stop();
        }
        notifyAll();
    }

    /** The generation whose indexer runs; 0 for none. */
    synchronized int running() {
        return runs;
    }

    /** The next indexer to run, when there is one; null after a stop. */
    private synchronized Stoppable next() {
        runs = 0;
        current = null;
        boolean said = false;
        while (wanted == 0 && stopped.getCount() > 0) {
            if (!said) {
                LOG.atWarn().log("Waiting for an index: `newsflow index create` makes one");
                said = true;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        if (stopped.getCount() == 0) {
            return null;
        }
        runs = wanted;
        current = open.apply(runs);
        LOG.atInfo().addKeyValue("generation", runs).log("Indexing");
        return current;
    }

    private void watch() {
        try {
            do {
                ask();
            } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        OptionalInt answer;
        try {
            answer = serving.call();
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("error", e.getMessage())
                    .log("Elasticsearch does not say which generation serves");
            return;
        } catch (Exception e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Elasticsearch does not say which generation serves");
            return;
        }
        answered(answer);
    }

    private synchronized void answered(OptionalInt answer) {
        missing = answer.isPresent() ? 0 : missing + 1;
        if (answer.isEmpty() && wanted != 0 && missing < GONE_AFTER) {
            return;
        }
        wanted = answer.orElse(0);
        if (current != null && wanted != runs) {
            LOG.atWarn()
                    .addKeyValue("generation", runs)
                    .addKeyValue("serving", wanted)
                    .log("Another generation serves: leaving this one");
            current.stop();
        }
        notifyAll();
    }
}
