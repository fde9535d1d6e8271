package io.newsflow.ingest.fetch;

import io.newsflow.ingest.time.ArticleTimes;
import java.time.Duration;
import java.time.Instant;

/** Reads Retry-After (RFC 9110, 10.2.3). */
public final class Retry {
    private Retry() {}

    /**
     * What a Retry-After header asks for.
     *
     * @param header its value: seconds, or a date; may be null
     * @param now when it was received
     * @return the time, or null where it names none
     */
    public static Duration after(String header, Instant now) {
        String value = header == null ? "" : header.strip();
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        return ArticleTimes.parse(value, "http-header", now)
                .map(date -> Duration.between(now, date.getValue()))
                .filter(time -> !time.isNegative())
                .orElse(null);
    }
}
