package io.newsflow.enrich.analysis.summary;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import java.util.Set;

/**
 * The dateline of agency and newspaper reports: a place, perhaps a date and the agency, and a dash, as in {@code KYIV,
 * Ukraine (AP) - }, {@code Berlin (dpa) - }, {@code Madrid, 3 may (EFE).- }. Behind the best-known agencies the dash may lack:
 * {@code London (CNN) }. Stateless.
 */
public final class Dateline {
    /** Longest dateline in tokens. */
    private static final int LONGEST = 18;
    /** Most words outside of brackets: two places of up to three words, a month and a day. */
    private static final int MOST_WORDS = 7;
    /** Agencies and broadcasters that also stand in brackets without a dash behind. */
    private static final Set<String> AGENCIES = Set.of("AFP", "AP", "CNN", "Reuters", "UPI");

    private Dateline() {}

    /**
     * First token behind the dateline.
     *
     * @param tokens a text
     * @param start token at which it begins
     * @param end token behind its first sentence
     * @return {@code start} where there is no dateline
     */
    public static int end(Tokens tokens, int start, int end) {
        if (start >= end || tokens.kind(start) != Tokens.WORD || !Chars.isUpper(tokens.first(start))) {
            return start;
        }
        boolean bracket = false;
        boolean agency = false;
        boolean comma = false;
        boolean capitals = capitals(tokens, start);
        int words = 0;
        for (int i = start; i < Math.min(end, start + LONGEST); i++) {
            char c = tokens.first(i);
            byte kind = tokens.kind(i);
            if (c == '(') {
                bracket = true;
                agency = true;
            } else if (c == ')') {
                bracket = false;
                if (i + 1 < end
                        && tokens.kind(i + 1) == Tokens.WORD
                        && Chars.isUpper(tokens.first(i + 1))
                        && AGENCIES.contains(tokens.form(i - 1))) {
                    return i + 1;
                }
            } else if (bracket) {
                continue;
            } else if (kind == Tokens.PUNCTUATION && (c == '\u2013' || c == '-')) {
                boolean blanks = !tokens.glued(i) || i + 1 < end && !tokens.glued(i + 1);
                return (agency || capitals || comma) && blanks && i + 1 < end ? i + 1 : start;
            } else if (c == ',') {
                comma = true;
            } else if (kind == Tokens.WORD) {
                words++;
                boolean month = comma && tokens.length(i) <= 12;
                if (words > MOST_WORDS || !Chars.isUpper(c) && !month && words > 1 && tokens.length(i) > 3) {
                    return start;
                }
            } else if (kind != Tokens.NUMBER && c != '.' && c != '/') {
                return start;
            }
        }
        return start;
    }

    private static boolean capitals(Tokens tokens, int token) {
        if (tokens.length(token) < 3) {
            return false;
        }
        for (int i = tokens.start(token); i < tokens.end(token); i++) {
            char c = tokens.text().charAt(i);
            if (Chars.isLetter(c) && !Chars.isUpper(c)) {
                return false;
            }
        }
        return true;
    }
}
