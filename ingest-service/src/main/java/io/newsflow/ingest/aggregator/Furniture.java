package io.newsflow.ingest.aggregator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words by which aggregator pages name their parts, in the languages of {@code furniture.txt}. */
final class Furniture {
    private static final int LONGEST = 90;
    private static final Pattern COUNT_BEHIND = Pattern.compile("^(.+?)\\s*[(\\[:]?\\s*(\\d{1,7})\\s*[)\\]]?$");
    private static final Pattern COUNT_BEFORE = Pattern.compile("^(\\d{1,7})\\s+(.+)$");
    /** "Explore what NAME can do for you:" and its translations. */
    private static final Pattern OFFER = Pattern.compile(
            "^(?:explore|discover|see|find out) what (.{1,40}?) can do for you$"
                    + "|^(?:entdecken sie|erfahren sie|entdecke),? was (.{1,40}?) für (?:sie|dich) tun kann$"
                    + "|^découvrez ce que (.{1,40}?) peut faire pour vous$"
                    + "|^(?:descubre|explora) lo que (.{1,40}?) puede hacer por (?:ti|usted)$"
                    + "|^(?:descubra|explore) o que (?:a |o )?(.{1,40}?) pode fazer por você$"
                    + "|^scopri (?:che )?cosa può fare (.{1,40}?) per te$"
                    + "|^узнайте,? что (.{1,40}?) может сделать для вас$"
                    + "|^дізнайтеся,? що (.{1,40}?) може зробити для вас$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Map<String, Part> FORMS = forms();

    private Furniture() {}

    /** Parts of a page. */
    enum Part {
        HASHTAGS,
        AI_OFFER,
        COMMENTS,
        NO_COMMENTS,
        RELATED,
        /** Buttons behind the list. */
        TAIL
    }

    /**
     * The part that a line opens.
     *
     * @param line clean line
     * @return the part, or nothing
     */
    static Optional<Part> partOf(String line) {
        if (line.length() > LONGEST) {
            return Optional.empty();
        }
        String bare = bare(line);
        Part part = FORMS.get(bare);
        if (part != null) {
            return Optional.of(part);
        }
        if (OFFER.matcher(bare).matches()) {
            return Optional.of(Part.AI_OFFER);
        }
        return count(line) != null ? Optional.of(Part.COMMENTS) : Optional.empty();
    }

    /**
     * The part that a text names word for word.
     *
     * @param text text as found, blanks around it
     * @return the part, or nothing; an AI offer or a heading with a count is not recognised here
     */
    static Optional<Part> named(String text) {
        return Optional.ofNullable(FORMS.get(bare(text.strip())));
    }

    /** The count that a comments heading carries, or null. */
    static Integer count(String line) {
        String bare = bare(line);
        Matcher behind = COUNT_BEHIND.matcher(bare);
        if (behind.matches() && FORMS.get(behind.group(1).strip()) == Part.COMMENTS) {
            return Integer.valueOf(behind.group(2));
        }
        Matcher before = COUNT_BEFORE.matcher(bare);
        if (before.matches() && FORMS.get(before.group(2).strip()) == Part.COMMENTS) {
            return Integer.valueOf(before.group(1));
        }
        return null;
    }

    /** The product that an AI offer names, as printed; empty where it names none. */
    static String product(String line) {
        Matcher m = OFFER.matcher(stripped(line));
        if (m.matches()) {
            for (int i = 1; i <= m.groupCount(); i++) {
                if (m.group(i) != null) {
                    return m.group(i);
                }
            }
        }
        return "";
    }

    private static String bare(String line) {
        return stripped(line).toLowerCase(Locale.ROOT);
    }

    private static String stripped(String line) {
        int from = 0;
        int end = line.length();
        while (from < end && "#*=-\u2022 ".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        while (end > from && ".:\u2026!*= \u3002\uFF1A".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(from, end);
    }

    private static Map<String, Part> forms() {
        Map<String, Part> forms = new HashMap<>();
        try (InputStream in = Furniture.class.getResourceAsStream("furniture.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : reader.lines().toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                int colon = line.indexOf(':');
                Part part = Part.valueOf(
                        line.substring(0, colon).strip().replace('-', '_').toUpperCase(Locale.ROOT));
                for (String form : line.substring(colon + 1).split("\\|")) {
                    forms.put(bare(form.strip()), part);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(forms);
    }
}
