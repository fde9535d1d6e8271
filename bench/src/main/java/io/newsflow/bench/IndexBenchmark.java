package io.newsflow.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.newsflow.indexer.DocumentWriter;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexAdmin;
import io.newsflow.indexer.IndexNames;
import io.newsflow.indexer.Indexer;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import io.newsflow.schemas.serde.SchemaRegistry;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code newsflow bench index}: how fast articles get from the topic into a real Elasticsearch, beside a bare client
 * that sends the same documents as bulk bodies made beforehand; and how long it takes until an article can be found.
 *
 * <p>Everything runs on this machine: Kafka, the registry and Elasticsearch as child processes at full speed, the
 * indexer in this one. Both sides write into a new, empty generation each time, in turn.
 */
final class IndexBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int DISTINCT = 2_000;
    private static final int WARM_UPS = 2;
    /** Articles with which the cost of fields is measured. */
    private static final int FIELDS_ARTICLES = 4_000;

    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** A benchmark may run where much else does; then the figures are of no use, but the command still works. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    /** Often enough to tell milliseconds from a second, and seldom enough not to be the load. */
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(40);
    /** After which the articles that wait must be ever more. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(30);
    /** Bytes of a body and bodies at once, of which the bare client takes the fastest. */
    private static final int[][] BARE_FORMS = {{1 << 20, 2}, {4 << 20, 2}, {2 << 20, 4}};

    private final int articles;
    private final int rounds;
    private final int probes;
    private final NewsStack stack;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ProcessHandle server;
    private int generation = 1_000;

    private record Body(byte[] bytes, int documents) {}

    /** An article was not to be found for so long that figures say nothing: more comes in than is indexed. */
    private static final class FellBehindException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A measurement: documents a second, and milliseconds of processor time that went into one, by process; for this one also
     * without what the JVM's compiler and garbage collector took, which a service that has run for long does not need.
     */
    private record Speed(double rate, double here, double threads, double elasticsearch, double rest) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.0f documents/s (%.2f ms of processor time a document here, %.2f of it in threads of Java; %.2f in"
                            + " Elasticsearch, %.2f in the rest)",
                    rate,
                    here,
                    threads,
                    elasticsearch,
                    rest);
        }
    }

    /** Measures from when it is made. */
    private final class Watch {
        private final long start = System.nanoTime();
        private final Duration here = cpu(ProcessHandle.current());
        private final long threads = threads();
        private final Duration elasticsearch = cpu(server);
        private final Duration children = children();

        Speed speed(int documents) {
            double seconds = (System.nanoTime() - start) / 1e9;
            double server = millis(elasticsearch, cpu(IndexBenchmark.this.server));
            return new Speed(
                    documents / seconds,
                    millis(here, cpu(ProcessHandle.current())) / documents,
                    (threads() - threads) / 1e6 / documents,
                    server / documents,
                    (millis(children, children()) - server) / documents);
        }

        /** Nanoseconds of processor time of all threads that run Java; none of the measured ones ends meanwhile. */
        private static long threads() {
            return Arrays.stream(THREADS.getAllThreadIds())
                    .map(THREADS::getThreadCpuTime)
                    .filter(time -> time > 0)
                    .sum();
        }

        private static double millis(Duration from, Duration to) {
            return to.minus(from).toNanos() / 1e6;
        }

        private static Duration children() {
            return ProcessHandle.current().descendants().map(Watch::cpu).reduce(Duration.ZERO, Duration::plus);
        }

        private static Duration cpu(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }

    /** Articles as records of the topic. Their ids are given when they are published. */
    private static final class Records {
        private final AvroSerdes serdes;
        private final KafkaProducer<byte[], byte[]> producer;
        private final List<EnrichedArticle> articles = new ArrayList<>();
        private final AtomicReference<Exception> notSent = new AtomicReference<>();
        private long bytes;

        Records(AvroSerdes serdes, KafkaProducer<byte[], byte[]> producer, int distinct) {
            this.serdes = serdes;
            this.producer = producer;
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            for (int seed = 0; seed < distinct; seed++) {
                EnrichedArticle article = SampleArticles.enriched(seed);
                article.getArticle().setFirstSeen(now);
                articles.add(article);
            }
        }

        synchronized void publish(int number) {
            publish("bench-" + number, number);
        }

        synchronized void publish(String id, int number) {
            EnrichedArticle article = articles.get(number % articles.size());
            article.setArticleId(id);
            byte[] value = serdes.serializer(EnrichedArticle.class).serialize(Topics.ENRICHED.name(), article);
            bytes += value.length;
            producer.send(
                    new ProducerRecord<>(Topics.ENRICHED.name(), id.getBytes(StandardCharsets.UTF_8), value),
                    (metadata, failure) -> {
                        if (failure != null) {
                            notSent.compareAndSet(null, failure);
                        }
                    });
        }

        /** The documents of the first articles, byte for byte what the indexer sends for them. */
        synchronized List<Document> documents(int count) {
            DocumentWriter writer = new DocumentWriter();
            List<Document> documents = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                EnrichedArticle article = articles.get(number % articles.size());
                article.setArticleId("bench-" + number);
                documents.add(new Document(article.getArticleId(), article.getRevision(), writer.article(article)));
            }
            return documents;
        }

        /** Waits until all articles are in the topic; fails where one is not, for the indexer would be waited for in vain. */
        void flush() {
            producer.flush();
            if (notSent.get() != null) {
                throw new IllegalStateException("an article did not get into the topic", notSent.get());
            }
        }
    }

    private IndexBenchmark(int articles, int rounds, int probes, NewsStack stack)
            throws IOException, InterruptedException {
        this.articles = articles;
        this.rounds = rounds;
        this.probes = probes;
        this.stack = stack;
        server = ProcessHandle.of(
                        get("_nodes/process").findPath("process").path("id").asLong())
                .orElseThrow(() -> new IllegalStateException("Elasticsearch does not run on this machine"));
    }

    /**
     * Measures.
     *
     * @param options {@code --articles N}, {@code --rounds N} (0: only what fields cost), {@code --probes N}
     */
    static void run(String[] options) throws Exception {
        Map<String, Integer> values = new HashMap<>(Map.of("--articles", 20_000, "--rounds", 3, "--probes", 100));
        for (int i = 0; i < options.length; i += 2) {
            if (!values.containsKey(options[i]) || i + 1 == options.length) {
                throw new IllegalArgumentException("expected [--articles N] [--rounds N] [--probes N]");
            }
            values.put(options[i], Integer.parseInt(options[i + 1]));
        }
        try (NewsStack stack =
                NewsStack.start(StackOptions.temporary().withFullSpeed().withStartLimit(START_LIMIT))) {
            new IndexBenchmark(values.get("--articles"), values.get("--rounds"), values.get("--probes"), stack)
                    .measure();
        }
    }

    private void measure() throws Exception {
        try (Admin admin = Admin.create(kafka())) {
            new TopicAdmin(admin).create(Topics.all(), 1);
        }
        try (SchemaRegistry registry = new SchemaRegistry(RegistryConfig.of(registry()))) {
            new SchemaAdmin(registry.client()).register();
        }
        try (AvroSerdes serdes = new AvroSerdes(registry());
                ElasticsearchClients clients = ElasticsearchClients.open(config().elasticsearch());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            IndexAdmin index = new IndexAdmin(clients.blocking());
            Records records = new Records(serdes, producer, Math.min(DISTINCT, articles));
            // What serves cannot be removed, so it is none of those that are measured.
            index.create(new IndexNames(1));
            index.serve(1);
            if (rounds == 0) {
                fields(index, records.documents(articles));
                return;
            }
            for (int i = 0; i < articles; i++) {
                records.publish(i);
            }
            records.flush();
            say("%d articles are in the topic, %.1f KB each as Avro", articles, records.bytes / 1024.0 / articles);

            List<Document> documents = records.documents(articles);
            // Warms both sides up: a service compiles for minutes until it is at its speed.
            for (int i = 0; i < WARM_UPS; i++) {
                index.create(new IndexNames(++generation));
                indexed(generation);
                index.delete(generation);
            }
            say(
                    "%d documents, %.1f KB each as JSON",
                    documents.size(),
                    documents.stream()
                                    .mapToInt(document -> document.source.length)
                                    .average()
                                    .orElse(0)
                            / 1024);

            double rate = throughput(index, documents);
            latency(index, records, rate);
            fields(index, documents);
        }
    }

    private double throughput(IndexAdmin index, List<Document> documents) throws Exception {
        int[] form = BARE_FORMS[0];
        double fastest = 0;
        for (int[] candidate : BARE_FORMS) {
            Speed speed = bareRound(index, documents, candidate);
            say("bare client, bodies of %d MB, %d at once: %s", candidate[0] >> 20, candidate[1], speed);
            if (speed.rate > fastest) {
                fastest = speed.rate;
                form = candidate;
            }
        }
        List<Speed> bare = new ArrayList<>();
        List<Speed> ours = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            bare.add(bareRound(index, documents, form));
            say("round %d: bare client %s", round, bare.get(round - 1));
            index.create(new IndexNames(++generation));
            ours.add(indexed(generation));
            say("round %d: indexer %s", round, ours.get(round - 1));
            index.delete(generation);
        }
        double ratio = median(ours, Speed::rate) / median(bare, Speed::rate);
        say("median: bare client %s", medians(bare));
        say("median: indexer %s: ratio %.2f", medians(ours), ratio);
        return median(ours, Speed::rate);
    }

    private static Speed medians(List<Speed> rounds) {
        return new Speed(
                median(rounds, Speed::rate),
                median(rounds, Speed::here),
                median(rounds, Speed::threads),
                median(rounds, Speed::elasticsearch),
                median(rounds, Speed::rest));
    }

    private Speed bareRound(IndexAdmin index, List<Document> documents, int[] form) throws Exception {
        IndexNames names = new IndexNames(++generation);
        index.create(names);
        Speed speed = bare(bodies(documents, names.articles(Instant.now()), form[0]), form[1]);
        index.delete(generation);
        return speed;
    }

    /**
     * What fields cost: processor time of Elasticsearch for a document, and bytes on disk once the index is one segment, with
     * the mapping as it is, without some of its fields, and with what it does not have.
     */
    private void fields(IndexAdmin index, List<Document> documents) throws Exception {
        List<Document> some = documents.subList(0, Math.min(FIELDS_ARTICLES, documents.size()));
        Map<String, Consumer<ObjectNode>> mappings = new LinkedHashMap<>();
        mappings.put("mapping as it is", mapping -> {});
        mappings.put("stemmed text in _source too", mapping -> mapping.remove("_source"));
        mappings.put("without stemmed text", mapping -> properties(mapping).remove("text"));
        mappings.put("without title.typed", mapping -> ((ObjectNode) mapping.at("/properties/title")).remove("fields"));
        mappings.put("without spelling", mapping -> {
            ((ObjectNode) mapping.at("/properties/title")).remove("copy_to");
            ((ObjectNode) mapping.at("/properties/standfirst")).remove("copy_to");
            properties(mapping).remove("spelling");
        });
        mappings.put("without nested entities", mapping -> properties(mapping).remove("entities"));
        mappings.put(
                "with a completion of entities' names",
                mapping -> ((ObjectNode) mapping.at("/properties/entityNames"))
                        .withObject("/fields/suggest")
                        .put("type", "completion"));
        Map<String, List<double[]>> costs = new LinkedHashMap<>();
        cost(some, index, mapping -> {});
        for (int round = 0; round < Math.max(1, rounds); round++) {
            for (var mapping : mappings.entrySet()) {
                costs.computeIfAbsent(mapping.getKey(), key -> new ArrayList<>())
                        .add(cost(some, index, mapping.getValue()));
            }
        }
        costs.forEach((name, measured) -> say(
                "%s: %.2f ms of Elasticsearch's processor time a document, %.2f with the merge to one segment; %.2f KB on disk",
                name, median(measured, 0), median(measured, 1), median(measured, 2) / 1024));
    }

    /** Milliseconds for a document without and with the merge of all segments, and bytes of it. */
    private double[] cost(List<Document> documents, IndexAdmin index, Consumer<ObjectNode> mapping) throws Exception {
        IndexNames names = new IndexNames(++generation);
        String home = names.articles(Instant.now());
        index.create(names);
        ObjectNode made = (ObjectNode) get(home).elements().next();
        index.delete(generation);
        String name = "bench-fields-" + generation;
        ObjectNode body = JSON.createObjectNode();
        body.putObject("aliases").putObject(home).put("is_write_index", true);
        body.putObject("settings")
                .put("number_of_replicas", 0)
                .put("refresh_interval", "1s")
                .set("analysis", made.at("/settings/index/analysis"));
        ObjectNode mappings = (ObjectNode) made.path("mappings");
        mapping.accept(mappings);
        body.set("mappings", mappings);
        request("PUT", name, JSON.writeValueAsString(body));
        Watch watch = new Watch();
        Speed speed = bare(bodies(documents, home, BARE_FORMS[0][0]), BARE_FORMS[0][1]);
        post(home + "/_forcemerge?max_num_segments=1&flush=true", "");
        // The files of the segments before the merge go when the index is opened for searches anew.
        post(home + "/_refresh", "");
        Speed merged = watch.speed(documents.size());
        double bytes = get(home + "/_stats/store")
                .at("/_all/primaries/store/size_in_bytes")
                .asDouble();
        request("DELETE", name, "");
        return new double[] {speed.elasticsearch, merged.elasticsearch, bytes / documents.size()};
    }

    private static ObjectNode properties(ObjectNode mapping) {
        return (ObjectNode) mapping.path("properties");
    }

    private static double median(List<double[]> rounds, int value) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round[value]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private void latency(IndexAdmin index, Records records, double rate) throws Exception {
        index.create(new IndexNames(++generation));
        index.serve(generation);
        MeterRegistry meters = new SimpleMeterRegistry();
        Indexer indexer = Indexer.open(config(), kafka(), registry(), generation, meters);
        Thread thread = new Thread(indexer, "indexer");
        thread.start();
        try {
            awaitCount(meters, articles, thread);
            say("publish -> searchable, idle: %s", spelled(probe(records, "idle")));
            load(records, meters, "quarter", rate / 4);
            load(records, meters, "half", rate / 2);
        } finally {
            indexer.stop();
            thread.join();
        }
    }

    /**
     * Probes while articles are published besides, at a steady rate a second. Searches make Elasticsearch refresh each second,
     * which it does not while nobody searches: a load takes more of it than its share of the throughput says.
     */
    private void load(Records records, MeterRegistry meters, String name, double rate) throws Exception {
        AtomicBoolean loaded = new AtomicBoolean(true);
        AtomicInteger published = new AtomicInteger();
        double indexedBefore = count(meters);
        long start = System.nanoTime();
        Thread load = new Thread(
                () -> {
                    while (loaded.get()) {
                        int i = published.getAndIncrement();
                        records.publish(name + "-load-" + i, i);
                        long due = start + (long) (i / rate * 1e9);
                        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
                    }
                },
                "load");
        Timer acknowledged = meters.get("newsflow.indexer.latency").timer();
        double waited = acknowledged.totalTime(TimeUnit.MILLISECONDS);
        long acknowledgements = acknowledged.count();
        JsonNode refreshesBefore = refreshes();
        Watch watch = new Watch();
        load.start();
        try {
            Optional<List<Double>> millis = probe(records, name + "-probe");
            double indexed = count(meters) - indexedBefore;
            say("publish -> searchable, at %s load (%.0f documents/s): %s", name, rate, spelled(millis));
            say("  indexed meanwhile: %s", watch.speed((int) indexed));
            say("  waiting at the end: %.0f of %d documents", published.get() - indexed, published.get());
            JsonNode refreshesAfter = refreshes();
            double refreshes = refreshesAfter.path("total").asDouble()
                    - refreshesBefore.path("total").asDouble();
            say(
                    "  published -> acknowledged: %.0f ms on average; a refresh every %.0f ms, which takes %.0f ms",
                    (acknowledged.totalTime(TimeUnit.MILLISECONDS) - waited)
                            / Math.max(1, acknowledged.count() - acknowledgements),
                    (System.nanoTime() - start) / 1e6 / Math.max(1, refreshes),
                    (refreshesAfter.path("total_time_in_millis").asDouble()
                                    - refreshesBefore
                                            .path("total_time_in_millis")
                                            .asDouble())
                            / Math.max(1, refreshes));
        } finally {
            loaded.set(false);
            load.join();
        }
    }

    private JsonNode refreshes() throws IOException, InterruptedException {
        return get(IndexNames.ARTICLES + "/_stats/refresh").at("/_all/primaries/refresh");
    }

    /**
     * Milliseconds until articles that are published one after another can be found, a few under way at once; empty where one
     * was not found within the limit.
     */
    private Optional<List<Double>> probe(Records records, String name) throws Exception {
        int atOnce = 4;
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<List<Double>>> running = new ArrayList<>();
            for (int t = 0; t < atOnce; t++) {
                String prefix = name + "-" + t + "-";
                running.add(threads.submit(() -> {
                    List<Double> millis = new ArrayList<>();
                    for (int i = 0; i < probes / atOnce; i++) {
                        String id = prefix + i;
                        // Not in step with the refreshes.
                        LockSupport.parkNanos((long) (Math.random() * 1e9));
                        long start = System.nanoTime();
                        records.publish(id, i);
                        records.flush();
                        while (!isFound(id)) {
                            if (System.nanoTime() - start > PROBE_LIMIT.toNanos()) {
                                throw new FellBehindException();
                            }
                            LockSupport.parkNanos(PROBE_INTERVAL.toNanos());
                        }
                        millis.add((System.nanoTime() - start) / 1e6);
                    }
                    return millis;
                }));
            }
            List<Double> all = new ArrayList<>();
            for (Future<List<Double>> one : running) {
                all.addAll(one.get());
            }
            return Optional.of(all);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FellBehindException) {
                return Optional.empty();
            }
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean isFound(String id) throws IOException, InterruptedException {
        return post(
                                IndexNames.ARTICLES + "/_search?filter_path=hits.total.value",
                                "{\"size\": 0, \"query\": {\"ids\": {\"values\": [\"" + id + "\"]}}}")
                        .at("/hits/total/value")
                        .asInt()
                > 0;
    }

    /** Documents per second from the first record read to the last document acknowledged. */
    private Speed indexed(int generation) throws InterruptedException {
        MeterRegistry meters = new SimpleMeterRegistry();
        Indexer indexer = Indexer.open(config(), kafka(), registry(), generation, meters);
        Thread thread = new Thread(indexer, "indexer");
        thread.start();
        while (meters.get("newsflow.indexer.open.records").gauge().value() == 0 && count(meters) == 0) {
            LockSupport.parkNanos(5_000_000);
        }
        Watch watch = new Watch();
        awaitCount(meters, articles, thread);
        Speed speed = watch.speed(articles);
        say(
                "  load control: requests of %.0f KB, %.0f at once",
                meters.get("newsflow.indexer.request.bytes").gauge().value() / 1024,
                meters.get("newsflow.indexer.requests.allowed").gauge().value());
        indexer.stop();
        thread.join();
        return speed;
    }

    private static void awaitCount(MeterRegistry meters, int wanted, Thread thread) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (count(meters) < wanted) {
            if (System.nanoTime() > deadline || !thread.isAlive()) {
                throw new IllegalStateException("the indexer did not index " + wanted + " articles");
            }
            // To look more often takes more of the processor than the indexer's own work for the documents meanwhile.
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static double count(MeterRegistry meters) {
        return meters.find("newsflow.indexer.documents").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Documents per second of a client that does nothing but send. */
    private Speed bare(List<Body> bodies, int atOnce) throws Exception {
        ConcurrentLinkedQueue<Body> queue = new ConcurrentLinkedQueue<>(bodies);
        int documents = bodies.stream().mapToInt(Body::documents).sum();
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            Watch watch = new Watch();
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < atOnce; t++) {
                running.add(threads.submit(() -> {
                    for (Body body = queue.poll(); body != null; body = queue.poll()) {
                        send(body);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return watch.speed(documents);
        } finally {
            threads.shutdownNow();
        }
    }

    private void send(Body body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(stack.elasticsearchUrl() + "/_bulk"))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200 || !response.body().contains("\"errors\":false")) {
            throw new IOException("bulk refused: " + response.statusCode() + " "
                    + response.body().substring(0, Math.min(300, response.body().length())));
        }
    }

    private record Document(String id, long version, byte[] source) {}

    private static List<Body> bodies(List<Document> documents, String home, int bytes) {
        List<Body> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int count = 0;
        for (Document document : documents) {
            body.writeBytes(("{\"index\":{\"_index\":\"" + home + "\",\"_id\":\"" + document.id + "\",\"version\":"
                            + document.version + ",\"version_type\":\"external\",\"require_alias\":true}}\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(document.source);
            body.write('\n');
            count++;
            if (body.size() >= bytes) {
                bodies.add(new Body(body.toByteArray(), count));
                body.reset();
                count = 0;
            }
        }
        if (count > 0) {
            bodies.add(new Body(body.toByteArray(), count));
        }
        return bodies;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return answer(path, HttpRequest.newBuilder());
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return request("POST", path, body);
    }

    private JsonNode request(String method, String path, String body) throws IOException, InterruptedException {
        return answer(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode answer(String path, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                request.uri(URI.create(stack.elasticsearchUrl() + "/" + path)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return JSON.readTree(response.body());
    }

    private IndexerConfig config() {
        return IndexerConfig.of(Settings.load(
                IndexerConfig.SETTINGS,
                List.of(
                        "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                        "schema.registry.url=" + stack.schemaRegistryUrl(),
                        "elasticsearch.urls=" + stack.elasticsearchUrl()),
                Map.of()));
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", stack.bootstrapServers());
    }

    /** As enrich-service writes: small batches, so that nothing waits for others. */
    private Map<String, Object> producer() {
        return Map.of("bootstrap.servers", stack.bootstrapServers(), "linger.ms", "5", "acks", "all");
    }

    private Map<String, String> registry() {
        return Map.of("schema.registry.url", stack.schemaRegistryUrl());
    }

    private static double median(List<Speed> rounds, ToDoubleFunction<Speed> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String spelled(Optional<List<Double>> millis) {
        if (millis.isEmpty()) {
            return "fell behind: an article was not to be found within " + PROBE_LIMIT.toSeconds() + " s";
        }
        List<Double> sorted = millis.get().stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "p50 %.0f ms, p99 %.0f ms, longest %.0f ms of %d",
                sorted.get(sorted.size() / 2),
                sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1),
                sorted.get(sorted.size() - 1),
                sorted.size());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
