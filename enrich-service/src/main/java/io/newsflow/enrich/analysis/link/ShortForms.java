package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.FieldText;
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

/**
 * Finds short forms of an article's names where the recogniser passed them over: surnames of people named in full, and
 * abbreviations that stand in brackets behind what they stand for.
 */
final class ShortForms {
    private static final int SHORTEST = 3;

    private ShortForms() {}

    /** Adds an occurrence for each uncovered word that is a short form, and keeps the list in order. */
    static void spread(List<FieldText> fields, List<Occurrence> occurrences) {
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
