package io.newsflow.ingest.service;

import io.newsflow.model.Source;
import io.newsflow.runtime.Health;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code news.sources} and follows the consumer group: for each partition that it is given it opens a shard and reads
 * the partition's sources from the beginning; a partition that it gives up is written out and closed. Offsets are not
 * committed: who gets a partition wants all of its sources.
 *
 * <p>A source that cannot be decoded is logged and passed over, for good when its bytes are damaged, for now when the registry
 * is away; the partition's other sources wait behind it only in the second case.
 */
final class SourceLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration HAND_OVER = Duration.ofSeconds(15);
    private static final Duration STALLED = Duration.ofMinutes(2);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final Deserializer<Source> deserializer;
    private final IntFunction<Shard> shardFactory;
    private final Consumer<Throwable> fail;
    private final Clock clock;
    private final Map<Integer, Shard> shards = new ConcurrentHashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> undecoded = new ArrayDeque<>();
    private volatile boolean stopped;
    private volatile Duration stopLimit = HAND_OVER;
    private volatile boolean assigned;
    private volatile long lastTurn;

    SourceLoop(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            AvroSerdes serdes,
            IntFunction<Shard> shardFactory,
            Consumer<Throwable> fail,
            Clock clock) {
        this.consumer = consumer;
        this.deserializer = serdes.deserializer(Source.class);
        this.shardFactory = shardFactory;
        this.fail = fail;
        this.clock = clock;
        this.lastTurn = clock.millis();
    }

    /** Ends the loop; its shards write what they have within the limit. */
    void stop(Duration limit) {
        stopLimit = limit;
        stopped = true;
        consumer.wakeup();
    }

    int count(ToIntFunction<Shard> of) {
        return shards.values().stream().mapToInt(of).sum();
    }

    /** The source of that id; null where it is not here. */
    SourceEntry entry(String sourceId) {
        for (Shard shard : shards.values()) {
            SourceEntry entry = shard.entry(sourceId);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Whether all sources of this instance are known. */
    boolean isReady() {
        return ready().ok();
    }

    Health.Result alive(Thread thread) {
        long silent = clock.millis() - lastTurn;
        if (!thread.isAlive()) {
            return Health.Result.down("the loop has ended");
        }
        return silent > STALLED.toMillis()
                ? Health.Result.down("the loop has not turned for " + silent / 1_000 + " s")
                : Health.Result.up("turning");
    }

    Health.Result ready() {
        if (!assigned) {
            return Health.Result.down("no assignment yet");
        }
        long active = shards.values().stream().filter(Shard::isActive).count();
        String detail = active + " of " + shards.size() + " partitions active, " + count(Shard::size) + " sources";
        return active == shards.size() ? Health.Result.up(detail) : Health.Result.down(detail);
    }

    @Override
    public void run() {
        try {
            consumer.subscribe(List.of(Topics.SOURCES.name()), this);
            while (!stopped) {
                turn();
            }
        } catch (WakeupException e) {
            if (!stopped) {
                throw e;
            }
        } finally {
            closeShards(shards.keySet(), stopLimit);
            consumer.close();
        }
    }

    private void turn() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            undecoded.add(record);
        }
        lastTurn = clock.millis();
        while (!undecoded.isEmpty()) {
            if (!apply(undecoded.peek())) {
                return;
            }
            undecoded.poll();
        }
        for (Shard shard : shards.values()) {
            if (!shard.hasReadSources()) {
                TopicPartition partition = partition(shard.partition());
                if (consumer.position(partition) >= ends.get(shard.partition())) {
                    shard.sourcesRead();
                }
            }
        }
    }

    /** Gives a source to its shard; false where it has to wait for the registry. */
    private boolean apply(ConsumerRecord<byte[], byte[]> record) {
        Shard shard = shards.get(record.partition());
        if (shard == null || record.key() == null) {
            return true;
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            shard.remove(id);
            return true;
        }
        try {
            Source source = deserializer.deserialize(record.topic(), record.value());
            if (!source.getSourceId().equals(id)) {
                source.setSourceId(id);
            }
            shard.put(source);
            return true;
        } catch (RegistryUnavailableException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("sources wait for the schema registry");
            return false;
        } catch (SerializationException e) {
            LOG.atError()
                    .addKeyValue("source", id)
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("source cannot be read, passing it over");
            return true;
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assigned = true;
        if (partitions.isEmpty()) {
            return;
        }
        consumer.seekToBeginning(partitions);
        consumer.endOffsets(partitions).forEach((p, end) -> ends.put(p.partition(), end));
        for (TopicPartition partition : partitions) {
            Shard shard = shardFactory.apply(partition.partition());
            shards.put(partition.partition(), shard);
            shard.start((thread, failure) -> fail.accept(failure));
        }
        LOG.atInfo().addKeyValue("partitions", numbers(partitions)).log("partitions assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        closeShards(partitions.stream().map(TopicPartition::partition).toList(), stopped ? stopLimit : HAND_OVER);
        LOG.atInfo().addKeyValue("partitions", numbers(partitions)).log("partitions given up");
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Shard shard = shards.remove(partition.partition());
            if (shard != null) {
                shard.abandon();
            }
        }
        forget(partitions.stream().map(TopicPartition::partition).toList());
        LOG.atWarn().addKeyValue("partitions", numbers(partitions)).log("partitions lost");
    }

    private void closeShards(Collection<Integer> numbers, Duration limit) {
        List<Integer> list = List.copyOf(numbers);
        list.stream().map(shards::get).filter(s -> s != null).forEach(Shard::stop);
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Integer number : list) {
                Shard shard = shards.remove(number);
                if (shard != null) {
                    shard.join(Duration.ofNanos(deadline - System.nanoTime()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        forget(list);
    }

    private void forget(Collection<Integer> numbers) {
        ends.keySet().removeAll(numbers);
        undecoded.removeIf(record -> numbers.contains(record.partition()));
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(Topics.SOURCES.name(), number);
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}
