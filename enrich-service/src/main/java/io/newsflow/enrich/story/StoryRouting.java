package io.newsflow.enrich.story;

import io.newsflow.model.EnrichedArticle;
import java.util.Locale;

/**
 * The key by which articles come together for stories: in one place, since state is laid out by it. Today it is the
 * primary language. Should one language outgrow a core, the family of the first topic becomes a suffix here, and the
 * by-language topic gets a new name.
 */
public final class StoryRouting {
    /** Route of articles whose language could not be told. */
    public static final String UNDETERMINED = "und";

    private StoryRouting() {}

    /** Route of an article that is seen for the first time. */
    public static String route(EnrichedArticle article) {
        String detected = primary(article.getLanguage().getTag());
        if (!detected.equals(UNDETERMINED)) {
            return detected;
        }
        String declared = article.getArticle().getLanguage();
        return declared == null ? UNDETERMINED : primary(declared);
    }

    /** Primary subtag of a BCP 47 tag, in lower case: {@code zh-Hant-TW} is {@code zh}. */
    static String primary(String tag) {
        int end = 0;
        while (end < tag.length() && Character.isLetter(tag.charAt(end))) {
            end++;
        }
        return end < 2 || end > 3 ? UNDETERMINED : tag.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
