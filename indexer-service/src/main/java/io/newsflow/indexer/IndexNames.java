package io.newsflow.indexer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of indices and aliases. A generation is one build of the index from the topics. An article's home is the month
 * in which it was first seen (UTC): that date never changes over its revisions, so its id has one home in a generation.
 * A home is a write alias, such as {@code news-articles-g1-2026.11}, over the one index behind it, so that an index can
 * be replaced (split, shrunk) without the writers' knowledge. Readers use {@link #ARTICLES} and {@link #STORIES}, which
 * hold the indices of the generation that serves.
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
    private static final Pattern INDEX =
            Pattern.compile("(" + ARTICLES + "|" + STORIES + ")-g(\\d{1,9})(?:-(\\d{4}\\.\\d\\d))?(?:-\\d+)?");

    /** Checks the number. */
    public IndexNames {
        if (generation < 1) {
            throw new IllegalArgumentException("a generation is at least 1, not " + generation);
        }
    }

    /** Home of an article. */
    public String articles(Instant firstSeen) {
        return ARTICLES + "-g" + generation + "-" + MONTH.format(firstSeen);
    }

    /** Pattern of all article indices of the generation. */
    public String articlesPattern() {
        return ARTICLES + "-g" + generation + "-*";
    }

    /** Home of the stories. */
    public String stories() {
        return STORIES + "-g" + generation;
    }

    /** Pattern of the index behind {@link #stories}. */
    public String storiesPattern() {
        return stories() + "-*";
    }

    /** Name of the first index behind a home. */
    static String firstIndex(String home) {
        return home + "-1";
    }

    /** Generation that an index or a home belongs to; empty where it is none of ours. */
    public static OptionalInt generationOf(String index) {
        Matcher matcher = INDEX.matcher(index);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(2))) : OptionalInt.empty();
    }

    /** Month of an article index; empty for every other. */
    public static Optional<YearMonth> monthOf(String index) {
        Matcher matcher = INDEX.matcher(index);
        if (!matcher.matches() || matcher.group(3) == null || !matcher.group(1).equals(ARTICLES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(YearMonth.parse(matcher.group(3), MONTH));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The alias under which readers find an index when its generation serves. */
    static String readAlias(String index) {
        return index.startsWith(STORIES) ? STORIES : ARTICLES;
    }
}
