package io.newsflow.enrich.story;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.Fingerprint;
import io.newsflow.model.MediaTopic;
import io.newsflow.model.PageLink;
import io.newsflow.model.RawArticle;
import io.newsflow.model.RelatedArticle;
import io.newsflow.model.RelatedReason;
import io.newsflow.model.TimePrecision;
import io.newsflow.model.TrendKind;
import io.newsflow.model.state.MemberState;
import io.newsflow.model.state.RelatedRef;
import io.newsflow.model.state.StoryArticle;
import io.newsflow.model.state.StoryState;
import io.newsflow.schemas.TrustedRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts articles beside each other: duplicates, stories, related articles. One record at a time, in order: the same
 * records in the same order give the same results, also across a restart in between. Each call works everything out
 * first and writes last, so a call that fails leaves nothing half done. Not thread-safe.
 *
 * <p>Clustering is single-pass with frozen TF-IDF vectors in three spaces (words of the head, entities, keywords) and
 * decay over time, after Miranda, Znotins, Cohen and Barzdins, "Multilingual Clustering of Streaming News" (EMNLP
 * 2018).
 */
public final class StoryEngine {
    /**
     * Revisions between two that the heads store gives to an article: room for those given here when only its
     * neighbours change.
     */
    public static final long REVISION_ROOM = 1L << 16;

    static {
        TrustedRecords.trust();
    }

    private static final int MAX_RELATED_BY = 200;
    private static final int MAX_COUNTED_ENTITIES = 25;
    /** Articles compared with one by one for the related list. */
    private static final int MAX_COMPARED = 60;
    /** Copies of the same text among the related articles. */
    private static final int MAX_DUPLICATES_RELATED = 2;
    /** A published time this much after first seen is not believed. */
    private static final long CLOCK_TOLERANCE_MS = Duration.ofHours(1).toMillis();

    private static final float LISTED_SCORE = 0.5f;
    private static final String TREND_SEPARATOR = " ";
    private static final Comparator<RelatedRef> BEST_FIRST =
            Comparator.comparingDouble((RelatedRef ref) -> -ref.getScore()).thenComparing(RelatedRef::getArticleId);

    private final StoryOptions options;
    private final StoryStores stores;
    private final Map<String, StoryIndex> indexes = new TreeMap<>();
    private long clock = Long.MIN_VALUE;

    /**
     * An engine over its stores; the index is built from what they hold.
     *
     * @param options what it goes by
     * @param stores what outlives the process
     */
    public StoryEngine(StoryOptions options, StoryStores stores) {
        this.options = options;
        this.stores = stores;
        List<StoryArticle> known = new ArrayList<>();
        stores.forEachArticle(article -> {
            clock = Math.max(clock, article.getEventTime());
            known.add(article);
        });
        for (StoryArticle article : known) {
            if (!article.getRemoved() && article.getEventTime() >= oldest()) {
                index(article.getLanguage()).add(item(article));
            }
        }
        evict();
    }

    /** Number of articles that new ones are compared with. */
    public int indexed() {
        int size = 0;
        for (StoryIndex index : indexes.values()) {
            size += index.size();
        }
        return size;
    }

    /**
     * Places an article, new or changed, among the others.
     *
     * @param article article with its analysis
     * @param inputRevision revision that the heads store gave
     * @param eventTime first seen time, milliseconds since 1970
     * @return what changed, the article itself first
     */
    public List<StoryOutput> upsert(EnrichedArticle article, long inputRevision, long eventTime) {
        return change(new Work(inputRevision, eventTime), work -> work.upsert(article));
    }

    /**
     * Takes an article out of its story and of all related lists.
     *
     * @param articleId article, known or not
     * @param inputRevision revision that the heads store gave to the retraction
     * @param eventTime time of the retraction, milliseconds since 1970
     * @return what changed, the retraction itself first
     */
    public List<StoryOutput> retract(String articleId, long inputRevision, long eventTime) {
        return change(new Work(inputRevision, eventTime), work -> work.retract(articleId));
    }

    private List<StoryOutput> change(Work work, Consumer<Work> change) {
        List<StoryOutput> outputs;
        try {
            change.accept(work);
            outputs = work.finish();
        } catch (RuntimeException e) {
            work.restore();
            throw e;
        }
        if (work.eventTime > clock) {
            clock = work.eventTime;
            evict();
        }
        return outputs;
    }

