package io.newsflow.bench;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Feeds read a second on one core: from the bytes of an RSS feed of 25 items, as {@link BenchSite} serves it, to articles with
 * identity, times and content hash.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class FeedBenchmark {
    private static final int FEEDS = 64;
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private final byte[][] feeds = new byte[FEEDS][];
    private ExtractorRegistry extractors;
    private int next;

    /** Writes the feeds. */
    @Setup
    public void prepare() {
        extractors = Extractors.standard();
        for (int i = 0; i < FEEDS; i++) {
            feeds[i] = BenchSite.feed(i, 100, NOW.minusSeconds(86_400)).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Reads one feed. */
    @Benchmark
    public Extraction read() throws ExtractionException {
        byte[] feed = feeds[next++ % FEEDS];
        return extractors
                .of(SourceKind.FEED)
                .extract(InputDocument.builder(feed, "https://courier.example/feed.xml")
                        .url("https://courier.example/feed.xml")
                        .contentType("application/rss+xml")
                        .capturedAt(NOW)
                        .fetchedAt(NOW)
                        .sourceId("courier")
                        .build());
    }
}
