package io.newsflow.schemas;

import io.newsflow.model.ArticleHead;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All subjects that Newsflow has in the schema registry. */
public final class Subjects {
    /** State of enrich-service; its changelog is no contract with others, but survives upgrades all the same. */
    public static final String ARTICLE_HEAD = "newsflow.internal.article-head";

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
        return Collections.unmodifiableMap(subjects);
    }
}
