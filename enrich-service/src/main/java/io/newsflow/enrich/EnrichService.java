package io.newsflow.enrich;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.stream.EnrichMetrics;
import io.newsflow.enrich.stream.EnrichTopology;
import io.newsflow.enrich.stream.Fault;
import io.newsflow.enrich.stream.StreamsSettings;
import io.newsflow.runtime.Health;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running application: waits until Kafka and the topics are there, runs the topology, and answers for its health.
 *
 * <p>Failure model: a stream thread that dies of an outage is replaced after a pause, for as long as the outage lasts;
 * one that dies of something unknown is replaced a few times; what only a person can mend, and what keeps on failing,
 * ends the process with exit code 1. State and offsets are committed together, so whatever was under way is done again.
 */
final class EnrichService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnrichService.class);
    private static final List<Topic<?>> NEEDED =
            List.of(Topics.RAW, Topics.ENRICHED, Topics.STORIES, Topics.TRENDS, Topics.DEAD_LETTERS);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration REMIND_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Failures further apart than this are not counted together. */
    private static final Duration CALM = Duration.ofMinutes(10);

    private static final int MAX_UNKNOWN_FAILURES = 5;

    private final ServiceMain.Context context;
    private final EnrichConfig config;
    private final AvroSerdes serdes;
    private final EnrichMetrics metrics;
    private final Supplier<ArticleAnalyzer> analyzer;
    private final StreamsConfig streamsConfig;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread starter = new Thread(this::startWhenReady, "enrich-start");
    private final Restoration restoration = new Restoration();

    private volatile KafkaStreams streams;
    private volatile KafkaStreamsMetrics streamsMetrics;
    private volatile String waitingFor = "Kafka";
    private int failures;
    private Instant lastFailure = Instant.EPOCH;

    EnrichService(
            ServiceMain.Context context, EnrichConfig config, AvroSerdes serdes, Supplier<ArticleAnalyzer> analyzer) {
        this.context = context;
        this.config = config;
        this.serdes = serdes;
        this.analyzer = analyzer;
        this.metrics = new EnrichMetrics(context.metrics());
        this.streamsConfig = StreamsSettings.of(config, context.settings(), metrics);
        context.health().addLiveness("streams", this::live);
        context.health().addReadiness("streams-running", this::ready);
    }

    void start() {
        starter.start();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        starter.join();
        KafkaStreams running = streams;
        if (running == null) {
            return;
        }
        if (streamsMetrics != null) {
            streamsMetrics.close();
        }
        // A dynamic member says good-bye, so that others take over at once; a static one is expected back.
        boolean dynamic = config.instanceId().isEmpty();
        boolean closed = running.close(CloseOptions.timeout(config.shutdownTimeout())
                .withGroupMembershipOperation(
                        dynamic
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        if (!closed) {
            LOG.atWarn()
                    .addKeyValue("timeout", config.shutdownTimeout())
                    .log("The topology did not stop in time; what was under way is done again by others");
        }
    }

    private void startWhenReady() {
        try {
            ArticleAnalyzer analysis = analyzer.get();
            int partitions = awaitTopics();
            if (partitions == 0) {
                return;
            }
            KafkaStreams created = new KafkaStreams(
                    EnrichTopology.build(streamsConfig, analysis, serdes, config.options(partitions), metrics),
                    streamsConfig);
            created.setUncaughtExceptionHandler(this::onThreadDeath);
            created.setGlobalStateRestoreListener(restoration);
            created.setStateListener((now, before) -> LOG.atInfo()
                    .addKeyValue("state", now)
                    .addKeyValue("before", before)
                    .log("Streams state changed"));
            streamsMetrics = new KafkaStreamsMetrics(created);
            streamsMetrics.bindTo(context.metrics());
            created.start();
            streams = created;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            context.fail(e);
        }
    }

    /** Partitions of news.raw, once all topics are there; 0 when the service is stopped before that. */
    private int awaitTopics() throws InterruptedException {
        Instant reminded = Instant.EPOCH;
        try (Admin admin = Admin.create(context.settings().kafka())) {
            while (true) {
                List<String> missing = new ArrayList<>();
                Map<String, org.apache.kafka.common.KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                                NEEDED.stream().map(Topic::name).toList())
                        .topicNameValues();
                int partitions = 0;
                for (Topic<?> topic : NEEDED) {
                    try {
                        int count = answers.get(topic.name()).get().partitions().size();
                        partitions = topic == Topics.RAW ? count : partitions;
                    } catch (java.util.concurrent.ExecutionException e) {
                        missing.add(topic.name() + " (" + e.getCause().getMessage() + ")");
                    }
                }
                if (missing.isEmpty()) {
                    return partitions;
                }
                waitingFor = String.join(", ", missing);
                if (Duration.between(reminded, Instant.now()).compareTo(REMIND_INTERVAL) > 0) {
                    reminded = Instant.now();
                    LOG.atWarn()
                            .addKeyValue("missing", missing)
                            .log("Waiting for topics; `newsflow topics create` makes them");
                }
                if (closing.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return 0;
                }
            }
        }
    }

    private synchronized StreamThreadExceptionResponse onThreadDeath(Throwable failure) {
        Fault fault = Fault.of(failure);
        Instant now = Instant.now();
        failures = Duration.between(lastFailure, now).compareTo(CALM) > 0 ? 1 : failures + 1;
        lastFailure = now;
        boolean hopeless = fault == Fault.REFUSED || fault != Fault.OUTAGE && failures > MAX_UNKNOWN_FAILURES;
        LOG.atError()
                .addKeyValue("fault", fault)
                .addKeyValue("failures", failures)
                .addKeyValue("next", hopeless ? "stop" : "replace the thread")
                .setCause(failure)
                .log("A stream thread died");
        if (hopeless) {
            context.fail(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        try {
            long pause = Math.min(LONGEST_PAUSE.toMillis(), 500L << Math.min(failures, 10));
            if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private Health.Result live() {
        KafkaStreams running = streams;
        if (running == null) {
            return Health.Result.up("starting");
        }
        return running.state() == KafkaStreams.State.ERROR || running.state() == KafkaStreams.State.NOT_RUNNING
                ? Health.Result.down("Streams is " + running.state())
                : Health.Result.up("Streams is " + running.state());
    }

    private Health.Result ready() {
        KafkaStreams running = streams;
        if (running == null) {
            return Health.Result.down("waiting for " + waitingFor);
        }
        String restoring = restoration.progress();
        if (!restoring.isEmpty()) {
            return Health.Result.down("restoring " + restoring);
        }
        return running.state() == KafkaStreams.State.RUNNING
                ? Health.Result.up(
                        "running, " + running.metadataForLocalThreads().size() + " threads")
                : Health.Result.down("Streams is " + running.state());
    }

    /** How far stores are filled from their changelogs. */
    private static final class Restoration implements StateRestoreListener {
        private final Map<TopicPartition, long[]> running = new ConcurrentHashMap<>();

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long startingOffset, long endingOffset) {
            running.put(partition, new long[] {0, endingOffset - startingOffset});
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long batchEndOffset, long restored) {
            running.computeIfPresent(partition, (p, progress) -> new long[] {progress[0] + restored, progress[1]});
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long totalRestored) {
            running.remove(partition);
        }

        @Override
        public void onRestoreSuspended(TopicPartition partition, String store, long totalRestored) {
            running.remove(partition);
        }

        /** Empty where nothing is being restored. */
        String progress() {
            long done = 0;
            long all = 0;
            int stores = 0;
            for (long[] progress : running.values()) {
                done += progress[0];
                all += progress[1];
                stores++;
            }
            return stores == 0 || all == 0 ? "" : stores + " stores: " + done + " of " + all + " records";
        }
    }
}
