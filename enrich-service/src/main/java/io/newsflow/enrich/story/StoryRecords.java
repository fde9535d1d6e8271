package io.newsflow.enrich.story;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.MediaTopic;
import io.newsflow.model.Story;
import io.newsflow.model.StoryEntity;
import io.newsflow.model.StoryMember;
import io.newsflow.model.state.EntityCount;
import io.newsflow.model.state.MemberState;
import io.newsflow.model.state.StoryArticle;
import io.newsflow.model.state.StoryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/** The book-keeping of a story: its members, what they name, and the record that others see. */
final class StoryRecords {
    private static final int MAX_COUNTS = 60;
    private static final int SHOWN_ENTITIES = 20;
    private static final int SHOWN_TOPICS = 10;
    private static final int ENTITIES_OF_ARTICLE = 25;
    /** Shorter texts are teasers: they stand for a story only where there is nothing better. */
    private static final int FULL_TEXT_TOKENS = 80;

    private static final String NO_PUBLISHER = "";

    private static final Comparator<MemberState> OLDEST_FIRST =
            Comparator.comparingLong(MemberState::getEventTime).thenComparing(MemberState::getArticleId);
    private static final Comparator<EntityCount> MOST_FREQUENT_FIRST =
            Comparator.comparingInt((EntityCount c) -> -c.getArticles()).thenComparing(EntityCount::getId);
    private static final Comparator<EntityCount> BEST_FIRST =
            Comparator.comparingDouble((EntityCount c) -> -c.getScore()).thenComparing(EntityCount::getId);

    private StoryRecords() {}

    static StoryState create(StoryArticle first) {
        return StoryState.newBuilder()
                .setStoryId(first.getStoryId())
                .setRevision(0)
                .setLanguage(first.getLanguage())
                .setSize(0)
                .setFirstSeen(first.getEventTime())
                .setLastSeen(first.getEventTime())
                .build();
    }

    static void add(StoryState story, StoryArticle article, EnrichedArticle content, int maxMembers) {
        story.setSize(story.getSize() + 1);
        story.setFirstSeen(Math.min(story.getFirstSeen(), article.getEventTime()));
        story.setLastSeen(Math.max(story.getLastSeen(), article.getEventTime()));
        String publisher = article.getPublisher() == null ? NO_PUBLISHER : article.getPublisher();
        story.getPublishers().merge(publisher, 1, Integer::sum);
        list(story, member(article, content), maxMembers);
        countNames(story, content, 1);
    }

    /** A member changed; {@code before} may be null where it is no longer known. */
    static void replace(
            StoryState story, StoryArticle article, EnrichedArticle content, EnrichedArticle before, int maxMembers) {
        if (before != null) {
            countNames(story, before, -1);
            forgetPublisher(story, StoryEngine.publisher(before.getArticle()));
            String publisher = article.getPublisher() == null ? NO_PUBLISHER : article.getPublisher();
            story.getPublishers().merge(publisher, 1, Integer::sum);
            countNames(story, content, 1);
        }
        story.setMembers(without(story, article.getArticleId()));
        list(story, member(article, content), maxMembers);
        story.setFirstSeen(Math.min(story.getFirstSeen(), article.getEventTime()));
    }

    /** Takes a member out; {@code content} may be null where it is no longer known. */
    static void remove(StoryState story, StoryArticle article, EnrichedArticle content) {
        story.setSize(Math.max(0, story.getSize() - 1));
        story.setMembers(without(story, article.getArticleId()));
        forgetPublisher(story, article.getPublisher());
        if (content != null) {
            countNames(story, content, -1);
        }
    }

    static void setDuplicate(StoryState story, StoryArticle article) {
        for (MemberState member : story.getMembers()) {
            if (member.getArticleId().equals(article.getArticleId())) {
                member.setDuplicateOf(article.getDuplicateOf());
            }
        }
    }

    /** The member that stands for the story: the first full text that is no copy, so that it seldom changes. */
    static MemberState lead(StoryState story) {
        MemberState lead = story.getMembers().get(0);
        for (MemberState member : story.getMembers()) {
            if (member.getDuplicateOf() == null && member.getTokens() >= FULL_TEXT_TOKENS) {
                return member;
            }
            if (lead.getDuplicateOf() != null && member.getDuplicateOf() == null) {
                lead = member;
            }
        }
        return lead;
    }

