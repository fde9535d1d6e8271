package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.ner.LabelledText.Label;
import io.newsflow.model.EntityType;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads documents of the GUM corpus (CoNLL-U with {@code Entity} in the last column) as names in the manner of CoNLL-2003.
 * GUM marks every phrase that refers to something; kept are those that are names throughout, without titles in front,
 * and adjectives of nationality.
 */
final class GumReader {
    private static final Map<String, EntityType> TYPES = Map.of(
            "person", EntityType.PER,
            "organization", EntityType.ORG,
            "place", EntityType.LOC,
            "event", EntityType.MISC,
            "object", EntityType.MISC,
            "abstract", EntityType.MISC);

    /** Small words inside names. */
    private static final Set<String> INSIDE =
            Set.of("of", "the", "and", "for", "de", "la", "du", "del", "von", "van", "&");

    /** Small words inside names of persons. */
    private static final Set<String> PARTICLES =
            Set.of("de", "la", "du", "del", "von", "van", "der", "den", "da", "dos", "bin", "ibn", "al", "el", "ter");

    private static final Set<String> TITLES = Set.of(
            "President",
            "Prime",
            "Minister",
            "Mr",
            "Mr.",
            "Mrs",
            "Mrs.",
            "Ms",
            "Ms.",
            "Dr",
            "Dr.",
            "Professor",
            "Prof.",
            "Senator",
            "Governor",
            "Chancellor",
            "King",
            "Queen",
            "Pope",
            "General",
            "Captain",
            "Chairman",
            "Secretary",
            "Director",
            "Coach",
            "Judge",
            "Sir",
            "Rev.",
            "Reverend",
            "Mayor",
            "Vice",
            "Ambassador",
            "Sen.",
            "Rep.",
            "Detective",
            "Sergeant",
            "Officer",
            "Colonel",
            "Lieutenant",
            "Commissioner",
            "Premier",
            "Father",
            "Bishop",
            "Archbishop",
            "Cardinal",
            "CEO",
            "Chief",
            "Executive",
            "Foreign",
            "State",
            "Biologist");

    private final Lexicon lexicon;

