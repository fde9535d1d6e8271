package io.newsflow.indexer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows which records of each partition are dealt with, in whatever order that happens, and thereby which offset may
 * be committed: the first one that is not dealt with. Gaps between offsets (transaction markers, compaction) count as
 * dealt with. Not thread-safe: the polling thread owns it.
 */
final class OffsetTracker {
    private static final class Partition {
        final ArrayDeque<Long> open = new ArrayDeque<>();
        final Set<Long> done = new HashSet<>();
        long next = -1;
        long committed = -1;
    }

    private final Map<TopicPartition, Partition> partitions = new HashMap<>();
    private int open;

    /**
     * A record was read.
     *
     * @throws IllegalStateException when offsets do not grow
     */
    void read(TopicPartition partition, long offset) {
        Partition state = partitions.computeIfAbsent(partition, key -> new Partition());
        if (offset < state.next) {
            throw new IllegalStateException(partition + ": offset " + offset + " was read after " + (state.next - 1));
        }
        state.open.addLast(offset);
        open++;
        state.next = offset + 1;
    }

    /**
     * A record is dealt with: indexed, or safely in the dead letters. Unknown ones are passed over: an answer may come
     * after its partition was taken away, and even after it came back and is read again from an earlier offset.
     */
    void done(TopicPartition partition, long offset) {
        Partition state = partitions.get(partition);
        if (state == null
                || state.open.isEmpty()
                || offset < state.open.peekFirst()
                || offset >= state.next
                || !state.done.add(offset)) {
            return;
        }
        while (!state.open.isEmpty() && state.done.remove(state.open.peekFirst())) {
            state.open.removeFirst();
            open--;
        }
    }

    /** The partition is ours now. */
    void assigned(TopicPartition partition) {
        partitions.computeIfAbsent(partition, key -> new Partition());
    }

    /** Whether the partition is ours, and all that was read of it is dealt with. */
    boolean isIdle(TopicPartition partition) {
        Partition state = partitions.get(partition);
        return state != null && state.open.isEmpty();
    }

    /** Everything before the offset was passed by the consumer. Only for a partition that {@link #isIdle}. */
    void passed(TopicPartition partition, long offset) {
        Partition state = partitions.get(partition);
        state.next = Math.max(state.next, offset);
    }

    /** The offset to commit: the first one that is still open, or the one behind the last read. */
    OptionalLong committable(TopicPartition partition) {
        Partition state = partitions.get(partition);
        if (state == null || state.next < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(state.open.isEmpty() ? state.next : state.open.peekFirst());
    }

    /** Offsets that moved since they were last {@link #committed}. */
    Map<TopicPartition, Long> toCommit() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach((partition, state) -> committable(partition).ifPresent(offset -> {
            if (offset > state.committed) {
                offsets.put(partition, offset);
            }
        }));
        return offsets;
    }

    /** These offsets are committed. */
    void committed(Map<TopicPartition, Long> offsets) {
        offsets.forEach((partition, offset) -> {
            Partition state = partitions.get(partition);
            if (state != null) {
                state.committed = Math.max(state.committed, offset);
            }
        });
    }

    /** The partition belongs to somebody else now; whatever is open will be read again there. */
    void forget(TopicPartition partition) {
        Partition state = partitions.remove(partition);
        if (state != null) {
            open -= state.open.size();
        }
    }

    /** Number of records that are read and not dealt with, or wait for one before them that is not. */
    int open() {
        return open;
    }
}
