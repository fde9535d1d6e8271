package io.newsflow.enrich.analysis.language;

import java.util.Map;

/** What is known of a text's language before reading it: how much news there is in each language. */
final class Priors {
    private static final Map<String, Double> LOG = Map.ofEntries(
            Map.entry("en", 1.5),
            Map.entry("de", 1.0),
            Map.entry("fr", 1.0),
            Map.entry("es", 1.0),
            Map.entry("it", 0.8),
            Map.entry("pt", 0.8),
            Map.entry("ru", 1.0),
            Map.entry("nl", 0.6),
            Map.entry("pl", 0.6),
            Map.entry("tr", 0.6),
            Map.entry("uk", 0.6),
            Map.entry("ar", 0.8),
            Map.entry("fa", 0.4),
            Map.entry("hi", 0.4),
            Map.entry("gl", -1.4),
            Map.entry("nn", -1.2),
            Map.entry("bs", -1.2),
            Map.entry("sr-Latn", -0.4),
            Map.entry("ms", -0.4),
            Map.entry("lb", -0.8),
            Map.entry("eo", -1.5),
            Map.entry("af", -0.4),
            Map.entry("so", -0.8),
            Map.entry("mt", -0.6),
            Map.entry("ga", -0.6),
            Map.entry("ha", -0.6),
            Map.entry("yi", -0.8),
            Map.entry("eu", -0.4),
            Map.entry("be", -0.3),
            Map.entry("tg", -0.4));

    private Priors() {}

    static double of(String tag) {
        return LOG.getOrDefault(tag, 0.0);
    }

    /**
     * What a declaration adds, in log probability: much for a word or two, little against a sentence.
     *
     * @param words words of the text that were looked at
     */
    static double declared(int words) {
        return 2 + 14.0 / words;
    }

    /** True where a declared tag means the same written language. */
    static boolean sameLanguage(String declared, String tag) {
        String d = primary(declared);
        String t = primary(tag);
        if (d.equals("nb")) {
            d = "no";
        }
        return d.equals(t);
    }

    private static String primary(String tag) {
        int cut = 0;
        while (cut < tag.length() && tag.charAt(cut) != '-' && tag.charAt(cut) != '_') {
            cut++;
        }
        return tag.substring(0, cut).toLowerCase(java.util.Locale.ROOT);
    }
}