    private long oldest() {
        return clock == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : clock - options.window().toMillis();
    }

    private void evict() {
        indexes.values().forEach(index -> index.evict(oldest()));
        indexes.values().removeIf(index -> index.size() == 0);
    }

    private StoryIndex index(String language) {
        return indexes.computeIfAbsent(language, l -> new StoryIndex(options));
    }

    private static StoryIndex.Item item(StoryArticle article) {
        ByteBuffer in = article.getTerms().duplicate();
        TermVector[] vectors = new TermVector[Space.COUNT];
        for (int space = 0; space < Space.COUNT; space++) {
            vectors[space] = TermVector.read(in);
        }
        int[] minHash = new int[article.getMinHash().size()];
        for (int i = 0; i < minHash.length; i++) {
            minHash[i] = article.getMinHash().get(i);
        }
        return new StoryIndex.Item(
                article.getArticleId(),
                article.getStoryId(),
                article.getDuplicateOf(),
                article.getEventTime(),
                article.getStoryTime(),
                article.getContentHash(),
                article.getSimHash(),
                minHash,
                vectors);
    }

    /** What one record changes, held back until all of it is known. */
    private final class Work {
        private final long inputRevision;
        private final long eventTime;
        private final Map<String, StoryArticle> articles = new HashMap<>();
        private final Map<String, StoryState> stories = new HashMap<>();
        private final Map<String, EnrichedArticle> contents = new HashMap<>();
        /** Articles whose state changed. */
        private final Set<String> touched = new LinkedHashSet<>();
        /** Articles whose record changed. */
        private final Set<String> rewritten = new LinkedHashSet<>();

        private final Set<String> changedStories = new LinkedHashSet<>();
        private final Map<String, StoryArticle> reindexed = new LinkedHashMap<>();
        private final List<StoryOutput> trends = new ArrayList<>();
        private String createdArticle;
        private String createdStory;
        private StoryOutput retraction;
        private EnrichedArticle newContent;
        private StoryIndex removedFrom;
        private StoryIndex.Item removed;

        Work(long inputRevision, long eventTime) {
            this.inputRevision = inputRevision;
            this.eventTime = eventTime;
        }

        void upsert(EnrichedArticle content) {
            String id = content.getArticleId();
            StoryArticle known = article(id);
            StoryArticle old = known == null || known.getRemoved() ? null : known;
            createdArticle = known == null ? id : null;
            Fingerprint fingerprint = content.getFingerprint();
            boolean moved = old == null
                    || !old.getContentHash().equals(fingerprint.getContentHash())
                    || old.getTokens() != fingerprint.getTokens();
            EnrichedArticle oldContent = old == null ? null : stores.content(id);
            if (old != null) {
                takeOut(old);
            }
            StoryArticle article =
                    moved ? place(content, old) : StoryArticle.newBuilder(old).build();
            article.setInputRevision(inputRevision);
            article.setRevision(known == null ? inputRevision : Math.max(known.getRevision() + 1, inputRevision));
            article.setEventTime(eventTime);
            describe(article, content);
            newContent = content;
            contents.put(id, content);
            articles.put(id, article);
            touched.add(id);
            rewritten.add(id);
            reindexed.put(id, article);

            if (moved && old != null) {
                withdrawRelations(old, article);
                if (!old.getStoryId().equals(article.getStoryId())) {
                    leave(old, oldContent);
                }
            }
            join(article, content, old, oldContent);
            if (moved) {
                relate(article);
            }
            count(article, content, old);
        }

        void retract(String id) {
            StoryArticle old = article(id);
            createdArticle = old == null ? id : null;
            long revision = old == null ? inputRevision : Math.max(old.getRevision() + 1, inputRevision);
            retraction = new StoryOutput.Article(id, revision, eventTime, null);
            StoryArticle gone = StoryArticle.newBuilder()
                    .setArticleId(id)
                    .setRevision(revision)
                    .setInputRevision(inputRevision)
                    .setEventTime(eventTime)
                    .setStoryTime(eventTime)
                    .setRemoved(true)
                    .build();
            articles.put(id, gone);
            touched.add(id);
            if (old != null && !old.getRemoved()) {
                takeOut(old);
                withdrawRelations(old, gone);
                leave(old, stores.content(id));
                count(gone, null, old);
            }
        }

