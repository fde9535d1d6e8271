package io.newsflow.enrich.stream;

import io.micrometer.core.instrument.Timer;
import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Summary;
import io.newsflow.model.state.ArticleHead;
import io.newsflow.model.state.PageLinkEvent;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * {@link Heads} on its stores, for both of its inputs: raw articles and what other articles tell. Everything is worked
 * out before anything is kept or sent, so a record that fails leaves no trace but its dead letter.
 */
final class HeadsProcessor<V extends SpecificRecord> implements Processor<String, V, String, SpecificRecord> {
    private static final Duration EXPIRY_INTERVAL = Duration.ofMinutes(10);
    private static final int EXPIRY_BATCH = 5_000;

    private final Heads heads;
    private final EnrichOptions options;
    private final EnrichMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, ArticleHead> headStore;
    private KeyValueStore<String, EnrichedArticle> contentStore;
    private ExpiryIndex expiry;

    HeadsProcessor(ArticleAnalyzer analyzer, EnrichOptions options, EnrichMetrics metrics) {
        this.heads = new Heads(raw -> {
            Timer.Sample sample = metrics.startAnalysis();
            EnrichedArticle result = analyzer.analyze(raw);
            metrics.analysed(sample);
            return result;
        });
        this.options = options;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        headStore = context.getStateStore(EnrichTopology.HEADS_STORE);
        contentStore = context.getStateStore(EnrichTopology.CONTENTS_STORE);
        KeyValueStore<Bytes, byte[]> expiryStore = context.getStateStore(EnrichTopology.HEADS_EXPIRY_STORE);
        expiry = new ExpiryIndex(expiryStore);
        context.schedule(EXPIRY_INTERVAL, PunctuationType.STREAM_TIME, this::expire);
    }

    @Override
    public void process(Record<String, V> record) {
        String id = record.key();
        if (id == null || id.isEmpty()) {
            throw new InvalidRecordException("the record has no key; it should be the article id");
        }
        ArticleHead head = headStore.get(id);
        boolean known = head != null;
        long now = Math.max(record.timestamp(), context.currentStreamTimeMs());
        Heads.Step step;
        if (record.value() == null) {
            step = heads.retract(id, head, known ? contentStore.get(id) : null, revision(record), now);
        } else if (record.value() instanceof RawArticle raw) {
            if (!raw.getArticleId().equals(id)) {
                throw new InvalidRecordException(
                        "the key " + id + " is not the article id " + raw.getArticleId() + " of the value");
            }
            boolean replayed = DeadLetter.replaysOf(record.headers()) > 0;
            step = heads.observe(head, known ? contentStore.get(id) : null, raw, now, replayed);
        } else if (record.value() instanceof PageLinkEvent event) {
            step = heads.link(head, known ? contentStore.get(id) : null, event, now);
        } else {
            throw new IllegalStateException("no input: " + record.value().getClass());
        }
        apply(id, known, step, record.withHeaders(new org.apache.kafka.common.header.internals.RecordHeaders()), now);
        metrics.head(step.outcome());
    }

    private void apply(String id, boolean known, Heads.Step step, Record<String, V> record, long now) {
        if (step.routed() != null) {
            boolean retracted = step.outcome() == Heads.Outcome.RETRACTED;
            Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
            if (retracted && Heads.wasShown(step.head())) {
                // The time of the record is that of the retraction, and the index must know where the article is.
                headers.add(
                        RecordHeaders.FIRST_SEEN,
                        Instant.ofEpochMilli(step.head().getEventTime())
                                .toString()
                                .getBytes(StandardCharsets.US_ASCII));
            }
            context.forward(record.withKey(EnrichTopology.routeOf(step.head()))
                    .withValue(step.routed())
                    .withHeaders(headers)
                    .withTimestamp(retracted ? now : step.head().getEventTime()));
        }
        step.links()
                .forEach((to, event) ->
                        context.forward(record.withKey(to).withValue(event).withTimestamp(now)));
        if (step.content() != null) {
            contentStore.put(id, step.content());
        } else if (step.dropContent()) {
            contentStore.delete(id);
        }
        if (step.head() != null) {
            headStore.put(id, step.head());
            if (!known) {
                expiry.schedule(id, now + options.contentRetention().toMillis());
            }
        }
    }

    private void expire(long now) {
        int looked = expiry.drain(now, EXPIRY_BATCH, id -> {
            ArticleHead head = headStore.get(id);
            if (head == null) {
                return OptionalLong.empty();
            }
            long slimAt = head.getTouched() + options.contentRetention().toMillis();
            long goneAt = head.getTouched() + options.headRetention().toMillis();
            if (goneAt <= now) {
                headStore.delete(id);
                contentStore.delete(id);
                return OptionalLong.empty();
            }
            if (slimAt > now) {
                return OptionalLong.of(slimAt);
            }
            EnrichedArticle content = contentStore.get(id);
            if (content != null && !head.getSlim()) {
                contentStore.put(id, slim(content));
                head.setSlim(true);
                headStore.put(id, head);
            }
            return OptionalLong.of(goneAt);
        });
        metrics.expired(looked);
    }

    /** The article without what makes it large. Its sightings stay, and what they knew beside the text. */
    private static EnrichedArticle slim(EnrichedArticle content) {
        RawArticle article = content.getArticle();
        article.setBody("");
        article.setBlocks(new ArrayList<>());
        content.setEntities(new ArrayList<>());
        content.setTopics(new ArrayList<>());
        content.setKeywords(new ArrayList<>());
        content.setQuotes(new ArrayList<>());
        content.setPlaces(new ArrayList<>());
        content.setSummary((Summary) null);
        content.getFingerprint().setMinHash(new ArrayList<>());
        return content;
    }

    private static long revision(Record<?, ?> record) {
        Headers headers = record.headers();
        Header header = headers.lastHeader(RecordHeaders.REVISION);
        if (header == null || header.value() == null) {
            return record.timestamp();
        }
        String text = new String(header.value(), StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidRecordException("header " + RecordHeaders.REVISION + " is no number: '" + text + "'");
        }
    }
}
