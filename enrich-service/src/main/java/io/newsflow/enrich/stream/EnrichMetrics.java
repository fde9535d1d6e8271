package io.newsflow.enrich.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.newsflow.runtime.DeadLetterCounter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the topology counts and measures. Thread-safe. */
public final class EnrichMetrics {
    private final MeterRegistry registry;
    private final Map<Heads.Outcome, Counter> outcomes = new EnumMap<>(Heads.Outcome.class);
    private final Timer analysis;
    private final Timer story;
    private final DistributionSummary storyOutputs;
    private final Counter expired;
    private final AtomicInteger indexed = new AtomicInteger();

    /** Metrics in a registry. */
    public EnrichMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Heads.Outcome outcome : Heads.Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("newsflow.enrich.records")
                            .description("Records of news.raw and page links by what they were found to be")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        analysis = timer("newsflow.enrich.analysis", "Time for the text analysis of one article");
        story = timer("newsflow.enrich.story", "Time for the story step of one article");
        storyOutputs = DistributionSummary.builder("newsflow.enrich.story.outputs")
                .description("Records written because of one article: itself, neighbours, stories, trend changes")
                .register(registry);
        expired = Counter.builder("newsflow.enrich.expiry.looks")
                .description("Entries looked at because they fell due")
                .register(registry);
        registry.gauge("newsflow.enrich.story.indexed", indexed);
        DeadLetterCounter.of(registry, "deserialize");
    }

    Timer.Sample startAnalysis() {
        return Timer.start(registry);
    }

    void analysed(Timer.Sample sample) {
        sample.stop(analysis);
    }

    void head(Heads.Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    Timer.Sample startStory() {
        return Timer.start(registry);
    }

    void storyDone(Timer.Sample sample, int outputs) {
        sample.stop(story);
        storyOutputs.record(outputs);
    }

    void indexedChanged(int change) {
        indexed.addAndGet(change);
    }

    void expired(int looked) {
        expired.increment(looked);
    }

    void deadLetter(String stage) {
        DeadLetterCounter.of(registry, stage).increment();
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(50_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }
}
