package io.newsflow.enrich.stream;

import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.story.StoryEngine;
import io.newsflow.enrich.story.StoryRouting;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.PageLink;
import io.newsflow.model.PageRelation;
import io.newsflow.model.RawArticle;
import io.newsflow.model.state.ArticleHead;
import io.newsflow.model.state.Backlink;
import io.newsflow.model.state.PageLinkEvent;
import io.newsflow.model.state.RoutedArticle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Orders the sightings of an article: which content is in force, what is a repetition, what came too late. The analysis
 * costs a thousand times more than anything else here, so it runs for content that is new and in force alone. Pure: it
 * reads a head and a content and says what should become of them.
 *
 * <p>Content with the higher raw revision is in force; at equal revisions the higher content hash, so that the order of
 * arrival does not matter. A sighting of the same content, or of content that is no longer in force, adds its
 * provenance and what it knows beside the text.
 */
final class Heads {
    /** Flag of raw records that hold only a teaser. */
    static final String SUMMARY_ONLY = "summary-only";

    private static final int MAX_BACKLINKS = 50;
    private static final int MAX_GONE = 200;

    private final ArticleAnalyzer analyzer;

    Heads(ArticleAnalyzer analyzer) {
        this.analyzer = analyzer;
    }

    /** What a record was found to be. */
    enum Outcome {
        /** Content that was not there before: analysed. */
        NEW,
        /** Other content than before: analysed. */
        CHANGED,
        /** Known content, seen at a new place or with more beside it: sent on without analysis of the text. */
        SEEN_AGAIN,
        /** Nothing new in it. */
        UNCHANGED,
        /** Older than what is in force, or a teaser of a text that is known in full. */
        OUTDATED,
        /** Retracted. */
        RETRACTED,
        /** A link from another article's page, or the end of one. */
        LINKED
    }

    /**
     * What is to become of an article.
     *
     * @param outcome what the record was found to be
     * @param head head to keep; null for as it is
     * @param content content to keep; null for as it is, see {@code dropContent}
     * @param dropContent whether the content is to be forgotten
     * @param routed what goes on to the story step, or null
     * @param links what other articles are to be told, by their ids
     */
    record Step(
            Outcome outcome,
            ArticleHead head,
            EnrichedArticle content,
            boolean dropContent,
            RoutedArticle routed,
            Map<String, PageLinkEvent> links) {
        static Step nothing(Outcome outcome) {
            return new Step(outcome, null, null, false, null, Map.of());
        }
    }

    /**
     * Takes in a sighting.
     *
     * @param head head of the article, or null; changed
     * @param content content in force, or null; changed
     * @param raw the sighting; changed
     * @param now stream time in milliseconds
     * @param replayed whether it comes from the dead letters: then known content is sent on once more, since what
     *     failed may have been behind this step
     */
    Step observe(ArticleHead head, EnrichedArticle content, RawArticle raw, long now, boolean replayed) {
        if (head == null || head.getRevision() == 0) {
            return accept(Outcome.NEW, head, null, raw, now);
        }
        if (head.getRetracted()) {
            return raw.getRevision() <= head.getRawRevision()
                    ? Step.nothing(Outcome.OUTDATED)
                    : accept(Outcome.NEW, head, null, raw, now);
        }
        boolean sameContent = raw.getContentHash().equals(head.getContentHash());
        boolean newer = raw.getRevision() > head.getRawRevision()
                || raw.getRevision() == head.getRawRevision()
                        && raw.getContentHash().compareTo(head.getContentHash()) > 0;
        if (sameContent && replayed) {
            return accept(Outcome.SEEN_AGAIN, head, content, raw, now);
        }
        if (sameContent) {
            return sighting(head, content, raw, true, now);
        }
        if (!newer || isTeaserOf(raw, content)) {
            return sighting(head, content, raw, false, now);
        }
        return accept(Outcome.CHANGED, head, content, raw, now);
    }

    /**
     * Takes in a retraction.
     *
     * @param id article
     * @param head head of the article, or null; changed
     * @param content content in force, or null
     * @param revision revision of the retraction
     * @param now stream time in milliseconds
     */
    Step retract(String id, ArticleHead head, EnrichedArticle content, long revision, long now) {
        if (head != null
                && (revision < head.getRawRevision() || head.getRetracted() && revision == head.getRawRevision())) {
            return Step.nothing(Outcome.OUTDATED);
        }
        ArticleHead gone = head == null ? unknown(now) : head;
        gone.setRevision(nextRevision(gone, revision));
        gone.setRawRevision(revision);
        gone.setRetracted(true);
        gone.setSlim(false);
        gone.setTouched(now);
        Map<String, PageLinkEvent> links = new LinkedHashMap<>();
        for (String neighbour : neighbours(gone, content)) {
            links.put(
                    neighbour,
                    PageLinkEvent.newBuilder().setFrom(id).setGone(true).build());
        }
        return new Step(Outcome.RETRACTED, gone, null, true, new RoutedArticle(id, gone.getRevision(), null), links);
    }

