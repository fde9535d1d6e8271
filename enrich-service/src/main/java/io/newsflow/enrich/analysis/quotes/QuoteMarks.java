package io.newsflow.enrich.analysis.quotes;

import io.newsflow.enrich.analysis.text.NormalizedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what stands between quotation marks: English, German, French, Russian, Swedish and Japanese style, straight or
 * typographic, also mixed ({@code ‘so'}). Apostrophes inside words, elisions and possessive plurals are no marks. A
 * paragraph that opens a quote and does not close it belongs to the quote when the next paragraph opens one again.
 * Linear: no stretch is searched for its end over more than its paragraph and {@link #LONGEST} chars.
 */
final class QuoteMarks {
    /** Longest stretch between two marks, in chars. */
    static final int LONGEST = 2_000;

    /** Most stretches taken from one text: enough for a long interview, a bound for hostile text. */
    private static final int MOST = 500;

    /** Paragraphs that one quote may run through. */
    private static final int MOST_PARAGRAPHS = 20;

    private static final String OPENING = "\"“„‟«»'‘‚‛‹›「『”";

    /** A stretch of the normalised text without its marks. */
    record Stretch(int start, int end, boolean continued) {}

    private final String text;
    private final NormalizedText source;

    /** For each opening mark, up to where the paragraph is known to have no end for it. */
    private final Map<Character, Integer> endless = new HashMap<>();

    private QuoteMarks(NormalizedText source) {
        this.source = source;
        this.text = source.text();
    }

    /** The stretches in order, not nested. */
    static List<Stretch> find(NormalizedText source) {
        return new QuoteMarks(source).find();
    }

    private List<Stretch> find() {
        List<Stretch> found = new ArrayList<>();
        int i = 0;
        while (i < text.length() && found.size() < MOST) {
            char mark = markAt(i);
            if (mark == 0 || !opens(i, mark)) {
                i++;
                continue;
            }
            int end = closing(i, mark);
            if (end > 0) {
                found.add(new Stretch(i + 1, end, false));
                i = end + 1;
                continue;
            }
            i = paragraphs(i, mark, found);
        }
        return found;
    }

    /** Takes a quote that runs through paragraphs, each of which opens it anew; returns where to go on. */
    private int paragraphs(int open, char mark, List<Stretch> found) {
        List<Stretch> parts = new ArrayList<>();
        int at = open;
        for (int n = 0; n < MOST_PARAGRAPHS; n++) {
            int end = closing(at, mark);
            if (end > 0) {
                parts.add(new Stretch(at + 1, end, n > 0));
                found.addAll(parts);
                return end + 1;
            }
            int break_ = paragraphEnd(at);
            int next = nextText(break_);
            if (break_ - at > LONGEST || next >= text.length() || markAt(next) != mark) {
                return open + 1;
            }
            parts.add(new Stretch(at + 1, break_, n > 0));
            at = next;
        }
        return open + 1;
    }

    private int paragraphEnd(int from) {
        int line = text.indexOf('\n', from);
        return line < 0 ? text.length() : line;
    }

    private int nextText(int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The mark as it was written, 0 where there is none. */
    private char markAt(int i) {
        char c = text.charAt(i);
        if (c != '\'' && c != '"') {
            return OPENING.indexOf(c) >= 0 ? c : 0;
        }
        char original = source.original().charAt(source.originalStart(i));
        return OPENING.indexOf(original) >= 0 || original == '’' ? original : c;
    }

    private boolean opens(int i, char mark) {
        if (mark == '’' || i + 1 >= text.length()) {
            return false;
        }
        if (i > 0 && Character.isLetterOrDigit(text.charAt(i - 1))) {
            return false;
        }
        char next = text.charAt(i + 1);
        if (Character.isWhitespace(next)) {
            return (mark == '«' || mark == '‹') && i + 2 < text.length() && text.charAt(i + 2) != '\n';
        }
        boolean year = single(mark)
                && Character.isDigit(next)
                && i + 3 < text.length()
                && Character.isDigit(text.charAt(i + 2))
                && !Character.isDigit(text.charAt(i + 3));
        return !year && (Character.isLetterOrDigit(next) || "[(….¿¡-–$€£#@'\"“«‘".indexOf(next) >= 0);
    }

    private static boolean single(char mark) {
        return mark == '\'' || mark == '‘' || mark == '‚' || mark == '‛';
    }

    private static String closers(char mark) {
        return switch (mark) {
            case '"', '“' -> "”\"";
            case '„', '‟' -> "“”\"";
            case '«' -> "»";
            case '»' -> "«»";
            case '‹' -> "›";
            case '›' -> "‹›";
            case '「' -> "」";
            case '『' -> "』";
            case '”' -> "”";
            case '‚' -> "‘’'";
            default -> "’'";
        };
    }

    /** Position of the closing mark in the same paragraph, -1 for none. */
    private int closing(int open, char mark) {
        String closers = closers(mark);
        boolean single = single(mark);
        int limit = Math.min(text.length(), open + LONGEST);
        int depth = 0;
        int possessive = -1;
        int i = Math.max(open + 1, Math.min(limit, endless.getOrDefault(mark, 0)));
        for (; i < limit; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                break;
            }
            char found = c == '\'' || c == '"' ? source.original().charAt(source.originalStart(i)) : c;
            if (mark == '«' && found == '«') {
                depth++;
            }
            if (closers.indexOf(found) < 0) {
                if (possessive > 0 && OPENING.indexOf(found) >= 0 && found != '\'' && opens(i, found)) {
                    break;
                }
                continue;
            }
            if (depth > 0 && found == '»') {
                depth--;
                continue;
            }
            if (!closes(i, single || found == '\'' || found == '"')) {
                if (possessive > 0 && single && opens(i, found)) {
                    break;
                }
                continue;
            }
            if (single && looksPossessive(i)) {
                if (possessive < 0) {
                    possessive = i;
                }
                continue;
            }
            return i;
        }
        if (possessive < 0 && depth == 0) {
            endless.put(mark, i);
        }
        return possessive;
    }

    private boolean closes(int i, boolean ambiguous) {
        boolean insideWord = i + 1 < text.length() && Character.isLetterOrDigit(text.charAt(i + 1));
        return !ambiguous || !insideWord && !Character.isWhitespace(text.charAt(i - 1));
    }

    /** {@code the soldiers' weapons}: an s, the mark, a blank and a small letter. */
    private boolean looksPossessive(int i) {
        char before = text.charAt(i - 1);
        return (before == 's' || before == 'x' || before == 'z')
                && i + 2 < text.length()
                && text.charAt(i + 1) == ' '
                && Character.isLowerCase(text.charAt(i + 2));
    }
}
