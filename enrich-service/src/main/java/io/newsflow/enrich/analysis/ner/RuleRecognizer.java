package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.util.List;

/**
 * Finds names by the knowledge base and by rules on capitals, titles and given names: for languages without a trained
 * model. Stateless; thread-safe as long as each thread brings its own {@link Gazetteer}.
 */
public final class RuleRecognizer {
    /** Prior from which a one-word name counts without further evidence. */
    private static final int SURE = 40;
    /** Prior from which a name of several words does. */
    private static final int SURE_PHRASE = 4;

    private final Lexicon lexicon;

    /** A recogniser with a lexicon. */
    public RuleRecognizer(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /**
     * Finds the names of a text.
     *
     * @param tokens text
     * @param gazetteer gazetteer that has scanned the text
     * @param language BCP 47 tag
     * @param out receives the names in order, without overlaps
     */
    public void recognize(Tokens tokens, Gazetteer gazetteer, String language, List<Span> out) {
        boolean allNounsCapital = language.equals("de") || language.equals("lb");
        for (int s = 0; s < tokens.sentences(); s++) {
            int from = tokens.sentenceStart(s);
            int to = tokens.sentenceEnd(s);
            boolean shouting = isShouting(tokens, from, to);
            int i = from;
            while (i < to) {
                int end = person(tokens, gazetteer, i, from, to, shouting);
                if (end > i) {
                    out.add(new Span(i, end, EntityType.PER, 0.8f));
                    i = end;
                    continue;
                }
                end = known(tokens, gazetteer, i, to, from, shouting, out);
                if (end > i) {
                    i = end;
                    continue;
                }
                if (!allNounsCapital && !shouting) {
                    end = phrase(tokens, gazetteer, i, from, to, out);
                    if (end > i) {
                        i = end;
                        continue;
                    }
                }
                i++;
            }
        }
    }

    private int known(Tokens t, Gazetteer g, int i, int to, int from, boolean shouting, List<Span> out) {
        int length = g.length(i);
        if (length == 0 || i + length > to) {
            return i;
        }
        KnowledgeBase kb = g.knowledgeBase();
        int candidate = g.best(i);
        KbEntity entity = kb.entity(kb.candidateEntity(candidate));
        int classes = lexicon.of(g.hash(i));
        if (length == 1) {
            boolean opener = (classes & (Lexicon.OPENER | Lexicon.CALENDAR)) != 0;
            int needed = opener ? 70 : shouting ? 60 : SURE;
            if ((classes & Lexicon.TITLE) != 0 && entity.kind() != EntityKind.GROUP) {
                return i;
            }
            boolean common = kb.isCommon(candidate) && entity.prior() < 60;
            if (entity.prior() < needed || common || kb.isShort(candidate) && entity.prior() < 50) {
                return i;
            }
            if (i == from && Chars.isLower(lastLetter(t, i)) && (classes & Lexicon.OPENER) != 0) {
                return i;
            }
            // A known word inside a longer capitalised name is part of that name.
            boolean before = i > from && isNameWord(t, i - 1) && (lexicon.of(g.hash(i - 1)) & Lexicon.GIVEN) != 0;
            if (before && entity.kind() != EntityKind.PERSON) {
                return i;
            }
        } else if (entity.prior() < SURE_PHRASE) {
            return i;
        }
        EntityType type =
                kb.isDemonym(candidate) ? EntityType.MISC : entity.kind().type();
        out.add(new Span(i, i + length, type, Math.min(0.95f, 0.5f + entity.prior() / 200f), true));
        return i + length;
    }

    /** End of a person's name that begins here: behind a title, or with a given name. */
    private int person(Tokens t, Gazetteer g, int i, int from, int to, boolean shouting) {
        if (shouting || !isNameWord(t, i)) {
            return i;
        }
        int classes = lexicon.of(g.hash(i));
        if ((classes & (Lexicon.OPENER | Lexicon.CALENDAR | Lexicon.TITLE | Lexicon.ORG_HEAD)) != 0) {
            return i;
        }
        if (g.length(i) > 1 && !isPerson(g, i)) {
            return i;
        }
        int end = i + 1;
        while (end < to) {
            int next = lexicon.of(g.hash(end));
            if (isNameWord(t, end) && (next & (Lexicon.ORG_HEAD | Lexicon.ORG_SUFFIX | Lexicon.CALENDAR)) == 0) {
                end++;
            } else if ((next & Lexicon.PARTICLE) != 0 && end + 1 < to && isNameWord(t, end + 1)) {
                end += 2;
            } else if (isInitial(t, end)) {
                end++;
            } else {
                break;
            }
        }
        boolean given = (classes & Lexicon.GIVEN) != 0 && end - i >= 2 && end - i <= 5;
        boolean titled = i > from && end - i <= 4 && isTitle(t, g, i - 1);
        if (!given && !titled) {
            return i;
        }
        if (titled && !given && g.length(i) == 1 && end - i > 1 && prior(g, i) >= 60 && !isPerson(g, i)) {
            // "President of Russia" without the "of": a state between an office and its holder.
            return i;
        }
        if (titled && end - i == 1 && g.length(i) == 1 && !isPerson(g, i) && prior(g, i) >= 50) {
            return i;
        }
        if (end < to
                && (lexicon.of(g.hash(end)) & (Lexicon.ORG_HEAD | Lexicon.ORG_SUFFIX)) != 0
                && isNameWord(t, end)) {
            return i;
        }
        return end;
    }

    private boolean isTitle(Tokens t, Gazetteer g, int token) {
        int classes = lexicon.of(g.hash(token));
        return (classes & Lexicon.TITLE) != 0 && t.kind(token) == Tokens.WORD;
    }

    private boolean isPerson(Gazetteer g, int i) {
        KnowledgeBase kb = g.knowledgeBase();
        return g.length(i) > 0 && kb.entity(kb.candidateEntity(g.best(i))).kind() == EntityKind.PERSON;
    }

    private int prior(Gazetteer g, int i) {
        KnowledgeBase kb = g.knowledgeBase();
        return kb.entity(kb.candidateEntity(g.best(i))).prior();
    }

    /** A capitalised phrase that its last word tells to be an organisation or a place. */
    private int phrase(Tokens t, Gazetteer g, int i, int from, int to, List<Span> out) {
        if (!isNameWord(t, i)) {
            return i;
        }
        int end = i + 1;
        while (end < to) {
            if (isNameWord(t, end) && (lexicon.of(g.hash(end)) & Lexicon.CALENDAR) == 0) {
                end++;
            } else if (end + 1 < to
                    && (lexicon.of(g.hash(end)) & Lexicon.CONNECTOR) != 0
                    && t.kind(end) == Tokens.WORD
                    && t.is(end, "of")
                    && isNameWord(t, end + 1)) {
                end += 2;
            } else {
                break;
            }
        }
        int start = i;
        if (start == from && (lexicon.of(g.hash(start)) & Lexicon.OPENER) != 0) {
            start++;
        }
        if (end - start < 2) {
            return i;
        }
        int last = lexicon.of(g.hash(end - 1));
        int first = lexicon.of(g.hash(start));
        if ((last & (Lexicon.ORG_HEAD | Lexicon.ORG_SUFFIX)) != 0 || (first & Lexicon.ORG_HEAD) != 0) {
            out.add(new Span(start, end, EntityType.ORG, 0.6f));
            return end;
        }
        if ((last & Lexicon.LOC_HEAD) != 0) {
            out.add(new Span(start, end, EntityType.LOC, 0.6f));
            return end;
        }
        return i;
    }

    private static boolean isNameWord(Tokens t, int i) {
        return t.kind(i) == Tokens.WORD && Chars.isUpper(t.first(i)) && t.length(i) > 1;
    }

    private static boolean isInitial(Tokens t, int i) {
        return t.kind(i) == Tokens.WORD && Chars.isUpper(t.first(i)) && t.length(i) <= 2;
    }

    private static char lastLetter(Tokens t, int i) {
        return t.text().charAt(t.end(i) - 1);
    }

    /** True where most letters of a sentence of some length are capitals. */
    static boolean isShouting(Tokens t, int from, int to) {
        int upper = 0;
        int lower = 0;
        for (int i = t.start(from); i < t.end(to - 1); i++) {
            char c = t.text().charAt(i);
            if (Chars.isUpper(c)) {
                upper++;
            } else if (Chars.isLower(c)) {
                lower++;
            }
        }
        return upper > 12 && upper > lower * 3;
    }
}
