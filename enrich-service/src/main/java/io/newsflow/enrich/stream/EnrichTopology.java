package io.newsflow.enrich.stream;

import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.story.StoryOutput;
import io.newsflow.enrich.story.StoryRouting;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.EntityType;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Story;
import io.newsflow.model.TrendCount;
import io.newsflow.model.TrendKind;
import io.newsflow.model.state.ArticleHead;
import io.newsflow.model.state.PageLinkEvent;
import io.newsflow.model.state.RoutedArticle;
import io.newsflow.model.state.StoryArticle;
import io.newsflow.model.state.StoryState;
import io.newsflow.model.state.TrendState;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The topology of enrich-service, made of three parts with a repartition before each of the last two:
 *
 * <pre>
 * news.raw ------> heads (analysis) --by-language--> stories ------> news.enriched
 *                   ^   |                              |   \-------> news.stories
 *                   |   v                              |
 *                   page-links                         \--trend-changes--> trends --> news.trends
 * </pre>
 *
 * <p>The names of stores and repartitions are part of what an upgrade must keep: another name is another, empty store.
 */
public final class EnrichTopology {
    /** What is known of each article: what orders its sightings. */
    public static final String HEADS_STORE = "article-heads";

    /** Content and analysis in force of each article. */
    public static final String CONTENTS_STORE = "article-contents";

    static final String HEADS_EXPIRY_STORE = "article-heads-expiry";
    static final String STORY_ARTICLES_STORE = "story-articles";
    static final String STORY_CONTENTS_STORE = "story-contents";
    static final String STORIES_STORE = "story-states";
    static final String STORY_EXPIRY_STORE = "story-expiry";
    static final String TRENDS_STORE = "trend-counts";

    private static final String PAGE_LINKS = "page-links";
    private static final String BY_LANGUAGE = "by-language";
    private static final String TREND_CHANGES = "trend-changes";

    /** Room for key, headers and framing in the largest message that topics take. */
    private static final int MAX_VALUE_BYTES = Topics.MAX_MESSAGE_BYTES - 64 * 1024;

    private final ArticleAnalyzer analyzer;
    private final AvroSerdes serdes;
    private final EnrichOptions options;
    private final EnrichMetrics metrics;
    private final Serde<String> keys = Serdes.String();

    private EnrichTopology(ArticleAnalyzer analyzer, AvroSerdes serdes, EnrichOptions options, EnrichMetrics metrics) {
        this.analyzer = analyzer;
        this.serdes = serdes;
        this.options = options;
        this.metrics = metrics;
    }

