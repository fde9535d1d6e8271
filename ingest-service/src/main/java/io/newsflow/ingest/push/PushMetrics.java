package io.newsflow.ingest.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.newsflow.ingest.push.HandOver.Result;
import io.newsflow.model.RawArticle;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Metrics of what is handed over; docs/ingest.md lists them. */
final class PushMetrics {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");

    private final MeterRegistry registry;
    private final Counter bytes;
    private final BiConsumer<Result, List<RawArticle>> published;

    /**
     * Metrics.
     *
     * @param registry where they go
     * @param published hears of every article that was handed over, for the service's own counts
     */
    PushMetrics(MeterRegistry registry, BiConsumer<Result, List<RawArticle>> published) {
        this.registry = registry;
        this.published = published;
        this.bytes = Counter.builder("newsflow.push.bytes")
                .description("Bytes of bodies read, after decompression")
                .register(registry);
    }

    void gauges(Supplier<Number> bytesUnderWay, Supplier<Number> requestsUnderWay) {
        Gauge.builder("newsflow.push.inflight.bytes", bytesUnderWay)
                .description("Bytes of bodies under way, as far as they were announced")
                .register(registry);
        Gauge.builder("newsflow.push.inflight.requests", requestsUnderWay)
                .description("Requests under way")
                .register(registry);
    }

    void known(Supplier<Number> articles) {
        Gauge.builder("newsflow.push.known.articles", articles)
                .description("Articles that are known to have been handed over, in memory")
                .register(registry);
    }

    /** A request; status 0 where the sender went away. */
    void request(String method, int status, Duration took) {
        Timer.builder("newsflow.push.requests")
                .description("Requests of the push API by method and status; 0 where the sender went away")
                .tag("method", METHODS.contains(method) ? method : "other")
                .tag("status", String.valueOf(status))
                .register(registry)
                .record(took);
    }

    void bytes(int read) {
        bytes.increment(read);
    }

    void article(Result result, RawArticle article) {
        Counter.builder("newsflow.push.articles")
                .description("Articles handed over, by what became of them")
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        published.accept(result, article == null ? List.of() : List.of(article));
    }

    void dropped(String outcome) {
        Counter.builder("newsflow.drop.files")
                .description("Files taken from the drop folder, by outcome")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
