package io.newsflow.bench;

import io.newsflow.ingest.IngestMain;
import io.newsflow.ingest.source.SourceCatalog;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;

/**
 * One instance of ingest-service, in a process of its own with a real broker and registry, polling thousands of feeds of
 * {@link BenchSite}. All of it shares the machine. Measured are the first round, in which every feed and robots.txt is new, and
 * then some minutes of steady polling. Linux only: the sites live on the many addresses of the loopback network.
 */
final class FetchBenchmark {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration ROUND_LIMIT = Duration.ofMinutes(30);
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    private static final String POLLS = "newsflow_ingest_polls_total";
    private static final String ARTICLES = "newsflow_ingest_articles_total";
    private static final String FETCH_TIME = "newsflow_ingest_fetch_time_seconds";

    private final Map<String, String> options = new LinkedHashMap<>(Map.of(
            "sources", "10000",
            "hosts", "2500",
            "interval", "60",
            "seconds", "120",
            "heap", "1g",
            "latency", "100",
            "polls-per-item", "5"));
    private final HttpClient http = HttpClient.newHttpClient();

    private FetchBenchmark() {}

    /** Measures; options are {@code --name value}, and {@code key=value} for settings of the service. */
    static void run(String[] arguments) throws Exception {
        // Without it, small answers of the JDK's server wait for an acknowledgement of what went before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
        FetchBenchmark benchmark = new FetchBenchmark();
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].replaceFirst("^--", "");
            if (arguments[i].contains("=")) {
                settings.add(arguments[i]);
            } else if (benchmark.options.containsKey(name) && i + 1 < arguments.length) {
                benchmark.options.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException("expected key=value or one of --"
                        + String.join(", --", benchmark.options.keySet()) + ", not " + arguments[i]);
            }
        }
        benchmark.measure(settings);
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    private void measure(List<String> settings) throws Exception {
        int sources = number("sources");
        StackOptions stackOptions = StackOptions.temporary()
                .with(Component.KAFKA, Component.SCHEMA_REGISTRY)
                .withFullSpeed();
        say("starting a broker and a registry");
        try (NewsStack stack = NewsStack.start(stackOptions);
                AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", stack.schemaRegistryUrl()));
                BenchSite site = new BenchSite(
                        sources, number("hosts"), number("polls-per-item"), Duration.ofMillis(number("latency")))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", stack.bootstrapServers());
            try (Admin admin = Admin.create(kafka)) {
                new TopicAdmin(admin).create(Topics.all(), 1);
            }
            new SchemaAdmin(serdes.registry().client()).register();
            addSources(new SourceCatalog(kafka, serdes), site, sources);
            int port = freePort();
            Path log = Files.createTempFile("newsflow-bench-ingest-", ".log");
            Process service = service(stack, port, log, settings);
            try {
                rounds(service, "http://127.0.0.1:" + port, site, sources, log);
            } finally {
                service.destroy();
                if (!service.waitFor(30, TimeUnit.SECONDS)) {
                    service.destroyForcibly();
                }
            }
            Files.delete(log);
        }
    }

    private void addSources(SourceCatalog catalog, BenchSite site, int sources) throws InterruptedException {
        List<Source> list = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            list.add(Source.newBuilder()
                    .setSourceId("bench-" + i)
                    .setUrl(site.url(i))
                    .setKind(SourceKind.FEED)
                    .setIntervalSeconds(number("interval"))
                    .build());
        }
        catalog.put(list);
    }

    private Process service(NewsStack stack, int port, Path log, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + options.get("heap"),
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                IngestMain.class.getName(),
                "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                "schema.registry.url=" + stack.schemaRegistryUrl(),
                "http.host=127.0.0.1",
                "http.port=" + port,
                "fetch.private.addresses=true"));
        command.addAll(settings);
        Process service = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(service::destroyForcibly));
        return service;
    }

    private void rounds(Process service, String url, BenchSite site, int sources, Path log)
            throws IOException, InterruptedException {
        Scrape started = await(service, url, START_LIMIT, log, s -> s.sum(POLLS) > 0);
        Duration cpu = cpu(service);
        say("first round of " + sources + " sources on " + options.get("hosts") + " hosts");
        Scrape first = await(
                service,
                url,
                ROUND_LIMIT,
                log,
                s -> s.sum(POLLS) >= sources && s.sum("newsflow_ingest_robots_total") >= number("hosts"));
        report("first round", started, first, cpu(service).minus(cpu), -1);
        say("polling each source once in " + options.get("interval") + " s for " + options.get("seconds") + " s");
        Scrape before = Scrape.of(http, url);
        cpu = cpu(service);
        double lag = 0;
        Scrape after = before;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(number("seconds"));
        while (System.nanoTime() < end) {
            if (service.waitFor(1, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the service ended with " + service.exitValue() + "; its log is " + log);
            }
            after = Scrape.of(http, url);
            lag = Math.max(lag, after.sum("newsflow_ingest_lag_seconds"));
        }
        report("steady", before, after, cpu(service).minus(cpu), lag);
        System.out.printf(
                Locale.ROOT,
                "live heap after a full collection at %d sources: %.0f MB of %s; threads %.0f%n",
                sources,
                liveBytes(service.pid()) / 1e6,
                options.get("heap"),
                after.sum("jvm_threads_live_threads"));
        System.out.printf(
                Locale.ROOT,
                "the site answered %d requests for feeds with %.0f MB%n",
                site.requests(),
                site.bytes() / 1e6);
    }

    private Scrape await(Process service, String url, Duration limit, Path log, Predicate<Scrape> wanted)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            try {
                Scrape scrape = Scrape.of(http, url);
                if (wanted.test(scrape)) {
                    return scrape;
                }
            } catch (IOException e) {
                // Not up yet.
            }
            if (service.waitFor(250, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "the service ended with " + service.exitValue() + "; its log is " + log);
            }
        }
        throw new IllegalStateException(
                "not there within " + limit.toMinutes() + " minutes; the service's log is " + log);
    }

    private static void report(String what, Scrape from, Scrape to, Duration cpu, double lag) {
        double seconds = (to.nanos() - from.nanos()) / 1e9;
        double polls = to.sum(POLLS) - from.sum(POLLS);
        double published = to.sum(ARTICLES, "kind=\"new\"") - from.sum(ARTICLES, "kind=\"new\"");
        double shown = to.sum(ARTICLES) - from.sum(ARTICLES);
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f s, %.0f fetches (%.0f/min), %.0f articles read (%.0f/s), %.0f published (%.0f/s)%n",
                what,
                seconds,
                polls,
                polls * 60 / seconds,
                shown,
                shown / seconds,
                published,
                published / seconds);
        System.out.printf(
                Locale.ROOT,
                "    not read: %.0f; fetch time p50 %.0f ms, p99 %.0f ms; processor time %.0f s (%.2f cores)%s%n",
                polls - outcome(from, to, "read") - outcome(from, to, "unchanged"),
                to.quantile(FETCH_TIME, 0.5, from) * 1e3,
                to.quantile(FETCH_TIME, 0.99, from) * 1e3,
                cpu.toMillis() / 1e3,
                cpu.toMillis() / 1e3 / seconds,
                lag < 0 ? "" : String.format(Locale.ROOT, "; largest lag %.1f s", lag));
    }

    private static double outcome(Scrape from, Scrape to, String outcome) {
        String label = "outcome=\"" + outcome + "\"";
        return to.sum(POLLS, label) - from.sum(POLLS, label);
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Bytes of live objects, after a full collection that this asks for. */
    private static long liveBytes(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        jcmd.waitFor();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("jcmd said: " + histogram.lines().findFirst().orElse("nothing"));
        }
        return Long.parseLong(total.group(1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void say(String what) {
        System.err.println("bench fetch: " + what);
    }
}
