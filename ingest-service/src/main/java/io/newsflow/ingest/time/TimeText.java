package io.newsflow.ingest.time;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** What absolute and relative time texts share: normal form and reading of the tables. */
final class TimeText {
    private TimeText() {}

    /**
     * NFKC, lower case, every script's decimal digits as ASCII, white space runs as one space, invisible marks dropped, typographic
     * apostrophes and minus signs as ASCII.
     */
    static String normal(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(folded.length());
        boolean space = false;
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = true;
                continue;
            }
            if (Character.getType(c) == Character.FORMAT || c == 0x0307) {
                // Direction marks; and the dot that Turkish capital I leaves behind in lower case.
                continue;
            }
            if (space && out.length() > 0) {
                out.append(' ');
            }
            space = false;
            if (c > 0x7F && Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
                out.append((char) ('0' + Character.digit(c, 10)));
            } else if (c == '\u0131') {
                // Dotless i: what Turkish lower case makes of I, and the root locale does not.
                out.append('i');
            } else if (c == '\u2019' || c == '\u2018' || c == '\u02BC') {
                out.append('\'');
            } else if (c == '\u2212' || c == '\u2010' || c == '\u2011' || c == '\u2013' || c == '\u2014') {
                out.append('-');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Lines of a table beside this class, without comments and blank lines. */
    static List<String> table(String name) {
        try (InputStream in = TimeText.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + name);
            }
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return reader.lines()
                        .map(String::strip)
                        .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