    /**
     * Builds the topology.
     *
     * @param streams settings of Kafka Streams that shape a topology, such as the naming rule
     * @param analyzer the text analysis
     * @param serdes the records' serdes
     * @param options what it depends on
     * @param metrics where it counts
     */
    public static Topology build(
            StreamsConfig streams,
            ArticleAnalyzer analyzer,
            AvroSerdes serdes,
            EnrichOptions options,
            EnrichMetrics metrics) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(streams));
        new EnrichTopology(analyzer, serdes, options, metrics).addTo(builder);
        return builder.build();
    }

    private void addTo(StreamsBuilder builder) {
        KStream<String, StoryOutput> outputs = stories(builder, heads(builder));
        outputs.split(Named.as("outputs-"))
                .branch(
                        (id, output) -> output instanceof StoryOutput.Article,
                        Branched.withConsumer(this::toEnriched, "articles"))
                .branch(
                        (id, output) -> output instanceof StoryOutput.StoryChange,
                        Branched.withConsumer(this::toStories, "stories"))
                .branch(
                        (id, output) -> output instanceof StoryOutput.Trend,
                        Branched.withConsumer(this::toTrends, "trends"))
                .noDefaultBranch();
    }

    private KStream<String, RoutedArticle> heads(StreamsBuilder builder) {
        builder.addStateStore(store(HEADS_STORE, serde(ArticleHead.class, Subjects.ARTICLE_HEAD)));
        builder.addStateStore(store(CONTENTS_STORE, contents()));
        builder.addStateStore(expiryStore(HEADS_EXPIRY_STORE));
        String[] stores = {HEADS_STORE, CONTENTS_STORE, HEADS_EXPIRY_STORE};

        KStream<String, SpecificRecord> fromRaw = builder.stream(
                        Topics.RAW.name(),
                        Consumed.with(keys, serde(RawArticle.class))
                                .withTimestampExtractor(new BoundedEventTime(options.clock(), options.clockTolerance()))
                                .withName("raw-articles"))
                .process(() -> new HeadsProcessor<RawArticle>(analyzer, options, metrics), Named.as("heads"), stores);
        KStream<String, SpecificRecord> fromLinks = linksOf(fromRaw, "heads-links")
                .repartition(Repartitioned.<String, PageLinkEvent>as(PAGE_LINKS)
                        .withKeySerde(keys)
                        .withValueSerde(serde(PageLinkEvent.class, Subjects.PAGE_LINK_EVENT))
                        .withNumberOfPartitions(options.rawPartitions()))
                .process(
                        () -> new HeadsProcessor<PageLinkEvent>(analyzer, options, metrics),
                        Named.as("page-links-heads"),
                        stores);
        return articlesOf(fromRaw, "heads-articles")
                .merge(articlesOf(fromLinks, "page-links-articles"), Named.as("all-articles"));
    }

    private KStream<String, StoryOutput> stories(StreamsBuilder builder, KStream<String, RoutedArticle> articles) {
        builder.addStateStore(cachedStore(STORY_ARTICLES_STORE, serde(StoryArticle.class, Subjects.STORY_ARTICLE)));
        builder.addStateStore(store(STORY_CONTENTS_STORE, contents()));
        builder.addStateStore(cachedStore(STORIES_STORE, serde(StoryState.class, Subjects.STORY_STATE)));
        builder.addStateStore(expiryStore(STORY_EXPIRY_STORE));
        return articles.repartition(Repartitioned.<String, RoutedArticle>as(BY_LANGUAGE)
                        .withKeySerde(keys)
                        .withValueSerde(serde(RoutedArticle.class, Subjects.ROUTED_ARTICLE)))
                .process(
                        () -> new StoryProcessor(options, metrics),
                        Named.as("stories"),
                        STORY_ARTICLES_STORE,
                        STORY_CONTENTS_STORE,
                        STORIES_STORE,
                        STORY_EXPIRY_STORE);
    }

    private void toEnriched(KStream<String, StoryOutput> articles) {
        articles.process(
                        () -> new ContextualProcessor<String, StoryOutput, String, EnrichedArticle>() {
                            @Override
                            public void process(Record<String, StoryOutput> record) {
                                StoryOutput.Article article = (StoryOutput.Article) record.value();
                                Record<String, EnrichedArticle> out = record.withValue(article.article());
                                put(
                                        out.headers(),
                                        RecordHeaders.ENRICHED_AT,
                                        Instant.ofEpochMilli(context().currentSystemTimeMs())
                                                .toString());
                                if (article.article() == null) {
                                    put(out.headers(), RecordHeaders.REVISION, Long.toString(article.revision()));
                                }
                                context().forward(out);
                            }
                        },
                        Named.as("enriched-headers"))
                .to(
                        Topics.ENRICHED.name(),
                        Produced.with(keys, serde(EnrichedArticle.class)).withName("enriched"));
    }

    private void toStories(KStream<String, StoryOutput> stories) {
        stories.process(
                        () -> new ContextualProcessor<String, StoryOutput, String, Story>() {
                            @Override
                            public void process(Record<String, StoryOutput> record) {
                                StoryOutput.StoryChange story = (StoryOutput.StoryChange) record.value();
                                Record<String, Story> out = record.withValue(story.story());
                                if (story.story() == null) {
                                    put(out.headers(), RecordHeaders.REVISION, Long.toString(story.revision()));
                                }
                                context().forward(out);
                            }
                        },
                        Named.as("stories-headers"))
                .to(
                        Topics.STORIES.name(),
                        Produced.with(keys, serde(Story.class)).withName("story-records"));
    }

    private void toTrends(KStream<String, StoryOutput> changes) {
        Serde<TrendState> states = serde(TrendState.class, Subjects.TREND_STATE);
        changes.map(
                        (id, output) -> {
                            StoryOutput.Trend trend = (StoryOutput.Trend) output;
                            return KeyValue.pair(
                                    trend.kind() + " " + trend.id(),
                                    TrendState.newBuilder()
                                            .setKind(trend.kind().name())
                                            .setId(trend.id())
                                            .setLabel(trend.label())
                                            .setType(
                                                    trend.type() == null
                                                            ? null
                                                            : trend.type().name())
                                            .setCount(trend.change())
                                            .build());
                        },
                        Named.as("trend-keys"))
                .groupByKey(Grouped.with(TREND_CHANGES, keys, states))
                .windowedBy(TimeWindows.ofSizeAndGrace(options.trendWindow(), options.trendGrace()))
                .aggregate(
                        TrendState::new,
                        (id, change, count) -> add(count, change),
                        Named.as("trends"),
                        Materialized.<String, TrendState, WindowStore<Bytes, byte[]>>as(TRENDS_STORE)
                                .withKeySerde(keys)
                                .withValueSerde(states)
                                .withRetention(options.trendWindow().plus(options.trendGrace())))
                .toStream(Named.as("trend-stream"))
                .map(
                        (window, count) -> KeyValue.pair(trendKey(window), trend(window, count)),
                        Named.as("trend-records"))
                .to(
                        Topics.TRENDS.name(),
                        Produced.with(keys, serde(TrendCount.class)).withName("trend-counts-out"));
    }

    private static TrendState add(TrendState count, TrendState change) {
        return TrendState.newBuilder()
                .setKind(change.getKind())
                .setId(change.getId())
                .setLabel(change.getLabel().isEmpty() ? count.getLabel() : change.getLabel())
                .setType(change.getType() == null ? count.getType() : change.getType())
                .setCount(Math.max(0, count.getCount() + change.getCount()))
                .setRevision(count.getRevision() + 1)
                .build();
    }

    private static String trendKey(Windowed<String> window) {
        return window.window().startTime() + " " + window.key();
    }

    private static TrendCount trend(Windowed<String> window, TrendState count) {
        return TrendCount.newBuilder()
                .setWindowStart(window.window().startTime())
                .setWindowEnd(window.window().endTime())
                .setKind(TrendKind.valueOf(count.getKind()))
                .setId(count.getId())
                .setLabel(count.getLabel())
                .setType(count.getType() == null ? null : EntityType.valueOf(count.getType()))
                .setCount(count.getCount())
                .setRevision(count.getRevision())
                .build();
    }

    private static KStream<String, PageLinkEvent> linksOf(KStream<String, SpecificRecord> stream, String name) {
        return stream.filter((id, value) -> value instanceof PageLinkEvent, Named.as(name + "-filter"))
                .mapValues(value -> (PageLinkEvent) value, Named.as(name));
    }

    private static KStream<String, RoutedArticle> articlesOf(KStream<String, SpecificRecord> stream, String name) {
        return stream.filter((route, value) -> value instanceof RoutedArticle, Named.as(name + "-filter"))
                .mapValues(value -> (RoutedArticle) value, Named.as(name));
    }

    private <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return new SizeLimit<>(serdes.serde(type), MAX_VALUE_BYTES);
    }

    private <T extends SpecificRecord> Serde<T> serde(Class<T> type, String subject) {
        return new SizeLimit<>(serdes.serde(type, subject), MAX_VALUE_BYTES);
    }

    private Serde<EnrichedArticle> contents() {
        return serde(EnrichedArticle.class, Topics.ENRICHED.valueSubject());
    }

    private <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values);
    }

    /** For stores whose entries are written again and again: of several writes between two commits the last one stays. */
    private <V> StoreBuilder<KeyValueStore<String, V>> cachedStore(String name, Serde<V> values) {
        return store(name, values).withCachingEnabled();
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> expiryStore(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    /** Key of the by-language topic; an article that is retracted before it was ever seen has no language. */
    static String routeOf(ArticleHead head) {
        return head.getRoute().isEmpty() ? StoryRouting.UNDETERMINED : head.getRoute();
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
