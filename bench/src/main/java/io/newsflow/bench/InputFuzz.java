package io.newsflow.bench;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.TextDecoder;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.source.Opml;
import io.newsflow.ingest.time.ArticleTimes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

/**
 * Gives every parser of ingest mutations of good documents: a document may be refused, with the exception that says so, and
 * nothing else may happen. The same seed gives the same inputs, so what a run finds can be looked at again.
 */
final class InputFuzz {
    private static final Instant CAPTURED = Instant.parse("2026-02-01T00:00:00Z");
    /** Processor time that an input may take. */
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** An input that takes longer waits for something that does not come. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MOST_BYTES = 400_000;
    private static final long MOST_GROWTH = 64L << 20;
    private static final int MOST_OF_SEED = 60_000;
    private static final String URL = "https://harbour-courier.example/2026/01/31/ferry";

    private static final List<String> TOKENS = List.of(
            "<",
            ">",
            "&",
            "&amp;",
            "&#x110000;",
            "&#0;",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            "\\u0000",
            "null",
            "-1",
            "1e400",
            "99999999999999999999",
            "<div>",
            "</div>",
            "<p>",
            "<table>",
            "<title>",
            "<item>",
            "<entry>",
            "xmlns:a=\"b\"",
            "\u0000",
            "\uD83D\uDE00",
            "\u202E",
            "\uFEFF",
            "\r\n\r\n",
            "Content-Length: 99999999999",
            "WARC/1.0\r\n",
            "http://",
            "%",
            "%zz",
            "2 hours ago",
            "0000-00-00",
            "+99:99",
            "<script type=\"application/ld+json\">",
            "class=\"comments\"",
            "hidden",
            " ".repeat(500));

    /** What a parser is given. */
    private interface Target {
        void read(byte[] input) throws Exception;
    }

    private record Seed(String name, byte[] bytes, Target target) {}

    /**
     * What a run found.
     *
     * @param inputs inputs given
     * @param refused inputs refused with the exception for it
     * @param slowest longest processor time for one input
     * @param slowestInput that input's name and number
     * @param failures what went wrong, with the number of the input; empty after a good run
     * @param heapBefore used heap after the first tenth of the run, in bytes
     * @param heapAfter used heap at the end, in bytes
     */
    record Result(
            long inputs,
            long refused,
            Duration slowest,
            String slowestInput,
            List<String> failures,
            long heapBefore,
            long heapAfter) {}

    private final long seed;
    private final List<Seed> seeds = new ArrayList<>();
    private long refused;

    InputFuzz(long seed) {
        this.seed = seed;
        seeds();
    }

    /** {@code --minutes N} (or {@code --seconds N}), {@code --seed N}; throws where the run found something. */
    static void main(String[] options) {
        Duration time = Duration.ofMinutes(1);
        long seed = 1;
        for (int i = 0; i + 1 < options.length; i += 2) {
            long value = Long.parseLong(options[i + 1]);
            switch (options[i]) {
                case "--minutes" -> time = Duration.ofMinutes(value);
                case "--seconds" -> time = Duration.ofSeconds(value);
                case "--seed" -> seed = value;
                default -> throw new IllegalArgumentException("no such option: " + options[i]);
            }
        }
        Result result = new InputFuzz(seed).run(time, Long.MAX_VALUE);
        result.failures().forEach(System.out::println);
        System.out.printf(
                Locale.ROOT,
                "%d inputs, %d refused, %d failures; slowest %d ms (%s); heap %d MB, at the end %d MB%n",
                result.inputs(),
                result.refused(),
                result.failures().size(),
                result.slowest().toMillis(),
                result.slowestInput(),
                result.heapBefore() >> 20,
                result.heapAfter() >> 20);
        if (!result.failures().isEmpty()) {
            throw new IllegalStateException("fuzzing found " + result.failures().size() + " failures");
        }
    }

