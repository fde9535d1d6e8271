package io.newsflow.enrich.stream;

import io.micrometer.core.instrument.Timer;
import io.newsflow.enrich.story.StoryEngine;
import io.newsflow.enrich.story.StoryOutput;
import io.newsflow.enrich.story.StoryStores;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.state.RoutedArticle;
import io.newsflow.model.state.StoryArticle;
import io.newsflow.model.state.StoryState;
import io.newsflow.schemas.RecordHeaders;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The {@link StoryEngine} of one partition on its stores. What it sends on has the id of the article or story as key. */
final class StoryProcessor implements Processor<String, RoutedArticle, String, StoryOutput> {
    private static final Duration EXPIRY_INTERVAL = Duration.ofMinutes(10);
    private static final int EXPIRY_BATCH = 5_000;
    private static final String ARTICLE = "a";
    private static final String STORY = "s";

    private final EnrichOptions options;
    private final EnrichMetrics metrics;
    private ProcessorContext<String, StoryOutput> context;
    private Stores stores;
    private StoryEngine engine;
    private int indexed;

    StoryProcessor(EnrichOptions options, EnrichMetrics metrics) {
        this.options = options;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, StoryOutput> processorContext) {
        context = processorContext;
        stores = new Stores();
        engine = new StoryEngine(options.stories(), stores);
        report();
        context.schedule(EXPIRY_INTERVAL, PunctuationType.STREAM_TIME, this::expire);
    }

    @Override
    public void process(Record<String, RoutedArticle> record) {
        Timer.Sample sample = metrics.startStory();
        RoutedArticle routed = record.value();
        List<StoryOutput> outputs = routed.getArticle() == null
                ? engine.retract(routed.getArticleId(), routed.getRevision(), record.timestamp())
                : engine.upsert(routed.getArticle(), routed.getRevision(), record.timestamp());
        Header firstSeen = record.headers().lastHeader(RecordHeaders.FIRST_SEEN);
        for (StoryOutput output : outputs) {
            Record<String, StoryOutput> out = new Record<>(output.id(), output, output.eventTime());
            if (firstSeen != null && output instanceof StoryOutput.Article article && article.article() == null) {
                out.headers().add(firstSeen);
            }
            context.forward(out);
        }
        metrics.storyDone(sample, outputs.size());
        report();
    }

    @Override
    public void close() {
        metrics.indexedChanged(-indexed);
        indexed = 0;
    }

    private void report() {
        int now = engine.indexed();
        metrics.indexedChanged(now - indexed);
        indexed = now;
    }

    private void expire(long now) {
        long retention = options.storyRetention().toMillis();
        int looked = stores.expiry.drain(now, EXPIRY_BATCH, entry -> {
            String id = entry.substring(1);
            if (entry.startsWith(ARTICLE)) {
                StoryArticle article = stores.article(id);
                if (article != null && article.getEventTime() + retention > now) {
                    return OptionalLong.of(article.getEventTime() + retention);
                }
                stores.articles.delete(id);
                stores.contents.delete(id);
            } else {
                StoryState story = stores.story(id);
                if (story != null && story.getLastSeen() + retention > now) {
                    return OptionalLong.of(story.getLastSeen() + retention);
                }
                stores.stories.delete(id);
            }
            return OptionalLong.empty();
        });
        metrics.expired(looked);
    }

    private final class Stores implements StoryStores {
        private final KeyValueStore<String, StoryArticle> articles =
                context.getStateStore(EnrichTopology.STORY_ARTICLES_STORE);
        private final KeyValueStore<String, EnrichedArticle> contents =
                context.getStateStore(EnrichTopology.STORY_CONTENTS_STORE);
        private final KeyValueStore<String, StoryState> stories = context.getStateStore(EnrichTopology.STORIES_STORE);
        private final ExpiryIndex expiry =
                new ExpiryIndex(context.<KeyValueStore<Bytes, byte[]>>getStateStore(EnrichTopology.STORY_EXPIRY_STORE));

        @Override
        public StoryArticle article(String id) {
            return articles.get(id);
        }

        @Override
        public void putArticle(StoryArticle article, boolean created) {
            articles.put(article.getArticleId(), article);
            if (created) {
                expiry.schedule(ARTICLE + article.getArticleId(), dueAt());
            }
        }

        @Override
        public EnrichedArticle content(String id) {
            return contents.get(id);
        }

        @Override
        public void putContent(EnrichedArticle article) {
            contents.put(article.getArticleId(), article);
        }

        @Override
        public void deleteContent(String id) {
            contents.delete(id);
        }

        @Override
        public StoryState story(String id) {
            return stories.get(id);
        }

        @Override
        public void putStory(StoryState story, boolean created) {
            stories.put(story.getStoryId(), story);
            if (created) {
                expiry.schedule(STORY + story.getStoryId(), dueAt());
            }
        }

        @Override
        public void deleteStory(String id) {
            stories.delete(id);
        }

        @Override
        public void forEachArticle(Consumer<StoryArticle> consumer) {
            try (KeyValueIterator<String, StoryArticle> all = articles.all()) {
                all.forEachRemaining(entry -> consumer.accept(entry.value));
            }
        }

        private long dueAt() {
            return context.currentStreamTimeMs() + options.storyRetention().toMillis();
        }
    }
}
