package io.newsflow.cli;

import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.analysis.NewsAnalyzer;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.json.RecordJsonException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Prints what enrich-service would make of articles: JSON lines in, JSON lines out, in order, as they come. Lines are
 * analysed by several threads; a line that is no article is told on standard error, and the others go on.
 */
@Command(
        name = "analyze",
        description =
                "Analyse articles without Kafka: JSON lines of RawArticle, or of just title, body (or text), and where"
                        + " wanted language and published, become JSON lines of EnrichedArticle.",
        mixinStandardHelpOptions = true)
final class AnalyzeCommand implements Callable<Integer> {
    /** Lines in work for each thread: enough to keep all busy, few enough to stay small. */
    private static final int LINES_PER_THREAD = 32;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files of JSON lines; none or - for standard input.")
    private List<String> files = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "Threads; one for each processor by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private record Line(String origin, int number, Future<String> result) {}

    private int failures;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ArticleAnalyzer analyzer = NewsAnalyzer.standard();
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, threads));
        PrintStream stdout = System.out;
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(stdout, StandardCharsets.UTF_8), 1 << 16)) {
            for (String file : files.isEmpty() ? List.of("-") : files) {
                try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
                    analyze(file, in, analyzer, workers, out);
                } catch (NoSuchFileException e) {
                    fail(file + ": no such file");
                }
            }
        } finally {
            workers.shutdownNow();
        }
        return failures == 0 ? 0 : 1;
    }

    private void analyze(
            String origin, InputStream in, ArticleAnalyzer analyzer, ExecutorService workers, BufferedWriter out)
            throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        Deque<Line> inWork = new ArrayDeque<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String json = line;
            inWork.addLast(new Line(
                    origin,
                    number,
                    workers.submit(() -> RecordJson.write(analyzer.analyze(AnalysisInput.read(json))))));
            while (inWork.size() >= threads * LINES_PER_THREAD
                    || !inWork.isEmpty() && inWork.peekFirst().result().isDone()) {
                write(inWork.removeFirst(), out);
            }
            if (!lines.ready()) {
                while (!inWork.isEmpty()) {
                    write(inWork.removeFirst(), out);
                }
                out.flush();
            }
        }
        while (!inWork.isEmpty()) {
            write(inWork.removeFirst(), out);
        }
        out.flush();
    }

    private void write(Line line, BufferedWriter out) throws IOException, InterruptedException {
        try {
            out.write(line.result().get());
            out.newLine();
        } catch (ExecutionException e) {
            String message = e.getCause() instanceof RecordJsonException wrong
                    ? wrong.getMessage()
                    : "analysis failed: " + e.getCause();
            fail(line.origin() + ":" + line.number() + ": " + message);
        }
    }

    private void fail(String message) {
        failures++;
        System.err.println("newsflow analyze: " + message);
    }
}
