package io.newsflow.enrich.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * When what is kept falls due, in order of time, so that old entries are found without a walk through all. An entry is
 * not moved when its owner is touched: it is looked at when its old time comes, and put off then. Times are
 * milliseconds since 1970.
 */
final class ExpiryIndex {
    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, byte[]> store;

    ExpiryIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Decides about an entry that is due. */
    @FunctionalInterface
    interface Due {
        /**
         * Looks at what the entry stands for.
         *
         * @return when to look again; empty to forget it
         */
        OptionalLong look(String id);
    }

    void schedule(String id, long dueAt) {
        store.put(key(dueAt, id), NOTHING);
    }

    /**
     * Looks at what is due.
     *
     * @param now stream time
     * @param limit entries at most: the rest waits for the next call
     * @return number of entries looked at
     */
    int drain(long now, int limit, Due due) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(null, key(now, "\uFFFF"))) {
            while (entries.hasNext() && keys.size() < limit) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                keys.add(entry.key);
            }
        }
        for (Bytes key : keys) {
            String id = new String(key.get(), Long.BYTES, key.get().length - Long.BYTES, StandardCharsets.UTF_8);
            OptionalLong again = due.look(id);
            store.delete(key);
            again.ifPresent(dueAt -> schedule(id, dueAt));
        }
        return keys.size();
    }

    /** Time first, in an order in which negative numbers come before positive ones. */
    private static Bytes key(long dueAt, String id) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(dueAt ^ Long.MIN_VALUE)
                .put(name)
                .array());
    }
}
