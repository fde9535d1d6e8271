package io.newsflow.runtime;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Life of a service's process: reads the settings, starts health and metrics, starts the service, waits for a signal
 * or a failure, and stops. Exit codes: 0 stopped as asked, 1 failed, 2 wrong settings.
 */
public final class ServiceMain {
    /** Stopped as asked. */
    public static final int EXIT_OK = 0;

    /** The service failed. */
    public static final int EXIT_FAILED = 1;

    /** The settings are wrong. */
    public static final int EXIT_USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

    private ServiceMain() {}

    /** What a service gets to start with. */
    public interface Context {
        /** Its settings, checked. */
        Settings settings();

        /** Where it adds its checks. */
        Health health();

        /** Where it adds its metrics. */
        PrometheusMeterRegistry metrics();

        /**
         * Ends the process with exit code 1, after a stop in order. May be called from any thread.
         *
         * @param reason what failed; the first one counts
         */
        void fail(Throwable reason);
    }

    /** Starts a service; it runs on threads of its own until it is closed. */
    @FunctionalInterface
    public interface Starter {
        /**
         * Starts the service.
         *
         * @return what stops it: finishes what is under way, commits, and returns
         * @throws Exception when it cannot start
         */
        AutoCloseable start(Context context) throws Exception;
    }

    /**
     * Runs a service until it is told to stop.
     *
     * @param name name of the service, for logs and metrics
     * @param settings the settings that it knows
     * @param arguments its command line
     * @param starter starts it
     * @return exit code for the process
     */
    public static int run(String name, Collection<? extends Setting<?>> settings, String[] arguments, Starter starter) {
        Settings loaded;
        try {
            loaded = Settings.load(settings, Arrays.asList(arguments), System.getenv());
        } catch (ConfigException e) {
            System.err.println(name + ": " + e.getMessage());
            return EXIT_USAGE;
        }
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread hook = new Thread(
                () -> {
                    stop.countDown();
                    awaitQuietly(stopped, loaded.get(Settings.SHUTDOWN_TIMEOUT).toMillis());
                    flushLogs();
                },
                name + "-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return runUntilStopped(name, loaded, starter, stop, failure);
        } finally {
            stopped.countDown();
        }
    }

    private static int runUntilStopped(
            String name, Settings settings, Starter starter, CountDownLatch stop, AtomicReference<Throwable> failure) {
        Health health = new Health();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics.config().commonTags("service", name);
        for (var binder : List.of(
                new JvmMemoryMetrics(), new JvmThreadMetrics(), new ClassLoaderMetrics(), new ProcessorMetrics())) {
            binder.bindTo(metrics);
        }
        Context context = new DefaultContext(settings, health, metrics, reason -> {
            failure.compareAndSet(null, reason);
            stop.countDown();
        });
        LOG.atInfo()
                .addKeyValue("service", name)
                .addKeyValue("settings", settings.report())
                .log("Starting");
        try (AdminServer admin = AdminServer.start(name, settings, health, metrics);
                AutoCloseable service = starter.start(context)) {
            LOG.atInfo()
                    .addKeyValue("service", name)
                    .addKeyValue("http.port", admin.port())
                    .log("Started");
            stop.await();
            LOG.atInfo().addKeyValue("service", name).log("Stopping");
        } catch (ConfigException e) {
            System.err.println(name + ": " + e.getMessage());
            return EXIT_USAGE;
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
        Throwable reason = failure.get();
        if (reason != null) {
            LOG.atError().addKeyValue("service", name).setCause(reason).log("Failed");
            return EXIT_FAILED;
        }
        LOG.atInfo().addKeyValue("service", name).log("Stopped");
        return EXIT_OK;
    }

    private static void awaitQuietly(CountDownLatch latch, long millis) {
        try {
            if (!latch.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("timeout.ms", millis).log("The stop took too long and was cut short");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void flushLogs() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.stop();
        }
    }

    private record DefaultContext(
            Settings settings,
            Health health,
            PrometheusMeterRegistry metrics,
            java.util.function.Consumer<Throwable> onFailure)
            implements Context {
        @Override
        public void fail(Throwable reason) {
            onFailure.accept(reason);
        }
    }
}
