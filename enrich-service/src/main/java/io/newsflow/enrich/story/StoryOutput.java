package io.newsflow.enrich.story;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.EntityType;
import io.newsflow.model.Story;
import io.newsflow.model.TrendKind;

/** What the story step writes because of one record. */
public sealed interface StoryOutput {
    /** Article, story, or what a trend counts. */
    String id();

    /** Time of the record in milliseconds since 1970. */
    long eventTime();

    /**
     * An article as it now stands, or its retraction.
     *
     * @param articleId article
     * @param revision revision, greater than all before
     * @param eventTime first seen time in milliseconds since 1970
     * @param article the article; null retracts
     */
    record Article(String articleId, long revision, long eventTime, EnrichedArticle article) implements StoryOutput {
        @Override
        public String id() {
            return articleId;
        }
    }

    /**
     * A story as it now stands, or its end.
     *
     * @param storyId story
     * @param revision revision, greater than all before
     * @param eventTime first seen time of its newest article in milliseconds since 1970
     * @param story the story; null removes it
     */
    record StoryChange(String storyId, long revision, long eventTime, Story story) implements StoryOutput {
        @Override
        public String id() {
            return storyId;
        }
    }

    /**
     * A change to a trend count.
     *
     * @param kind what the id stands for
     * @param id entity id, topic code or story id
     * @param label readable name; empty where the count goes down
     * @param type type of an entity, else null
     * @param eventTime time of the article that counts, in milliseconds since 1970
     * @param change 1 or -1
     */
    record Trend(TrendKind kind, String id, String label, EntityType type, long eventTime, int change)
            implements StoryOutput {}
}
