package io.newsflow.indexer;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which object under {@code text} takes an article's words, by its language: the index has one for each language that
 * Elasticsearch can stem without plugins, and {@value #OTHER} for all others, whose words are cut to their first
 * letters instead. An article fills one of them, so that further languages cost no space.
 */
public final class LanguageFields {
    /** For languages without a stemmer of their own. */
    public static final String OTHER = "other";

    private static final String CJK = "cjk";

    /** Names of fields by tag or primary subtag, where the subtag itself is not the name. */
    private static final Map<String, String> NAMED =
            Map.of("pt-br", "pt_BR", "zh", CJK, "ja", CJK, "ko", CJK, "nb", "no", "nn", "no");

    private static final Set<String> SAME = Set.of(
            "ar", "bg", "bn", "ca", "ckb", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl",
            "hi", "hu", "hy", "id", "it", "lt", "lv", "nl", "no", "pt", "ro", "ru", "sr", "sv", "th", "tr");

    private LanguageFields() {}

    /**
     * The object for a language.
     *
     * @param tag a BCP 47 tag, such as {@code de} or {@code pt-BR}; script and region count where the index tells them
     *     apart
     */
    public static String of(String tag) {
        String lower = tag.toLowerCase(Locale.ROOT);
        String whole = NAMED.get(lower);
        if (whole != null) {
            return whole;
        }
        int end = lower.indexOf('-');
        String primary = end < 0 ? lower : lower.substring(0, end);
        return SAME.contains(primary) ? primary : NAMED.getOrDefault(primary, OTHER);
    }

    /** All objects, in order of their names. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(SAME);
        all.addAll(NAMED.values());
        all.add(OTHER);
        return all;
    }
}
