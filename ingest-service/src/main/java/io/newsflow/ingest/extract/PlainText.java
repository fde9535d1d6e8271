package io.newsflow.ingest.extract;

import java.text.Normalizer;
import java.util.stream.Collectors;

/** Cleaning of plain text: what every extractor does to text before it goes into a record. */
public final class PlainText {
    private PlainText() {}

    /**
     * One line of text: NFC, control and invisible formatting characters dropped, every run of white space (no-break
     * spaces and line breaks included) made one space, ends trimmed. Joiners and direction marks that carry meaning in
     * Indic, Persian and Arabic text stay. Lone surrogates become U+FFFD.
     *
     * @param raw text, or null
     * @return the line, empty for null
     */
    public static String line(String raw) {
        if (raw == null || raw.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder(raw.length());
        boolean space = false;
        int length = raw.length();
        for (int i = 0; i < length; ) {
            int c = raw.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                space = true;
                continue;
            }
            if (isDropped(c)) {
                continue;
            }
            if (space && out.length() > 0) {
                out.append(' ');
            }
            space = false;
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.append('\uFFFD');
            } else {
                out.appendCodePoint(c);
            }
        }
        return Normalizer.isNormalized(out, Normalizer.Form.NFC)
                ? out.toString()
                : Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    /**
     * A block of text: as {@link #line}, so that a block never holds a blank line and blocks can be told apart in a body.
     *
     * @param raw text, or null
     * @return the block's text
     */
    public static String paragraph(String raw) {
        return line(raw);
    }

    /**
     * Text whose lines matter (tables, code): each line as {@link #line}, blank ones dropped.
     *
     * @param raw text, or null
     * @return lines separated by a line feed
     */
    public static String lines(String raw) {
        if (raw == null) {
            return "";
        }
        return raw.lines().map(PlainText::line).filter(l -> !l.isEmpty()).collect(Collectors.joining("\n"));
    }

    /**
     * A line, or null where nothing is left.
     *
     * @param raw text, or null
     * @return the line, or null
     */
    public static String lineOrNull(String raw) {
        String line = line(raw);
        return line.isEmpty() ? null : line;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }

    private static boolean isDropped(int c) {
        if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
            return true;
        }
        return c == 0xAD // soft hyphen
                || c == 0x200B // zero width space
                || c == 0x2060 // word joiner
                || c == 0xFEFF // byte order mark
                || (c >= 0xFFF9 && c <= 0xFFFB) // interlinear annotation
                || (c & 0xFFFE) == 0xFFFE // noncharacters
                || (c >= 0xFDD0 && c <= 0xFDEF)
                || c == 0xE0001; // language tag
    }
}
