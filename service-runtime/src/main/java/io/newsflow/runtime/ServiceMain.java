package io.newsflow.runtime;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Life of a service's process: reads the settings, starts health and metrics, starts the service, waits for a signal
 * or a failure, and stops. Exit codes: 0 stopped as asked (SIGTERM, SIGINT), 1 failed or not stopped within
 * {@code shutdown.timeout}, 2 wrong settings.
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

        /**
         * Where it adds its metrics. Those of a Kafka client or of a Streams application are added with Micrometer's
         * {@code KafkaClientMetrics} and {@code KafkaStreamsMetrics}, and closed before it.
         */
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
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Thread hook = new Thread(() -> stopAndHalt(loaded, stop, ended), name + "-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        int exitCode = EXIT_FAILED;
        try {
            exitCode = runUntilStopped(name, loaded, starter, stop);
        } finally {
            ended.complete(exitCode);
        }
        if (removed(hook)) {
            flushLogs();
        }
        return exitCode;
    }

    /** The JVM's exit code after a signal would tell of the signal (143), not of how the stop went. */
    private static void stopAndHalt(Settings settings, CountDownLatch stop, CompletableFuture<Integer> ended) {
        stop.countDown();
        int exitCode = EXIT_FAILED;
        Duration limit = settings.get(Settings.SHUTDOWN_TIMEOUT);
        try {
            exitCode = ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn().addKeyValue("limit", limit).log("The stop took too long and was cut short");
        } catch (InterruptedException | ExecutionException e) {
            LOG.atWarn().setCause(e).log("The stop was cut short");
        }
        flushLogs();
        Runtime.getRuntime().halt(exitCode);
    }

    /** Whether the hook could be taken back; not so while the JVM is going down, when the hook ends the process. */
    private static boolean removed(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static int runUntilStopped(String name, Settings settings, Starter starter, CountDownLatch stop) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Health health = new Health();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics.config().commonTags("service", name);
        Context context = new DefaultContext(settings, health, metrics, reason -> {
            failure.compareAndSet(null, reason);
            stop.countDown();
        });
        AtomicReference<Health.Result> phase = new AtomicReference<>(Health.Result.down("starting"));
        health.addReadiness("started", phase::get);
        LOG.atInfo()
                .addKeyValue("service", name)
                .addKeyValue("settings", settings.report())
                .log("Starting");
        try (AutoCloseable processMetrics = ProcessMetrics.bindTo(metrics);
                AdminServer admin = AdminServer.start(name, settings, health, metrics);
                AutoCloseable service = starter.start(context)) {
            phase.set(Health.Result.up("started"));
            LOG.atInfo()
                    .addKeyValue("service", name)
                    .addKeyValue("http.port", admin.port())
                    .log("Started");
            stop.await();
            phase.set(Health.Result.down("stopping"));
            LOG.atInfo().addKeyValue("service", name).log("Stopping");
        } catch (Exception e) {
            String problem = settingsProblem(e);
            if (problem != null) {
                System.err.println(name + ": " + problem);
                return EXIT_USAGE;
            }
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

    /** What is wrong with the settings, if that is what an exception says; Kafka's clients wrap it up. */
    private static String settingsProblem(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ConfigException) {
                return t.getMessage();
            }
            if (t instanceof org.apache.kafka.common.config.ConfigException) {
                return Settings.KAFKA_PREFIX + "*: " + t.getMessage();
            }
        }
        return null;
    }

    private static void flushLogs() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.stop();
        }
    }

    private record DefaultContext(
            Settings settings, Health health, PrometheusMeterRegistry metrics, Consumer<Throwable> onFailure)
            implements Context {
        @Override
        public void fail(Throwable reason) {
            onFailure.accept(reason);
        }
    }
}
