package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the surnames of an article's people where the recogniser passed them over. */
final class Surnames {
    private static final int SHORTEST = 3;

    private Surnames() {}

    /** Adds an occurrence for each uncovered word that is the last word of a person's full name. */
    static void spread(List<FieldText> fields, List<Occurrence> occurrences) {
        Set<String> surnames = new HashSet<>();
        for (Occurrence o : occurrences) {
            if (o.type == EntityType.PER && o.tokens() > 1) {
                String last = o.field.tokens().form(o.end - 1);
                if (last.length() >= SHORTEST && Chars.isUpper(last.charAt(0))) {
                    surnames.add(last);
                }
            }
        }
        if (surnames.isEmpty()) {
            return;
        }
        List<Occurrence> found = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            Tokens t = fields.get(f).tokens();
            boolean[] covered = new boolean[t.count()];
            for (Occurrence o : occurrences) {
                if (o.fieldIndex == f) {
                    java.util.Arrays.fill(covered, o.first, o.end, true);
                }
            }
            for (int i = 0; i < t.count(); i++) {
                if (!covered[i]
                        && t.kind(i) == Tokens.WORD
                        && t.length(i) >= SHORTEST
                        && Chars.isUpper(t.first(i))
                        && surnames.contains(t.form(i))) {
                    found.add(new Occurrence(f, fields.get(f), new Span(i, i + 1, EntityType.PER, 0.7f)));
                }
            }
        }
        occurrences.addAll(found);
        occurrences.sort(Comparator.<Occurrence>comparingInt(o -> o.fieldIndex).thenComparingInt(o -> o.first));
    }
}
