package io.newsflow.enrich;

import io.newsflow.enrich.story.StoryOptions;
import io.newsflow.enrich.stream.EnrichOptions;
import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Configuration of enrich-service.
 *
 * @param applicationId name of the application in Kafka: group, internal topics and stores go by it
 * @param stateDir folder of the state
 * @param threads stream threads
 * @param standbyReplicas copies of the state on other instances
 * @param instanceId id of a static member; empty for a dynamic one
 * @param sessionTimeout how long a silent instance counts as alive
 * @param commitInterval time between commits: how soon others see results
 * @param cacheBytes memory for record caches, all threads together
 * @param rocksDbBytes memory for RocksDB, all stores together
 * @param internalReplication replication factor of internal topics, -1 for the broker's default
 * @param contentRetention see {@link EnrichOptions}
 * @param headRetention see {@link EnrichOptions}
 * @param storyRetention see {@link EnrichOptions}
 * @param trendWindow see {@link EnrichOptions}
 * @param trendGrace see {@link EnrichOptions}
 * @param stories what the story step goes by
 * @param knowledge file with additions and corrections to the knowledge base; null for none
 * @param shutdownTimeout how long a stop may take
 */
public record EnrichConfig(
        String applicationId,
        Path stateDir,
        int threads,
        int standbyReplicas,
        String instanceId,
        Duration sessionTimeout,
        Duration commitInterval,
        long cacheBytes,
        long rocksDbBytes,
        int internalReplication,
        Duration contentRetention,
        Duration headRetention,
        Duration storyRetention,
        Duration trendWindow,
        Duration trendGrace,
        StoryOptions stories,
        Path knowledge,
        Duration shutdownTimeout) {
    /** Setting: application id. */
    public static final Setting<String> APPLICATION_ID = Setting.text(
            "streams.application.id",
            "newsflow-enrich",
            "Name of the application: its consumer group, internal topics and stores go by it. Another name starts "
                    + "from the beginning with empty state.");

    /** Setting: state folder. */
    public static final Setting<Path> STATE_DIR = Setting.path(
            "streams.state.dir",
            "data/enrich-state",
            "Folder for the state. Each instance needs its own, on a disk that survives restarts: an empty one is "
                    + "filled again from Kafka, which takes time.");

    /** Setting: threads. */
    public static final Setting<Integer> THREADS = Setting.number(
            "streams.threads", 2, 1, 256, "Stream threads; more than there are tasks stay idle (see enrichment.md).");

    /** Setting: standby replicas. */
    public static final Setting<Integer> STANDBY_REPLICAS = Setting.number(
            "streams.standby.replicas",
            0,
            0,
            10,
            "Copies of each store kept up to date on other instances, so that one of them can take over at once. Set it "
                    + "to 1 where two or more instances run.");

    /** Setting: static membership. */
    public static final Setting<String> INSTANCE_ID = Setting.text(
            "streams.instance.id",
            "",
            "Name of this instance among the others, for static membership: a restart within the session time-out "
                    + "moves no work. Empty for dynamic membership: a stop hands the work over at once.");

    /** Setting: session time-out. */
    public static final Setting<Duration> SESSION_TIMEOUT = Setting.positiveDuration(
            "streams.session.timeout",
            "15s",
            "After this time without a sign of life an instance counts as dead, and others take over its work.");

    /** Setting: commit interval. */
    public static final Setting<Duration> COMMIT_INTERVAL = Setting.positiveDuration(
            "streams.commit.interval",
            "200ms",
            "Time between commits. Readers see results after the commit; each one costs a transaction.");

    /** Setting: cache. */
    public static final Setting<Long> CACHE_BYTES = Setting.bytes(
            "streams.cache.bytes",
            "32m",
            "Memory for record caches: of several changes to a story or count between two commits only the last is "
                    + "stored.");

    /** Setting: RocksDB memory. */
    public static final Setting<Long> ROCKSDB_BYTES = Setting.bytes(
            "streams.rocksdb.bytes",
            "128m",
            "Memory outside the heap for all stores together: blocks, indexes, filters and write buffers.");

    /** Setting: replication of internal topics. */
    public static final Setting<Integer> INTERNAL_REPLICATION = Setting.number(
            "streams.replication.factor",
            -1,
            -1,
            100,
            "Replication factor of changelogs and repartition topics; -1 takes the brokers' default.");

    /** Setting: contents. */
    public static final Setting<Duration> CONTENT_RETENTION = Setting.positiveDuration(
            "heads.content.retention",
            "7d",
            "How long text and analysis of an article are kept after it was last touched. A later sighting at a new "
                    + "place has it analysed again.");

    /** Setting: heads. */
    public static final Setting<Duration> HEAD_RETENTION = Setting.positiveDuration(
            "heads.retention",
            "30d",
            "How long an article is known after it was last touched. Not shorter than news.raw is kept, or a replay "
                    + "takes old articles for new ones.");

    /** Setting: stories' state. */
    public static final Setting<Duration> STORY_RETENTION = Setting.positiveDuration(
            "stories.retention",
            "14d",
            "How long articles and stories are kept for corrections and retractions to reach stories and related "
                    + "lists.");

    /** Setting: window. */
    public static final Setting<Duration> STORY_WINDOW = Setting.positiveDuration(
            "stories.window",
            "72h",
            "Articles further apart than this are never put into one story nor taken for copies.");

    /** Setting: threshold. */
    public static final Setting<Double> STORY_THRESHOLD = decimal(
            "stories.threshold",
            StoryOptions.DEFAULTS.storyThreshold(),
            "Similarity (0 to 1) from which an article joins a story. Higher gives more and purer stories.");

    /** Setting: duplicates. */
    public static final Setting<Double> DUPLICATE_THRESHOLD = decimal(
            "stories.duplicate.threshold",
            StoryOptions.DEFAULTS.duplicateThreshold(),
            "Share of common word 5-grams (0 to 1) from which two texts count as copies of one another.");

    /** Setting: related. */
    public static final Setting<Integer> MAX_RELATED =
            Setting.number("related.max", 10, 0, 100, "Length of an article's related list.");

    /** Setting: reverse related. */
    public static final Setting<Integer> MAX_REVERSE_RELATED = Setting.number(
            "related.reverse.max",
            5,
            0,
            100,
            "How many older articles are written again at most, because a new one belongs in their related lists.");

    /** Setting: index size. */
    public static final Setting<Integer> MAX_INDEXED = Setting.number(
            "stories.index.max",
            500_000,
            1_000,
            20_000_000,
            "Articles of one language held in memory for comparison, about 2 KB each; beyond it the oldest leave "
                    + "early.");

    /** Setting: trend window. */
    public static final Setting<Duration> TREND_WINDOW =
            Setting.positiveDuration("trends.window", "1h", "Length of a trend window.");

    /** Setting: trend grace. */
    public static final Setting<Duration> TREND_GRACE = Setting.duration(
            "trends.grace", "24h", "How late an article may come and still count in the window that it belongs to.");

    /** Setting: corrections to the knowledge base. */
    public static final Setting<String> KNOWLEDGE = Setting.text(
            "analysis.knowledge.file",
            "",
            "File with additions and corrections to the knowledge base of entities, read at start (see analysis.md). All "
                    + "instances need the same one.");

    /** All settings of the service. */
    public static final List<Setting<?>> SETTINGS = List.of(
            APPLICATION_ID,
            STATE_DIR,
            THREADS,
            STANDBY_REPLICAS,
            INSTANCE_ID,
            SESSION_TIMEOUT,
            COMMIT_INTERVAL,
            CACHE_BYTES,
            ROCKSDB_BYTES,
            INTERNAL_REPLICATION,
            CONTENT_RETENTION,
            HEAD_RETENTION,
            STORY_RETENTION,
            STORY_WINDOW,
            STORY_THRESHOLD,
            DUPLICATE_THRESHOLD,
            MAX_RELATED,
            MAX_REVERSE_RELATED,
            MAX_INDEXED,
            TREND_WINDOW,
            TREND_GRACE,
            KNOWLEDGE);

    /** How far ahead of our clock a record's time may be. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    /**
     * Reads the configuration from a service's settings.
     *
     * @throws ConfigException naming the key when values do not go together
     */
    public static EnrichConfig of(Settings settings) {
        StoryOptions base = StoryOptions.DEFAULTS;
        Duration window = settings.get(STORY_WINDOW);
        EnrichConfig config = new EnrichConfig(
                settings.get(APPLICATION_ID),
                settings.get(STATE_DIR).toAbsolutePath().normalize(),
                settings.get(THREADS),
                settings.get(STANDBY_REPLICAS),
                settings.get(INSTANCE_ID),
                settings.get(SESSION_TIMEOUT),
                settings.get(COMMIT_INTERVAL),
                settings.get(CACHE_BYTES),
                settings.get(ROCKSDB_BYTES),
                settings.get(INTERNAL_REPLICATION),
                settings.get(CONTENT_RETENTION),
                settings.get(HEAD_RETENTION),
                settings.get(STORY_RETENTION),
                settings.get(TREND_WINDOW),
                settings.get(TREND_GRACE),
                new StoryOptions(
                        window,
                        settings.get(STORY_THRESHOLD),
                        base.stayFactor(),
                        base.similarThreshold(),
                        base.halfLife(),
                        settings.get(DUPLICATE_THRESHOLD),
                        base.duplicateSimHashBits(),
                        settings.get(MAX_RELATED),
                        settings.get(MAX_REVERSE_RELATED),
                        settings.get(MAX_INDEXED),
                        base.maxMembers()),
                knowledge(settings.get(KNOWLEDGE)),
                settings.get(Settings.SHUTDOWN_TIMEOUT));
        if (!config.applicationId.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new ConfigException(
                    APPLICATION_ID.key(), "expected letters, digits, dots, dashes and underscores, 100 at most");
        }
        if (config.headRetention.compareTo(config.contentRetention) < 0) {
            throw new ConfigException(HEAD_RETENTION.key(), "must not be shorter than " + CONTENT_RETENTION.key());
        }
        if (config.storyRetention.compareTo(window) < 0) {
            throw new ConfigException(STORY_RETENTION.key(), "must not be shorter than " + STORY_WINDOW.key());
        }
        return config;
    }

    /** What the topology depends on, for a number of partitions of news.raw. */
    public EnrichOptions options(int rawPartitions) {
        return new EnrichOptions(
                rawPartitions,
                contentRetention,
                headRetention,
                storyRetention,
                trendWindow,
                trendGrace,
                stories,
                Clock.systemUTC(),
                CLOCK_TOLERANCE);
    }

    private static Path knowledge(String file) {
        if (file.isBlank()) {
            return null;
        }
        Path path = Path.of(file.strip()).toAbsolutePath().normalize();
        if (!Files.isReadable(path)) {
            throw new ConfigException(KNOWLEDGE.key(), "cannot read " + path);
        }
        return path;
    }

    private static Setting<Double> decimal(String key, double byDefault, String description) {
        return new Setting<>(key, String.valueOf(byDefault), description, false, value -> {
            double number;
            try {
                number = Double.parseDouble(value.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a number, not '" + value + "'", e);
            }
            if (number > 0 && number <= 1) {
                return number;
            }
            throw new IllegalArgumentException("expected a number above 0 and at most 1, not " + value);
        });
    }
}
