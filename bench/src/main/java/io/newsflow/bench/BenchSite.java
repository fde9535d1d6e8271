package io.newsflow.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Thousands of news sites on one machine: each host is an address of the loopback network 127.0.0.0/8, all served by one
 * server. Each feed lists the newest items of an endless row and moves on by one with every so many requests. Every other feed
 * answers conditional requests with 304; the others send the same bytes again, as many do. Every host has a robots.txt. Answers
 * come after a delay that is random but for its mean.
 */
final class BenchSite implements AutoCloseable {
    private static final int ITEMS = 25;
    private static final int SENTENCES = 3;
    private static final DateTimeFormatter RFC_822 = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final byte[] ROBOTS = """
            User-agent: *
            Disallow: /admin/
            Disallow: /search
            Disallow: /*?print=
            Allow: /feeds/
            """.getBytes(StandardCharsets.US_ASCII);

    private final int hosts;
    private final int requestsPerItem;
    private final Duration latency;
    private final Instant start = Instant.now().minus(Duration.ofDays(1));
    private final AtomicIntegerArray asked;
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);

    BenchSite(int feeds, int hosts, int requestsPerItem, Duration latency) throws IOException {
        this.hosts = hosts;
        this.requestsPerItem = requestsPerItem;
        this.latency = latency;
        this.asked = new AtomicIntegerArray(feeds);
        server = HttpServer.create(new InetSocketAddress(0), 4_096);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Address of a feed. */
    String url(int feed) {
        int host = feed % hosts + 256;
        return "http://127." + (host >> 16 & 0xFF) + "." + (host >> 8 & 0xFF) + "." + (host & 0xFF) + ":"
                + server.getAddress().getPort() + "/feeds/" + feed + ".xml";
    }

    /** Requests for feeds so far. */
    long requests() {
        return requests.sum();
    }

    /** Bytes of bodies sent so far. */
    long bytes() {
        return bytes.sum();
    }

    private void serve(HttpExchange exchange) {
        long delay = (long) (-Math.log(1 - Math.random()) * latency.toMillis());
        later.schedule(() -> threads.execute(() -> answer(exchange)), Math.min(delay, 20_000), TimeUnit.MILLISECONDS);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/robots.txt")) {
                send(exchange, "text/plain", ROBOTS);
                return;
            }
            requests.increment();
            int feed = Integer.parseInt(path.substring("/feeds/".length(), path.length() - ".xml".length()));
            // Not all of them move on in the same round.
            int newest = (asked.incrementAndGet(feed) + feed % requestsPerItem) / requestsPerItem;
            String etag = "\"" + newest + "\"";
            if (feed % 2 == 0) {
                exchange.getResponseHeaders().set("ETag", etag);
                if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                    exchange.sendResponseHeaders(304, -1);
                    return;
                }
            }
            send(exchange, "application/rss+xml", feed(feed, newest, start).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Whoever asked has gone; the benchmark's own counts tell.
        }
    }

    private void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        bytes.add(body.length);
    }

    /** A feed as RSS; items have numbers, and a minute passes from one to the next. */
    static String feed(int feed, int newest, Instant start) {
        StringBuilder xml = new StringBuilder(16 * 1024)
                .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Courier ")
                .append(feed)
                .append("</title><link>https://courier-")
                .append(feed)
                .append(".example/</link><description>News of all kinds</description>\n");
        for (int item = newest; item > newest - ITEMS; item--) {
            Random random = new Random(feed * 1_000_003L + item);
            xml.append("<item><title>")
                    .append(SampleArticles.sentence(random))
                    .append("</title><link>https://courier-")
                    .append(feed)
                    .append(".example/news/")
                    .append(item + ITEMS)
                    .append("?utm_source=rss</link><guid>")
                    .append(feed)
                    .append('-')
                    .append(item)
                    .append("</guid><pubDate>")
                    .append(RFC_822.format(start.plusSeconds(60L * item)))
                    .append("</pubDate><category>News</category><description>&lt;p&gt;");
            for (int i = 0; i < SENTENCES; i++) {
                xml.append(SampleArticles.sentence(random)).append(". ");
            }
            xml.append("&lt;/p&gt;</description></item>\n");
        }
        return xml.append("</channel></rss>\n").toString();
    }

    @Override
    public void close() {
        server.stop(0);
        later.shutdownNow();
        threads.shutdownNow();
    }
}
