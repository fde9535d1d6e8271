package io.newsflow.enrich.analysis.kb;

import java.util.List;

/** Languages in which names are kept apart, as bits of a set. */
public final class Languages {
    private static final List<String> TAGS = List.of(
            "de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "cs", "sk", "sl", "hr", "sr", "hu", "ro", "bg", "el",
            "tr", "fi", "sv", "da", "no", "et", "lv", "lt", "ca", "ar", "he", "fa", "ur", "hi", "bn", "ta", "zh", "ja",
            "ko", "th", "id", "vi", "ms", "sw", "af", "sq", "mk", "be", "ka", "hy", "az", "kk", "gl", "eu", "is", "en");

    private Languages() {}

    /**
     * Bit of a language.
     *
     * @param tag BCP 47 tag; only its first part counts
     * @return a single bit, or 0 for a language that has none
     */
    public static long bit(String tag) {
        int dash = tag.indexOf('-');
        String primary = dash < 0 ? tag : tag.substring(0, dash);
        if (primary.equals("nb") || primary.equals("nn")) {
            primary = "no";
        } else if (primary.equals("bs")) {
            primary = "hr";
        }
        int i = TAGS.indexOf(primary);
        return i < 0 ? 0 : 1L << i;
    }
}