        List<StoryOutput> finish() {
            List<StoryOutput> outputs = new ArrayList<>();
            if (retraction != null) {
                outputs.add(retraction);
            }
            for (String id : rewritten) {
                StoryArticle article = articles.get(id);
                EnrichedArticle content = content(id);
                if (content != null) {
                    outputs.add(new StoryOutput.Article(
                            id, article.getRevision(), article.getEventTime(), render(article, content)));
                }
            }
            for (String id : changedStories) {
                StoryState story = stories.get(id);
                boolean publish = story.getSize() >= 2;
                if (publish || story.getPublished()) {
                    story.setRevision(Math.max(story.getRevision() + 1, inputRevision));
                    story.setPublished(publish);
                    outputs.add(new StoryOutput.StoryChange(
                            id, story.getRevision(), story.getLastSeen(), publish ? StoryRecords.story(story) : null));
                }
            }
            outputs.addAll(trends);

            touched.forEach(id -> stores.putArticle(articles.get(id), id.equals(createdArticle)));
            if (newContent != null) {
                stores.putContent(newContent);
            }
            if (retraction instanceof StoryOutput.Article gone) {
                stores.deleteContent(gone.articleId());
            }
            for (String id : changedStories) {
                StoryState story = stories.get(id);
                if (story.getSize() > 0) {
                    stores.putStory(story, id.equals(createdStory));
                } else {
                    stores.deleteStory(id);
                }
            }
            reindexed.values().forEach(article -> {
                StoryIndex index = index(article.getLanguage());
                index.remove(article.getArticleId());
                if (article.getEventTime() >= oldest()) {
                    index.add(item(article));
                }
            });
            return outputs;
        }

        void restore() {
            if (removed != null && removedFrom.item(removed.id) == null) {
                removedFrom.add(removed);
            }
        }

        private void takeOut(StoryArticle article) {
            StoryIndex index = indexes.get(article.getLanguage());
            StoryIndex.Item item = index == null ? null : index.remove(article.getArticleId());
            if (item != null) {
                removed = item;
                removedFrom = index;
            }
        }

        /** Finds duplicate and cluster for new content. */
        private StoryArticle place(EnrichedArticle content, StoryArticle old) {
            String language = StoryRouting.primary(content.getLanguage().getTag());
            StoryIndex index = index(language);
            Fingerprint fingerprint = content.getFingerprint();
            int[] minHash = new int[fingerprint.getMinHash().size()];
            for (int i = 0; i < minHash.length; i++) {
                minHash[i] = fingerprint.getMinHash().get(i);
            }
            TermVector[] vectors = ArticleTerms.of(content).weigh(index.size(), index::documentFrequency);
            long storyTime = storyTime(content.getArticle(), eventTime);
            StoryIndex.Item original =
                    index.duplicate(fingerprint.getContentHash(), fingerprint.getSimHash(), minHash, storyTime);

            String duplicateOf = null;
            String clusterId;
            if (original != null) {
                boolean own = content.getArticleId().equals(original.duplicateOf);
                duplicateOf = original.duplicateOf == null || own ? original.id : original.duplicateOf;
                clusterId = original.clusterId;
            } else {
                clusterId = chooseCluster(index, vectors, storyTime, old);
                if (clusterId == null) {
                    clusterId = old != null && isAlone(old) ? old.getStoryId() : newCluster(content.getArticleId());
                }
            }
            int bytes = 0;
            for (TermVector vector : vectors) {
                bytes += vector.bytes();
            }
            ByteBuffer terms = ByteBuffer.allocate(bytes);
            for (TermVector vector : vectors) {
                vector.write(terms);
            }
            return StoryArticle.newBuilder()
                    .setArticleId(content.getArticleId())
                    .setRevision(0)
                    .setInputRevision(inputRevision)
                    .setEventTime(eventTime)
                    .setStoryTime(storyTime)
                    .setLanguage(language)
                    .setStoryId(clusterId)
                    .setDuplicateOf(duplicateOf)
                    .setContentHash(fingerprint.getContentHash())
                    .setSimHash(fingerprint.getSimHash())
                    .setMinHash(fingerprint.getMinHash())
                    .setTokens(fingerprint.getTokens())
                    .setTerms(terms.flip())
                    .setRelatedBy(old == null ? new ArrayList<>() : new ArrayList<>(old.getRelatedBy()))
                    .build();
        }