    GumReader(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    private static final class Phrase {
        private final String id;
        private final String type;
        private final int first;
        private int end;

        private Phrase(String id, String type, int first) {
            this.id = id;
            this.type = type;
            this.first = first;
        }

        private int length() {
            return end - first;
        }
    }

    /** Reads the documents of a file. */
    List<LabelledText> read(BufferedReader in) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<Label> labels = new ArrayList<>();
        List<String[]> rows = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("# newdoc") && !text.isEmpty()) {
                texts.add(new LabelledText(text.toString(), List.of(), labels, "en"));
                text.setLength(0);
                labels.clear();
            } else if (line.isEmpty()) {
                sentence(rows, text, labels);
                rows.clear();
            } else if (line.charAt(0) != '#') {
                rows.add(line.split("\t"));
            }
        }
        sentence(rows, text, labels);
        if (!text.isEmpty()) {
            texts.add(new LabelledText(text.toString(), List.of(), labels, "en"));
        }
        return texts;
    }

    private void sentence(List<String[]> all, StringBuilder text, List<Label> labels) {
        List<String[]> rows = new ArrayList<>();
        boolean[] gluedAfter = new boolean[all.size()];
        int joined = -1;
        for (String[] row : all) {
            int dash = row[0].indexOf('-');
            if (dash > 0) {
                // A word of several tokens ("don't"): blanks as the whole has them.
                joined = Integer.parseInt(row[0].substring(dash + 1));
                for (int k = Integer.parseInt(row[0].substring(0, dash)); k < joined; k++) {
                    gluedAfter[k - 1] = true;
                }
                gluedAfter[joined - 1] = row[9].contains("SpaceAfter=No");
            } else if (row[0].indexOf('.') < 0) {
                int number = Integer.parseInt(row[0]);
                if (number > joined) {
                    gluedAfter[number - 1] = row[9].contains("SpaceAfter=No");
                }
                rows.add(row);
            }
        }
        int n = rows.size();
        if (n == 0) {
            return;
        }
        if (!text.isEmpty()) {
            text.append("\n\n");
        }
        int[] starts = new int[n];
        int[] ends = new int[n];
        for (int i = 0; i < n; i++) {
            starts[i] = text.length();
            text.append(rows.get(i)[1]);
            ends[i] = text.length();
            if (!gluedAfter[i] && i + 1 < n) {
                text.append(' ');
            }
        }
        boolean[] taken = new boolean[n];
        List<Label> found = new ArrayList<>();
        for (Phrase phrase : phrases(rows)) {
            name(phrase, rows, starts, ends, taken, found);
        }
        for (int i = 0; i < n; i++) {
            // Adjectives of nationality, and languages, that no phrase holds as a name.
            if (!taken[i] && isDemonym(rows.get(i)[1])) {
                found.add(new Label(starts[i], ends[i], EntityType.MISC));
            }
        }
        found.sort(Comparator.comparingInt(Label::start));
        labels.addAll(found);
    }

    private boolean isDemonym(String word) {
        return (lexicon.of(word) & Lexicon.DEMONYM) != 0 && Character.isUpperCase(word.charAt(0));
    }

    private void name(
            Phrase phrase, List<String[]> rows, int[] starts, int[] ends, boolean[] taken, List<Label> found) {
        EntityType type = TYPES.get(phrase.type);
        if (type == null) {
            return;
        }
        int from = phrase.first;
        int to = phrase.end;
        while (from < to && (upos(rows, from).equals("DET") || upos(rows, from).equals("PUNCT"))) {
            from++;
        }
        for (int i = from + 1; i < to; i++) {
            // "Eureka Springs, Arkansas": the second part is a phrase of its own.
            if (rows.get(i)[1].equals(",")) {
                to = i;
            }
        }
        to = beforeDescription(rows, from, to, type);
        from = behindDescription(rows, from, to, type);
        if (type == EntityType.PER && !isNamed(rows, phrase, from, to)) {
            return;
        }
        while (to > from && (upos(rows, to - 1).equals("PUNCT") || rows.get(to - 1)[1].equals("'s"))) {
            to--;
        }
        if (from >= to) {
            return;
        }
        boolean proper = false;
        for (int i = from; i < to; i++) {
            String form = rows.get(i)[1];
            boolean capital = Character.isUpperCase(form.charAt(0));
            boolean inside = i > from
                    && i < to - 1
                    && ((type == EntityType.PER ? PARTICLES : INSIDE).contains(form)
                            || type == EntityType.PER && rows.get(i - 1)[1].equals("-")
                            || form.equals("-")
                            || form.equals("'s") && type == EntityType.MISC);
            boolean number = type == EntityType.MISC && Character.isDigit(form.charAt(0));
            if (taken[i] || !capital && !inside && !number) {
                return;
            }
            proper |= capital && upos(rows, i).equals("PROPN");
        }
        String last = rows.get(to - 1)[1];
        boolean role = type == EntityType.PER && (lexicon.of(last) & Lexicon.TITLE) != 0;
        boolean term = phrase.type.equals("abstract") && last.equals(last.toUpperCase(java.util.Locale.ROOT));
        if (role || term) {
            return;
        }
        boolean demonym = to - from == 1 && isDemonym(rows.get(from)[1]);
        if (!proper && !demonym) {
            return;
        }
        for (int i = from; i < to; i++) {
            taken[i] = true;
        }
        found.add(new Label(starts[from], ends[to - 1], demonym ? EntityType.MISC : type));
    }

    /** Where a name ends that more is said of: "Alvin Yeung from the Civic Party", "the University of Bath in England". */
    private static int beforeDescription(List<String[]> rows, int first, int end, EntityType type) {
        for (int i = first + 1; i < end; i++) {
            String form = rows.get(i)[1];
            boolean small = Character.isLowerCase(form.charAt(0)) && !rows.get(i - 1)[1].equals("-");
            boolean person = type == EntityType.PER && !PARTICLES.contains(form);
            boolean ends = person || upos(rows, i).equals("ADP") && !INSIDE.contains(form);
            if (small && ends && upos(rows, i - 1).equals("PROPN")) {
                return i;
            }
        }
        return end;
    }

    /** Whether the word that the phrase hangs on is part of the name or stands before it: not so in "the O'Reilly editor". */
    private static boolean isNamed(List<String[]> rows, Phrase phrase, int from, int to) {
        for (int i = phrase.first; i < phrase.end; i++) {
            String column = rows.get(i)[6];
            if (column.equals("_")) {
                // No syntax in the file.
                return true;
            }
            int head = Integer.parseInt(column) - 1;
            if (head < phrase.first || head >= phrase.end) {
                return i < to;
            }
        }
        return false;
    }

    /**
     * Where the name itself begins: "US President Barack Obama" and "nonpartisan candidate Eddie Chu" are names from the
     * given name on, "localist group Youngspiration" from the last word on.
     */
    private int behindDescription(List<String[]> rows, int first, int end, EntityType type) {
        int from = first;
        for (int i = end - 2; i >= first; i--) {
            String form = rows.get(i)[1];
            boolean title = type == EntityType.PER
                    && (TITLES.contains(form)
                            || (lexicon.of(form) & Lexicon.TITLE) != 0
                                    && (lexicon.of(form) & (Lexicon.GIVEN | Lexicon.SURNAME)) == 0);
            boolean noun =
                    Character.isLowerCase(form.charAt(0)) && upos(rows, i).equals("NOUN");
            boolean owner = type == EntityType.PER && form.equals("'s");
            if (title || noun || owner) {
                boolean named = true;
                for (int k = i + 1; k < end; k++) {
                    named &= upos(rows, k).equals("PROPN");
                }
                from = named ? i + 1 : first;
                break;
            }
        }
        return from;
    }

    private static String upos(List<String[]> rows, int i) {
        return rows.get(i)[3];
    }

    /** Phrases of a sentence, longest first. */
    private static List<Phrase> phrases(List<String[]> rows) {
        Deque<Phrase> open = new ArrayDeque<>();
        List<Phrase> closed = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String value = "";
            for (String part : rows.get(i)[9].split("\\|")) {
                if (part.startsWith("Entity=")) {
                    value = part.substring(7);
                }
            }
            int k = 0;
            while (k < value.length()) {
                if (value.charAt(k) == '(') {
                    int end = k + 1;
                    while (end < value.length() && value.charAt(end) != '(' && value.charAt(end) != ')') {
                        end++;
                    }
                    String[] fields = value.substring(k + 1, end).split("-", 3);
                    Phrase phrase = new Phrase(fields[0], fields.length > 1 ? fields[1] : "", i);
                    if (end < value.length() && value.charAt(end) == ')') {
                        phrase.end = i + 1;
                        closed.add(phrase);
                        end++;
                    } else {
                        open.push(phrase);
                    }
                    k = end;
                } else {
                    int end = value.indexOf(')', k);
                    if (end < 0) {
                        break;
                    }
                    String id = value.substring(k, end);
                    for (Phrase phrase : open) {
                        if (phrase.id.equals(id)) {
                            phrase.end = i + 1;
                            closed.add(phrase);
                            open.remove(phrase);
                            break;
                        }
                    }
                    k = end + 1;
                }
            }
        }
        closed.sort(Comparator.comparingInt(Phrase::length).reversed().thenComparingInt(p -> p.first));
        return closed;
    }
}
