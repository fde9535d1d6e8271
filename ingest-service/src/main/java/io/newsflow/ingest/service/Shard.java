package io.newsflow.ingest.service;

import io.newsflow.model.FetchState;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Source;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the sources: the sources in it, and the only writer of their articles and fetch states.
 *
 * <p>A thread of its own first takes over: it opens a transactional producer under the partition's id, which fences whoever
 * wrote before and ends what they left open, and only then reads the fetch states up to the end. From then on it writes the
 * outcomes of polls: the articles, the dead letters and the new fetch state of a poll in one transaction. So whenever a
 * process dies, either all of a poll has happened, or nothing of it and the source is due again.
 *
 * <p>When a transaction fails in a way that leaves its end unknown, the shard starts over: it drops what it has, takes over
 * from itself, and reads the fetch states again. Sources are polled only while the shard is active.
 */
final class Shard implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
    private static final int MOST_IN_TRANSACTION = 100;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long RETRY_MS = 1_000;
    private static final int DEAD_AFTER = 10;

    private final int partition;
    private final AvroSerdes serdes;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Listener listener;
    private final Map<String, SourceEntry> sources = new HashMap<>();
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;

    private Map<String, byte[]> restored;
    private boolean sourcesRead;
    private boolean active;
    private int generation;
    private volatile boolean stopping;
    private volatile boolean abandoned;

    /** Hears of the shard's sources and commits. Called from the shard's thread and the one that reads the sources. */
    interface Listener {
        /** A source can be polled from now on, having just been taken over or not, or something of it changed. */
        void due(SourceEntry entry, FetchState state, boolean takenOver);

        /** A source is gone, or not polled for now. */
        void paused(SourceEntry entry);

        /** A poll, or an event that is not null, is done with: written, or dropped. */
        void done(SourceEntry entry, PollOutcome outcome, boolean written, SourceEvent event);

        /** The shard had to start over. */
        void restarted();
    }

    private record Job(SourceEntry entry, PollOutcome outcome, String removed, int generation) {}

    Shard(
            int partition,
            AvroSerdes serdes,
            Supplier<Producer<byte[], byte[]>> producers,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Listener listener) {
        this.partition = partition;
        this.serdes = serdes;
        this.producers = producers;
        this.consumers = consumers;
        this.listener = listener;
        this.thread = new Thread(this, "ingest-" + partition);
    }

    void start(Thread.UncaughtExceptionHandler handler) {
        thread.setUncaughtExceptionHandler(handler);
        thread.start();
    }

    int partition() {
        return partition;
    }

    // ---- sources, from the thread that reads them

    /** Adds or changes a source. */
    synchronized void put(Source source) {
        SourceEntry entry = sources.get(source.getSourceId());
        if (entry == null) {
            entry = new SourceEntry(this, source);
            sources.put(source.getSourceId(), entry);
        } else {
            boolean moved = !entry.source().getUrl().equals(source.getUrl());
            entry.source(source);
            if (moved && active) {
                // Validators and redirects belong to the old address; what was seen does not.
                FetchState state = entry.state();
                if (state != null) {
                    entry.state(withoutAddress(state));
                }
            }
        }
        if (active) {
            announce(entry, false);
        }
    }

    /** Removes a source. */
    synchronized void remove(String sourceId) {
        SourceEntry entry = sources.remove(sourceId);
        if (entry != null) {
            listener.paused(entry);
        }
        if (active && entry != null) {
            jobs.add(new Job(null, null, sourceId, generation));
        }
    }

    /** Says that all sources that there were at the start have been given. */
    synchronized void sourcesRead() {
        if (!sourcesRead) {
            sourcesRead = true;
            activateIfReady();
        }
    }

    synchronized boolean hasReadSources() {
        return sourcesRead;
    }

    // ---- polls, from the workers

    /** The generation that a poll that begins now belongs to; -1 where it must not begin. */
    synchronized int generation(SourceEntry entry) {
        boolean known = sources.get(entry.source().getSourceId()) == entry;
        return active && !stopping && known && entry.source().getEnabled() ? generation : -1;
    }

    /** Claims a source for a poll: its generation, or -1 where it must not be polled now. */
    synchronized int claim(SourceEntry entry) {
        int current = generation(entry);
        if (current < 0 || entry.claimed()) {
            return -1;
        }
        entry.claim(null);
        return current;
    }

    /** Lets an event happen to a source as soon as nothing else does. */
    synchronized void add(SourceEntry entry, SourceEvent event) {
        entry.events().add(event);
    }

    /**
     * Claims a source for the next of its events.
     *
     * @return the event and its generation, or null where it has none, is claimed, or cannot have any any more: then they are
     *     dropped
     */
    synchronized Claimed claimEvent(SourceEntry entry) {
        if (entry.claimed() || entry.events().isEmpty()) {
            return null;
        }
        int current = generation(entry);
        if (current < 0) {
            entry.events().forEach(e -> e.written().complete(false));
            entry.events().clear();
            return null;
        }
        SourceEvent event = entry.events().poll();
        entry.claim(event);
        return new Claimed(event, current);
    }

    /** An event that a source was claimed for. */
    record Claimed(SourceEvent event, int generation) {}

    /** Ends the claim on a source without writing anything. */
    void drop(SourceEntry entry, PollOutcome outcome) {
        SourceEvent event;
        synchronized (this) {
            event = entry.unclaim();
        }
        listener.done(entry, outcome, false, event);
    }

    /** The source of that id; null where it is not here. */
    synchronized SourceEntry entry(String sourceId) {
        return sources.get(sourceId);
    }

    /** Number of sources that a hub pushes for. */
    synchronized int subscribed(long now) {
        int count = 0;
        for (SourceEntry entry : sources.values()) {
            count += entry.subscribedUntil() > now ? 1 : 0;
        }
        return count;
    }

    synchronized FetchState state(SourceEntry entry) {
        return entry.state();
    }

    synchronized Source source(SourceEntry entry) {
        return entry.source();
    }

    /** Hands over the outcome of a poll; the listener hears when it is done with. */
    void submit(SourceEntry entry, PollOutcome outcome, int ofGeneration) {
        synchronized (this) {
            if (active && ofGeneration == generation) {
                jobs.add(new Job(entry, outcome, null, ofGeneration));
                return;
            }
        }
        drop(entry, outcome);
    }

    // ---- counts, for metrics

    synchronized int size() {
        return sources.size();
    }

    synchronized boolean isActive() {
        return active;
    }

    /** Number of sources with at least that many failures in a row. */
    synchronized int failing(int failures) {
        int count = 0;
        for (SourceEntry entry : sources.values()) {
            count += entry.failures() >= failures ? 1 : 0;
        }
        return count;
    }

    // ---- life

    /** Writes what is queued, then ends; does not wait for it. */
    void stop() {
        synchronized (this) {
            stopping = true;
            sources.values().forEach(listener::paused);
        }
    }

    /** Ends at once: another writer has the partition. */
    void abandon() {
        abandoned = true;
        stop();
        thread.interrupt();
    }

    void join(Duration limit) throws InterruptedException {
        thread.join(Math.max(1, limit.toMillis()));
        if (thread.isAlive()) {
            LOG.atWarn().addKeyValue("partition", partition).log("writer did not end in time, abandoning it");
            abandon();
        }
    }

    @Override
    public void run() {
        while (!stopping) {
            try (Producer<byte[], byte[]> producer = producers.get()) {
                producer.initTransactions();
                restore();
                write(producer);
            } catch (InterruptException e) {
                break;
            } catch (KafkaException e) {
                startOver(e);
            }
        }
        deactivate();
    }

    private void startOver(KafkaException failure) {
        deactivate();
        if (stopping) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("cause", failure.toString())
                .log("writer starts over");
        listener.restarted();
        pause();
    }

    private synchronized void deactivate() {
        active = false;
        restored = null;
        generation++;
        sources.values().forEach(listener::paused);
        List<Job> dropped = new ArrayList<>();
        jobs.drainTo(dropped);
        for (Job job : dropped) {
            if (job.entry() != null) {
                drop(job.entry(), job.outcome());
            }
        }
    }

    /** Reads the fetch states of the partition up to its end. */
    private void restore() {
        Map<String, byte[]> states = new HashMap<>();
        Deserializer<FetchState> deserializer = serdes.deserializer(FetchState.class);
        TopicPartition topic = new TopicPartition(Topics.FETCH_STATE.name(), partition);
        long started = System.nanoTime();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            while (consumer.position(topic) < end && !stopping) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    if (record.value() == null) {
                        states.remove(key);
                    } else {
                        decode(deserializer, record, states, key);
                    }
                }
            }
        }
        synchronized (this) {
            restored = states;
            activateIfReady();
        }
        LOG.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("states", states.size())
                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                .log("fetch states restored");
    }

    private void decode(
            Deserializer<FetchState> deserializer,
            ConsumerRecord<byte[], byte[]> record,
            Map<String, byte[]> states,
            String key) {
        while (!stopping) {
            try {
                states.put(key, SourceEntry.encode(deserializer.deserialize(record.topic(), record.value())));
                return;
            } catch (RegistryUnavailableException e) {
                pause();
            } catch (SerializationException e) {
                // Polled as if for the first time: what it shows is published again, and is the same content.
                LOG.atWarn()
                        .addKeyValue("source", key)
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("cause", e.getMessage())
                        .log("fetch state cannot be read, starting the source afresh");
                return;
            }
        }
    }

    private void activateIfReady() {
        if (restored == null || !sourcesRead || stopping) {
            return;
        }
        active = true;
        sources.forEach((id, entry) -> {
            entry.state(restored.get(id));
            announce(entry, true);
        });
        restored.keySet().removeAll(sources.keySet());
        // States of sources that were removed while nobody owned the partition.
        restored.keySet().forEach(id -> jobs.add(new Job(null, null, id, generation)));
        restored = Map.of();
    }

    private void announce(SourceEntry entry, boolean takenOver) {
        if (entry.source().getEnabled() && !stopping) {
            listener.due(entry, entry.state(), takenOver);
        } else {
            listener.paused(entry);
        }
    }

    // ---- writing

    private void write(Producer<byte[], byte[]> producer) {
        List<Job> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            Job first = next();
            if (first == null) {
                if (stopping) {
                    return;
                }
                continue;
            }
            batch.add(first);
            jobs.drainTo(batch, MOST_IN_TRANSACTION - 1);
            boolean committed = false;
            try {
                commit(producer, batch);
                committed = true;
            } finally {
                if (!committed) {
                    batch.stream().filter(j -> j.entry() != null).forEach(j -> drop(j.entry(), j.outcome()));
                }
            }
            for (Job job : batch) {
                committed(job);
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

    private void commit(Producer<byte[], byte[]> producer, List<Job> batch) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Job job : batch) {
            records.addAll(records(job));
        }
        RawRecords.commit(producer, records);
    }

    private List<ProducerRecord<byte[], byte[]>> records(Job job) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (job.removed() != null) {
            records.add(new ProducerRecord<>(Topics.FETCH_STATE.name(), partition, utf8(job.removed()), null));
            return records;
        }
        PollOutcome outcome = job.outcome();
        for (RawArticle article : outcome.articles()) {
            byte[] value = serialize(serdes.serializer(RawArticle.class), Topics.RAW.name(), article);
            records.add(RawRecords.of(article, value));
        }
        for (PollOutcome.Retraction retraction : outcome.retractions()) {
            records.add(RawRecords.retraction(
                    retraction.articleId(),
                    retraction.revision(),
                    retraction.at().toEpochMilli()));
        }
        for (DeadLetter letter : outcome.deadLetters()) {
            records.add(letter.toRecord(null));
        }
        records.add(new ProducerRecord<>(
                Topics.FETCH_STATE.name(),
                partition,
                utf8(outcome.state().getSourceId()),
                serialize(serdes.serializer(FetchState.class), Topics.FETCH_STATE.name(), outcome.state())));
        return records;
    }

    /** Waits for the registry as long as it takes: nothing else can be written either. */
    private <T> byte[] serialize(Serializer<T> serializer, String topic, T record) {
        while (true) {
            try {
                return serializer.serialize(topic, record);
            } catch (RegistryUnavailableException e) {
                if (stopping) {
                    throw e;
                }
                pause();
            }
        }
    }

    private void committed(Job job) {
        if (job.entry() == null) {
            return;
        }
        SourceEvent event;
        synchronized (this) {
            SourceEntry entry = job.entry();
            // Before it is announced: it may be due again already.
            event = entry.unclaim();
            if (job.generation() == generation && sources.get(entry.source().getSourceId()) == entry) {
                FetchState state = job.outcome().state();
                int before = entry.failures();
                entry.state(state);
                if (before < DEAD_AFTER && state.getConsecutiveFailures() >= DEAD_AFTER) {
                    LOG.atWarn()
                            .addKeyValue("source", state.getSourceId())
                            .addKeyValue("url", entry.source().getUrl())
                            .addKeyValue("cause", state.getLastError())
                            .log("source looks dead");
                }
                announce(entry, false);
            }
        }
        listener.done(job.entry(), job.outcome(), true, event);
    }

    private void pause() {
        if (abandoned) {
            return;
        }
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static FetchState withoutAddress(FetchState state) {
        return FetchState.newBuilder(state)
                .setEtag(null)
                .setLastModified(null)
                .setEffectiveUrl(null)
                .setDocumentHash(null)
                .setConsecutiveFailures(0)
                .setNextDueAt(null)
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
