package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.fetch.AddressGuard;
import io.newsflow.ingest.fetch.FetchException;
import io.newsflow.ingest.fetch.FetchRequest;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.fetch.HostGate;
import io.newsflow.ingest.fetch.HttpFetcher;
import io.newsflow.ingest.fetch.PoliteFetcher;
import io.newsflow.ingest.fetch.RobotsTxt;
import io.newsflow.ingest.push.PushService;
import io.newsflow.ingest.sitemap.SitemapIndex;
import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import io.newsflow.runtime.Health;
import io.newsflow.runtime.RegistryHealth;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running service. Threads: one reads {@code news.sources} and follows the consumer group; one starts polls as they fall
 * due; a pool looks up names, a few threads speak HTTP; a pool extracts articles; one for each owned partition writes
 * ({@link Shard}); where hubs are subscribed to, a few that listen to them.
 *
 * <p>Back-pressure: a poll holds a permit from its start until its outcome is written. When Kafka or the registry is away,
 * permits run out and nothing is fetched.
 */
public final class IngestService implements AutoCloseable, Shard.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);
    private static final int DEAD_AFTER = 10;
    private static final int NAME_THREADS = 32;
    private static final Duration NO_ROOM_PAUSE = Duration.ofMinutes(1);

    private final IngestConfig config;
    private final Settings settings;
    private final Clock clock;
    private final AvroSerdes serdes;
    private final IngestMetrics metrics;
    private final HttpFetcher http;
    private final HostGate gate;
    private final PoliteFetcher fetcher;
    private final PollPlanner planner;
    private final DueQueue<HostTurn> due;
    private final Semaphore permits;
    private final Semaphore following;
    private final FullText fullText;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ExecutorService names;
    private final ExecutorService workers;
    private final SourceLoop loop;
    private final Thread loopThread;
    private final Thread scheduler;
    private final String pushId = UUID.randomUUID().toString();
    private PushService push;
    private final WebSub websub;
    private final HubCallbacks callbacks;

    private IngestService(ServiceMain.Context context) {
        this.settings = context.settings();
        this.config = IngestConfig.of(settings);
        this.clock = Clock.systemUTC();
        Map<String, Object> registry = new HashMap<>(settings.schemaRegistry());
        // Whoever needs the registry waits in its own way, so that polling of Kafka goes on.
        registry.put(RegistryConfig.RETRY_BUDGET_MS, "0");
        this.serdes = new AvroSerdes(registry);
        this.metrics = new IngestMetrics(context.metrics(), clock);
        this.names = Executors.newFixedThreadPool(Math.min(config.concurrency(), NAME_THREADS), named("ingest-names-"));
        this.workers = Executors.newFixedThreadPool(config.workers(), named("ingest-extract-"));
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        this.http = new HttpFetcher(
                new AddressGuard(config.allowPrivate()), config.limits(), config.userAgent(), names, clock);
        this.gate = new HostGate(clock, config.host(), random);
        this.fetcher =
                new PoliteFetcher(http, gate, new RobotsTxt(http, config.userAgent(), clock, random, metrics::robots));
        this.planner =
                new PollPlanner(Extractors.standard(), new PollSchedule(config.schedule(), random), config.seenItems());
        this.due = new DueQueue<>(clock, gate);
        this.permits = new Semaphore(config.concurrency());
        this.following = new Semaphore(config.concurrency());
        this.fullText =
                new FullText(this::page, Extractors.standard(), workers, config.pagesPerPoll(), metrics::followed);
        this.loop = new SourceLoop(
                new KafkaConsumer<>(sourceConsumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                serdes,
                this::shard,
                context::fail,
                clock);
        this.loopThread = new Thread(loop, "ingest-sources");
        this.scheduler = new Thread(this::schedule, "ingest-scheduler");
        for (Thread thread : new Thread[] {loopThread, scheduler}) {
            thread.setUncaughtExceptionHandler((t, failure) -> context.fail(failure));
        }
        this.websub = config.webSub() == null ? null : new WebSub(config.webSub());
        this.callbacks = websub == null ? null : callbacks();
        health(context);
    }

    private HubCallbacks callbacks() {
        HubSubscriptions subscriptions = new HubSubscriptions(
                websub, loop::entry, loop::isReady, planner, clock, this::happen, metrics::hubSaid);
        try {
            return new HubCallbacks(
                    config.webSub().host(),
                    config.webSub().port(),
                    config.limits().bytes(),
                    subscriptions,
                    named("ingest-hubs-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts the service.
     *
     * @param context settings, health, metrics
     * @return what stops it
     * @throws IOException when the push API's port cannot be bound
     */
    public static IngestService start(ServiceMain.Context context) throws IOException {
        IngestService service = new IngestService(context);
        service.push = PushService.start(
                context,
                service.config.push(),
                service.config.drop(),
                service.serdes,
                () -> new KafkaProducer<>(service.pushProducer(), new ByteArraySerializer(), new ByteArraySerializer()),
                () -> new KafkaConsumer<>(
                        service.stateConsumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                service.metrics::handedOver);
        service.loopThread.start();
        service.scheduler.start();
        return service;
    }

    /** Port of the push API, where it is served. */
    public OptionalInt pushPort() {
        return push == null ? OptionalInt.empty() : push.port();
    }

    private void health(ServiceMain.Context context) {
        metrics.gauges(
                () -> loop.count(Shard::size),
                () -> loop.count(s -> s.failing(1)),
                () -> loop.count(s -> s.failing(DEAD_AFTER)),
                underWay::get,
                gate::heldOff,
                () -> loop.count(s -> s.subscribed(clock.millis())),
                () -> due.lag().toMillis() / 1000.0);
        RegistryHealth.watch(context, serdes.registry());
        context.health().addLiveness("sources", () -> loop.alive(loopThread));
        context.health()
                .addLiveness(
                        "scheduler",
                        () -> scheduler.isAlive()
                                ? Health.Result.up("running")
                                : Health.Result.down("the scheduler has ended"));
        context.health().addReadiness("assignment", loop::ready);
    }

    // ---- polls

    private void schedule() {
        try {
            while (true) {
                permits.acquire();
                HostTurn turn = due.take();
                if (turn == null) {
                    permits.release();
                    return;
                }
                if (turn instanceof PageFetch page) {
                    fetch(page);
                } else {
                    poll((SourceEntry) turn);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(SourceEntry entry) {
        Shard shard = entry.shard();
        int generation = shard.claim(entry);
        FetchState known = shard.state(entry);
        String host = entry.host(known);
        if (generation < 0) {
            gate.give(host, null);
            permits.release();
            return;
        }
        underWay.incrementAndGet();
        Source source = shard.source(entry);
        FetchState state = known == null ? planner.initial(source) : known;
        FetchRequest request = new FetchRequest(
                entry.address(state),
                state.getEtag(),
                state.getLastModified(),
                source.getKind() == SourceKind.PAGE ? FetchRequest.ACCEPT_PAGES : FetchRequest.ACCEPT_FEEDS);
        fetcher.fetch(request, obeysRobots(source), host)
                .thenComposeAsync(
                        fetched -> SitemapIndex.follow(
                                fetched, url -> fetcher.fetch(FetchRequest.of(url), obeysRobots(source))),
                        workers)
                .handleAsync((fetched, failure) -> outcome(source, state, fetched, failure), workers)
                .thenCompose(outcome -> followPages(entry, source, state, outcome, generation, true))
                .whenComplete((outcome, failure) -> submit(entry, source, generation, outcome, failure));
    }

    private void submit(SourceEntry entry, Source source, int generation, PollOutcome outcome, Throwable failure) {
        if (failure == null) {
            entry.shard().submit(entry, outcome, generation);
            return;
        }
        LOG.atError()
                .addKeyValue("source", source.getSourceId())
                .setCause(failure)
                .log("poll broke down");
        entry.shard().drop(entry, null);
        retryLater(entry);
    }

    // ---- what happens between polls

    private void happen(SourceEntry entry, SourceEvent event) {
        entry.shard().add(entry, event);
        nextEvent(entry);
    }

    private void nextEvent(SourceEntry entry) {
        Shard shard = entry.shard();
        Shard.Claimed claimed = shard.claimEvent(entry);
        if (claimed == null) {
            return;
        }
        underWay.incrementAndGet();
        Source source = shard.source(entry);
        FetchState known = shard.state(entry);
        FetchState state = known == null ? planner.initial(source) : known;
        CompletableFuture.supplyAsync(() -> claimed.event().change().of(source, state), workers)
                .thenCompose(outcome -> followPages(entry, source, state, outcome, claimed.generation(), false))
                .whenComplete((outcome, failure) -> submit(entry, source, claimed.generation(), outcome, failure));
    }

    private boolean obeysRobots(Source source) {
        return config.robotsForFeeds() || source.getKind() != SourceKind.FEED && source.getKind() != SourceKind.SITEMAP;
    }

    /**
     * Follows items to their pages. The poll gives its permit back, since each page takes one for itself, and holds one of those for
     * following until it is written; a poll that finds none left leaves its pages to the next one.
     */
    private CompletableFuture<PollOutcome> followPages(
            SourceEntry entry,
            Source source,
            FetchState before,
            PollOutcome outcome,
            int generation,
            boolean holdsPermit) {
        if (!FullText.wants(source, outcome)) {
            return CompletableFuture.completedFuture(outcome);
        }
        if (!following.tryAcquire()) {
            return CompletableFuture.completedFuture(
                    FullText.postponed(before, outcome, clock.instant().plus(NO_ROOM_PAUSE)));
        }
        if (holdsPermit) {
            permits.release();
        }
        return fullText.follow(source, before, outcome, () -> entry.shard().generation(entry) == generation)
                .handle((followed, failure) -> {
                    if (failure == null) {
                        return followed;
                    }
                    LOG.atError()
                            .addKeyValue("source", source.getSourceId())
                            .setCause(failure)
                            .log("following pages broke down");
                    return FullText.postponed(before, outcome, clock.instant().plus(NO_ROOM_PAUSE))
                            .asFollowed();
                });
    }

    private CompletableFuture<Fetched> page(String url) {
        PageFetch page = new PageFetch(url);
        due.put(page, page.host(), clock.instant());
        return page.response();
    }

    private void fetch(PageFetch page) {
        fetcher.fetch(new FetchRequest(page.url(), null, null, FetchRequest.ACCEPT_PAGES), true, page.host())
                .whenComplete((fetched, failure) -> {
                    permits.release();
                    if (failure == null) {
                        page.response().complete(fetched);
                    } else {
                        page.response().completeExceptionally(failure);
                    }
                });
    }

    private PollOutcome outcome(Source source, FetchState state, Fetched fetched, Throwable failure) {
        PollOutcome outcome;
        if (failure == null) {
            outcome = planner.after(source, state, fetched);
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            FetchException fetchFailure = cause instanceof FetchException
                    ? (FetchException) cause
                    : new FetchException(FetchException.Reason.IO, cause.toString(), cause);
            metrics.failed(fetchFailure.reason());
            outcome = planner.after(source, state, fetchFailure, clock.instant());
        }
        metrics.fetched(outcome, fetched == null ? null : fetched.took());
        if (websub != null
                && (outcome.kind() == PollOutcome.Kind.READ || outcome.kind() == PollOutcome.Kind.UNCHANGED)) {
            String form = websub.afterPoll(source, state, outcome.state(), clock.instant());
            if (form != null) {
                askHub(source, outcome.state().getHub(), form);
            }
        }
        if (outcome.state().getLastError() != null) {
            LOG.atInfo()
                    .addKeyValue("source", source.getSourceId())
                    .addKeyValue("url", source.getUrl())
                    .addKeyValue("failures", outcome.state().getConsecutiveFailures())
                    .addKeyValue("cause", outcome.state().getLastError())
                    .log("poll failed");
        }
        return outcome;
    }

    private void askHub(Source source, String hub, String form) {
        fetcher.post(hub, form).whenComplete((answer, failure) -> {
            boolean accepted = failure == null && answer.ok();
            metrics.hubAsked(accepted);
            if (!accepted) {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                LOG.atInfo()
                        .addKeyValue("source", source.getSourceId())
                        .addKeyValue("hub", hub)
                        .addKeyValue("cause", cause == null ? "it answered " + answer.status() : cause.getMessage())
                        .log("hub does not take the subscription");
            }
        });
    }

    private void retryLater(SourceEntry entry) {
        if (entry.shard().generation(entry) >= 0) {
            due.put(
                    entry,
                    entry.host(null),
                    clock.instant().plus(config.schedule().byDefault()));
        }
    }

    // ---- what shards say

    @Override
    public void due(SourceEntry entry, FetchState state, boolean takenOver) {
        Instant at = state == null ? null : takenOver ? WebSub.usualDue(state) : state.getNextDueAt();
        Instant now = clock.instant();
        if (takenOver && (at == null || at.isBefore(now))) {
            // Mixed with the sources of other partitions taken over at the time, so that all of their writers have
            // work.
            at = now.plusMillis(
                    ThreadLocalRandom.current().nextLong(1 + 2L * entry.shard().size()));
        }
        due.put(entry, entry.host(state), at == null ? now : at);
    }

    @Override
    public void paused(SourceEntry entry) {
        due.remove(entry);
    }

    @Override
    public void done(SourceEntry entry, PollOutcome outcome, boolean written, SourceEvent event) {
        if (written) {
            metrics.committed(outcome);
        }
        underWay.decrementAndGet();
        if (outcome != null && outcome.followed()) {
            following.release();
        } else if (event == null) {
            permits.release();
        }
        if (event != null) {
            event.written().complete(written);
        }
        nextEvent(entry);
    }

    @Override
    public void restarted() {
        metrics.restarted();
    }

    private Shard shard(int partition) {
        return new Shard(
                partition,
                serdes,
                () -> new KafkaProducer<>(producer(partition), new ByteArraySerializer(), new ByteArraySerializer()),
                () -> new KafkaConsumer<>(stateConsumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                this);
    }

    // ---- Kafka clients

    private Map<String, Object> sourceConsumer() {
        Map<String, Object> consumer = settings.kafka();
        consumer.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return consumer;
    }

    private Map<String, Object> stateConsumer() {
        Map<String, Object> consumer = settings.kafka();
        consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        consumer.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return consumer;
    }

    private Map<String, Object> producer(int partition) {
        Map<String, Object> producer = settings.kafka();
        producer.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.group() + "-" + partition);
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Topics.MAX_MESSAGE_BYTES));
        return producer;
    }

    /**
     * Senders wait for these answers, and a transaction that a killed instance leaves open holds up all who read: so the limits
     * are short.
     */
    private Map<String, Object> pushProducer() {
        Map<String, Object> producer = producer(0);
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.group() + "-push-" + pushId);
        producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "15000");
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
        return producer;
    }

    @Override
    public void close() throws InterruptedException {
        Duration limit = settings.get(Settings.SHUTDOWN_TIMEOUT).dividedBy(2);
        if (callbacks != null) {
            callbacks.close();
        }
        due.close();
        if (push != null) {
            push.stop(limit.dividedBy(2));
        }
        loop.stop(limit);
        loopThread.join();
        workers.shutdown();
        names.shutdown();
        http.close();
        workers.awaitTermination(1, TimeUnit.SECONDS);
        scheduler.interrupt();
        scheduler.join();
        serdes.close();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
