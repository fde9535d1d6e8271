package io.newsflow.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the demo's feeds over HTTP on loopback, as their publishers would: with content types of the field, ETags and
 * 304 answers. The feeds are documents in the dialects, languages and charsets that their declarations say; only their
 * dates are filled in when they are served, so that the news is of today: {@code @{rfc822 -PT2H}} and
 * {@code @{iso -PT2H}} stand for the start of the site less two hours.
 */
final class DemoSite implements AutoCloseable {
    /**
     * A feed of the site.
     *
     * @param file name of the resource and last part of its address
     * @param contentType what the server declares
     * @param name readable name
     * @param articles how many articles it holds
     */
    record Feed(String file, String contentType, String name, int articles) {}

    /** All feeds that hold news. */
    static final List<Feed> FEEDS = List.of(
            new Feed("harbour-courier.xml", "application/rss+xml", "Harbour Courier (RSS 2.0, English)", 4),
            new Feed("alpine-post.atom", "application/atom+xml; charset=utf-8", "The Alpine Post (Atom, English)", 3),
            new Feed("rheinblick.xml", "text/xml", "Rheinblick (RSS 2.0, ISO-8859-1, German)", 3),
            new Feed("gazette-du-lac.rdf", "application/rdf+xml", "La Gazette du Lac (RSS 1.0, French)", 2),
            new Feed("el-faro-del-sur.json", "application/feed+json", "El Faro del Sur (JSON Feed, Spanish)", 2),
            new Feed(
                    "dniprovskyi-visnyk.xml",
                    "application/xml",
                    "Dniprovskyi Visnyk (RSS 2.0, windows-1251, Ukrainian)",
                    2));

    /** What is served under a feed's address and is none: it must end in the dead letters. */
    static final String BROKEN_FEED = "not-a-feed.xml";

    private static final Pattern DATE = Pattern.compile("@\\{(rfc822|iso) ([^}]+)}");
    private static final DateTimeFormatter RFC_822 = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final HttpServer server;
    private final ExecutorService threads;
    private final Instant now;

    private DemoSite(HttpServer server, Instant now) {
        this.server = server;
        this.now = now;
        this.threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "demo-site");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the site on a free port of loopback.
     *
     * @param clock what "now" is for the feeds' dates
     * @throws IOException when no port can be bound
     */
    static DemoSite start(Clock clock) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        DemoSite site = new DemoSite(server, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        server.setExecutor(site.threads);
        server.createContext("/", site::answer);
        server.start();
        return site;
    }

    /** Address of a document of the site. */
    String url(String file) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String file = exchange.getRequestURI().getPath().substring(1);
            if (file.equals(BROKEN_FEED)) {
                send(exchange, "text/xml", "Service moved. Please call again.\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            for (Feed feed : FEEDS) {
                if (feed.file().equals(file)) {
                    send(exchange, feed.contentType(), document(feed));
                    return;
                }
            }
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private static void send(HttpExchange exchange, String contentType, byte[] body) throws IOException {
        String etag = "\"" + Integer.toHexString(java.util.Arrays.hashCode(body)) + "\"";
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The feed's bytes with its dates filled in; other bytes stay as they are, whatever their charset. */
    private byte[] document(Feed feed) throws IOException {
        String text = new String(resource("feeds/" + feed.file()), StandardCharsets.ISO_8859_1);
        Matcher matcher = DATE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            Instant time = now.plus(Duration.parse(matcher.group(2)));
            matcher.appendReplacement(filled, matcher.group(1).equals("iso") ? time.toString() : RFC_822.format(time));
        }
        matcher.appendTail(filled);
        return filled.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * A document of the demo.
     *
     * @param name path below the demo's resources
     * @throws IOException when it cannot be read
     */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = DemoSite.class.getResourceAsStream("demo/" + name)) {
            if (in == null) {
                throw new IOException("no demo document " + name);
            }
            return in.readAllBytes();
        }
    }
}
