package io.newsflow.enrich.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.apache.kafka.streams.state.internals.BlockBasedTableConfigWithAccessibleCache;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One cache for all stores of the process, write buffers, indexes and filters within it, as the Kafka documentation
 * advises: without it each store takes its own memory, and a rebalance can double it.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** Setting of Kafka Streams under which the size of the cache is handed over, in bytes. */
    static final String TOTAL_BYTES = "newsflow.rocksdb.bytes";

    private static final long DEFAULT_BYTES = 128L << 20;
    private static final long LARGEST_WRITE_BUFFER = 16L << 20;
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final double BLOOM_BITS = 10;
    /** Part of the cache that holds indexes and filters. */
    private static final double HIGH_PRIORITY = 0.2;

    private static Cache cache;
    private static WriteBufferManager writeBuffers;
    private static long bytes;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        synchronized (BoundedRocksDb.class) {
            if (cache == null) {
                bytes = configs.get(TOTAL_BYTES) instanceof Number number ? number.longValue() : DEFAULT_BYTES;
                cache = new LRUCache(bytes, -1, false, HIGH_PRIORITY);
                writeBuffers = new WriteBufferManager(bytes / 2, cache);
            }
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            if (table instanceof BlockBasedTableConfigWithAccessibleCache accessible) {
                accessible.setBlockCache(cache);
            } else {
                table.setBlockCache(cache);
            }
            table.setBlockSize(BLOCK_BYTES);
            table.setCacheIndexAndFilterBlocks(true);
            table.setCacheIndexAndFilterBlocksWithHighPriority(true);
            table.setPinTopLevelIndexAndFilter(true);
            table.setFilterPolicy(new BloomFilter(BLOOM_BITS, false));
            options.setTableFormatConfig(table);
            options.setWriteBufferManager(writeBuffers);
            options.setWriteBufferSize(Math.min(LARGEST_WRITE_BUFFER, Math.max(1 << 20, bytes / 16)));
            options.setMaxWriteBufferNumber(3);
            options.setCompressionType(CompressionType.LZ4_COMPRESSION);
        }
    }

    @Override
    public void close(String storeName, Options options) {
        // Cache and write buffer manager belong to all stores and live as long as the process.
    }
}
