package io.newsflow.indexer;

import io.newsflow.runtime.Health;
import io.newsflow.runtime.ServiceMain;
import java.time.Clock;
import java.time.Duration;

/** indexer-service: enriched articles and stories from Kafka to Elasticsearch. */
public final class IndexerMain {
    private static final String NAME = "indexer-service";
    /** A loop that has not turned for this long hangs. */
    private static final Duration STALLED = Duration.ofMinutes(2);

    private static final Duration RETENTION_INTERVAL = Duration.ofHours(1);

    private IndexerMain() {}

    /** Runs the service. */
    public static void main(String[] arguments) {
        System.exit(ServiceMain.run(NAME, IndexerConfig.SETTINGS, arguments, IndexerMain::start));
    }

    private static AutoCloseable start(ServiceMain.Context context) {
        IndexerConfig config = IndexerConfig.of(context.settings());
        IndexerMetrics metrics = new IndexerMetrics(context.metrics());
        Clock clock = Clock.systemUTC();
        ElasticsearchClients elasticsearch = ElasticsearchClients.open(config.elasticsearch());
        IndexAdmin admin = new IndexAdmin(elasticsearch.blocking());
        GenerationRunner runner = new GenerationRunner(
                admin::serving,
                generation -> Indexer.open(
                        config, context.settings().kafka(), context.settings().schemaRegistry(), generation, metrics),
                config.generationInterval());
        metrics.observeGeneration(runner::running);
        RetentionTask retention =
                new RetentionTask(admin, new Retention(config.retentionMonths(), clock), RETENTION_INTERVAL);
        Thread thread = new Thread(runner, "indexer");
        thread.setUncaughtExceptionHandler((t, failure) -> context.fail(failure));
        context.health().addLiveness("loop", () -> alive(thread, runner, metrics, clock));
        context.health()
                .addReadiness(
                        "polling",
                        () -> runner.running() == 0
                                ? Health.Result.down("there is no index: newsflow index create makes one")
                                : metrics.lastPoll() > 0
                                        ? Health.Result.up("reading for generation " + runner.running())
                                        : Health.Result.down("has not read yet"));
        thread.start();
        retention.start();
        return () -> {
            retention.close();
            runner.stop();
            thread.join();
            elasticsearch.close();
        };
    }

    private static Health.Result alive(Thread thread, GenerationRunner runner, IndexerMetrics metrics, Clock clock) {
        long silent = clock.millis() - metrics.lastPoll();
        if (!thread.isAlive()) {
            return Health.Result.down("the loop has ended");
        }
        return runner.running() > 0 && metrics.lastPoll() > 0 && silent > STALLED.toMillis()
                ? Health.Result.down("the loop has not turned for " + silent / 1_000 + " s")
                : Health.Result.up("turning");
    }
}
