package io.newsflow.enrich.analysis.text;

import java.util.Arrays;
import java.util.Set;

/**
 * Splits normalised text into tokens. Possessives ({@code Kyiv's} is {@code Kyiv} and {@code 's}) and Romance elisions
 * ({@code l'Ukraine}, {@code dell'Italia}) are split, hyphenated words are not; abbreviations keep their dot; addresses,
 * hashtags and long blobs are one token; Han characters and Hiragana are one token each. One pass, no backtracking over
 * more than a token, so linear also on hostile input.
 *
 * <p>Stateless and thread-safe.
 */
public final class Tokenizer {
    /** A run without blanks longer than this, in chars, is taken for a blob (base64, hashes). */
    static final int BLOB = 80;

    private static final Set<String> ELISIONS = Set.of(
            "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "quoiqu", "dell",
            "all", "nell", "sull", "dall", "un", "coll", "quell", "quest", "gl", "sant", "bell", "nient", "presqu",
            "entr", "agl", "degl", "negl", "sugl", "dagl");

    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "gen", "lt", "col", "sgt", "capt", "maj", "cmdr", "adm", "gov",
            "sen", "rep", "reps", "sens", "rev", "hon", "pres", "supt", "jr", "sr", "inc", "corp", "ltd", "co", "cos",
            "bros", "vs", "etc", "al", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
            "dec", "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun", "ave", "blvd", "dept", "est",
            "fig", "mt", "ft", "no", "nos", "pp", "approx", "assn", "calif", "conn", "ariz", "ill", "mass", "mich",
            "minn", "okla", "ore", "penn", "tenn", "tex", "wash", "wis", "fla", "ga", "kan", "ky", "la", "md", "mo",
            "mont", "neb", "nev", "va", "vt", "wyo", "messrs", "mme", "mlle", "sra", "srta", "ud", "uds", "bzw", "ca",
            "usw", "evtl", "ggf", "inkl", "nr", "str", "hr", "fr", "dipl", "ing", "mag", "vgl", "bspw", "mio", "mrd",
            "tel", "sog", "av", "bd", "env", "ex", "exc", "sig", "dott", "avv", "on", "ecc", "art", "dhr", "mevr",
            "blz", "bijv", "resp", "им", "ул", "гг", "вв", "руб", "тыс", "млн", "млрд", "стр", "рис", "см", "др",
            "проф", "акад", "вул", "грн", "тис");

    /** Abbreviations only with a capital: small, they are words at the end of a sentence. */
    private static final Set<String> WORDS_TOO = Set.of(
            "on", "sat", "sun", "mar", "art", "ex", "ill", "mass", "wash", "est", "fig", "ore", "la", "mo", "al", "va",
            "mag", "ca", "gov", "rev", "gen", "dec", "rep", "sen", "st", "hr", "ing", "av", "str", "tel", "sig", "им",
            "см", "др", "ud", "neb", "inc", "mon", "wed", "fri", "jun", "jan");

    private Tokenizer() {}

    /**
     * Tokenises and splits into sentences.
     *
     * @param text text after {@link Normalizer}
     */
    public static Tokens tokenize(String text) {
        int capacity = Math.max(16, text.length() / 5 + 8);
        int[] starts = new int[capacity];
        int[] ends = new int[capacity];
        byte[] kinds = new byte[capacity];
        int n = 0;
        int length = text.length();
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            byte cls = Chars.of(c);
            if ((cls & Chars.SPACE) != 0) {
                i++;
                continue;
            }
            if (n + 4 > starts.length) {
                int grown = starts.length + starts.length / 2 + 8;
                starts = Arrays.copyOf(starts, grown);
                ends = Arrays.copyOf(ends, grown);
                kinds = Arrays.copyOf(kinds, grown);
            }
            int end;
            byte kind;
            if ((cls & Chars.IDEOGRAPH) != 0) {
                end = i + 1;
                kind = Tokens.WORD;
            } else if ((cls & (Chars.LETTER | Chars.DIGIT)) != 0) {
                end = wordEnd(text, i, length);
                kind = address(text, i, end, length);
                if (kind == Tokens.ADDRESS) {
                    end = runEnd(text, i, length);
                } else if (end - i > BLOB) {
                    kind = Tokens.ADDRESS;
                } else {
                    int split = clitic(text, i, end);
                    if (split > 0) {
                        boolean elision = text.charAt(split - 1) == '\'';
                        starts[n] = i;
                        ends[n] = split;
                        kinds[n++] = elision ? Tokens.CLITIC : wordKind(text, i, split);
                        starts[n] = split;
                        ends[n] = end;
                        kinds[n++] = elision ? wordKind(text, split, end) : Tokens.CLITIC;
                        i = end;
                        continue;
                    }
                    kind = wordKind(text, i, end);
                }
            } else if ((c == '#' || c == '@')
                    && i + 1 < length
                    && (Chars.of(text.charAt(i + 1)) & (Chars.LETTER | Chars.DIGIT)) != 0
                    && (i == 0 || (Chars.of(text.charAt(i - 1)) & (Chars.LETTER | Chars.DIGIT)) == 0)) {
                end = i + 1;
                while (end < length
                        && ((Chars.of(text.charAt(end)) & (Chars.LETTER | Chars.DIGIT)) != 0
                                || text.charAt(end) == '_')) {
                    end++;
                }
                kind = Tokens.TAG;
            } else if ((cls & Chars.PUNCT) != 0) {
                end = i + 1;
                if (c == '\'' && i + 1 < length && isPossessive(text, i, length)) {
                    end = i + 2;
                    kind = Tokens.CLITIC;
                } else {
                    while (end < length && text.charAt(end) == c && c != '(' && c != ')' && c != '"') {
                        end++;
                    }
                    kind = Tokens.PUNCTUATION;
                }
            } else if (Character.isHighSurrogate(c) && i + 1 < length) {
                int cp = text.codePointAt(i);
                end = i + Character.charCount(cp);
                if (Character.isLetter(cp) && !Character.isIdeographic(cp)) {
                    while (end < length) {
                        int next = text.codePointAt(end);
                        if (!Character.isLetterOrDigit(next) || Character.isIdeographic(next)) {
                            break;
                        }
                        end += Character.charCount(next);
                    }
                    kind = Tokens.WORD;
                } else {
                    kind = Character.isLetter(cp) ? Tokens.WORD : Tokens.SYMBOL;
                }
            } else {
                end = i + 1;
                kind = Tokens.SYMBOL;
            }
            starts[n] = i;
            ends[n] = end;
            kinds[n++] = kind;
            i = end;
        }
        Tokens tokens = new Tokens(text, n, starts, ends, kinds, n == 0 ? new int[] {0} : new int[] {0, n});
        return SentenceSplitter.split(tokens);
    }

    /** Kind of a token that was cut out elsewhere. */
    static byte kindOf(String form) {
        if (form.isEmpty()) {
            return Tokens.SYMBOL;
        }
        char c = form.charAt(0);
        byte cls = Chars.of(c);
        if (form.length() > BLOB || address(form, 0, Math.min(form.length(), 5), form.length()) == Tokens.ADDRESS) {
            return Tokens.ADDRESS;
        }
        if ((cls & (Chars.LETTER | Chars.DIGIT)) != 0) {
            return wordKind(form, 0, form.length());
        }
        if ((c == '#' || c == '@') && form.length() > 1) {
            return Tokens.TAG;
        }
        if (c == '\'' && form.length() > 1) {
            return Tokens.CLITIC;
        }
        return (cls & Chars.PUNCT) != 0 ? Tokens.PUNCTUATION : Tokens.SYMBOL;
    }

    /** True where a word with a dot behind it is a known abbreviation. */
    static boolean isAbbreviation(String text, int start, int end) {
        int length = end - start;
        if (length > 8) {
            return false;
        }
        String word = lowercase(text, start, end);
        if (!ABBREVIATIONS.contains(word)) {
            return false;
        }
        if (word.equals("no") || word.equals("nos")) {
            return end + 2 < text.length() && Chars.isDigit(text.charAt(end + 2));
        }
        return Chars.isUpper(text.charAt(start)) || !WORDS_TOO.contains(word);
    }

    private static String lowercase(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '\u0130') {
                // One letter here, two in the small letters of a string.
                return WordPool.lower(text.substring(start, end).replace('\u0130', 'I'), 0, end - start);
            }
        }
        return WordPool.lower(text, start, end);
    }

    private static byte wordKind(String text, int start, int end) {
        boolean digit = false;
        for (int i = start; i < end; i++) {
            if (Chars.isLetter(text.charAt(i))) {
                return Tokens.WORD;
            }
            digit |= Chars.isDigit(text.charAt(i));
        }
        return digit ? Tokens.NUMBER : Tokens.PUNCTUATION;
    }

    private static int wordEnd(String text, int start, int length) {
        int i = start + 1;
        boolean dots = false;
        while (i < length) {
            char c = text.charAt(i);
            byte cls = Chars.of(c);
            if ((cls & Chars.IDEOGRAPH) != 0) {
                break;
            }
            if ((cls & (Chars.LETTER | Chars.DIGIT)) != 0) {
                i++;
                continue;
            }
            if (i + 1 < length) {
                byte next = Chars.of(text.charAt(i + 1));
                byte before = Chars.of(text.charAt(i - 1));
                boolean wordBehind = (next & (Chars.LETTER | Chars.DIGIT)) != 0 && (next & Chars.IDEOGRAPH) == 0;
                if (wordBehind) {
                    if (c == '-' || c == '\'' || c == '&' || c == '_' || c == '\u00B7') {
                        i++;
                        continue;
                    }
                    if ((c == '.' || c == ',' || c == ':') && (before & next & Chars.DIGIT) != 0) {
                        i++;
                        continue;
                    }
                    if (c == '.' && (before & next & Chars.LETTER) != 0 && isDotted(text, start, i, length)) {
                        dots = true;
                        i++;
                        continue;
                    }
                }
            }
            break;
        }
        // The last dot of U.S. or J.K.; of Mr.; of an initial.
        if (i < length && text.charAt(i) == '.') {
            boolean ellipsis = i + 1 < length && text.charAt(i + 1) == '.';
            int letters = i - start;
            boolean initial = letters == 1 && Chars.isUpper(text.charAt(start));
            if (!ellipsis && (dots || initial || isAbbreviation(text, start, i))) {
                i++;
            }
        }
        return i;
    }

    /** True where the dot at {@code dot} joins single letters, as in U.S.A., or a short German or Slavic form (z.B.). */
    private static boolean isDotted(String text, int start, int dot, int length) {
        boolean single = dot - start == 1 || text.charAt(dot - 2) == '.' || text.charAt(dot - 2) == '-';
        boolean nextSingle = dot + 2 >= length || !Chars.isLetter(text.charAt(dot + 2));
        return single && nextSingle;
    }

    /** Address starting with this word? Looks at what is glued to its end. */
    private static byte address(String text, int start, int end, int length) {
        if (end < length) {
            char c = text.charAt(end);
            if (c == ':' && text.startsWith("//", end + 1)) {
                return Tokens.ADDRESS;
            }
            if (c == '@' && end + 1 < length && Chars.isLetter(text.charAt(end + 1))) {
                return Tokens.ADDRESS;
            }
            if (c == '.'
                    && end + 1 < length
                    && (Chars.of(text.charAt(end + 1)) & (Chars.LETTER | Chars.DIGIT)) != 0
                    && end - start >= 2) {
                if (end - start == 3 && text.startsWith("www", start)) {
                    return Tokens.ADDRESS;
                }
                return topLevelDomain(text, end, length) ? Tokens.ADDRESS : 0;
            }
        }
        return 0;
    }

    private static final Set<String> TOP_LEVEL = Set.of(
            "com", "org", "net", "gov", "edu", "info", "io", "co", "uk", "de", "fr", "ru", "ua", "eu", "tv", "me",
            "html", "htm", "php", "pdf", "jpg", "jpeg", "png", "gif", "mp4", "mp3", "zip", "js", "css", "asp", "aspx",
            "it", "es", "nl", "pl", "ch", "at", "be", "us", "ca", "au", "in", "jp", "cn", "br", "biz", "app", "dev",
            "ai", "news");

    private static boolean topLevelDomain(String text, int dot, int length) {
        int e = dot + 1;
        while (e < length && e - dot <= 6 && Chars.isLower(text.charAt(e))) {
            e++;
        }
        if (e < length && (Chars.of(text.charAt(e)) & (Chars.LETTER | Chars.DIGIT)) != 0) {
            return false;
        }
        return TOP_LEVEL.contains(WordPool.form(text, dot + 1, e));
    }

    private static int runEnd(String text, int start, int length) {
        int i = start;
        while (i < length) {
            char c = text.charAt(i);
            if (Chars.isSpace(c) || c == '"' || c == '<' || c == '>' || Chars.isIdeograph(c)) {
                break;
            }
            i++;
        }
        while (i > start + 1) {
            char c = text.charAt(i - 1);
            if (c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ')' || c == '\'') {
                i--;
            } else {
                break;
            }
        }
        return i;
    }

    private static boolean isPossessive(String text, int apostrophe, int length) {
        if (apostrophe == 0 || !Chars.isLetter(text.charAt(apostrophe - 1)) && text.charAt(apostrophe - 1) != '.') {
            return false;
        }
        char s = text.charAt(apostrophe + 1);
        boolean closed = apostrophe + 2 >= length || (Chars.of(text.charAt(apostrophe + 2)) & Chars.LETTER) == 0;
        return (s == 's' || s == 'S') && closed;
    }

    /** Where to cut a word with an apostrophe inside; 0 for nowhere. */
    private static int clitic(String text, int start, int end) {
        if (end - start < 3) {
            return 0;
        }
        if (text.charAt(end - 2) == '\'') {
            char s = text.charAt(end - 1);
            if (s == 's' || s == 'S') {
                return end - 2;
            }
        }
        for (int i = start + 1; i < end - 1 && i - start <= 8; i++) {
            if (text.charAt(i) == '\'') {
                if (i - start <= 7 && ELISIONS.contains(lowercase(text, start, i)) && !isIrishName(text, start, i)) {
                    return i + 1;
                }
                return 0;
            }
        }
        return 0;
    }

    /** O'Brien and D'Angelo (a capital on both sides) are names. */
    private static boolean isIrishName(String text, int start, int apostrophe) {
        return apostrophe - start == 1
                && Chars.isUpper(text.charAt(start))
                && apostrophe + 1 < text.length()
                && Chars.isUpper(text.charAt(apostrophe + 1))
                && text.charAt(start) != 'L';
    }
}
