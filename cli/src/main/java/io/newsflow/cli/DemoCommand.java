package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.ingest.extract.Documents;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.model.RelatedArticle;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import io.newsflow.search.StorySizes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows the whole way on real components: starts the stack and the services, takes in an aggregator page and feeds in
 * several dialects, languages and charsets, waits until everything is searchable, and prints what became of it.
 */
@Command(
        name = "demo",
        description = "Start everything, take in a page and some feeds, and show what became of them.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final Duration ARRIVAL_LIMIT = Duration.ofMinutes(5);
    private static final String PAGE = "danube-conference.txt";

    @Option(names = "--once", description = "Stop by itself: exit code 0, or 1 naming what did not arrive.")
    private boolean once;

    @Option(
            names = "--sample",
            paramLabel = "FILE",
            description = "An aggregator page to take in; the project's own by default.")
    private Path sample;

    @Option(
            names = "--search",
            paramLabel = "WORDS",
            description = "What to search for in the end; the first article's title by default.")
    private String words;

    @Override
    public Integer call() throws IOException, InterruptedException, ExtractionException, ExecutionException {
        Progress progress = Progress.onStandardError();
        Path folder = Files.createTempDirectory(parent(), "demo-");
        boolean arrived = false;
        CountDownLatch finished = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread onSignal = new Thread(
                () -> {
                    main.interrupt();
                    awaitQuietly(finished);
                },
                "demo-shutdown");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try (DemoSite site = DemoSite.start(Clock.systemUTC());
                Pipeline pipeline = Pipeline.start(folder, progress);
                SearchSite searchSite = SearchSite.onLoopback(pipeline.addresses());
                TopicWatch watch = new TopicWatch(pipeline.addresses())) {
            pipeline.addresses().save(Home.runFolder());
            List<RawArticle> page = ingestPage(folder, pipeline.addresses(), progress);
            addSources(site, pipeline.addresses(), progress);
            NewsSearch search = new NewsSearch(pipeline.addresses().elasticsearch());
            arrived = awaitArrival(page, watch, search, progress);
            if (!arrived) {
                System.err.println("newsflow demo: logs are in " + folder);
                return 1;
            }
            show(page, watch, search, System.out);
            addresses(pipeline, searchSite, System.out);
            if (!once) {
                System.out.println("Ctrl-C stops everything.");
                new CountDownLatch(1).await();
            }
            return 0;
        } catch (InterruptedException e) {
            return 0;
        } finally {
            StackAddresses.forget(Home.runFolder());
            if (arrived) {
                delete(folder);
            }
            finished.countDown();
        }
    }

    private static Path parent() throws IOException {
        return Files.createDirectories(Home.root().resolve(".newsflow"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<RawArticle> ingestPage(Path folder, StackAddresses addresses, Progress progress)
            throws IOException, ExtractionException {
        Path file = sample;
        if (file == null) {
            file = Files.write(folder.resolve(PAGE), DemoSite.resource("pages/" + PAGE));
        }
        progress.begin("newsflow ingest " + file.getFileName());
        int code = NewsflowCli.commandLine()
                .execute("ingest", "--kafka", addresses.kafka(), "--registry", addresses.registry(), file.toString());
        if (code != 0) {
            throw new IOException("newsflow ingest " + file + " ended with exit code " + code);
        }
        List<RawArticle> articles =
                Extractors.standard().extract(Documents.file(file).build()).articles();
        progress.done(articles.size() + " articles");
        return articles;
    }

    private static void addSources(DemoSite site, StackAddresses addresses, Progress progress)
            throws InterruptedException, ExecutionException {
        progress.begin("adding sources");
        try (AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", addresses.registry()));
                KafkaProducer<String, Source> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", addresses.kafka(), "acks", "all"),
                        new StringSerializer(),
                        serdes.serializer(Source.class))) {
            for (DemoSite.Feed feed : DemoSite.FEEDS) {
                send(producer, source(feed.file(), feed.name(), site));
            }
            send(producer, source(DemoSite.BROKEN_FEED, "A feed that is none", site));
        }
        progress.done(DemoSite.FEEDS.size() + " feeds, and one that is none");
    }

    private static Source source(String file, String name, DemoSite site) {
        return Source.newBuilder()
                .setSourceId("demo-" + file.replaceFirst("\\..*", ""))
                .setUrl(site.url(file))
                .setKind(SourceKind.FEED)
                .setName(name)
                .build();
    }

    private static void send(KafkaProducer<String, Source> producer, Source source)
            throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(Topics.SOURCES.name(), source.getSourceId(), source))
                .get();
    }

    /** Waits until every article is taken in, enriched and searchable, and the broken feed is a dead letter. */
    private static boolean awaitArrival(List<RawArticle> page, TopicWatch watch, NewsSearch search, Progress progress)
            throws IOException, InterruptedException {
        int expected = page.size()
                + DemoSite.FEEDS.stream().mapToInt(DemoSite.Feed::articles).sum();
        progress.begin("news from source to search");
        long deadline = System.nanoTime() + ARRIVAL_LIMIT.toNanos();
        long searchable = 0;
        while (System.nanoTime() < deadline) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            watch.poll();
            searchable = search.count("news-articles");
            progress.detail(watch.rawIds().size() + " taken in, "
                    + watch.enriched().size() + " enriched, " + searchable + " searchable of " + expected);
            if (watch.rawIds().size() >= expected
                    && watch.enriched().keySet().containsAll(watch.rawIds())
                    && searchable >= expected
                    && !watch.deadLetters().isEmpty()) {
                progress.done(expected + " articles");
                return true;
            }
        }
        progress.done("not all arrived");
        Set<String> notEnriched = new LinkedHashSet<>(watch.rawIds());
        notEnriched.removeAll(watch.enriched().keySet());
        System.err.printf(
                "newsflow demo: after %d s: expected %d articles; on %s: %d; on %s: %d (missing: %s); searchable: %d;"
                        + " dead letters: %d (expected at least 1)%n",
                ARRIVAL_LIMIT.toSeconds(),
                expected,
                Topics.RAW.name(),
                watch.rawIds().size(),
                Topics.ENRICHED.name(),
                watch.enriched().size(),
                notEnriched,
                searchable,
                watch.deadLetters().size());
        return false;
    }

    private void show(List<RawArticle> page, TopicWatch watch, NewsSearch search, PrintStream out)
            throws IOException, InterruptedException {
        heading("Records on each topic", out);
        watch.records().forEach((topic, count) -> out.printf("  %-18s %6d%n", topic, count));
        for (DeadLetter letter : watch.deadLetters()) {
            out.printf(
                    "  dead letter: %s at stage %s, %s, %d original bytes%n",
                    letter.cause(),
                    letter.stage(),
                    letter.originLocation(),
                    letter.value() == null ? 0 : letter.value().length);
        }
        EnrichedArticle lead = watch.enriched().get(page.get(0).getArticleId());
        String query = words == null ? lead.getArticle().getTitle() : words;
        heading("Search: " + query, out);
        JsonNode answer = search.search(
                Recipe.named("full-text"),
                Map.of("words", query, "size", 5, "markStart", SearchView.MARK_START, "markEnd", SearchView.MARK_END));
        new SearchView(out, false, Instant.now()).articles(answer, StorySizes.of(search, answer));
        heading("One enriched article in full", out);
        out.println(RecordJson.writePretty(lead));
        heading("Related to it", out);
        for (RelatedArticle related : lead.getRelated()) {
            out.printf(
                    "  %.2f %-15s %s (%s)%n",
                    related.getScore(), related.getReason(), related.getTitle(), related.getPublisher());
        }
    }

    private static void addresses(Pipeline pipeline, SearchSite searchSite, PrintStream out) {
        StackAddresses addresses = pipeline.addresses();
        heading("Addresses", out);
        out.printf("  Search page      %s%n", searchSite.url());
        out.printf("  Kafka            %s%n", addresses.kafka());
        out.printf("  Schema registry  %s%n", addresses.registry());
        out.printf("  Elasticsearch    %s%n", addresses.elasticsearch());
        for (ServiceProcess service : pipeline.services()) {
            out.printf("  %-16s %s/health/ready  %s/metrics%n", service.name(), service.url(), service.url());
        }
        out.printf("%n  curl '%s/news-articles/_search?q=body:danube&pretty'%n", addresses.elasticsearch());
        out.printf("  curl '%s/subjects/news.enriched-value/versions/latest'%n%n", addresses.registry());
    }

    private static void heading(String text, PrintStream out) {
        out.printf("%n== %s%n", text);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
