package io.newsflow.indexer;

import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Configuration of indexer-service.
 *
 * @param elasticsearch how to reach Elasticsearch
 * @param group consumer group
 * @param embedding what makes vectors of articles
 * @param limits bounds of the bulk pipeline
 * @param generationInterval time between questions to Elasticsearch, which generation of the index serves
 * @param retentionMonths whole months of articles to keep beside the present one; 0 for all
 * @param commitInterval time between commits of offsets
 * @param shutdownTimeout how long a stop may wait for answers
 */
public record IndexerConfig(
        Elasticsearch elasticsearch,
        String group,
        Embedding embedding,
        BulkPipeline.Limits limits,
        Duration generationInterval,
        int retentionMonths,
        Duration commitInterval,
        Duration shutdownTimeout) {
    /**
     * How to reach Elasticsearch.
     *
     * @param urls nodes, used in turn
     * @param apiKey API key in its encoded form; empty for none
     * @param user user for basic authentication; empty for none
     * @param password its password
     * @param caFile certificate authority in PEM form; empty path for the JVM's own
     * @param fingerprint SHA-256 fingerprint of the CA in hexadecimal; empty for none
     * @param timeout how long to wait for an answer
     */
    public record Elasticsearch(
            List<String> urls,
            String apiKey,
            String user,
            String password,
            Path caFile,
            String fingerprint,
            Duration timeout) {
        /** Nodes that want no credentials and no TLS, as the local stack has them. */
        public static Elasticsearch plain(List<String> urls) {
            return new Elasticsearch(urls, "", "", "", Path.of(""), "", Duration.ofSeconds(60));
        }

        /** Reads what settings say under {@code elasticsearch.}. */
        public static Elasticsearch of(Settings settings) {
            return new Elasticsearch(
                    settings.get(URLS),
                    settings.get(API_KEY),
                    settings.get(USER),
                    settings.get(PASSWORD),
                    settings.get(CA_FILE),
                    settings.get(FINGERPRINT),
                    settings.get(TIMEOUT));
        }
    }

    /**
     * What makes vectors of articles.
     *
     * @param className an {@link Embedder}, or {@value IndexerConfig#NO_EMBEDDER}
     * @param path jar files and folders with its classes; empty for the class path
     */
    public record Embedding(String className, List<String> path) {}

    /** Stands for no {@link Embedder}. */
    public static final String NO_EMBEDDER = "none";

    /** Setting: nodes. */
    public static final Setting<List<String>> URLS =
            Setting.list("elasticsearch.urls", "http://localhost:9200", "Elasticsearch nodes, separated by commas.");

    /** Setting: API key. */
    public static final Setting<String> API_KEY =
            Setting.secret("elasticsearch.api.key", "", "API key in its encoded form; wins over user and password.");

    /** Setting: user. */
    public static final Setting<String> USER =
            Setting.text("elasticsearch.user", "", "User for basic authentication; empty for none.");

    /** Setting: password. */
    public static final Setting<String> PASSWORD =
            Setting.secret("elasticsearch.password", "", "Password for basic authentication.");

    /** Setting: certificate authority. */
    public static final Setting<Path> CA_FILE = Setting.path(
            "elasticsearch.ca.file", "", "Certificate authority (PEM) to trust; empty for the JVM's own list.");

    /** Setting: fingerprint of the certificate authority. */
    public static final Setting<String> FINGERPRINT = Setting.text(
            "elasticsearch.ca.fingerprint", "", "SHA-256 fingerprint of the certificate authority to trust, in hex.");

    /** Setting: time-out of a request. */
    public static final Setting<Duration> TIMEOUT =
            Setting.positiveDuration("elasticsearch.timeout", "60s", "How long to wait for the answer to a request.");

    /** Setting: consumer group. */
    public static final Setting<String> GROUP = Setting.text(
            "indexer.group.id",
            "newsflow-indexer",
            "Consumer group of all instances that share the work; -g and the index's generation are added.");

    /** Setting: how often to ask which generation serves. */
    public static final Setting<Duration> GENERATION_INTERVAL = Setting.positiveDuration(
            "indexer.generation.check.interval",
            "5s",
            "Time between questions to Elasticsearch, which generation of the index serves.");

    /** Setting: months kept. */
    public static final Setting<Integer> RETENTION_MONTHS = Setting.number(
            "index.retention.months",
            0,
            0,
            1_200,
            "Whole months of articles to keep beside the present one; older months are deleted, and 0 keeps all.");

    /** Setting: class that makes vectors. */
    public static final Setting<String> EMBEDDER_CLASS = Setting.text(
            "index.embedder.class",
            NO_EMBEDDER,
            "Class that makes a vector of each article (io.newsflow.indexer.Embedder), or none.");

    /** Setting: where that class is. */
    public static final Setting<List<String>> EMBEDDER_PATH = Setting.list(
            "index.embedder.path",
            "",
            "Jar files with the class that makes vectors, separated by commas; empty for the class path.");

    /** Setting: most bytes in a bulk. */
    public static final Setting<Long> BULK_BYTES =
            Setting.bytes("indexer.bulk.max.bytes", "8m", "Most bytes of documents in one bulk request.");

    /** Setting: least bytes in a bulk. */
    public static final Setting<Long> BULK_MIN_BYTES = Setting.bytes(
            "indexer.bulk.min.bytes", "128k", "Bytes below which a bulk request is not cut, however slow the answers.");

    /** Setting: what an answer should take. */
    public static final Setting<Duration> BULK_LATENCY = Setting.positiveDuration(
            "indexer.bulk.target.latency",
            "500ms",
            "How long the answer to a bulk request should take; its size follows from that.");

    /** Setting: documents in a bulk. */
    public static final Setting<Integer> BULK_OPERATIONS =
            Setting.number("indexer.bulk.max.operations", 2_000, 1, 100_000, "Most documents in one bulk request.");

    /** Setting: bulks at once. */
    public static final Setting<Integer> BULK_REQUESTS = Setting.number(
            "indexer.bulk.max.requests",
            8,
            1,
            64,
            "Most bulk requests under way at once; how many there are follows from what answers take.");

    /** Setting: linger. */
    public static final Setting<Duration> LINGER = Setting.duration(
            "indexer.bulk.linger",
            "100ms",
            "How long a document waits for others while a request is under way; without one it goes at once.");

    /** Setting: first back-off. */
    public static final Setting<Duration> FIRST_BACKOFF = Setting.positiveDuration(
            "indexer.retry.backoff", "200ms", "Longest first pause before a refused document is tried again.");

    /** Setting: longest back-off. */
    public static final Setting<Duration> MAX_BACKOFF = Setting.positiveDuration(
            "indexer.retry.backoff.max", "30s", "Longest pause between tries; tries never end.");

    /** Setting: buffer. */
    public static final Setting<Long> BUFFER = Setting.bytes(
            "indexer.buffer.max.bytes",
            "64m",
            "Bytes of records and documents held in memory; beyond it reading pauses until some are indexed.");

    /** Setting: commit interval. */
    public static final Setting<Duration> COMMIT_INTERVAL =
            Setting.positiveDuration("indexer.commit.interval", "1s", "Time between commits of offsets.");

    /** Settings of how Elasticsearch is reached, which others than the service read too. */
    public static final List<Setting<?>> ELASTICSEARCH_SETTINGS =
            List.of(URLS, API_KEY, USER, PASSWORD, CA_FILE, FINGERPRINT, TIMEOUT);

    /** All settings of the service. */
    public static final List<Setting<?>> SETTINGS = Stream.concat(
                    ELASTICSEARCH_SETTINGS.stream(),
                    Stream.of(
                            GROUP,
                            GENERATION_INTERVAL,
                            RETENTION_MONTHS,
                            EMBEDDER_CLASS,
                            EMBEDDER_PATH,
                            BULK_BYTES,
                            BULK_MIN_BYTES,
                            BULK_LATENCY,
                            BULK_OPERATIONS,
                            BULK_REQUESTS,
                            LINGER,
                            FIRST_BACKOFF,
                            MAX_BACKOFF,
                            BUFFER,
                            COMMIT_INTERVAL))
            .toList();

    /** Reads the configuration from a service's settings. */
    public static IndexerConfig of(Settings settings) {
        return new IndexerConfig(
                Elasticsearch.of(settings),
                settings.get(GROUP),
                new Embedding(settings.get(EMBEDDER_CLASS), settings.get(EMBEDDER_PATH)),
                new BulkPipeline.Limits(
                        bytes(settings, BULK_MIN_BYTES, BULK_BYTES),
                        bytes(settings, BULK_BYTES, BUFFER),
                        settings.get(BULK_LATENCY).toMillis(),
                        settings.get(BULK_OPERATIONS),
                        settings.get(BULK_REQUESTS),
                        settings.get(LINGER).toMillis(),
                        settings.get(FIRST_BACKOFF).toMillis(),
                        settings.get(MAX_BACKOFF).toMillis(),
                        settings.get(BUFFER)),
                settings.get(GENERATION_INTERVAL),
                settings.get(RETENTION_MONTHS),
                settings.get(COMMIT_INTERVAL),
                settings.get(Settings.SHUTDOWN_TIMEOUT));
    }

    /** A size of a request, which must not be more than another setting. */
    private static int bytes(Settings settings, Setting<Long> setting, Setting<Long> most) {
        long value = settings.get(setting);
        long bound = Math.min(settings.get(most), Integer.MAX_VALUE);
        if (value < 1 || value > bound) {
            throw new ConfigException(
                    setting.key(), "expected 1 to " + bound + " bytes (" + most.key() + "), not " + value);
        }
        return (int) value;
    }
}
