package io.newsflow.ingest.extract;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Guesses the charset of undeclared legacy text: decodes its head in each candidate and scores how much the result looks
 * like running text. Multi-byte charsets must decode without error and give common characters of their language;
 * single-byte ones are judged by letters that stand where letters stand.
 */
final class LegacyCharsets {
    private static final int WINDOW = 16 * 1024;
    private static final Charset WESTERN = Charset.forName("windows-1252");

    private static final List<Charset> MULTI_BYTE =
            charsets("windows-31j", "EUC-JP", "x-windows-949", "GB18030", "Big5-HKSCS");
    private static final List<Charset> SINGLE_BYTE = charsets(
            "windows-1252", "windows-1251", "KOI8-R", "windows-1250", "windows-1253", "windows-1255", "windows-1256");

    private static final Charset HEBREW = Charset.forName("windows-1255");

    /** The most frequent characters of running Chinese, simplified then traditional. */
    private static final String HAN =
            "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经" + "這為個國時來們對會發動過說產種後學經";

    private LegacyCharsets() {}

    static Charset guess(byte[] bytes) {
        byte[] head = bytes.length > WINDOW ? Arrays.copyOf(bytes, WINDOW) : bytes;
        Charset best = WESTERN;
        double bestScore = 0;
        for (Charset candidate : MULTI_BYTE) {
            double score = multiByte(decodeHead(head, candidate));
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        if (bestScore >= 0.5) {
            return best;
        }
        best = WESTERN;
        bestScore = Double.NEGATIVE_INFINITY;
        for (Charset candidate : SINGLE_BYTE) {
            double score = singleByte(new String(head, candidate));
            if (candidate == HEBREW) {
                score += hebrew(head);
            }
            if (score > bestScore + 1e-9) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    /** Decodes strictly, allowing for a character cut off by the end of the window. */
    private static String decodeHead(byte[] head, Charset charset) {
        for (int cut = 0; cut < 4 && cut < head.length; cut++) {
            String text = TextDecoder.strict(cut == 0 ? head : Arrays.copyOf(head, head.length - cut), charset);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static double multiByte(String text) {
        if (text == null) {
            return 0;
        }
        int high = 0;
        double good = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            high++;
            if ((c >= 0x3041 && c <= 0x30FC) || (c >= 0xAC00 && c <= 0xD7A3)) {
                good += 1;
            } else if (HAN.indexOf(c) >= 0) {
                good += 3;
            } else if (c >= 0x3001 && c <= 0x3011 || c == 0xFF0C || c == 0xFF0E) {
                good += 1;
            } else if (c >= 0x4E00 && c <= 0x9FFF) {
                good += 0.3;
            } else if (c >= 0xFF61 && c <= 0xFF9F) {
                good -= 0.5;
            }
        }
        return high == 0 ? 0 : good / high;
    }

    private static double singleByte(String text) {
        int high = 0;
        double good = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            high++;
            char before = i > 0 ? text.charAt(i - 1) : ' ';
            char after = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (c == 0xFFFD || Character.isISOControl(c)) {
                good -= 3;
            } else if (Character.isLetter(c)) {
                good += letter(c, before, after);
            } else if (c == 0x2019 || c == 0x2018 || c == 0x201C || c == 0x201D || c == 0x2013 || c == 0x2014) {
                good += 0.8;
            } else if (c == 0xAB || c == 0xBB || c == 0xA0 || c == 0x2026 || c == 0x20AC || c == 0xB0) {
                good += 0.4;
            } else {
                good -= 0.5;
            }
        }
        return high == 0 ? 0 : good / high;
    }

    /**
     * Hebrew and lower-case Cyrillic share their bytes, but Hebrew has five letters for the ends of words only; as Cyrillic they
     * are common letters (к, н, п, у, х) that stand anywhere.
     */
    private static double hebrew(byte[] head) {
        int atEnd = 0;
        int inside = 0;
        for (int i = 0; i < head.length; i++) {
            int b = head[i] & 0xFF;
            if (b == 0xEA || b == 0xED || b == 0xEF || b == 0xF3 || b == 0xF5) {
                boolean last = i + 1 >= head.length || (head[i + 1] & 0xFF) < 0xE0;
                atEnd += last ? 1 : 0;
                inside += last ? 0 : 1;
            }
        }
        return atEnd > 0 && inside * 20 <= atEnd ? 0.5 : 0;
    }

    private static double letter(char c, char before, char after) {
        boolean latin = c < 0x250;
        boolean besideLatin = isAsciiLetter(before) || isAsciiLetter(after);
        if (latin) {
            if (Character.isUpperCase(c) && Character.isLowerCase(before)) {
                return -1;
            }
            // Western letters are a little likelier than Central European ones.
            double common = "éèêàçùâîôûäöüßñáíóúåøæãõ".indexOf(Character.toLowerCase(c)) >= 0 ? 1 : 0.7;
            return besideLatin ? common : -0.6;
        }
        if (besideLatin) {
            return -1;
        }
        boolean sameScript = Character.UnicodeScript.of(before) == Character.UnicodeScript.of(c)
                || Character.UnicodeScript.of(after) == Character.UnicodeScript.of(c);
        if (Character.isUpperCase(c) && Character.isLowerCase(before)) {
            return -1;
        }
        return sameScript ? 1 : 0.1;
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static List<Charset> charsets(String... names) {
        List<Charset> found = new ArrayList<>();
        for (String name : names) {
            if (Charset.isSupported(name)) {
                found.add(Charset.forName(name));
            }
        }
        return List.copyOf(found);
    }
}
