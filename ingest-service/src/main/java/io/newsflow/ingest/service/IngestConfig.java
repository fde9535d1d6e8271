package io.newsflow.ingest.service;

import io.newsflow.ingest.fetch.FetchLimits;
import io.newsflow.ingest.fetch.HostGate;
import io.newsflow.ingest.push.DropConfig;
import io.newsflow.ingest.push.PushConfig;
import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of ingest-service.
 *
 * @param group consumer group that shares out the sources
 * @param concurrency most fetches under way at once
 * @param workers threads that extract articles
 * @param limits limits of each fetch
 * @param allowPrivate whether addresses that are not public may be fetched
 * @param userAgent who asks
 * @param host limits that hold for every host
 * @param robotsForFeeds whether robots.txt is asked for feeds and sitemaps that are sources too
 * @param schedule how often sources are polled
 * @param seenItems most items remembered for each source beside those that it lists
 * @param pagesPerPoll most pages that the items of one poll are followed to
 * @param push the push API
 * @param drop the drop folder
 * @param webSub how hubs are subscribed to; null where they are not
 */
public record IngestConfig(
        String group,
        int concurrency,
        int workers,
        FetchLimits limits,
        boolean allowPrivate,
        String userAgent,
        HostGate.Rules host,
        boolean robotsForFeeds,
        PollSchedule.Bounds schedule,
        int seenItems,
        int pagesPerPoll,
        PushConfig push,
        DropConfig drop,
        WebSub.Settings webSub) {

    private static final int SHORTEST_SECRET = 16;

    static final Setting<String> GROUP = Setting.text(
            "ingest.group",
            "newsflow-ingest",
            "Consumer group whose members share out the sources; also begins the transactional ids.");
    static final Setting<Integer> CONCURRENCY =
            Setting.number("fetch.concurrency", 128, 1, 2_000, "Most fetches under way at once in this instance.");
    static final Setting<Integer> WORKERS = Setting.number(
            "ingest.workers", 0, 0, 256, "Threads that extract articles; 0 takes the number of processors.");
    static final Setting<Duration> CONNECT_TIMEOUT =
            Setting.duration("fetch.connect.timeout", "10s", "Longest time to get a connection.");
    static final Setting<Duration> TIMEOUT =
            Setting.duration("fetch.timeout", "30s", "Longest time for a fetch, redirects and body included.");
    static final Setting<Long> MAX_BYTES =
            Setting.bytes("fetch.max.bytes", "16m", "1k", "256m", "Largest document, as sent and after decompression.");
    static final Setting<Integer> MAX_REDIRECTS =
            Setting.number("fetch.max.redirects", 5, 0, 20, "Most redirects followed in a fetch.");
    static final Setting<Boolean> ALLOW_PRIVATE = Setting.flag(
            "fetch.private.addresses",
            false,
            "Fetch private, loopback and link-local addresses too. For tests and closed networks: whoever adds a source"
                    + " can then reach every service that this one can.");
    static final Setting<String> USER_AGENT = Setting.text(
            "fetch.user.agent",
            "Newsflow/0.1",
            "Who asks, as User-Agent of every request. The part before the first slash is the name that robots.txt files"
                    + " are searched for.");
    static final Setting<String> CONTACT = Setting.text(
            "fetch.contact",
            "",
            "Web or mail address for complaints, such as https://example.org/bot or news@example.org; becomes part of the"
                    + " User-Agent. Give one: sites block those that they cannot reach.");
    static final Setting<Boolean> ROBOTS_FOR_FEEDS = Setting.flag(
            "fetch.robots.feeds",
            true,
            "Ask robots.txt before feeds and sitemaps that are sources too, as for pages. Without it, what was added as a"
                    + " source of these kinds is read as a feed reader would on its user's behalf.");
    static final Setting<Integer> HOST_CONNECTIONS =
            Setting.number("fetch.host.connections", 1, 1, 64, "Most requests at a time to one host and port.");
    static final Setting<Duration> HOST_PAUSE = Setting.duration(
            "fetch.host.pause",
            "1s",
            "Time in which a host earns the right to one request; a longer crawl-delay of its robots.txt goes before.");
    static final Setting<Integer> HOST_BURST = Setting.number(
            "fetch.host.burst",
            3,
            1,
            100,
            "Most rights to a request that a host saves up: after a quiet time so many follow each other without a pause.");
    static final Setting<Duration> DEFAULT_INTERVAL = Setting.duration(
            "poll.interval.default", "15m", "Time between polls of a source whose publication rate is not known yet.");
    static final Setting<Duration> MIN_INTERVAL = Setting.duration(
            "poll.interval.min", "5m", "Shortest time between polls that is chosen by publication rate.");
    static final Setting<Duration> MAX_INTERVAL = Setting.duration(
            "poll.interval.max", "6h", "Longest time between polls that is chosen by publication rate.");
    static final Setting<Duration> MAX_BACKOFF =
            Setting.duration("poll.backoff.max", "24h", "Longest time between polls of a source that keeps failing.");
    static final Setting<Integer> SEEN_ITEMS = Setting.number(
            "ingest.seen.items",
            200,
            10,
            10_000,
            "Items remembered for each source beside those that it lists: one that comes back later than that is published"
                    + " again.");
    static final Setting<Integer> PAGES_PER_POLL = Setting.number(
            "fetch.pages.per.poll",
            50,
            1,
            1_000,
            "Most pages that a poll of a source with full text follows its items to; the others follow with the next"
                    + " poll, which is due at once.");
    static final Setting<String> WEBSUB_CALLBACK = Setting.text(
            "websub.callback.url",
            "",
            "Public address at which hubs reach this very instance, such as https://news.example.org/websub; feeds that name a"
                    + " WebSub hub are subscribed to. Without it, they are only polled.");
    static final Setting<String> WEBSUB_HOST = Setting.text(
            "websub.host", "0.0.0.0", "Address on which hubs are listened to, where websub.callback.url is set.");
    static final Setting<Integer> WEBSUB_PORT =
            Setting.number("websub.port", 8085, 0, 65_535, "Port on which hubs are listened to; 0 takes a free one.");
    static final Setting<String> WEBSUB_SECRET = Setting.secret(
            "websub.secret",
            "",
            "What the tokens and keys of all subscriptions are derived from, at least 16 characters, the same for all"
                    + " instances. Must be given where websub.callback.url is.");
    static final Setting<Duration> WEBSUB_LEASE =
            Setting.duration("websub.lease", "10d", "Time that hubs are asked to push for; renewed in time.");
    static final Setting<Duration> WEBSUB_POLL_INTERVAL = Setting.duration(
            "websub.poll.interval", "3h", "Time between polls of a source while its hub pushes what is new.");

    /** All settings of the service beside the common ones. */
    public static final List<Setting<?>> SETTINGS = all(
            GROUP,
            CONCURRENCY,
            WORKERS,
            CONNECT_TIMEOUT,
            TIMEOUT,
            MAX_BYTES,
            MAX_REDIRECTS,
            ALLOW_PRIVATE,
            USER_AGENT,
            CONTACT,
            ROBOTS_FOR_FEEDS,
            HOST_CONNECTIONS,
            HOST_PAUSE,
            HOST_BURST,
            DEFAULT_INTERVAL,
            MIN_INTERVAL,
            MAX_INTERVAL,
            MAX_BACKOFF,
            SEEN_ITEMS,
            PAGES_PER_POLL,
            WEBSUB_CALLBACK,
            WEBSUB_HOST,
            WEBSUB_PORT,
            WEBSUB_SECRET,
            WEBSUB_LEASE,
            WEBSUB_POLL_INTERVAL);

    private static List<Setting<?>> all(Setting<?>... own) {
        List<Setting<?>> all = new ArrayList<>(List.of(own));
        all.addAll(PushConfig.SETTINGS);
        all.addAll(DropConfig.SETTINGS);
        return List.copyOf(all);
    }

    /**
     * Reads the settings.
     *
     * @param settings loaded settings
     * @return the configuration
     * @throws ConfigException naming the key that is wrong
     */
    public static IngestConfig of(Settings settings) {
        Duration least = settings.get(MIN_INTERVAL);
        Duration most = settings.get(MAX_INTERVAL);
        if (least.compareTo(most) > 0) {
            throw new ConfigException(MIN_INTERVAL.key(), "is longer than " + MAX_INTERVAL.key());
        }
        int workers = settings.get(WORKERS);
        return new IngestConfig(
                settings.get(GROUP),
                settings.get(CONCURRENCY),
                workers == 0 ? Runtime.getRuntime().availableProcessors() : workers,
                new FetchLimits(
                        settings.get(CONNECT_TIMEOUT),
                        settings.get(TIMEOUT),
                        settings.get(MAX_BYTES).intValue(),
                        settings.get(MAX_REDIRECTS)),
                settings.get(ALLOW_PRIVATE),
                agent(settings),
                new HostGate.Rules(settings.get(HOST_CONNECTIONS), settings.get(HOST_PAUSE), settings.get(HOST_BURST)),
                settings.get(ROBOTS_FOR_FEEDS),
                new PollSchedule.Bounds(settings.get(DEFAULT_INTERVAL), least, most, settings.get(MAX_BACKOFF)),
                settings.get(SEEN_ITEMS),
                settings.get(PAGES_PER_POLL),
                PushConfig.of(settings),
                DropConfig.of(settings),
                webSub(settings));
    }

    /** The user agent with the address for complaints. */
    private static String agent(Settings settings) {
        for (Setting<String> setting : List.of(USER_AGENT, CONTACT)) {
            if (!settings.get(setting).chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
                throw new ConfigException(setting.key(), "expected printable ASCII");
            }
        }
        String agent = settings.get(USER_AGENT).strip();
        if (!agent.matches("[A-Za-z][A-Za-z0-9_-]*(/.*)?")) {
            throw new ConfigException(USER_AGENT.key(), "expected a name of letters, and a version after a slash");
        }
        String contact = settings.get(CONTACT).strip();
        return contact.isEmpty() ? agent : agent + " (+" + contact + ")";
    }

    private static WebSub.Settings webSub(Settings settings) {
        String callback = settings.get(WEBSUB_CALLBACK).strip().replaceFirst("/+$", "");
        if (callback.isEmpty()) {
            return null;
        }
        if (!callback.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
            throw new ConfigException(WEBSUB_CALLBACK.key(), "expected an http or https address without a query");
        }
        String secret = settings.get(WEBSUB_SECRET);
        if (secret.length() < SHORTEST_SECRET) {
            throw new ConfigException(WEBSUB_SECRET.key(), "expected at least " + SHORTEST_SECRET + " characters");
        }
        return new WebSub.Settings(
                callback,
                settings.get(WEBSUB_HOST),
                settings.get(WEBSUB_PORT),
                secret,
                settings.get(WEBSUB_LEASE),
                settings.get(WEBSUB_POLL_INTERVAL));
    }
}
