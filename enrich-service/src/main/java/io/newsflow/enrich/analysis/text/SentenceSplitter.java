package io.newsflow.enrich.analysis.text;

import java.util.Arrays;

/**
 * Finds sentences among tokens: by terminal punctuation of all scripts, closing quotes and brackets behind it,
 * abbreviations, the case of what follows, and line breaks. A blank line always ends a sentence; a single line break
 * does unless the text looks hard-wrapped there. Sentences are never longer than {@link #MAX_TOKENS}.
 *
 * <p>Stateless and thread-safe; linear.
 */
public final class SentenceSplitter {
    /** Longest sentence, in tokens; longer runs are cut, at a comma where there is one. */
    public static final int MAX_TOKENS = 256;

    private SentenceSplitter() {}

    static Tokens split(Tokens tokens) {
        int n = tokens.count();
        if (n == 0) {
            return tokens.withSentences(new int[] {0});
        }
        int[] starts = new int[Math.max(8, n / 16)];
        int count = 0;
        starts[count++] = 0;
        int begin = 0;
        int lastComma = -1;
        for (int i = 1; i < n; i++) {
            boolean cut = isBoundary(tokens, i);
            int at = i;
            if (!cut && i - begin >= MAX_TOKENS) {
                cut = true;
                at = lastComma > begin + MAX_TOKENS / 2 ? lastComma + 1 : i;
            }
            if (cut) {
                if (count + 2 > starts.length) {
                    starts = Arrays.copyOf(starts, starts.length * 2);
                }
                starts[count++] = at;
                begin = at;
                lastComma = -1;
            }
            if (tokens.kind(i) == Tokens.PUNCTUATION && (tokens.first(i) == ',' || tokens.first(i) == ';')) {
                lastComma = i;
            }
        }
        starts = Arrays.copyOf(starts, count + 1);
        starts[count] = n;
        return tokens.withSentences(starts);
    }

    private static boolean isBoundary(Tokens t, int i) {
        String text = t.text();
        int gapStart = t.end(i - 1);
        int gapEnd = t.start(i);
        int lines = 0;
        for (int k = gapStart; k < gapEnd; k++) {
            if (text.charAt(k) == '\n') {
                lines++;
            }
        }
        if (lines > 1) {
            return true;
        }
        int last = terminal(t, i - 1);
        if (lines == 1) {
            return last >= 0 || !isWrapped(t, i, gapStart, gapEnd);
        }
        if (last < 0) {
            return false;
        }
        char mark = text.charAt(t.end(last) - 1);
        if (isWideTerminal(mark)) {
            return !isClosing(t, i);
        }
        if (gapStart == gapEnd || isClosing(t, i)) {
            return false;
        }
        boolean startsNew = startsSentence(t, i);
        if (mark == '.' && t.kind(last) == Tokens.WORD) {
            return startsNew && abbreviationEnds(t, last, i);
        }
        if (mark == '.' && last > 0 && t.kind(last - 1) == Tokens.NUMBER && t.length(last - 1) <= 2 && t.glued(last)) {
            // Ordinals: "am 3. Mai"; a year or an amount ends a sentence.
            return startsNew && !isMonth(t, i);
        }
        return startsNew || mark != '.' && t.kind(i) != Tokens.WORD && t.kind(i) != Tokens.PUNCTUATION;
    }