        private String chooseCluster(StoryIndex index, TermVector[] vectors, long storyTime, StoryArticle old) {
            if (old != null) {
                StoryIndex.Cluster own = index.cluster(old.getStoryId());
                if (own != null
                        && index.similarity(vectors, own, storyTime)
                                >= options.storyThreshold() * options.stayFactor()) {
                    return own.id;
                }
            }
            List<StoryIndex.Match> matches = index.matches(vectors, storyTime);
            return matches.isEmpty() || matches.get(0).similarity() < options.storyThreshold()
                    ? null
                    : matches.get(0).cluster().id;
        }

        /** A story id that is not in use: the article may have opened a story before that others are in now. */
        private String newCluster(String articleId) {
            String id = StoryIds.of(articleId, 0);
            return story(id) == null ? id : StoryIds.of(articleId, inputRevision);
        }

        private boolean isAlone(StoryArticle article) {
            StoryState story = story(article.getStoryId());
            return story == null || story.getSize() <= 1;
        }

        private void describe(StoryArticle article, EnrichedArticle content) {
            RawArticle raw = content.getArticle();
            article.setTitle(raw.getTitle());
            article.setPublisher(publisher(raw));
            article.setUrl(raw.getCanonicalUrl() == null ? raw.getUrl() : raw.getCanonicalUrl());
            ArticleTime published = raw.getPublished();
            article.setPublished(
                    published == null
                            ? article.getEventTime()
                            : published.getValue().toEpochMilli());
        }

        private void join(StoryArticle article, EnrichedArticle content, StoryArticle old, EnrichedArticle oldContent) {
            StoryState story = story(article.getStoryId());
            if (story == null) {
                story = StoryRecords.create(article);
                stories.put(article.getStoryId(), story);
                createdStory = story.getStoryId();
            }
            if (old != null && old.getStoryId().equals(article.getStoryId())) {
                StoryRecords.replace(story, article, content, oldContent, options.maxMembers());
            } else {
                StoryRecords.add(story, article, content, options.maxMembers());
                if (story.getSize() == 2) {
                    rewriteMembers(story, article.getArticleId());
                }
            }
            changedStories.add(story.getStoryId());
        }

        /** Takes an article out of its story, for another one or for good. */
        private void leave(StoryArticle old, EnrichedArticle oldContent) {
            StoryState story = story(old.getStoryId());
            if (story == null) {
                return;
            }
            StoryRecords.remove(story, old, oldContent);
            changedStories.add(story.getStoryId());
            if (story.getSize() == 1) {
                rewriteMembers(story, old.getArticleId());
            }
        }

        /** A story became visible, or ceased to be: its articles name it, or no longer do. */
        private void rewriteMembers(StoryState story, String except) {
            for (MemberState member : story.getMembers()) {
                StoryArticle article = member.getArticleId().equals(except) ? null : article(member.getArticleId());
                if (article != null && !article.getRemoved() && rewrite(article)) {
                    EnrichedArticle content = content(article.getArticleId());
                    if (content != null) {
                        count(article, content, article);
                    }
                }
            }
        }

        /** Gives a neighbour a new revision; false where it has had as many as fit. */
        private boolean rewrite(StoryArticle article) {
            if (rewritten.contains(article.getArticleId())) {
                return true;
            }
            if (article.getRevision() + 2 >= article.getInputRevision() + REVISION_ROOM) {
                return false;
            }
            article.setRevision(article.getRevision() + 1);
            touched.add(article.getArticleId());
            rewritten.add(article.getArticleId());
            return true;
        }

