package io.newsflow.ingest.identity;

import java.text.Normalizer;

/**
 * Hash over what a reader reads: title, standfirst, body. Equal hashes are the same content. Normalisation: NFC, white
 * space runs as one space, typographic quotes and dashes as plain ones, so that a publisher's typography pass is no
 * correction. Case and punctuation count. 32 hexadecimal digits: the first 128 bits of a SHA-256.
 */
public final class ContentHash {
    private static final char SEPARATOR = '\u001F';

    private ContentHash() {}

    /**
     * Hashes an article's content.
     *
     * @param title title
     * @param standfirst standfirst, or null
     * @param body body
     * @return the hash
     */
    public static String of(String title, String standfirst, String body) {
        return Hashes.hex128(
                normal(title) + SEPARATOR + normal(standfirst == null ? "" : standfirst) + SEPARATOR + normal(body));
    }

    private static String normal(String text) {
        String nfc = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder out = new StringBuilder(nfc.length());
        boolean space = false;
        for (int i = 0; i < nfc.length(); i++) {
            char c = plain(nfc.charAt(i));
            if (c == ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = true;
                continue;
            }
            if (space && out.length() > 0) {
                out.append(' ');
            }
            space = false;
            out.append(c);
        }
        return out.toString();
    }

    private static char plain(char c) {
        switch (c) {
            case '\u2018':
            case '\u2019':
            case '\u201A':
            case '\u201B':
                return '\'';
            case '\u201C':
            case '\u201D':
            case '\u201E':
            case '\u201F':
                return '"';
            case '\u2010':
            case '\u2011':
            case '\u2012':
            case '\u2013':
            case '\u2014':
                return '-';
            default:
                return c;
        }
    }
}