    /**
     * Takes in what another article tells.
     *
     * @param head head of the article that is told, or null; changed
     * @param content content in force, or null
     * @param event what it is told
     * @param now stream time in milliseconds
     */
    Step link(ArticleHead head, EnrichedArticle content, PageLinkEvent event, long now) {
        ArticleHead told = head == null ? unknown(now) : head;
        String from = event.getFrom();
        boolean changed;
        if (event.getGone()) {
            changed = !told.getGone().contains(from) && told.getGone().size() < MAX_GONE;
            if (changed) {
                told.getGone().add(from);
            }
        } else {
            changed = told.getGone().contains(from);
            if (changed) {
                List<String> gone = new ArrayList<>(told.getGone());
                gone.remove(from);
                told.setGone(gone);
            }
            boolean known = told.getBacklinks().stream()
                            .anyMatch(link -> link.getArticleId().equals(from))
                    || content != null
                            && content.getArticle().getRelatedOnPage().stream()
                                    .anyMatch(link -> link.getArticleId().equals(from));
            if (!known && told.getBacklinks().size() < MAX_BACKLINKS) {
                told.getBacklinks()
                        .add(Backlink.newBuilder()
                                .setArticleId(from)
                                .setRelation(event.getRelation())
                                .setPosition(event.getPosition())
                                .setTitle(event.getTitle())
                                .setPublisher(event.getPublisher())
                                .setUrl(event.getUrl())
                                .build());
                changed = true;
            }
        }
        if (!changed) {
            return Step.nothing(Outcome.UNCHANGED);
        }
        told.setTouched(Math.max(told.getTouched(), now));
        boolean shown = content != null && !told.getSlim();
        if (shown) {
            told.setRevision(nextRevision(told, told.getRawRevision()));
        }
        return new Step(Outcome.LINKED, told, null, false, shown ? routed(told, content) : null, Map.of());
    }

    private Step accept(Outcome outcome, ArticleHead known, EnrichedArticle before, RawArticle raw, long now) {
        ArticleHead head = known == null ? unknown(now) : known;
        boolean revived = head.getRetracted();
        if (before != null) {
            ArticleMerge.fill(raw, before.getArticle());
        }
        raw.setFirstSeen(firstSeen(head, raw, now));
        EnrichedArticle content = analyze(raw);
        if (before != null) {
            content.setProvenances(before.getProvenances());
            ArticleMerge.addProvenance(content.getProvenances(), raw.getProvenance());
        }
        head.setRevision(nextRevision(head, raw.getRevision()));
        head.setRawRevision(Math.max(head.getRawRevision(), raw.getRevision()));
        head.setContentHash(raw.getContentHash());
        head.setRetracted(false);
        head.setSlim(false);
        head.setTouched(now);
        head.setEventTime(raw.getFirstSeen().toEpochMilli());
        if (head.getRoute().isEmpty()) {
            head.setRoute(StoryRouting.route(content));
        }
        Map<String, PageLinkEvent> links = announce(raw);
        if (revived) {
            for (Backlink link : head.getBacklinks()) {
                links.computeIfAbsent(link.getArticleId(), to -> event(raw, inverse(link.getRelation()), 0));
            }
        }
        return new Step(outcome, head, content, false, routed(head, content), links);
    }

    /** The same content again, or content that is no longer in force. */
    private Step sighting(ArticleHead head, EnrichedArticle content, RawArticle raw, boolean sameContent, long now) {
        Outcome nothing = sameContent ? Outcome.UNCHANGED : Outcome.OUTDATED;
        boolean newRevision = sameContent && raw.getRevision() > head.getRawRevision();
        if (newRevision) {
            head.setRawRevision(raw.getRevision());
        }
        if (content == null || head.getSlim() && !sameContent) {
            return new Step(nothing, newRevision ? head : null, null, false, null, Map.of());
        }
        int linksBefore = content.getArticle().getRelatedOnPage().size();
        boolean newPlace = ArticleMerge.addProvenance(content.getProvenances(), raw.getProvenance());
        EnrichedArticle current = content;
        Instant known = content.getArticle().getFirstSeen();
        raw.setFirstSeen(ArticleMerge.firstSeen(known, raw.getFirstSeen()));
        ArticleMerge.Change change;
        if (head.getSlim()) {
            change = new ArticleMerge.Change(newPlace, newPlace);
            if (newPlace) {
                ArticleMerge.fill(raw, content.getArticle());
                current = analyze(raw);
                current.setProvenances(content.getProvenances());
                head.setSlim(false);
            }
        } else {
            change = ArticleMerge.fill(content.getArticle(), raw);
            if (raw.getFirstSeen().isBefore(known)) {
                content.getArticle().setFirstSeen(raw.getFirstSeen());
                change = new ArticleMerge.Change(true, change.analysis());
            }
            if (change.analysis()) {
                current = analyze(content.getArticle());
                current.setProvenances(content.getProvenances());
            }
        }
        if (!newPlace && !change.record()) {
            return new Step(nothing, newRevision ? head : null, null, false, null, Map.of());
        }
        head.setRevision(nextRevision(head, sameContent ? raw.getRevision() : 0));
        head.setEventTime(current.getArticle().getFirstSeen().toEpochMilli());
        head.setTouched(now);
        boolean newLinks = current.getArticle().getRelatedOnPage().size() > linksBefore;
        return new Step(
                Outcome.SEEN_AGAIN,
                head,
                current,
                false,
                routed(head, current),
                newLinks ? announce(current.getArticle()) : Map.of());
    }