    /** The record that others see. */
    static Story story(StoryState story) {
        List<StoryMember> members = new ArrayList<>(story.getMembers().size());
        for (MemberState member : story.getMembers()) {
            members.add(StoryMember.newBuilder()
                    .setArticleId(member.getArticleId())
                    .setTitle(member.getTitle())
                    .setPublisher(member.getPublisher())
                    .setUrl(member.getUrl())
                    .setPublished(member.getPublished() == null ? null : Instant.ofEpochMilli(member.getPublished()))
                    .setDuplicateOf(member.getDuplicateOf())
                    .build());
        }
        List<StoryEntity> entities = new ArrayList<>();
        for (EntityCount count : top(story.getEntities(), SHOWN_ENTITIES)) {
            entities.add(StoryEntity.newBuilder()
                    .setId(count.getId())
                    .setType(EntityType.valueOf(count.getType()))
                    .setName(count.getName())
                    .setArticles(count.getArticles())
                    .build());
        }
        List<MediaTopic> topics = new ArrayList<>();
        for (EntityCount count : top(story.getTopics(), SHOWN_TOPICS)) {
            topics.add(MediaTopic.newBuilder()
                    .setCode(count.getId())
                    .setLabel(count.getName())
                    .setLabelEn(count.getNameEn())
                    .setLevel(count.getLevel())
                    .setScore((float) Math.min(1, count.getScore() / Math.max(1, story.getSize())))
                    .setAncestors(count.getAncestors())
                    .build());
        }
        MemberState lead = lead(story);
        return Story.newBuilder()
                .setStoryId(story.getStoryId())
                .setRevision(story.getRevision())
                .setLanguage(story.getLanguage())
                .setTitle(lead.getTitle())
                .setLeadArticleId(lead.getArticleId())
                .setMembers(members)
                .setSize(story.getSize())
                .setPublishers((int) story.getPublishers().keySet().stream()
                        .filter(name -> !name.equals(NO_PUBLISHER))
                        .count())
                .setEntities(entities)
                .setTopics(topics)
                .setSummary(lead.getSummary())
                .setFirstSeen(Instant.ofEpochMilli(story.getFirstSeen()))
                .setLastSeen(Instant.ofEpochMilli(story.getLastSeen()))
                .build();
    }

    private static MemberState member(StoryArticle article, EnrichedArticle content) {
        return MemberState.newBuilder()
                .setArticleId(article.getArticleId())
                .setEventTime(article.getEventTime())
                .setTokens(article.getTokens())
                .setTitle(article.getTitle())
                .setPublisher(article.getPublisher())
                .setUrl(article.getUrl())
                .setPublished(article.getPublished())
                .setDuplicateOf(article.getDuplicateOf())
                .setSummary(
                        content.getSummary() == null
                                ? null
                                : content.getSummary().getText())
                .build();
    }

    /** Enters a member in the list; when it is full the oldest leaves, but never the one that stands for the story. */
    private static void list(StoryState story, MemberState member, int maxMembers) {
        List<MemberState> members = new ArrayList<>(story.getMembers());
        members.add(member);
        members.sort(OLDEST_FIRST);
        story.setMembers(members);
        if (members.size() > maxMembers) {
            members.remove(members.get(0) == lead(story) ? 1 : 0);
        }
    }

    /** A new list: those that Avro reads cannot remove. */
    private static List<MemberState> without(StoryState story, String articleId) {
        List<MemberState> members = new ArrayList<>(story.getMembers());
        members.removeIf(member -> member.getArticleId().equals(articleId));
        return members;
    }

    private static void forgetPublisher(StoryState story, String publisher) {
        story.getPublishers()
                .computeIfPresent(
                        publisher == null ? NO_PUBLISHER : publisher, (name, count) -> count > 1 ? count - 1 : null);
    }

    private static void countNames(StoryState story, EnrichedArticle content, int change) {
        List<EntityCount> entities = new ArrayList<>();
        List<Entity> named = content.getEntities();
        for (Entity entity : named.subList(0, Math.min(ENTITIES_OF_ARTICLE, named.size()))) {
            entities.add(EntityCount.newBuilder()
                    .setId(entity.getId())
                    .setType(entity.getType().name())
                    .setName(entity.getName())
                    .setArticles(change)
                    .setScore(0)
                    .build());
        }
        story.setEntities(merge(story.getEntities(), entities, MOST_FREQUENT_FIRST));
        List<EntityCount> topics = new ArrayList<>();
        for (MediaTopic topic : content.getTopics()) {
            topics.add(EntityCount.newBuilder()
                    .setId(topic.getCode())
                    .setName(topic.getLabel())
                    .setNameEn(topic.getLabelEn())
                    .setLevel(topic.getLevel())
                    .setAncestors(topic.getAncestors())
                    .setArticles(change)
                    .setScore(change * (double) topic.getScore())
                    .build());
        }
        story.setTopics(merge(story.getTopics(), topics, BEST_FIRST));
    }

    private static List<EntityCount> merge(
            List<EntityCount> counts, List<EntityCount> changes, Comparator<EntityCount> order) {
        HashMap<String, EntityCount> byId = new HashMap<>();
        counts.forEach(count -> byId.put(count.getId(), count));
        for (EntityCount change : changes) {
            EntityCount count = byId.get(change.getId());
            if (count != null) {
                count.setArticles(count.getArticles() + change.getArticles());
                count.setScore(count.getScore() + change.getScore());
            } else {
                byId.put(change.getId(), change);
            }
        }
        List<EntityCount> merged = new ArrayList<>(byId.values());
        merged.removeIf(count -> count.getArticles() <= 0);
        merged.sort(order);
        return top(merged, MAX_COUNTS);
    }

    private static <T> List<T> top(List<T> list, int size) {
        return new ArrayList<>(list.subList(0, Math.min(size, list.size())));
    }
}
