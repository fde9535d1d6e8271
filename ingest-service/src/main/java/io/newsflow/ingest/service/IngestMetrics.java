package io.newsflow.ingest.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.newsflow.ingest.fetch.FetchException;
import io.newsflow.ingest.fetch.RobotsTxt;
import io.newsflow.ingest.push.HandOver;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.RawArticle;
import io.newsflow.model.TimePrecision;
import io.newsflow.runtime.DeadLetterCounter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Metrics of ingest-service; docs/ingest.md lists them. */
final class IngestMetrics {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer fetchTime;
    private final Timer delay;
    private final Counter added;
    private final Counter revised;
    private final Counter unchanged;
    private final Counter deadLetters;
    private final AtomicLong lastArticle;

    IngestMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.lastArticle = new AtomicLong(clock.millis());
        this.fetchTime = Timer.builder("newsflow.ingest.fetch.time")
                .description("Time from request to complete response")
                .publishPercentileHistogram()
                .register(registry);
        this.delay = Timer.builder("newsflow.ingest.delay")
                .description("Time from an article's publication, as it says itself, to its first sighting")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofDays(1))
                .register(registry);
        this.added = articles("new");
        this.revised = articles("revised");
        this.unchanged = articles("unchanged");
        this.deadLetters = DeadLetterCounter.of(registry, "extract");
        for (PollOutcome.Kind outcome : PollOutcome.Kind.values()) {
            polls(outcome);
        }
        Gauge.builder("newsflow.ingest.silence", lastArticle, last -> (clock.millis() - last.get()) / 1000.0)
                .description("Time since an article was last published: alert on it")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Gauges over the service's own state. */
    void gauges(
            Supplier<Number> sources,
            Supplier<Number> failing,
            Supplier<Number> dead,
            Supplier<Number> underWay,
            Supplier<Number> heldOff,
            Supplier<Number> subscribed,
            Supplier<Number> lag) {
        gauge("newsflow.ingest.sources", "Sources of this instance", null, sources);
        gauge("newsflow.ingest.sources.failing", "Sources whose last poll failed", null, failing);
        gauge("newsflow.ingest.sources.dead", "Sources that failed ten times or more in a row", null, dead);
        gauge("newsflow.ingest.polls.under.way", "Polls between fetch and commit", null, underWay);
        gauge(
                "newsflow.ingest.hosts.held.off",
                "Hosts that are left alone for a while: overloaded, or not answering",
                null,
                heldOff);
        gauge("newsflow.ingest.sources.subscribed", "Sources whose hub pushes what is new", null, subscribed);
        gauge("newsflow.ingest.lag", "How long the most overdue source has waited for this instance", "seconds", lag);
    }

    void fetched(PollOutcome outcome, Duration took) {
        polls(outcome.kind()).increment();
        if (took != null) {
            fetchTime.record(took);
        }
    }

    void failed(FetchException.Reason reason) {
        Counter.builder("newsflow.ingest.fetch.failures")
                .description("Fetches without a response, by reason")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry)
                .increment();
    }

    void hubAsked(boolean accepted) {
        Counter.builder("newsflow.ingest.hub.requests")
                .description("Subscriptions that hubs were asked for, by whether they took the request")
                .tag("outcome", accepted ? "accepted" : "refused")
                .register(registry)
                .increment();
    }

    void hubSaid(HubSubscriptions.Said said) {
        Counter.builder("newsflow.ingest.hub.messages")
                .description("What hubs said")
                .tag("kind", said.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry)
                .increment();
    }

    void robots(RobotsTxt.Outcome outcome) {
        Counter.builder("newsflow.ingest.robots")
                .description("robots.txt files asked for, by what became of it")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void committed(PollOutcome outcome) {
        int revisions = 0;
        for (RawArticle article : outcome.articles()) {
            boolean first = article.getFirstSeen().toEpochMilli() == article.getRevision();
            if (!first) {
                revisions++;
                continue;
            }
            boolean exact = article.getPublished() != null
                    && article.getPublished().getPrecision().compareTo(TimePrecision.HOUR) >= 0;
            if (exact && !article.getArchive() && ArticleTimes.isTrusted(article.getPublished())) {
                Duration age = Duration.between(article.getPublished().getValue(), article.getFirstSeen());
                delay.record(age.isNegative() ? Duration.ZERO : age);
            }
        }
        revised.increment(revisions);
        added.increment(outcome.articles().size() - revisions);
        unchanged.increment(Math.max(0, outcome.seen() - outcome.articles().size()));
        deadLetters.increment(outcome.deadLetters().size());
        if (!outcome.articles().isEmpty()) {
            lastArticle.set(clock.millis());
        }
    }

    /** Articles that were handed over. */
    void handedOver(HandOver.Result result, List<RawArticle> articles) {
        switch (result) {
            case NEW -> added.increment(articles.size());
            case REVISED -> revised.increment(articles.size());
            case UNCHANGED -> unchanged.increment(articles.size());
            default -> {
                return;
            }
        }
        if (result != HandOver.Result.UNCHANGED) {
            lastArticle.set(clock.millis());
        }
    }

    void followed(FullText.Result result) {
        Counter.builder("newsflow.ingest.pages")
                .description("Pages that items with only a summary were followed to, by what they gave")
                .tag("result", result.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry)
                .increment();
    }

    void restarted() {
        Counter.builder("newsflow.ingest.restarts")
                .description("Times that a partition's writer had to start over")
                .register(registry)
                .increment();
    }

    private Counter polls(PollOutcome.Kind outcome) {
        return Counter.builder("newsflow.ingest.polls")
                .description("Polls by how they went")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry);
    }

    private Counter articles(String kind) {
        return Counter.builder("newsflow.ingest.articles")
                .description("Articles that sources showed; new and revised ones are published")
                .tag("kind", kind)
                .register(registry);
    }

    private void gauge(String name, String description, String unit, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(registry);
    }
}