    /**
     * Runs until the time is up or enough inputs were given.
     *
     * @param time how long
     * @param most number of inputs
     */
    Result run(Duration time, long most) {
        List<String> failures = new ArrayList<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
            thread.set(new Thread(task, "fuzz"));
            thread.get().setDaemon(true);
            return thread.get();
        });
        long begin = System.nanoTime();
        long slowest = 0;
        String slowestInput = "";
        long heapBefore = 0;
        long number = 0;
        refused = 0;
        while (number < most && System.nanoTime() - begin < time.toNanos() && failures.size() < 20) {
            long input = number++;
            Seed from = seeds.get((int) (input % seeds.size()));
            byte[] bytes = mutate(from.bytes(), new Random(seed * 1_000_003 + input));
            long start = processorTime(thread.get());
            Future<Boolean> done = worker.submit(() -> isTaken(from, bytes));
            String name = from.name() + " " + input;
            try {
                refused += await(done, thread, start) ? 0 : 1;
            } catch (TimeoutException e) {
                failures.add(name + ": still at work after " + LIMIT.toSeconds() + " s of processor time");
                break;
            } catch (ExecutionException e) {
                failures.add(name + ": " + e.getCause() + at(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            long took = processorTime(thread.get()) - start;
            if (took > slowest) {
                slowest = took;
                slowestInput = name;
            }
            if (heapBefore == 0 && System.nanoTime() - begin > time.toNanos() / 10) {
                heapBefore = heap();
            }
        }
        worker.shutdownNow();
        long heapAfter = heap();
        if (heapBefore > 0 && heapAfter - heapBefore > MOST_GROWTH) {
            failures.add("the heap grew from " + heapBefore + " to " + heapAfter + " bytes");
        }
        return new Result(number, refused, Duration.ofNanos(slowest), slowestInput, failures, heapBefore, heapAfter);
    }

    /** Waits as long as an input takes less processor time than the limit: on a busy machine it may stand for minutes. */
    private static boolean await(Future<Boolean> done, AtomicReference<Thread> worker, long start)
            throws InterruptedException, ExecutionException, TimeoutException {
        long begin = System.nanoTime();
        while (true) {
            try {
                return done.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                boolean spent = processorTime(worker.get()) - start > LIMIT.toNanos();
                if (spent || System.nanoTime() - begin > LONGEST_WAIT.toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** Processor time of a thread in nanoseconds; 0 for one that is not there yet. */
    private static long processorTime(Thread thread) {
        return thread == null ? 0 : Math.max(0, THREADS.getThreadCpuTime(thread.getId()));
    }

    private static String at(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.newsflow."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
    }

    private static boolean isTaken(Seed from, byte[] bytes) throws Exception {
        try {
            from.target().read(bytes);
            return true;
        } catch (ExtractionException | IOException e) {
            return false;
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good;
        int times = 1 + random.nextInt(6);
        for (int i = 0; i < times && bytes.length > 0 && bytes.length < MOST_BYTES; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 2_000));
            switch (random.nextInt(8)) {
                case 0 -> {
                    bytes = bytes.clone();
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                }
                case 1 -> bytes = splice(bytes, at, at + length, new byte[0]);
                case 2 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> {
                    byte[] noise = new byte[Math.min(length, 64)];
                    random.nextBytes(noise);
                    bytes = splice(bytes, at, at, noise);
                }
                case 5 -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size())).bytes();
                    int from = random.nextInt(other.length);
                    byte[] piece = Arrays.copyOfRange(other, from, Math.min(other.length, from + length));
                    bytes = splice(bytes, at, at + length, piece);
                }
                case 6 -> {
                    String token = TOKENS.get(random.nextInt(TOKENS.size()));
                    bytes = splice(
                            bytes,
                            at,
                            at,
                            token.repeat(1 + random.nextInt(2_000)).getBytes(StandardCharsets.UTF_8));
                }
                default -> {
                    String token = TOKENS.get(random.nextInt(TOKENS.size()));
                    bytes = splice(bytes, at, Math.min(bytes.length, at + 4), token.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] piece) {
        byte[] result = new byte[from + piece.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(bytes, to, result, from + piece.length, bytes.length - to);
        return result;
    }

    private void seeds() {
        String story =
                "The ferry between Narvik and the islands will run all winter, the harbour board said on Friday.";
        document(
                "rss",
                "application/rss+xml",
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>Harbour Courier</title><link>https://harbour-courier.example/</link><ttl>30</ttl><item><title>Ferry &amp; ice</title><link>/ferry?utm_source=x</link><guid>f-1</guid><pubDate>Sat, 31 Jan 2026 08:15:00 +0100</pubDate><dc:creator>Ana Ribeiro</dc:creator><content:encoded><![CDATA[<p>"
                        + story
                        + "</p>]]></content:encoded><media:content url=\"/i.jpg\" medium=\"image\"/></item></channel></rss>");
        document(
                "rdf",
                "application/rdf+xml",
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><channel><title>Courier</title></channel><item rdf:about=\"https://harbour-courier.example/1\"><title>Ferry</title><description>"
                        + story + "</description></item></rdf:RDF>");
        document(
                "atom",
                "application/atom+xml",
                "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://harbour-courier.example/\"><title>Courier</title><entry><id>tag:1</id><title type=\"html\">&lt;b&gt;Ferry&lt;/b&gt;</title><link href=\"f\"/><updated>2026-01-31T08:15:00Z</updated><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>"
                        + story + "</p></div></content></entry></feed>");
        document(
                "json-feed",
                "application/feed+json",
                "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Courier\",\"items\":[{\"id\":\"1\",\"url\":\"https://harbour-courier.example/1\",\"title\":\"Ferry\",\"content_html\":\"<p>"
                        + story
                        + "</p>\",\"date_published\":\"2026-01-31T08:15:00Z\",\"authors\":[{\"name\":\"Ana\"}],\"tags\":[\"ice\"]}]}");
        document(
                "sitemap",
                "application/xml",
                "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>https://harbour-courier.example/1</loc><news:news><news:publication><news:name>Courier</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-01-31</news:publication_date><news:title>Ferry to run</news:title></news:news></url></urlset>");
        document(
                "ninjs",
                "application/json",
                "{\"uri\":\"urn:1\",\"type\":\"text\",\"version\":\"1\",\"headline\":\"Ferry to run\",\"body_text\":\""
                        + story
                        + "\",\"versioncreated\":\"2026-01-31T08:15:00Z\",\"language\":\"en\",\"subject\":[{\"code\":\"medtop:04000000\",\"name\":\"economy\"}]}");
        document(
                "newsml-g2",
                "application/xml",
                "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:newsml:1\" version=\"2\" standard=\"NewsML-G2\"><itemMeta><itemClass qcode=\"ninat:text\"/><versionCreated>2026-01-31T08:15:00Z</versionCreated></itemMeta><contentMeta><headline>Ferry to run</headline><language tag=\"en\"/></contentMeta><contentSet><inlineXML contenttype=\"application/nitf+xml\"><nitf><body><body.content><p>"
                        + story + "</p></body.content></body></nitf></inlineXML></contentSet></newsItem>");
        document(
                "nitf",
                "application/xml",
                "<nitf><head><docdata management-status=\"usable\"><doc-id id-string=\"n-1\"/><date.release norm=\"20260131T081500Z\"/></docdata></head><body><body.head><hedline><hl1>Ferry to run</hl1></hedline></body.head><body.content><p>"
                        + story + "</p></body.content></body></nitf>");
        document(
                "ninjs-canceled",
                "application/json",
                "[{\"uri\":\"urn:1\",\"type\":\"text\",\"pubStatus\":\"canceled\",\"headline\":\"Ferry\"},{\"uri\":\"urn:2\",\"type\":\"text\",\"embargoed\":\"2031-01-31T08:15:00Z\",\"headlines\":[{\"value\":\"Ferry\"}],\"bodies\":[{\"value\":\""
                        + story + "\"}]}]");
        document(
                "aggregator",
                "text/plain",
                "Ferry to run all winter\n\n" + story
                        + "\n\nHashtags\n#ferry #ice\n\nComments\nNo comments yet...\n\nRelated Articles\n\nHarbour Courier\n2 hours ago\n* Harbour Courier\nPilots measure the ice\n"
                        + story + "\n");
        document(
                "article-json",
                "application/json",
                "{\"title\":\"Ferry to run\",\"body\":\"" + story
                        + "\",\"url\":\"https://harbour-courier.example/1\",\"published\":\"2026-01-31T08:15:00Z\"}");
        for (long i = 0; i < 3; i++) {
            document("page-" + i, "text/html", cut(SamplePages.page(i).html()));
        }
        document(
                "page-data",
                "text/html",
                "<html><head><title>Ferry</title><script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\",\"articleBody\":\""
                        + story.repeat(8)
                        + "\",\"author\":[{\"name\":\"Ana\"}]}]}</script></head><body><div id=\"__next\"></div><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"story\":{\"blocks\":[{\"content\":\"<p>"
                        + story + "</p>\"},{\"content\":\"<p>" + story.repeat(3)
                        + "</p>\"}]}}}</script></body></html>");
        byte[] record = warc(story);
        seeds.add(new Seed("warc", record, InputFuzz::extract));
        seeds.add(new Seed("warc-gzip", concat(gzip(record), gzip(record)), InputFuzz::extract));
        seeds.add(new Seed(
                "opml",
                utf8(
                        "<opml version=\"2.0\"><body><outline text=\"News\"><outline type=\"rss\" text=\"Courier\" xmlUrl=\"https://harbour-courier.example/feed\"/></outline></body></opml>"),
                input -> Opml.read(InputDocument.builder(input, "fuzz").build())));
        seeds.add(new Seed(
                "time",
                utf8("Sat, 31 Jan 2026 08:15:00 +0100"),
                input -> ArticleTimes.parse(new String(input, StandardCharsets.UTF_8), "meta", CAPTURED)));
        seeds.add(new Seed(
                "week",
                utf8("2026-W05-6T08:15:00+01:00"),
                input -> ArticleTimes.parse(new String(input, StandardCharsets.UTF_8), "meta", CAPTURED)));
        seeds.add(new Seed(
                "persian-time",
                utf8("۱۱ بهمن ۱۴۰۴ - ۱۱:۳۵"),
                input -> ArticleTimes.parse(new String(input, StandardCharsets.UTF_8), "meta", CAPTURED)));
        seeds.add(new Seed(
                "relative-time",
                utf8("vor 2 Stunden"),
                input -> ArticleTimes.parse(new String(input, StandardCharsets.UTF_8), "relative-text", CAPTURED)));
        seeds.add(new Seed(
                "address",
                utf8("https://user@www.Harbour-Courier.example:443/a/../b%20c/index.html?utm_source=x&b=2&a=1#top"),
                input -> CanonicalUrl.of(new String(input, StandardCharsets.UTF_8))));
        seeds.add(new Seed(
                "charset",
                "<meta charset=windows-1251><p>Паром ходитиме всю зиму, повідомили в порту</p>"
                        .getBytes(Charset.forName("windows-1251")),
                input -> TextDecoder.decode(input, null)));
    }

    private void document(String name, String type, String text) {
        seeds.add(new Seed(name, utf8(text), input -> extract(input, type)));
    }

    private static void extract(byte[] input) throws ExtractionException {
        extract(input, null);
    }

    private static void extract(byte[] input, String type) throws ExtractionException {
        Extractors.standard()
                .extract(InputDocument.builder(input, "fuzz")
                        .url(URL)
                        .contentType(type)
                        .capturedAt(CAPTURED)
                        .fetchedAt(CAPTURED)
                        .build());
    }

    /** The part of a page in which its article begins. */
    private static String cut(String page) {
        int from = Math.max(0, page.length() / 4);
        return page.length() > MOST_OF_SEED ? page.substring(from, Math.min(page.length(), from + MOST_OF_SEED)) : page;
    }

    private static byte[] warc(String story) {
        byte[] block = utf8("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "200\r\n<html><head><title>Ferry</title></head><body><p>" + story.repeat(4)
                + "</p></body></html>\r\n0\r\n\r\n");
        return concat(
                utf8("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + URL
                        + "\r\nWARC-Date: 2026-01-31T08:15:00Z\r\nContent-Length: " + block.length + "\r\n\r\n"),
                block,
                utf8("\r\n\r\n"));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
