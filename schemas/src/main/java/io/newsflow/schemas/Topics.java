package io.newsflow.schemas;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.FetchState;
import io.newsflow.model.PushState;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Source;
import io.newsflow.model.Story;
import io.newsflow.model.TrendCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/** All topics of Newsflow, in one place. Changing a partition count here moves keys: see docs/contracts.md. */
public final class Topics {
    private static final long DAY_MS = 86_400_000L;
    private static final String FOREVER = "-1";
    /** Room for the largest article (5 MB of text) with its analysis; the services' clients use the same number. */
    public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    /** What to read. Twelve partitions let up to twelve instances of ingest-service share the sources. */
    public static final Topic<Source> SOURCES =
            compacted("news.sources", "source id", Source.class, 12, "What to read, and how often.");

    /** Where the polling of each source stands; partitioned like {@link #SOURCES}. */
    public static final Topic<FetchState> FETCH_STATE = compacted(
            "news.fetch-state", "source id", FetchState.class, 12, "Validators, items last seen, next due time.");

    /** Days for which articles that were handed over are known; enrich-service remembers articles for as long. */
    public static final int PUSH_STATE_DAYS = 30;

    /** What is known of articles that were handed over: a repeated one is told from a new one. */
    public static final Topic<PushState> PUSH_STATE = new Topic<>(
            "news.push-state",
            "source id and article id",
            PushState.class,
            3,
            Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    days(PUSH_STATE_DAYS),
                    TopicConfig.COMPRESSION_TYPE_CONFIG,
                    "producer",
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "CreateTime"),
            "Revision and content hash of articles that were pushed or dropped.");

    /**
     * Articles as taken in. Kept for 30 days from when they arrived, whenever they were first seen: with the article's
     * own time as the record's, the broker would delete an old one before it was enriched.
     */
    public static final Topic<RawArticle> RAW = new Topic<>(
            "news.raw",
            "article id",
            RawArticle.class,
            12,
            Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    days(30),
                    TopicConfig.COMPRESSION_TYPE_CONFIG,
                    "producer",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    String.valueOf(MAX_MESSAGE_BYTES),
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime"),
            "Articles as taken in, with provenance.");

    /** Articles with their analysis: the main product. Kept without limit, so that an index can be rebuilt. */
    public static final Topic<EnrichedArticle> ENRICHED =
            compacted("news.enriched", "article id", EnrichedArticle.class, 12, "Articles with their analysis.");

    /** Clusters of articles about one event. */
    public static final Topic<Story> STORIES =
            compacted("news.stories", "story id", Story.class, 12, "Stories: articles about one event.");

    /** Windowed counts; a window's last record is its final count. */
    public static final Topic<TrendCount> TRENDS = new Topic<>(
            "news.trends",
            "window start, kind and id",
            TrendCount.class,
            6,
            Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    days(90),
                    TopicConfig.COMPRESSION_TYPE_CONFIG,
                    "producer",
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "CreateTime"),
            "Articles per entity, topic and story in windows of time.");

    /** Records that could not be processed, as they were. Kept for 90 days from when they arrived. */
    public static final Topic<byte[]> DEAD_LETTERS = new Topic<>(
            "news.dead-letters",
            "original key",
            byte[].class,
            3,
            Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    days(90),
                    TopicConfig.COMPRESSION_TYPE_CONFIG,
                    "producer",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    String.valueOf(MAX_MESSAGE_BYTES),
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime"),
            "Records that could not be processed: original bytes, cause and origin.");

    private static final List<Topic<?>> ALL =
            List.of(SOURCES, FETCH_STATE, PUSH_STATE, RAW, ENRICHED, STORIES, TRENDS, DEAD_LETTERS);

    private Topics() {}

    /** All topics, in the order in which records pass through them. */
    public static List<Topic<?>> all() {
        return ALL;
    }

    /** The topic of that name, if it is one of ours. */
    public static Optional<Topic<?>> byName(String name) {
        return ALL.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    private static <V> Topic<V> compacted(
            String name, String keyMeaning, Class<V> type, int partitions, String description) {
        return new Topic<>(
                name,
                keyMeaning,
                type,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.RETENTION_MS_CONFIG,
                        FOREVER,
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        "producer",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(MAX_MESSAGE_BYTES),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "CreateTime",
                        // A retraction stays visible for a week, so that a consumer may be down that long.
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        days(7)),
                description);
    }

    private static String days(int days) {
        return String.valueOf(days * DAY_MS);
    }
}
