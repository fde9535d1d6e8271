package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.kb.Slug;
import io.newsflow.enrich.analysis.text.Chars;
import java.util.Map;

/**
 * One form for the many Latin spellings of a name, so that {@code Volodymyr Zelenskyy} and {@code Vladimir Zelensky}, or
 * {@code Tykhyi} and {@code Tikhy}, compare as equal. Only for comparing: the form is not meant to be read.
 */
final class Spelling {
    private static final Map<String, String> GIVEN = Map.ofEntries(
            Map.entry("volodymyr", "vladimir"),
            Map.entry("wladimir", "vladimir"),
            Map.entry("wolodymyr", "vladimir"),
            Map.entry("volodimir", "vladimir"),
            Map.entry("alexander", "aleksandr"),
            Map.entry("alexandr", "aleksandr"),
            Map.entry("aleksander", "aleksandr"),
            Map.entry("oleksandr", "aleksandr"),
            Map.entry("alexandre", "aleksandr"),
            Map.entry("olexandr", "aleksandr"),
            Map.entry("alexey", "aleksei"),
            Map.entry("alexei", "aleksei"),
            Map.entry("aleksey", "aleksei"),
            Map.entry("oleksiy", "aleksei"),
            Map.entry("oleksii", "aleksei"),
            Map.entry("andriy", "andrei"),
            Map.entry("andrii", "andrei"),
            Map.entry("andrey", "andrei"),
            Map.entry("andrej", "andrei"),
            Map.entry("serhiy", "sergei"),
            Map.entry("serhii", "sergei"),
            Map.entry("sergiy", "sergei"),
            Map.entry("sergii", "sergei"),
            Map.entry("sergey", "sergei"),
            Map.entry("sergej", "sergei"),
            Map.entry("dmytro", "dmitri"),
            Map.entry("dmitry", "dmitri"),
            Map.entry("dmitriy", "dmitri"),
            Map.entry("mykola", "nikolai"),
            Map.entry("nikolay", "nikolai"),
            Map.entry("mykhailo", "mikhail"),
            Map.entry("yuriy", "iuri"),
            Map.entry("yury", "iuri"),
            Map.entry("yuri", "iuri"),
            Map.entry("yurii", "iuri"),
            Map.entry("kyrylo", "kirill"),
            Map.entry("oleh", "oleg"),
            Map.entry("ihor", "igor"),
            Map.entry("heorhii", "georgi"),
            Map.entry("heorhiy", "georgi"),
            Map.entry("georgy", "georgi"),
            Map.entry("georgii", "georgi"),
            Map.entry("pavlo", "pavel"),
            Map.entry("denys", "denis"),
            Map.entry("iryna", "irina"),
            Map.entry("olena", "elena"),
            Map.entry("yelena", "elena"),
            Map.entry("yulia", "iulia"),
            Map.entry("julia", "iulia"),
            Map.entry("yuliya", "iulia"),
            Map.entry("mohammad", "mohamed"),
            Map.entry("mohammed", "mohamed"),
            Map.entry("muhammad", "mohamed"),
            Map.entry("mohamad", "mohamed"),
            Map.entry("mohammet", "mohamed"));

    private Spelling() {}

    /** Form of a single word. */
    static String word(String word) {
        if (!word.isEmpty() && word.charAt(0) >= '\u0400' && word.charAt(0) <= '\u04FF') {
            return word(Slug.of(word));
        }
        StringBuilder folded = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = Chars.fold(word.charAt(i));
            if (Chars.isLetter(c) || Chars.isDigit(c)) {
                folded.append(c);
            }
        }
        String plain = folded.toString();
        String given = GIVEN.get(plain);
        return letters(given == null ? plain : given);
    }

    /** Form of a name of several words. */
    static String name(String name) {
        StringBuilder sb = new StringBuilder(name.length());
        int start = 0;
        for (int end = 0; end <= name.length(); end++) {
            if (end < name.length() && !isBetweenWords(name.charAt(end))) {
                continue;
            }
            if (end > start) {
                String w = word(name.substring(start, end));
                if (!w.isEmpty()) {
                    if (sb.length() > 0) {
                        sb.append(' ');
                    }
                    sb.append(w);
                }
            }
            start = end + 1;
        }
        return sb.toString();
    }

    private static boolean isBetweenWords(char c) {
        return c == ' ' || c == '-' || c >= '\t' && c <= '\r';
    }

    private static String letters(String s) {
        StringBuilder sb = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            char next = i + 1 < s.length() ? s.charAt(i + 1) : 0;
            switch (c) {
                case 'y', 'j' -> c = 'i';
                case 'w' -> c = 'v';
                case 'x' -> {
                    append(sb, 'k');
                    c = 's';
                }
                case 'q' -> c = 'k';
                case 'k' -> {
                    if (next == 'h') {
                        i++;
                    }
                }
                case 'h' -> {
                    if (i > 0 && next != 0) {
                        c = 0;
                    }
                }
                default -> {}
            }
            if (c != 0) {
                append(sb, c);
            }
        }
        return sb.toString();
    }

    private static void append(StringBuilder sb, char c) {
        int n = sb.length();
        if (n == 0 || sb.charAt(n - 1) != c) {
            sb.append(c);
        }
    }
}
