package io.newsflow.ingest.push;

import io.newsflow.ingest.push.KnownArticles.Known;
import io.newsflow.ingest.service.RawRecords;
import io.newsflow.model.PushState;
import io.newsflow.model.RawArticle;
import io.newsflow.runtime.Health;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryRefusedException;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what is handed over, on a thread of its own, in transactions: the articles, and what is then known of them in
 * {@code news.push-state}.
 *
 * <p>Every instance holds the whole of that topic in memory, so any of them can take any article. Before it decides what is new,
 * the writer reads the topic up to its end as the brokers state it at that moment, and it answers only when it has read its own
 * records there; so what was acknowledged by one instance is known to every other. Two instances that are handed the same
 * article at the same moment may both publish it: same id, same content hash, which enrichment takes as a second sighting.
 *
 * <p>When a transaction fails, its articles were either all published or none; the producer is thrown away, and whoever
 * handed them over is told to ask again. The next attempt reads the topic first and so finds out which it was.
 */
final class PushWriter implements HandOver, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PushWriter.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration FRESHNESS_LIMIT = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final long RETRY_MS = 500;
    private static final int MOST_JOBS = 200;
    private static final int MOST_RECORDS = 20_000;

    private final AvroSerdes serdes;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Clock clock;
    private final KnownArticles known = new KnownArticles();
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this, "ingest-push");

    private Consumer<byte[], byte[]> consumer;
    private Producer<byte[], byte[]> producer;
    private List<TopicPartition> partitions = List.of();
    private Deserializer<PushState> deserializer;
    private Instant swept = Instant.EPOCH;
    private volatile long size;
    private volatile String trouble = "not read yet";
    private volatile boolean stopping;

    private record Job(
            String source,
            List<RawArticle> articles,
            List<DeadLetter> letters,
            String retracted,
            boolean foreign,
            CompletableFuture<List<Outcome>> done) {
        int records() {
            return articles.size() + letters.size() + 1;
        }
    }

    /** A job's records, and what is known once they are committed. */
    private record Prepared(
            Job job, List<Outcome> outcomes, List<ProducerRecord<byte[], byte[]>> records, List<PushState> states) {}

    PushWriter(
            AvroSerdes serdes,
            Supplier<Producer<byte[], byte[]>> producers,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Clock clock) {
        this.serdes = serdes;
        this.producers = producers;
        this.consumers = consumers;
        this.clock = clock;
    }

    void start(Thread.UncaughtExceptionHandler handler) {
        thread.setUncaughtExceptionHandler(handler);
        thread.start();
    }

    @Override
    public CompletableFuture<List<Outcome>> publish(
            String source, List<RawArticle> articles, List<DeadLetter> letters) {
        return submit(new Job(source, articles, letters, null, false, new CompletableFuture<>()));
    }

    @Override
    public CompletableFuture<Outcome> retract(String source, String articleId, boolean foreign) {
        return submit(new Job(source, List.of(), List.of(), articleId, foreign, new CompletableFuture<>()))
                .thenApply(outcomes -> outcomes.get(0));
    }

    private CompletableFuture<List<Outcome>> submit(Job job) {
        jobs.add(job);
        if (stopping && jobs.remove(job)) {
            fail(job, new Unavailable("the service is stopping", null));
        }
        return job.done();
    }

    /** Number of articles known. */
    long size() {
        return size;
    }

    Health.Result health() {
        String now = trouble;
        return now == null ? Health.Result.up(size + " articles known") : Health.Result.down(now);
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Writes what is queued, then ends. */
    void stop(Duration limit) throws InterruptedException {
        stopping = true;
        thread.join(Math.max(1, limit.toMillis()));
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    open();
                    loop();
                } catch (InterruptException e) {
                    return;
                } catch (KafkaException e) {
                    trouble(e);
                    failAll(e);
                    pause();
                } finally {
                    closeConsumer();
                }
            }
        } finally {
            failAll(null);
            closeProducer();
        }
    }

    /** Reads the topic from its beginning. */
    private void open() {
        known.clear();
        deserializer = serdes.deserializer(PushState.class);
        consumer = consumers.get();
        partitions = consumer.partitionsFor(Topics.PUSH_STATE.name(), FRESHNESS_LIMIT).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("there is no topic " + Topics.PUSH_STATE.name());
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long started = System.nanoTime();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FRESHNESS_LIMIT);
        while (!stopping && !isRead(ends)) {
            read(POLL);
        }
        sweep();
        trouble = null;
        LOG.atInfo()
                .addKeyValue("articles", known.size())
                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                .log("articles handed over are known");
    }

    private void loop() {
        List<Job> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            Job first = next();
            if (first == null) {
                if (stopping) {
                    return;
                }
                read(Duration.ZERO);
                sweep();
                continue;
            }
            batch.add(first);
            int records = first.records();
            Job more;
            while (batch.size() < MOST_JOBS
                    && (more = jobs.peek()) != null
                    && records + more.records() <= MOST_RECORDS) {
                records += more.records();
                batch.add(jobs.remove());
            }
            try {
                write(batch);
                trouble = null;
            } catch (KafkaException e) {
                trouble(e);
                closeProducer();
                Unavailable failure = new Unavailable("Kafka is not available: " + e.getMessage(), e);
                batch.forEach(job -> fail(job, failure));
                if (e instanceof InterruptException) {
                    throw e;
                }
            } finally {
                batch.stream()
                        .filter(job -> !job.done().isDone())
                        .forEach(job -> fail(job, new Unavailable("failed", null)));
            }
        }
    }

    private Job next() {
        try {
            return jobs.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    // ---- what is known

    private boolean isRead(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void read(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.value() != null) {
                decode(record);
            }
        }
        size = known.size();
    }

    private void decode(ConsumerRecord<byte[], byte[]> record) {
        while (true) {
            try {
                known.put(deserializer.deserialize(record.topic(), record.value()), record.timestamp());
                return;
            } catch (RegistryUnavailableException e) {
                if (stopping) {
                    throw e;
                }
                trouble = "the schema registry is away: " + e.getMessage();
                pause();
            } catch (SerializationException | IllegalArgumentException e) {
                // The article counts as new when it is handed over again: published once more with the same content.
                LOG.atWarn()
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("cause", e.getMessage())
                        .log("state of an article cannot be read");
                return;
            }
        }
    }

    /** Reads what all instances have committed so far. */
    private void catchUp() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, FRESHNESS_LIMIT);
        await(ends);
    }

    private void await(Map<TopicPartition, Long> ends) {
        long deadline = System.nanoTime() + FRESHNESS_LIMIT.toNanos();
        while (!isRead(ends)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the end of " + Topics.PUSH_STATE.name() + " was not reached in "
                        + FRESHNESS_LIMIT.toSeconds() + " s");
            }
            read(POLL);
        }
    }

    private void sweep() {
        Instant now = clock.instant();
        if (swept.plus(SWEEP).isBefore(now)) {
            swept = now;
            known.forgetBefore(now.minus(Duration.ofDays(Topics.PUSH_STATE_DAYS)));
            size = known.size();
        }
    }

    // ---- writing

    private void write(List<Job> batch) {
        if (producer == null) {
            producer = producers.get();
            producer.initTransactions();
        }
        catchUp();
        Map<String, PushState> pending = new HashMap<>();
        List<Prepared> ready = new ArrayList<>();
        for (Job job : batch) {
            try {
                ready.add(prepare(job, pending));
            } catch (RegistryUnavailableException | RegistryRefusedException e) {
                fail(job, new Unavailable("the schema registry: " + e.getMessage(), e));
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("source", job.source()).setCause(e).log("articles cannot be published");
                job.done().completeExceptionally(e);
            }
        }
        commit(ready);
        for (Prepared one : ready) {
            one.states().forEach(state -> known.put(state, clock.millis()));
        }
        size = known.size();
        ready.forEach(one -> one.job().done().complete(one.outcomes()));
    }

    private void commit(List<Prepared> ready) {
        if (ready.stream().allMatch(one -> one.records().isEmpty())) {
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records =
                ready.stream().flatMap(one -> one.records().stream()).toList();
        List<Future<RecordMetadata>> sent = RawRecords.commit(producer, records);
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).topic().equals(Topics.PUSH_STATE.name())) {
                RecordMetadata at = metadata(sent.get(i));
                ends.merge(new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
            }
        }
        try {
            await(ends);
        } catch (TimeoutException e) {
            // It is committed all the same; another instance could take a repetition for new until it reads this.
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("own records are not readable yet");
        }
    }

    private static RecordMetadata metadata(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    /** Decides on each article of a job, against what is known and what the batch has decided before. */
    private Prepared prepare(Job job, Map<String, PushState> pending) {
        List<Outcome> outcomes = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, PushState> own = new HashMap<>();
        for (RawArticle article : job.articles()) {
            Known before = known(job.source(), article.getArticleId(), pending, own);
            if (before != null && (before.hasContent(article.getContentHash()) || isOlder(article, before))) {
                outcomes.add(new Outcome(article.getArticleId(), before.revision(), Result.UNCHANGED));
                continue;
            }
            long revision = article.getRevision();
            if (before != null) {
                // Clocks may be set back; revisions must not.
                revision = Math.max(revision, before.revision() + 1);
                article.setFirstSeen(Instant.ofEpochMilli(before.firstSeen()));
            }
            article.setRevision(revision);
            Result result = before == null || before.retracted() ? Result.NEW : Result.REVISED;
            outcomes.add(new Outcome(article.getArticleId(), revision, result));
            records.add(
                    RawRecords.of(article, serdes.serializer(RawArticle.class).serialize(Topics.RAW.name(), article)));
            if (article.getArchive()) {
                // Its revision is the time of capture, which is memory enough, however large an archive is.
                continue;
            }
            PushState state = PushState.newBuilder()
                    .setSourceId(job.source())
                    .setArticleId(article.getArticleId())
                    .setRevision(revision)
                    .setContentHash(article.getContentHash())
                    .setFirstSeen(article.getFirstSeen())
                    .build();
            own.put(key(state), state);
        }
        if (job.retracted() != null) {
            outcomes.add(retraction(job, pending, own, records));
        }
        for (PushState state : own.values()) {
            records.add(new ProducerRecord<>(
                    Topics.PUSH_STATE.name(),
                    null,
                    clock.millis(),
                    utf8(key(state)),
                    serdes.serializer(PushState.class).serialize(Topics.PUSH_STATE.name(), state)));
        }
        job.letters().forEach(letter -> records.add(letter.toRecord(null)));
        pending.putAll(own);
        return new Prepared(job, outcomes, records, List.copyOf(own.values()));
    }

    /** A load of an archive says what was, and replaces nothing that was handed over, or retracted, later. */
    private static boolean isOlder(RawArticle article, Known before) {
        return article.getArchive() && article.getRevision() <= before.revision();
    }

    private Outcome retraction(
            Job job,
            Map<String, PushState> pending,
            Map<String, PushState> own,
            List<ProducerRecord<byte[], byte[]>> records) {
        String id = job.retracted();
        Known before = known(job.source(), id, pending, own);
        if (before == null ? !job.foreign() : before.retracted()) {
            return new Outcome(id, before == null ? 0 : before.revision(), Result.UNKNOWN);
        }
        Known newest = before == null ? known.anyOf(id).orElse(null) : before;
        long now = clock.millis();
        long revision = newest == null ? now : Math.max(now, newest.revision() + 1);
        records.add(RawRecords.retraction(id, revision, now));
        PushState state = PushState.newBuilder()
                .setSourceId(job.source())
                .setArticleId(id)
                .setRevision(revision)
                .setContentHash("")
                .setFirstSeen(Instant.ofEpochMilli(newest == null ? now : newest.firstSeen()))
                .setRetracted(true)
                .build();
        own.put(key(state), state);
        return new Outcome(id, revision, Result.RETRACTED);
    }

    private Known known(String source, String articleId, Map<String, PushState> pending, Map<String, PushState> own) {
        String key = source + '/' + articleId;
        PushState state = own.getOrDefault(key, pending.get(key));
        if (state == null) {
            return known.get(source, articleId).orElse(null);
        }
        KnownArticles one = new KnownArticles();
        one.put(state, 0);
        return one.get(source, articleId).orElseThrow();
    }

    private static String key(PushState state) {
        return state.getSourceId() + '/' + state.getArticleId();
    }

    // ---- failures

    private void trouble(KafkaException e) {
        trouble = e.toString();
        LOG.atWarn().addKeyValue("cause", e.toString()).log("articles cannot be handed over for now");
        LOG.atDebug().setCause(e).log("articles cannot be handed over for now");
    }

    private void failAll(KafkaException cause) {
        String message = cause == null ? "the service is stopping" : "Kafka is not available: " + cause.getMessage();
        Unavailable failure = new Unavailable(message, cause);
        Job job;
        while ((job = jobs.poll()) != null) {
            fail(job, failure);
        }
    }

    private static void fail(Job job, Unavailable failure) {
        job.done().completeExceptionally(failure);
    }

    private void closeProducer() {
        if (producer != null) {
            try {
                producer.close(Duration.ofSeconds(1));
            } catch (KafkaException e) {
                LOG.atDebug().setCause(e).log("producer not closed");
            }
            producer = null;
        }
    }

    private void closeConsumer() {
        if (consumer != null) {
            try {
                consumer.close();
            } catch (KafkaException e) {
                LOG.atDebug().setCause(e).log("consumer not closed");
            }
            consumer = null;
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
