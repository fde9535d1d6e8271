package io.newsflow.indexer;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names of indices and aliases. An article lives in the index of the month in which it was first seen (UTC): that date
 * never changes over its revisions, so its id has one home. A generation is one build of the index from the topics;
 * readers use the aliases only.
 *
 * @param generation number of the build, from 1
 */
public record IndexNames(int generation) {
    /** Alias over all articles that readers see. */
    public static final String ARTICLES = "news-articles";

    /** Alias over all stories that readers see. */
    public static final String STORIES = "news-stories";

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu.MM", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Checks the number. */
    public IndexNames {
        if (generation < 1) {
            throw new IllegalArgumentException("a generation is at least 1, not " + generation);
        }
    }

    /** Index of an article. */
    public String articles(Instant firstSeen) {
        return articlesPrefix() + MONTH.format(firstSeen);
    }

    /** Pattern of all article indices of the generation. */
    public String articlesPattern() {
        return articlesPrefix() + "*";
    }

    /** Index of the stories. */
    public String stories() {
        return STORIES + "-g" + generation;
    }

    private String articlesPrefix() {
        return ARTICLES + "-g" + generation + "-";
    }
}
