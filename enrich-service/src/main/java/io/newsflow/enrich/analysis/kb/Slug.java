package io.newsflow.enrich.analysis.kb;

import java.text.Normalizer;

/** The last part of local ids: a name in small Latin letters, digits and hyphens. */
public final class Slug {
    private static final String CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяёў";
    private static final String[] LATIN = {
        "a", "b", "v", "g", "g", "d", "e", "ie", "zh", "z", "i", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s",
        "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia", "e", "u"
    };
    private static final int MAX = 80;

    private Slug() {}

    /**
     * Slug of a name. Cyrillic is transliterated, diacritics are dropped, other scripts stay as they are.
     *
     * @param name any name
     * @return slug of at most 80 characters, {@code x} where nothing is left
     */
    public static String of(String name) {
        StringBuilder sb = new StringBuilder();
        String s = Normalizer.normalize(name.toLowerCase(java.util.Locale.ROOT), Normalizer.Form.NFC);
        boolean gap = false;
        for (int i = 0; i < s.length() && sb.length() < MAX; i++) {
            char c = s.charAt(i);
            String out = part(c);
            if (out == null) {
                gap = sb.length() > 0 && c != '\'' && c != '.';
                continue;
            }
            if (gap && !out.isEmpty()) {
                sb.append('-');
                gap = false;
            }
            sb.append(out);
        }
        return sb.isEmpty() ? "x" : sb.toString();
    }

    private static String part(char c) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
            return String.valueOf(c);
        }
        int cyrillic = CYRILLIC.indexOf(c);
        if (cyrillic >= 0) {
            return LATIN[cyrillic];
        }
        switch (c) {
            case 'ß':
                return "ss";
            case 'æ':
                return "ae";
            case 'œ':
                return "oe";
            case 'þ':
                return "th";
            default:
        }
        char folded = io.newsflow.enrich.analysis.text.Chars.fold(c);
        if (folded >= 'a' && folded <= 'z') {
            return String.valueOf(folded);
        }
        return Character.isLetterOrDigit(c) ? String.valueOf(c) : null;
    }
}
