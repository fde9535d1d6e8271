package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.ner.Lexicon;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings names into the form that they are told by, and finds short forms of an article's names where the recogniser
 * passed them over: surnames of people named in full, and abbreviations that stand in brackets behind what they stand
 * for.
 */
final class ShortForms {
    private static final int SHORTEST = 3;

    private static final Set<String> OFFICES = Set.of(
            "Foreign",
            "Defense",
            "Defence",
            "Interior",
            "Finance",
            "Prime",
            "Deputy",
            "Vice",
            "First",
            "Acting",
            "Former",
            "Administrator",
            "Minister",
            "President",
            "Secretary");

    private ShortForms() {}

    /** Adds an occurrence for each uncovered word that is a short form, and keeps the list in order. */
    static void spread(List<FieldText> fields, List<Occurrence> occurrences) {
        tidy(occurrences);
        Map<String, EntityType> forms = new HashMap<>();
        for (Occurrence o : occurrences) {
            if (o.type == EntityType.PER && o.tokens() > 1) {
                String last = o.field.tokens().form(o.end - 1);
                if (last.length() >= SHORTEST && Chars.isUpper(last.charAt(0))) {
                    forms.put(last, EntityType.PER);
                }
            } else if (o.tokens() > 1) {
                int bracketed = bracketed(o.field.tokens(), o.end);
                if (bracketed >= 0 && initials(o.field.tokens(), o.first, o.end, bracketed)) {
                    forms.put(o.field.tokens().form(bracketed), o.type);
                }
            }
        }
        if (forms.isEmpty()) {
            return;
        }
        for (int i = 0; i < occurrences.size(); i++) {
            Occurrence o = occurrences.get(i);
            if (isSurname(o, forms)) {
                occurrences.set(
                        i, new Occurrence(o.fieldIndex, o.field, new Span(o.first, o.end, EntityType.PER, 0.7f)));
            }
        }
        List<Occurrence> found = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            Tokens t = fields.get(f).tokens();
            boolean[] covered = new boolean[t.count()];
            for (Occurrence o : occurrences) {
                if (o.fieldIndex == f) {
                    Arrays.fill(covered, o.first, o.end, true);
                }
            }
            for (int i = 0; i < t.count(); i++) {
                if (!covered[i]
                        && t.kind(i) == Tokens.WORD
                        && t.length(i) >= SHORTEST - 1
                        && Chars.isUpper(t.first(i))) {
                    EntityType type = forms.get(t.form(i));
                    if (type != null) {
                        found.add(new Occurrence(f, fields.get(f), new Span(i, i + 1, type, 0.7f)));
                    }
                }
            }
        }
        occurrences.addAll(found);
        occurrences.sort(Comparator.<Occurrence>comparingInt(o -> o.fieldIndex).thenComparingInt(o -> o.first));
    }

    /** "Jordan" where the article is about Michael Jordan, and does not speak of what is in Jordan. */
    private static boolean isSurname(Occurrence o, Map<String, EntityType> forms) {
        Tokens t = o.field.tokens();
        if (!o.guessed || o.tokens() != 1 || forms.get(t.form(o.first)) != EntityType.PER) {
            return false;
        }
        int before = o.first == 0 ? 0 : Lexicon.standard().of(t.form(o.first - 1));
        return (before & (Lexicon.LOC_PREP | Lexicon.CONNECTOR)) == 0;
    }

    /**
     * Takes articles off places and offices off people, and parts "Paris, Texas" into the city and its state, each where
     * the name is not known as a whole.
     */
    private static void tidy(List<Occurrence> occurrences) {
        List<Occurrence> tidied = new ArrayList<>(occurrences.size());
        for (Occurrence o : occurrences) {
            Tokens t = o.field.tokens();
            int first = o.first;
            int comma = comma(o);
            if (o.type == EntityType.LOC && comma > first && comma + 1 < o.end) {
                tidied.add(part(o, first, comma));
                tidied.add(part(o, comma + 1, o.end));
                continue;
            }
            if (o.type == EntityType.LOC && o.tokens() > 1 && t.length(first) == 3) {
                boolean article = t.form(first).equalsIgnoreCase("the") && !t.is(first + 1, "Hague");
                first += article ? 1 : 0;
            } else if (o.type == EntityType.PER && !o.guessed) {
                int office = office(o);
                if (office > first) {
                    // "NASA Administrator Charles Bolden" is two names.
                    Span whose = new Span(first, office, EntityType.ORG, o.confidence, true);
                    tidied.add(new Occurrence(o.fieldIndex, o.field, whose));
                    first = office;
                }
                while (first < o.end - 1 && isOffice(t.form(first))) {
                    first++;
                }
            }
            tidied.add(first == o.first ? o : part(o, first, o.end));
        }
        occurrences.clear();
        occurrences.addAll(tidied);
    }

    /** A name whose place was given by others: without offices before it and without the mark of possession behind it. */
    static Occurrence bare(Occurrence o) {
        Tokens t = o.field.tokens();
        int first = o.first;
        int end = o.end;
        while (end - 1 > first && t.kind(end - 1) == Tokens.CLITIC) {
            end--;
        }
        while (o.type == EntityType.PER && first < end - 1 && isOffice(t.form(first))) {
            first++;
        }
        return first == o.first && end == o.end ? o : part(o, first, end);
    }

    private static Occurrence part(Occurrence o, int first, int end) {
        return new Occurrence(o.fieldIndex, o.field, new Span(first, end, o.type, o.confidence, o.guessed));
    }

    /** The first office inside a name that does not begin with a given name, or -1. */
    private static int office(Occurrence o) {
        Tokens t = o.field.tokens();
        if ((Lexicon.standard().of(t.form(o.first)) & Lexicon.GIVEN) != 0 && !isAbbreviation(t, o.first)) {
            return -1;
        }
        for (int i = o.first; i < o.end - 1; i++) {
            if (isOffice(t.form(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int comma(Occurrence o) {
        for (int i = o.first + 1; i < o.end; i++) {
            if (o.field.tokens().is(i, ",")) {
                return i;
            }
        }
        return -1;
    }

    static boolean isOffice(String word) {
        return OFFICES.contains(word) || (Lexicon.standard().of(word) & Lexicon.TITLE) != 0;
    }

    /** The word in capitals that stands alone in brackets at a token, or -1. */
    static int bracketed(Tokens t, int at) {
        return at + 2 < t.count()
                        && t.is(at, "(")
                        && t.kind(at + 1) == Tokens.WORD
                        && t.is(at + 2, ")")
                        && isAbbreviation(t, at + 1)
                ? at + 1
                : -1;
    }

    static boolean isAbbreviation(Tokens t, int token) {
        int upper = 0;
        for (int i = t.start(token); i < t.end(token); i++) {
            upper += Chars.isUpper(t.text().charAt(i)) ? 1 : 0;
        }
        return upper >= 2 && upper * 3 >= t.length(token) * 2 && t.length(token) <= 8;
    }

    /** True where the letters of an abbreviation begin words of a name, in order, and the first of each agrees. */
    static boolean initials(Tokens t, int first, int end, int abbreviation) {
        int at = first;
        boolean begun = false;
        for (int i = t.start(abbreviation); i < t.end(abbreviation); i++) {
            char c = Chars.fold(t.text().charAt(i));
            if (!Chars.isLetter(c)) {
                continue;
            }
            while (at < end && Chars.fold(t.first(at)) != c) {
                if (!begun && t.length(at) > 3) {
                    return false;
                }
                at++;
            }
            if (at == end) {
                return false;
            }
            begun = true;
            at++;
        }
        return begun;
    }
}
