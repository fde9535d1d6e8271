package io.newsflow.schemas.serde;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How to reach the schema registry.
 *
 * @param urls addresses, tried in turn; {@code mock://name} is a registry in memory
 * @param autoRegister register a schema that the registry does not know, instead of refusing to write
 * @param retryBudget how long a call is repeated while the registry is away, before
 *     {@link RegistryUnavailableException}
 * @param unknownIdGrace how long an id that the registry does not know is asked for again before the record counts as
 *     damaged: a follower may lag behind the leader
 * @param client settings passed to Confluent's client as they are: credentials, TLS, proxies, time-outs
 */
public record RegistryConfig(
        List<String> urls,
        boolean autoRegister,
        Duration retryBudget,
        Duration unknownIdGrace,
        Map<String, String> client) {
    /** Setting: addresses, separated by commas. */
    public static final String URL = "schema.registry.url";

    /** Setting: register unknown schemas; off by default. */
    public static final String AUTO_REGISTER = "schema.registry.auto.register";

    /** Setting: retry budget in milliseconds; a minute by default. */
    public static final String RETRY_BUDGET_MS = "schema.registry.retry.budget.ms";

    /** Setting: grace for unknown ids in milliseconds; five seconds by default. */
    public static final String UNKNOWN_ID_GRACE_MS = "schema.registry.unknown.id.grace.ms";

    private static final String PREFIX = "schema.registry.";
    private static final String TLS_PREFIX = PREFIX + "ssl.";
    private static final Set<String> OWN = Set.of(URL, AUTO_REGISTER, RETRY_BUDGET_MS, UNKNOWN_ID_GRACE_MS);
    // An unknown source would send no credentials, and the client would not say so.
    private static final Set<String> BASIC_SOURCES = Set.of("URL", "USER_INFO", "SASL_INHERIT");
    private static final String CUSTOM = "CUSTOM";
    private static final Set<String> BEARER_SOURCES = Set.of("STATIC_TOKEN", CUSTOM);
    /** Settings of the client that are safe to pass on; it ignores what it does not know, so a typo would be silent. */
    private static final Set<String> CLIENT_KEYS = Set.of(
            "basic.auth.credentials.source",
            "basic.auth.user.info",
            "bearer.auth.credentials.source",
            "bearer.auth.token",
            "bearer.auth.logical.cluster",
            "bearer.auth.identity.pool.id",
            "bearer.auth.custom.provider.class",
            "http.connect.timeout.ms",
            "http.read.timeout.ms",
            "missing.cache.size",
            "missing.id.cache.ttl.sec",
            "missing.schema.cache.ttl.sec",
            "missing.version.cache.ttl.sec",
            "proxy.host",
            "proxy.port",
            "sasl.jaas.config",
            "sasl.mechanism");
    // The client's own limits of a minute would eat the whole retry budget in one attempt.
    private static final Map<String, String> CLIENT_DEFAULTS =
            Map.of("http.connect.timeout.ms", "5000", "http.read.timeout.ms", "10000");

    /** Checks the values. */
    public RegistryConfig {
        urls = List.copyOf(urls);
        client = Map.copyOf(client);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(URL + ": no address given");
        }
        for (String url : urls) {
            if (!url.matches("(https?|mock)://\\S+")) {
                throw new IllegalArgumentException(
                        URL + ": '" + url.replaceFirst("[^/@]*@", "") + "' is no http, https or mock address");
            }
        }
        check(client, "basic.auth.credentials.source", BASIC_SOURCES);
        check(client, "bearer.auth.credentials.source", BEARER_SOURCES);
        if (!CUSTOM.equals(client.get("bearer.auth.credentials.source"))) {
            for (String key : client.keySet()) {
                if (!key.startsWith(TLS_PREFIX) && !CLIENT_KEYS.contains(key)) {
                    throw new IllegalArgumentException(PREFIX + key + ": no such setting");
                }
            }
        }
        if ("STATIC_TOKEN".equals(client.get("bearer.auth.credentials.source"))
                && client.getOrDefault("bearer.auth.token", "").isBlank()) {
            throw new IllegalArgumentException(PREFIX + "bearer.auth.token: STATIC_TOKEN wants it");
        }
        if ("USER_INFO".equals(client.get("basic.auth.credentials.source"))
                && !client.getOrDefault("basic.auth.user.info", "").contains(":")) {
            throw new IllegalArgumentException(
                    PREFIX + "basic.auth.user.info: USER_INFO wants it in the form user:password");
        }
    }

    /**
     * Reads the settings that begin with {@code schema.registry.}; others are passed over. What is not one of ours goes
     * to Confluent's client with the prefix off, except TLS settings ({@code schema.registry.ssl.*}), which it wants
     * with it.
     *
     * @throws IllegalArgumentException naming the key when a value is wrong
     */
    public static RegistryConfig of(Map<String, ?> settings) {
        Map<String, String> client = new HashMap<>(CLIENT_DEFAULTS);
        settings.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && !OWN.contains(key) && value != null) {
                client.put(key.startsWith(TLS_PREFIX) ? key : key.substring(PREFIX.length()), value.toString());
            }
        });
        Object url = settings.get(URL);
        List<String> urls = url == null
                ? List.of()
                : Arrays.stream(url.toString().split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
        return new RegistryConfig(
                urls,
                bool(settings, AUTO_REGISTER),
                Duration.ofMillis(number(settings, RETRY_BUDGET_MS, 60_000)),
                Duration.ofMillis(number(settings, UNKNOWN_ID_GRACE_MS, 5_000)),
                client);
    }

    /** The addresses without user and password, for logs and messages. */
    public List<String> shownUrls() {
        return urls.stream().map(url -> url.replaceFirst("//[^/@]*@", "//")).toList();
    }

    private static void check(Map<String, String> client, String key, Set<String> known) {
        String value = client.get(key);
        if (value != null && !known.contains(value)) {
            throw new IllegalArgumentException(PREFIX + key + ": '" + value + "' is none of " + known);
        }
    }

    private static boolean bool(Map<String, ?> settings, String key) {
        Object value = settings.get(key);
        if (value == null) {
            return false;
        }
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + ": expected true or false, not '" + value + "'");
        };
    }

    private static long number(Map<String, ?> settings, String key, long byDefault) {
        Object value = settings.get(key);
        if (value == null) {
            return byDefault;
        }
        try {
            long number = Long.parseLong(value.toString());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": '" + value + "' is no number of milliseconds", e);
        }
        throw new IllegalArgumentException(key + ": must not be negative");
    }
}