        /** Finds related articles, and enters this one in the lists of the nearest of them. */
        private void relate(StoryArticle article) {
            StoryIndex index = index(article.getLanguage());
            TermVector[] vectors = item(article).vectors;
            Map<String, RelatedRef> found = new HashMap<>();
            StoryIndex.Cluster own = index.cluster(article.getStoryId());
            if (own != null) {
                compare(article, vectors, own, RelatedReason.SAME_STORY, 0, found, index);
            }
            for (StoryIndex.Match match : index.matches(vectors, article.getStoryTime())) {
                if (found.size() >= MAX_COMPARED || match.similarity() < options.similarThreshold() / 2) {
                    break;
                }
                if (match.cluster() != own) {
                    compare(
                            article,
                            vectors,
                            match.cluster(),
                            RelatedReason.SIMILAR,
                            options.similarThreshold(),
                            found,
                            index);
                }
            }
            List<RelatedRef> best = new ArrayList<>(found.values());
            best.sort(BEST_FIRST);
            int copies = 0;
            List<RelatedRef> kept = new ArrayList<>();
            for (RelatedRef ref : best) {
                boolean copy = ref.getReason().equals(RelatedReason.DUPLICATE.name());
                if (kept.size() < options.maxRelated() && (!copy || copies < MAX_DUPLICATES_RELATED)) {
                    kept.add(ref);
                    copies += copy ? 1 : 0;
                }
            }
            article.setRelated(kept);
            int reverse = 0;
            for (RelatedRef ref : kept) {
                StoryArticle other = article(ref.getArticleId());
                if (other == null || other.getRemoved()) {
                    continue;
                }
                remember(other, article.getArticleId());
                if (reverse < options.maxReverseRelated() && enter(other, article, ref)) {
                    remember(article, other.getArticleId());
                    reverse++;
                }
            }
            if (article.getDuplicateOf() != null) {
                StoryArticle original = article(article.getDuplicateOf());
                if (original != null && original.getDuplicateOf() != null) {
                    article.setDuplicateOf(original.getDuplicateOf());
                    original = article(original.getDuplicateOf());
                }
                if (original != null) {
                    remember(original, article.getArticleId());
                }
            }
        }

        private void compare(
                StoryArticle article,
                TermVector[] vectors,
                StoryIndex.Cluster cluster,
                RelatedReason reason,
                double least,
                Map<String, RelatedRef> found,
                StoryIndex index) {
            int compared = 0;
            for (StoryIndex.Item other : cluster.items().descendingSet()) {
                if (compared++ >= MAX_COMPARED / 2) {
                    break;
                }
                if (other.id.equals(article.getArticleId())) {
                    continue;
                }
                double similarity = index.similarity(vectors, other, article.getStoryTime());
                if (similarity < least) {
                    continue;
                }
                boolean copy = isCopy(article, other);
                double score = copy
                        ? 0.9 + similarity / 10
                        : reason == RelatedReason.SAME_STORY ? 0.5 + similarity / 2 : similarity * 0.75;
                found.put(other.id, new RelatedRef(other.id, (copy ? RelatedReason.DUPLICATE : reason).name(), (float)
                        Math.min(1, Math.max(0, score))));
            }
        }

        private boolean isCopy(StoryArticle article, StoryIndex.Item other) {
            String root = article.getDuplicateOf() == null ? article.getArticleId() : article.getDuplicateOf();
            return root.equals(other.id) || root.equals(other.duplicateOf);
        }

        /** Enters an article in the list of another one, where it is better than what stands there. */
        private boolean enter(StoryArticle list, StoryArticle article, RelatedRef ref) {
            List<RelatedRef> refs = new ArrayList<>(list.getRelated());
            refs.removeIf(r -> r.getArticleId().equals(article.getArticleId()));
            RelatedRef own = new RelatedRef(article.getArticleId(), ref.getReason(), ref.getScore());
            refs.add(own);
            refs.sort(BEST_FIRST);
            if (refs.size() > options.maxRelated()) {
                refs.remove(refs.size() - 1);
            }
            if (!refs.contains(own) || !rewrite(list)) {
                return false;
            }
            list.setRelated(refs);
            return true;
        }

