package io.newsflow.ingest.fetch;

import java.time.Duration;

/**
 * Limits of a fetch.
 *
 * @param connect longest time to get a connection
 * @param total longest time for everything, redirects and body included
 * @param bytes largest body, as sent and after decompression
 * @param redirects most redirects followed
 */
public record FetchLimits(Duration connect, Duration total, int bytes, int redirects) {
    /** What suits feeds. */
    public static final FetchLimits DEFAULT =
            new FetchLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), 16 * 1024 * 1024, 5);
}
