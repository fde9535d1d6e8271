package io.newsflow.enrich.story;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.state.StoryArticle;
import io.newsflow.model.state.StoryState;
import java.util.function.Consumer;

/** Where the story step keeps what outlives the process. Written by one thread. */
public interface StoryStores {
    /** What is known of an article, or null. */
    StoryArticle article(String id);

    /**
     * Keeps what is known of an article.
     *
     * @param created whether it was not known before
     */
    void putArticle(StoryArticle article, boolean created);

    /** Content and analysis of an article, or null. */
    EnrichedArticle content(String id);

    /** Keeps content and analysis of an article. */
    void putContent(EnrichedArticle article);

    /** Forgets content and analysis of an article. */
    void deleteContent(String id);

    /** A cluster, or null. */
    StoryState story(String id);

    /**
     * Keeps a cluster.
     *
     * @param created whether it was not known before
     */
    void putStory(StoryState story, boolean created);

    /** Forgets a cluster. */
    void deleteStory(String id);

    /** Shows all articles, in any order. */
    void forEachArticle(Consumer<StoryArticle> consumer);
}
