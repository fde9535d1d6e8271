package io.newsflow.schemas;

import io.newsflow.model.state.ArticleHead;
import io.newsflow.model.state.PageLinkEvent;
import io.newsflow.model.state.RoutedArticle;
import io.newsflow.model.state.StoryArticle;
import io.newsflow.model.state.StoryState;
import io.newsflow.model.state.TrendState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All subjects that Newsflow has in the schema registry. */
public final class Subjects {
    // State and internal topics of enrich-service: no contract with others, but they survive upgrades all the same.

    /** State of the heads store. */
    public static final String ARTICLE_HEAD = "newsflow.internal.article-head";

    /** Page links on their way to the article that they name. */
    public static final String PAGE_LINK_EVENT = "newsflow.internal.page-link-event";

    /** Articles on their way to the story step. */
    public static final String ROUTED_ARTICLE = "newsflow.internal.routed-article";

    /** Articles as the story step keeps them. */
    public static final String STORY_ARTICLE = "newsflow.internal.story-article";

    /** Clusters as the story step keeps them. */
    public static final String STORY_STATE = "newsflow.internal.story-state";

    /** Trend counts and changes to them. */
    public static final String TREND_STATE = "newsflow.internal.trend-state";

    private static final Map<String, Class<?>> ALL = all(new LinkedHashMap<>());

    private Subjects() {}

    /** Record class by subject, in a fixed order. */
    public static Map<String, Class<?>> all() {
        return ALL;
    }

    private static Map<String, Class<?>> all(Map<String, Class<?>> subjects) {
        for (Topic<?> topic : Topics.all()) {
            if (topic.isAvro()) {
                subjects.put(topic.valueSubject(), topic.valueType());
            }
        }
        subjects.put(ARTICLE_HEAD, ArticleHead.class);
        subjects.put(PAGE_LINK_EVENT, PageLinkEvent.class);
        subjects.put(ROUTED_ARTICLE, RoutedArticle.class);
        subjects.put(STORY_ARTICLE, StoryArticle.class);
        subjects.put(STORY_STATE, StoryState.class);
        subjects.put(TREND_STATE, TrendState.class);
        return Collections.unmodifiableMap(subjects);
    }
}