        /** Takes an article that goes or changes out of the lists that name it. */
        private void withdrawRelations(StoryArticle old, StoryArticle now) {
            String id = old.getArticleId();
            List<StoryArticle> orphans = new ArrayList<>();
            for (String by : old.getRelatedBy()) {
                StoryArticle other = article(by);
                if (other == null || other.getRemoved()) {
                    continue;
                }
                List<RelatedRef> refs = new ArrayList<>(other.getRelated());
                boolean listed = refs.removeIf(ref -> ref.getArticleId().equals(id));
                boolean orphan = id.equals(other.getDuplicateOf());
                if (orphan) {
                    orphans.add(other);
                }
                if ((listed || orphan) && rewrite(other)) {
                    other.setRelated(refs);
                }
            }
            for (RelatedRef ref : old.getRelated()) {
                StoryArticle other = article(ref.getArticleId());
                if (other != null && other.getRelatedBy().contains(id)) {
                    List<String> others = new ArrayList<>(other.getRelatedBy());
                    others.remove(id);
                    other.setRelatedBy(others);
                    touched.add(other.getArticleId());
                }
            }
            adopt(orphans);
            now.setRelatedBy(new ArrayList<>());
        }

        /** The oldest copy takes the place of an original that is gone. */
        private void adopt(List<StoryArticle> orphans) {
            orphans.sort(
                    Comparator.comparingLong(StoryArticle::getEventTime).thenComparing(StoryArticle::getArticleId));
            for (int i = 0; i < orphans.size(); i++) {
                StoryArticle orphan = orphans.get(i);
                orphan.setDuplicateOf(i == 0 ? null : orphans.get(0).getArticleId());
                touched.add(orphan.getArticleId());
                if (i > 0) {
                    remember(orphans.get(0), orphan.getArticleId());
                }
                reindexed.put(orphan.getArticleId(), orphan);
                StoryState story = story(orphan.getStoryId());
                if (story != null) {
                    StoryRecords.setDuplicate(story, orphan);
                    changedStories.add(story.getStoryId());
                }
            }
        }

        /** Trend counts follow what the article names now. */
        private void count(StoryArticle article, EnrichedArticle content, StoryArticle old) {
            Map<String, StoryOutput.Trend> now = new LinkedHashMap<>();
            long time = article.getEventTime();
            if (content != null && !content.getArticle().getArchive()) {
                List<Entity> entities = content.getEntities();
                for (Entity entity : entities.subList(0, Math.min(MAX_COUNTED_ENTITIES, entities.size()))) {
                    now.put(
                            trendId(TrendKind.ENTITY, entity.getId()),
                            new StoryOutput.Trend(
                                    TrendKind.ENTITY, entity.getId(), entity.getName(), entity.getType(), time, 1));
                }
                for (MediaTopic topic : content.getTopics()) {
                    now.put(
                            trendId(TrendKind.TOPIC, topic.getCode()),
                            new StoryOutput.Trend(TrendKind.TOPIC, topic.getCode(), topic.getLabelEn(), null, time, 1));
                }
                StoryState story = story(article.getStoryId());
                if (story != null && story.getSize() >= 2) {
                    now.put(
                            trendId(TrendKind.STORY, story.getStoryId()),
                            new StoryOutput.Trend(
                                    TrendKind.STORY,
                                    story.getStoryId(),
                                    StoryRecords.lead(story).getTitle(),
                                    null,
                                    time,
                                    1));
                }
            }
            Set<String> before = old == null ? Set.of() : new LinkedHashSet<>(old.getCounted());
            boolean sameWindow = old != null && old.getEventTime() == time;
            for (String id : before) {
                if (!sameWindow || !now.containsKey(id)) {
                    int at = id.indexOf(TREND_SEPARATOR);
                    trends.add(new StoryOutput.Trend(
                            TrendKind.valueOf(id.substring(0, at)),
                            id.substring(at + 1),
                            "",
                            null,
                            old.getEventTime(),
                            -1));
                }
            }
            now.forEach((id, trend) -> {
                if (!sameWindow || !before.contains(id)) {
                    trends.add(trend);
                }
            });
            article.setCounted(new ArrayList<>(now.keySet()));
        }

        private EnrichedArticle render(StoryArticle article, EnrichedArticle content) {
            StoryState story = story(article.getStoryId());
            return EnrichedArticle.newBuilder(content)
                    .setRevision(article.getRevision())
                    .setStoryId(story != null && story.getSize() >= 2 ? article.getStoryId() : null)
                    .setDuplicateOf(article.getDuplicateOf())
                    .setRelated(related(article, content))
                    .build();
        }

