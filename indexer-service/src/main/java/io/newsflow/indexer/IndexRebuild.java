package io.newsflow.indexer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Builds the index anew from the topics, beside the one that serves, and takes its place.
 *
 * <ol>
 *   <li>A new generation is made. An {@link Indexer} of its own consumer group fills it from the beginning of the
 *       topics, while the service keeps the old generation up to date.
 *   <li>When the group has passed what was the end of the topics a moment ago, the read aliases are swapped in one step.
 *       The rebuild goes on reading.
 *   <li>The instances of the service see that another generation serves, leave the old group and join that of the new
 *       one, whose offsets say exactly what the new generation holds. When one has joined, the rebuild leaves the group.
 * </ol>
 *
 * Nothing is lost at any point, because each generation is written by its own group alone and from its own offsets. A
 * rebuild that was killed is continued by the next one from those offsets; two at once share the work.
 */
public final class IndexRebuild {
    /** Time between looks at the progress. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /**
     * How far the replay is.
     *
     * @param generation the generation that is built
     * @param done offsets passed
     * @param total offsets in all, as the topics stand now; records that were compacted away count too
     * @param left estimate of the time left, by the speed since the start; null while there is nothing to go by
     */
    public record Progress(int generation, long done, long total, Duration left) {}

    /** Told what happens, on the calling thread. */
    public interface Listener {
        /** A generation is begun, or continued after an earlier attempt. */
        void started(int generation, boolean continued);

        /** Called about twice a second during the replay. */
        void progress(Progress progress);

        /** Readers see the new generation. */
        void swapped(int generation, OptionalInt before);

        /** Whether an instance of the service has taken over. */
        void handedOver(boolean taken);
    }

    private final IndexerConfig config;
    private final Map<String, Object> kafka;
    private final Map<String, String> registry;
    private final Listener listener;

    /**
     * A rebuild that has not begun.
     *
     * @param config configuration, with the consumer group of the service
     * @param kafka settings of Kafka clients
     * @param registry settings of the schema registry's client
     * @param listener told what happens
     */
    public IndexRebuild(
            IndexerConfig config, Map<String, Object> kafka, Map<String, String> registry, Listener listener) {
        this.config = config;
        this.kafka = Map.copyOf(kafka);
        this.registry = Map.copyOf(registry);
        this.listener = listener;
    }

    /**
     * Runs it to the end.
     *
     * @param fresh begin anew even where an earlier rebuild was not finished
     * @param handOver how long to wait for the service to take over after the swap
     * @return the generation that serves now
     * @throws IllegalStateException when the replay fails
     */
    public int run(boolean fresh, Duration handOver) throws IOException, InterruptedException {
        try (ElasticsearchClients elasticsearch = ElasticsearchClients.open(config.elasticsearch());
                Admin admin = Admin.create(kafka)) {
            IndexAdmin index =
                    new IndexAdmin(elasticsearch.blocking(), () -> ArticleVectors.dimensions(config.embedding()));
            IndexGenerations generations = new IndexGenerations(index, admin, config.group());
            TopicOffsets offsets = new TopicOffsets(admin);
            OptionalInt before = index.serving();
            OptionalInt unfinished = fresh ? OptionalInt.empty() : generations.unfinished();
            int generation = unfinished.isPresent() ? unfinished.getAsInt() : generations.next();
            String group = Indexer.group(config, generation);
            index.putTemplates();
            index.ensureHomes(List.of(new IndexNames(generation).stories()));
            listener.started(generation, unfinished.isPresent());

            AtomicReference<Throwable> failure = new AtomicReference<>();
            Indexer indexer = Indexer.open(config, kafka, registry, generation, new SimpleMeterRegistry());
            Thread thread = new Thread(indexer, "rebuild");
            thread.setUncaughtExceptionHandler((t, cause) -> failure.set(cause));
            thread.start();
            try {
                awaitReplay(generation, group, offsets, thread, failure);
                Set<String> own = new HashSet<>(offsets.members(group));
                index.serve(generation);
                listener.swapped(generation, before);
                listener.handedOver(awaitHandOver(group, offsets, own, handOver, thread));
            } finally {
                indexer.stop();
                thread.join();
            }
            check(failure);
            index.repairAliases();
            return generation;
        }
    }

    private void awaitReplay(
            int generation, String group, TopicOffsets offsets, Thread thread, AtomicReference<Throwable> failure)
            throws InterruptedException {
        Map<TopicPartition, Long> beginnings = offsets.beginnings();
        Map<TopicPartition, Long> goal = offsets.ends();
        long goalSet = System.nanoTime();
        long started = System.nanoTime();
        long doneAtStart = -1;
        while (true) {
            Map<TopicPartition, Long> committed = offsets.committed(group);
            Map<TopicPartition, Long> ends = offsets.ends();
            long done = passed(beginnings, committed);
            long total = passed(beginnings, ends);
            if (doneAtStart < 0) {
                doneAtStart = done;
            }
            long now = done - doneAtStart;
            Duration left = now <= 0
                    ? null
                    : Duration.ofMillis((long) ((total - done) / (double) now * (System.nanoTime() - started) / 1e6));
            listener.progress(new Progress(generation, done, total, left));
            if (hasReached(goal, committed)) {
                // Near enough when the way from the last goal to here was short; otherwise on to where the end is now.
                if (System.nanoTime() - goalSet < Duration.ofSeconds(10).toNanos() || hasReached(ends, committed)) {
                    return;
                }
                goal = ends;
                goalSet = System.nanoTime();
            }
            thread.join(LOOK.toMillis());
            if (!thread.isAlive()) {
                check(failure);
                throw new IllegalStateException("the replay ended early");
            }
        }
    }

    private static boolean awaitHandOver(
            String group, TopicOffsets offsets, Set<String> own, Duration limit, Thread thread)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline && thread.isAlive()) {
            if (offsets.members(group).stream().anyMatch(member -> !own.contains(member))) {
                return true;
            }
            thread.join(LOOK.toMillis());
        }
        return false;
    }

    private static void check(AtomicReference<Throwable> failure) {
        if (failure.get() != null) {
            throw new IllegalStateException(
                    "the replay failed: " + failure.get().getMessage(), failure.get());
        }
    }

    private static boolean hasReached(Map<TopicPartition, Long> goal, Map<TopicPartition, Long> committed) {
        return goal.entrySet().stream()
                .allMatch(entry ->
                        entry.getValue() == 0 || committed.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    private static long passed(Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> bounded = new HashMap<>(beginnings);
        bounded.replaceAll((partition, begin) -> Math.max(0, offsets.getOrDefault(partition, begin) - begin));
        return bounded.values().stream().mapToLong(Long::longValue).sum();
    }
}
