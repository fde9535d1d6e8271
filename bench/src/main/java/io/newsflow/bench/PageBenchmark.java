package io.newsflow.bench;

import de.l3s.boilerpipe.BoilerpipeProcessingException;
import de.l3s.boilerpipe.extractors.ArticleExtractor;
import io.newsflow.ingest.extract.TextDecoder;
import io.newsflow.ingest.page.PageReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import net.dankito.readability4j.Readability4J;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time for reading a set of article pages, all of it, with Newsflow, readability4j and boilerpipe. Each gets the decoded
 * page and gives the article's text; Newsflow gives its metadata too. A page on which a library fails counts with the time
 * until it fails.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(2)
public class PageBenchmark {
    private static final int SAMPLES = 30;
    private static final Instant CAPTURED = Instant.parse("2026-02-01T00:00:00Z");
    private static final String URL = "https://harbour-courier.example/a/1";

    /** {@code project}: pages written for the project; else a folder with pages (.html, .htm, also gzipped). */
    @Param("project")
    private String pages = "project";

    private final List<String> documents = new ArrayList<>();

    /** Reads or makes the pages. */
    @Setup
    public void prepare() throws IOException {
        documents.clear();
        if (pages.equals("project")) {
            for (int i = 0; i < SAMPLES; i++) {
                documents.add(SamplePages.page(i).html());
            }
        } else {
            try (Stream<Path> files = Files.walk(Path.of(pages))) {
                for (Path file : files.filter(PageBenchmark::isPage).sorted().toList()) {
                    documents.add(TextDecoder.decode(bytes(file), null).text());
                }
            }
        }
        long characters = documents.stream().mapToLong(String::length).sum();
        System.out.println("# pages: " + documents.size() + ", characters: " + characters);
    }

    private static boolean isPage(Path file) {
        return file.toString().matches(".*\\.html?(?:\\.gz)?");
    }

    private static byte[] bytes(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!file.toString().endsWith(".gz")) {
            return bytes;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    /** Newsflow. */
    @Benchmark
    public void newsflow(Blackhole out) {
        for (String page : documents) {
            out.consume(newsflow(page));
        }
    }

    /** Readability4J: Mozilla's Readability in Kotlin. */
    @Benchmark
    public void readability4j(Blackhole out) {
        for (String page : documents) {
            out.consume(readability4j(page));
        }
    }

    /** Boilerpipe with its article extractor. */
    @Benchmark
    public void boilerpipe(Blackhole out) {
        for (String page : documents) {
            out.consume(boilerpipe(page));
        }
    }

    static String newsflow(String page) {
        return PageReader.read(page, URL, CAPTURED).text();
    }

    static String readability4j(String page) {
        try {
            return new Readability4J(URL, page).parse().getTextContent();
        } catch (RuntimeException e) {
            return null;
        }
    }

    static String boilerpipe(String page) {
        try {
            return ArticleExtractor.INSTANCE.getText(page);
        } catch (BoilerpipeProcessingException | RuntimeException e) {
            return null;
        }
    }
}