        private List<RelatedArticle> related(StoryArticle article, EnrichedArticle content) {
            Map<String, RelatedArticle> all = new LinkedHashMap<>();
            for (PageLink link : content.getArticle().getRelatedOnPage()) {
                if (link.getArticleId().equals(article.getArticleId())) {
                    continue;
                }
                StoryArticle other = article(link.getArticleId());
                all.put(
                        link.getArticleId(),
                        other != null && !other.getRemoved()
                                ? relatedTo(other, RelatedReason.LISTED_ON_PAGE, LISTED_SCORE)
                                : RelatedArticle.newBuilder()
                                        .setArticleId(link.getArticleId())
                                        .setReason(RelatedReason.LISTED_ON_PAGE)
                                        .setScore(LISTED_SCORE)
                                        .setTitle(link.getTitle())
                                        .setPublisher(link.getPublisher())
                                        .setUrl(link.getUrl())
                                        .build());
            }
            for (RelatedRef ref : article.getRelated()) {
                StoryArticle other = article(ref.getArticleId());
                if (other == null || other.getRemoved()) {
                    continue;
                }
                RelatedReason reason = RelatedReason.valueOf(ref.getReason());
                float score = ref.getScore();
                if (all.containsKey(ref.getArticleId())) {
                    reason = reason == RelatedReason.SIMILAR ? RelatedReason.LISTED_ON_PAGE : reason;
                    score = Math.min(1, Math.max(score, LISTED_SCORE) + 0.1f);
                }
                all.put(ref.getArticleId(), relatedTo(other, reason, score));
            }
            List<RelatedArticle> best = new ArrayList<>(all.values());
            best.sort(Comparator.comparingDouble((RelatedArticle r) -> -r.getScore())
                    .thenComparing(RelatedArticle::getArticleId));
            return new ArrayList<>(best.subList(0, Math.min(options.maxRelated(), best.size())));
        }

        private RelatedArticle relatedTo(StoryArticle other, RelatedReason reason, float score) {
            return RelatedArticle.newBuilder()
                    .setArticleId(other.getArticleId())
                    .setReason(reason)
                    .setScore(score)
                    .setTitle(other.getTitle())
                    .setPublisher(other.getPublisher())
                    .setUrl(other.getUrl())
                    .setPublished(other.getPublished() == null ? null : Instant.ofEpochMilli(other.getPublished()))
                    .build();
        }

        /** Keeps who names an article, so that they hear of its end. */
        private void remember(StoryArticle article, String by) {
            List<String> ids = article.getRelatedBy();
            if (ids.size() < MAX_RELATED_BY && !ids.contains(by)) {
                ids.add(by);
                touched.add(article.getArticleId());
            }
        }

        private StoryArticle article(String id) {
            StoryArticle article = articles.get(id);
            if (article == null) {
                article = stores.article(id);
                if (article != null) {
                    articles.put(id, article);
                }
            }
            return article;
        }

        private StoryState story(String id) {
            if (id == null) {
                return null;
            }
            StoryState story = stories.get(id);
            if (story == null) {
                story = stores.story(id);
                if (story != null) {
                    stories.put(id, story);
                }
            }
            return story;
        }

        private EnrichedArticle content(String id) {
            return contents.computeIfAbsent(id, stores::content);
        }
    }

    private static String trendId(TrendKind kind, String id) {
        return kind.name() + TREND_SEPARATOR + id;
    }

    static String publisher(RawArticle raw) {
        return raw.getPublisher().getName() == null
                ? raw.getPublisher().getDomain()
                : raw.getPublisher().getName();
    }

    /** When the article belongs to: archive loads are compared by their own time, not by that of the load. */
    private static long storyTime(RawArticle raw, long eventTime) {
        ArticleTime published = raw.getPublished();
        if (published == null
                || published.getPrecision().ordinal() < TimePrecision.DAY.ordinal()
                || published.getValue().toEpochMilli() > eventTime + CLOCK_TOLERANCE_MS) {
            return eventTime;
        }
        return published.getValue().toEpochMilli();
    }
}
