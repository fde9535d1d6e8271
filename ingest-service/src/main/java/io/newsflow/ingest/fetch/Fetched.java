package io.newsflow.ingest.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A response, whatever its status.
 *
 * @param status HTTP status
 * @param url address that answered, after redirects
 * @param permanentUrl address that the requested one has moved to for good; null where it has not moved, or only for now
 * @param headers headers, names in lower case
 * @param body body, decompressed; empty for statuses without one
 * @param at when the response was complete
 * @param took time from request to complete response, redirects included
 */
public record Fetched(
        int status,
        String url,
        String permanentUrl,
        Map<String, List<String>> headers,
        byte[] body,
        Instant at,
        Duration took) {

    /**
     * First value of a header.
     *
     * @param name name in lower case
     * @return the value, or nothing
     */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Whether the status is 2xx. */
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Whether the known copy is still good (304). */
    public boolean notModified() {
        return status == 304;
    }
}
