package io.newsflow.enrich.analysis.language;

/**
 * Outcome of {@link LanguageDetector}.
 *
 * @param tag BCP 47 tag such as {@code en}, {@code sr-Latn}; {@code und} where the text does not tell. Norwegian
 *     Bokmål is {@code no}
 * @param confidence 0 to 1; an estimate of the probability that the tag is right
 */
public record DetectedLanguage(String tag, float confidence) {
    /** Nothing could be told. */
    public static final DetectedLanguage UNKNOWN = new DetectedLanguage("und", 0f);

    /** True where a language was told. */
    public boolean known() {
        return !"und".equals(tag);
    }
}
