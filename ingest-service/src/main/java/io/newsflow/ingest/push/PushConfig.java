package io.newsflow.ingest.push;

import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of the push API.
 *
 * @param enabled whether it is served
 * @param host address to listen on
 * @param port port; 0 takes a free one
 * @param keysFile file of the API keys
 * @param maxBytes largest body, also after decompression
 * @param maxArticles most articles in a body
 * @param inFlightBytes most bytes of bodies under way
 * @param concurrency most requests under way
 */
public record PushConfig(
        boolean enabled,
        String host,
        int port,
        Path keysFile,
        int maxBytes,
        int maxArticles,
        long inFlightBytes,
        int concurrency) {

    static final Setting<Boolean> ENABLED =
            Setting.flag("push.enabled", false, "Serve the push API (POST /v1/articles).");
    static final Setting<String> HOST = Setting.text(
            "push.host",
            "0.0.0.0",
            "Address on which the push API listens. It speaks plain HTTP: put what ends TLS in front of it.");
    static final Setting<Integer> PORT =
            Setting.number("push.port", 8090, 0, 65_535, "Port of the push API; 0 takes a free one.");
    static final Setting<String> KEYS_FILE = Setting.text(
            "push.keys.file",
            "",
            "JSON file of the API keys and what each may do (see ingest.md); read again when it changes.");
    static final Setting<Long> MAX_BYTES = Setting.bytes(
            "push.max.bytes",
            "16m",
            "1k",
            "256m",
            "Largest body of a push, as sent and after decompression; larger ones get 413.");
    static final Setting<Integer> MAX_ARTICLES =
            Setting.number("push.max.articles", 5_000, 1, 10_000, "Most articles in one push.");
    static final Setting<Long> IN_FLIGHT_BYTES = Setting.bytes(
            "push.inflight.bytes",
            "32m",
            "Most bytes of pushes under way at once; beyond it senders get 429 with Retry-After. A body of unknown length or"
                    + " in gzip counts as the largest. Each byte takes some six of the heap.");
    static final Setting<Integer> CONCURRENCY = Setting.number(
            "push.concurrency",
            32,
            1,
            1_000,
            "Most pushes and retractions under way at once; beyond it senders get 429 with Retry-After.");

    /** The settings. */
    public static final List<Setting<?>> SETTINGS =
            List.of(ENABLED, HOST, PORT, KEYS_FILE, MAX_BYTES, MAX_ARTICLES, IN_FLIGHT_BYTES, CONCURRENCY);

    /**
     * Reads the settings.
     *
     * @param settings loaded settings
     * @return the configuration
     * @throws ConfigException naming the key that is wrong
     */
    public static PushConfig of(Settings settings) {
        boolean enabled = settings.get(ENABLED);
        String file = settings.get(KEYS_FILE);
        if (enabled && file.isBlank()) {
            throw new ConfigException(KEYS_FILE.key(), "must be given where push.enabled is true");
        }
        long bytes = settings.get(MAX_BYTES);
        long inFlight = settings.get(IN_FLIGHT_BYTES);
        if (inFlight < bytes) {
            throw new ConfigException(IN_FLIGHT_BYTES.key(), "is less than " + MAX_BYTES.key());
        }
        return new PushConfig(
                enabled,
                settings.get(HOST),
                settings.get(PORT),
                file.isBlank() ? null : Path.of(file),
                Math.toIntExact(bytes),
                settings.get(MAX_ARTICLES),
                inFlight,
                settings.get(CONCURRENCY));
    }
}