    /** The token that ends a sentence at or before {@code i}, behind closing quotes and brackets; -1 for none. */
    private static int terminal(Tokens t, int i) {
        int k = i;
        for (int steps = 0; k >= 0 && steps < 3; steps++, k--) {
            char c = t.text().charAt(t.end(k) - 1);
            byte kind = t.kind(k);
            if (kind == Tokens.PUNCTUATION && isTerminal(c)) {
                return k;
            }
            if (kind == Tokens.WORD && c == '.') {
                return k;
            }
            if (kind != Tokens.PUNCTUATION
                    || !(c == '"' || c == '\'' || c == ')' || c == ']' || c == '»' || c == '」')) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isTerminal(char c) {
        return c == '.' || c == '!' || c == '?' || c == '…' || isWideTerminal(c);
    }

    private static boolean isWideTerminal(char c) {
        return c == '。' || c == '！' || c == '？' || c == '।' || c == '॥' || c == '؟' || c == '۔' || c == '።' || c == '։'
                || c == '။' || c == '។' || c == '｡';
    }

    private static boolean isClosing(Tokens t, int i) {
        if (t.kind(i) != Tokens.PUNCTUATION) {
            return false;
        }
        char c = t.first(i);
        if (c == ')' || c == ']' || c == '»' || c == '」' || c == '』' || c == '）' || c == '”') {
            return true;
        }
        return (c == '"' || c == '\'') && t.glued(i);
    }

    private static boolean startsSentence(Tokens t, int i) {
        int k = i;
        while (k < t.count() && k < i + 3 && t.kind(k) == Tokens.PUNCTUATION) {
            char c = t.first(k);
            if (c == ',' || c == ';') {
                return false;
            }
            k++;
        }
        if (k >= t.count()) {
            return false;
        }
        byte kind = t.kind(k);
        if (kind == Tokens.NUMBER || kind == Tokens.TAG || kind == Tokens.ADDRESS || kind == Tokens.SYMBOL) {
            return true;
        }
        char c = t.first(k);
        return !Chars.isLower(c);
    }

    /** Whether a word that carries its own dot ends the sentence before token {@code next}. */
    private static boolean abbreviationEnds(Tokens t, int word, int next) {
        String text = t.text();
        int start = t.start(word);
        int end = t.end(word) - 1;
        int length = end - start;
        if (length == 1) {
            return false;
        }
        boolean dotted = text.indexOf('.', start) < end;
        if (dotted) {
            // "in the U.S. The senator": only a word that opens sentences ends it.
            return isOpener(t, next);
        }
        String lower = WordPool.lower(text, start, end);
        return switch (lower) {
            case "inc",
                    "corp",
                    "ltd",
                    "co",
                    "etc",
                    "usw",
                    "ecc",
                    "jr",
                    "sr",
                    "al",
                    "cos",
                    "bros",
                    "гг",
                    "др",
                    "тыс",
                    "млн",
                    "млрд",
                    "руб",
                    "грн",
                    "mio",
                    "mrd" -> isOpener(t, next);
            case "no", "on", "mar", "sat", "sun", "wash", "art", "ex", "ill", "mass", "str", "est", "fig" ->
                isOpener(t, next) || Chars.isLower(t.first(word)) && t.kind(next) != Tokens.NUMBER;
            default -> false;
        };
    }

    private static boolean isOpener(Tokens t, int i) {
        int k = i;
        while (k < t.count() - 1 && t.kind(k) == Tokens.PUNCTUATION) {
            k++;
        }
        int length = t.length(k);
        if (k > i) {
            return true;
        }
        if (length > 9) {
            return false;
        }
        return switch (t.form(k)) {
            case "The",
                    "A",
                    "An",
                    "In",
                    "On",
                    "At",
                    "He",
                    "She",
                    "It",
                    "They",
                    "We",
                    "I",
                    "But",
                    "And",
                    "This",
                    "That",
                    "These",
                    "Those",
                    "His",
                    "Her",
                    "Their",
                    "Its",
                    "For",
                    "As",
                    "If",
                    "When",
                    "While",
                    "After",
                    "Before",
                    "Since",
                    "There",
                    "However",
                    "Meanwhile",
                    "Some",
                    "Many",
                    "Most",
                    "All",
                    "No",
                    "Not",
                    "So",
                    "What",
                    "Who",
                    "How",
                    "Why",
                    "With",
                    "By",
                    "From",
                    "To",
                    "One",
                    "Two",
                    "Also",
                    "Last",
                    "Earlier",
                    "Both",
                    "You",
                    "My",
                    "Our",
                    "Or",
                    "Then",
                    "Now",
                    "Under",
                    "Despite",
                    "Although",
                    "Officials",
                    "Police",
                    "Shares",
                    "Analysts",
                    "Der",
                    "Die",
                    "Das",
                    "Ein",
                    "Eine",
                    "Er",
                    "Sie",
                    "Es",
                    "Und",
                    "Im",
                    "Am",
                    "Le",
                    "La",
                    "Les",
                    "El",
                    "Los",
                    "Las",
                    "Il",
                    "Lo",
                    "Un",
                    "Une",
                    "Una",
                    "De",
                    "Het",
                    "Een",
                    "В",
                    "На",
                    "По",
                    "Он",
                    "Она",
                    "Это",
                    "О" -> true;
            default -> false;
        };
    }

    private static boolean isMonth(Tokens t, int i) {
        if (t.length(i) > 10) {
            return false;
        }
        return switch (t.form(i)) {
            case "Januar",
                    "Jänner",
                    "Februar",
                    "März",
                    "April",
                    "Mai",
                    "Juni",
                    "Juli",
                    "August",
                    "September",
                    "Oktober",
                    "November",
                    "Dezember",
                    "Jahrhundert",
                    "Platz",
                    "Mal",
                    "Tag",
                    "Jahrestag",
                    "Minute",
                    "Liga",
                    "Bundesliga",
                    "Klasse",
                    "Geburtstag" -> true;
            default -> false;
        };
    }

    /** True where the line before a single line break looks cut by a fixed width rather than ended by its writer. */
    private static boolean isWrapped(Tokens t, int i, int gapStart, int gapEnd) {
        String text = t.text();
        if (Chars.isLower(t.first(i))) {
            return true;
        }
        int lineStart = text.lastIndexOf('\n', gapStart - 1) + 1;
        int length = gapStart - lineStart;
        if (length < 55 || length > 90) {
            return false;
        }
        int lineEnd = text.indexOf('\n', gapEnd);
        int next = (lineEnd < 0 ? text.length() : lineEnd) - gapEnd;
        return next <= 90 && t.kind(i) != Tokens.PUNCTUATION;
    }
}
