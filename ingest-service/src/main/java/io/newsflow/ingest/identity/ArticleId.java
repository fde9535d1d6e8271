package io.newsflow.ingest.identity;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A stable article id and the rule that made it. Ids are a prefix that names the rule and 32 hexadecimal digits: the first
 * 128 bits of a SHA-256.
 *
 * <ul>
 *   <li>{@code u1-}, rule url-v1: over the canonical address ({@link CanonicalUrl}). Used wherever there is an address.
 *   <li>{@code x1-}, rule external-v1: over an id that is unique in its scheme (NewsML-G2 guid, ninjs uri, a feed's guid
 *       within the feed's domain). Used where there is no address.
 *   <li>{@code t1-}, rule title-v1: over publisher, title and day of publication, each folded to lower-case letters and
 *       digits. Used where there is neither. A missing publisher is empty; where the day is not known, the opening of the
 *       body (up to {@value #OPENING} letters and digits) stands in for it, so that untimed articles with a common title
 *       ("Letters to the editor") stay apart.
 * </ul>
 *
 * @param value the id
 * @param rule name and version of the rule
 */
public record ArticleId(String value, String rule) {
    private static final int OPENING = 160;
    private static final char SEPARATOR = '\u001F';

    /** Checks that both are there. */
    public ArticleId {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(rule, "rule");
    }

    /**
     * Id by address.
     *
     * @param canonicalUrl result of {@link CanonicalUrl#of}
     * @return the id
     */
    public static ArticleId ofUrl(String canonicalUrl) {
        return new ArticleId("u1-" + Hashes.hex128(canonicalUrl), CanonicalUrl.RULE);
    }

    /**
     * Id by an external identifier.
     *
     * @param scheme what the identifier is unique in, such as "newsml-g2" or a feed's domain
     * @param identifier the identifier
     * @return the id
     */
    public static ArticleId ofExternal(String scheme, String identifier) {
        return new ArticleId("x1-" + Hashes.hex128(scheme + SEPARATOR + identifier.strip()), "external-v1");
    }

    /**
     * Id by publisher, title and day.
     *
     * @param publisher publisher's name, or null
     * @param title the title
     * @param day day of publication, UTC, or null where it is not known to the day
     * @param body the body; used only where the day is null
     * @return the id
     */
    public static ArticleId ofTitle(String publisher, String title, LocalDate day, String body) {
        String third = day != null ? day.toString() : "~" + opening(Hashes.fold(body == null ? "" : body));
        String text =
                Hashes.fold(publisher == null ? "" : publisher) + SEPARATOR + Hashes.fold(title) + SEPARATOR + third;
        return new ArticleId("t1-" + Hashes.hex128(text), "title-v1");
    }

    private static String opening(String folded) {
        int count = folded.codePointCount(0, folded.length());
        return count <= OPENING ? folded : folded.substring(0, folded.offsetByCodePoints(0, OPENING));
    }
}
