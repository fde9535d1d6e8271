package io.newsflow.indexer;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes months that are over their retention, from time to time; does nothing where all is kept. */
final class RetentionTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionTask.class);

    private final IndexAdmin admin;
    private final Retention retention;
    private final Duration interval;
    private ScheduledExecutorService executor;

    RetentionTask(IndexAdmin admin, Retention retention, Duration interval) {
        this.admin = admin;
        this.retention = retention;
        this.interval = interval;
    }

    void start() {
        if (!retention.isLimited()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "retention");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::runOnce, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void runOnce() {
        try {
            admin.deleteBefore(retention.firstMonth());
        } catch (Exception e) {
            LOG.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("Old months could not be removed; trying again later");
        }
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