    private EnrichedArticle analyze(RawArticle raw) {
        try {
            return analyzer.analyze(raw);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the text is nested too deeply for the analysis", e);
        }
    }

    /** What the article shows: its own links and those that others told of, without what was retracted. */
    private static RoutedArticle routed(ArticleHead head, EnrichedArticle content) {
        EnrichedArticle shown = content;
        if (!head.getBacklinks().isEmpty() || !head.getGone().isEmpty()) {
            List<PageLink> links = new ArrayList<>();
            Set<String> seen = new HashSet<>(head.getGone());
            for (PageLink link : content.getArticle().getRelatedOnPage()) {
                if (seen.add(link.getArticleId())) {
                    links.add(link);
                }
            }
            for (Backlink link : head.getBacklinks()) {
                if (seen.add(link.getArticleId())) {
                    links.add(PageLink.newBuilder()
                            .setArticleId(link.getArticleId())
                            .setRelation(PageRelation.valueOf(link.getRelation()))
                            .setPosition(link.getPosition())
                            .setTitle(link.getTitle())
                            .setPublisher(link.getPublisher())
                            .setUrl(link.getUrl())
                            .build());
                }
            }
            RawArticle article = Records.shallowCopy(content.getArticle(), new RawArticle());
            article.setRelatedOnPage(links);
            shown = Records.shallowCopy(content, new EnrichedArticle());
            shown.setArticle(article);
        }
        return new RoutedArticle(content.getArticleId(), head.getRevision(), shown);
    }

    private static Map<String, PageLinkEvent> announce(RawArticle raw) {
        Map<String, PageLinkEvent> events = new LinkedHashMap<>();
        for (PageLink link : raw.getRelatedOnPage()) {
            if (!link.getArticleId().equals(raw.getArticleId())) {
                events.put(
                        link.getArticleId(),
                        event(raw, inverse(link.getRelation().name()), link.getPosition()));
            }
        }
        return events;
    }

    private static PageLinkEvent event(RawArticle raw, PageRelation relation, int position) {
        return PageLinkEvent.newBuilder()
                .setFrom(raw.getArticleId())
                .setRelation(relation.name())
                .setPosition(position)
                .setTitle(raw.getTitle())
                .setPublisher(raw.getPublisher().getName())
                .setUrl(raw.getCanonicalUrl() == null ? raw.getUrl() : raw.getCanonicalUrl())
                .build();
    }

    private static PageRelation inverse(String relation) {
        return switch (PageRelation.valueOf(relation)) {
            case LISTED -> PageRelation.LISTED_BY;
            case LISTED_BY -> PageRelation.LISTED;
            case LISTED_WITH -> PageRelation.LISTED_WITH;
            case OTHER -> PageRelation.OTHER;
        };
    }

    private static Set<String> neighbours(ArticleHead head, EnrichedArticle content) {
        Set<String> ids = new LinkedHashSet<>();
        if (content != null) {
            content.getArticle().getRelatedOnPage().forEach(link -> ids.add(link.getArticleId()));
        }
        head.getBacklinks().forEach(link -> ids.add(link.getArticleId()));
        return ids;
    }

    private static boolean isTeaserOf(RawArticle raw, EnrichedArticle content) {
        return content != null
                && raw.getFlags().contains(SUMMARY_ONLY)
                && !content.getArticle().getFlags().contains(SUMMARY_ONLY);
    }

    /** Above all that the story step may have given since. */
    private static long nextRevision(ArticleHead head, long observed) {
        return head.getRevision() == 0 ? observed : Math.max(head.getRevision() + StoryEngine.REVISION_ROOM, observed);
    }

    /** A source's clock may run ahead: what is seen cannot be seen after now. */
    /** Its first sight as known before, if it was, and otherwise by the sighting; not ahead of the clock. */
    private static Instant firstSeen(ArticleHead head, RawArticle raw, long now) {
        if (wasShown(head)) {
            return ArticleMerge.firstSeen(Instant.ofEpochMilli(head.getEventTime()), raw.getFirstSeen());
        }
        return Instant.ofEpochMilli(Math.min(raw.getFirstSeen().toEpochMilli(), now));
    }

    /** Whether the article was in the product before; others may have been told of, or retracted unseen. */
    static boolean wasShown(ArticleHead head) {
        return !head.getRoute().isEmpty();
    }

    private static ArticleHead unknown(long now) {
        return ArticleHead.newBuilder()
                .setRevision(0)
                .setRawRevision(0)
                .setContentHash("")
                .setRoute("")
                .setEventTime(now)
                .setTouched(now)
                .build();
    }
}
