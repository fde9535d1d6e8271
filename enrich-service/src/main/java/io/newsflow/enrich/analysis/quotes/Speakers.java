package io.newsflow.enrich.analysis.quotes;

import io.newsflow.enrich.analysis.quotes.QuoteMarks.Stretch;
import io.newsflow.enrich.analysis.quotes.Scene.Name;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells who says a quote, by rules over the words around it, in the order of their strength: what introduces it
 * ({@code Merz said: "…"}), what follows it ({@code "…," said Merz}, {@code "…," he added}), what it is embedded in
 * ({@code Merz says that "…"}, {@code stating that "…"}, {@code according to Merz}), the quote before it that it goes on
 * from, and the person who is spoken of in the sentence before. Pronouns and roles ({@code the minister}) are led back
 * to a name before them. The rules follow what O'Keefe et al. 2012 ("A sequence labelling approach to quote
 * attribution") and Pouliquen et al. 2007 ("Automatic detection of quotations in multilingual news") found to carry most
 * attributions in news.
 */
final class Speakers {
    /** Tokens that are looked at on either side. */
    private static final int REACH = 60;

    /** Tokens from the closing mark to the verb behind it, with an apposition between. */
    private static final int SUBJECT = 24;

    /** Sentences that a pronoun may look back over. */
    private static final int LOOK_BACK = 4;

    /**
     * Who speaks.
     *
     * @param entity its entity, null where unknown
     * @param surface the name or role as it stands in the text
     * @param strength how direct the evidence is
     */
    record Speaker(Entity entity, String surface, Strength strength) {}

    /** How a speaker was found. */
    enum Strength {
        /** By a verb of saying beside the quote. */
        DIRECT,
        /** By the quote or the sentence before. */
        INHERITED
    }

    /** Somebody whom the text does not name. */
    private static final Speaker SOMEBODY = new Speaker(null, null, Strength.DIRECT);

    private final Scene scene;
    private final Tokens tokens;
    private final SpeechWords words;

    /** For each token, whether it stands inside a quote. */
    private final boolean[] quoted;

    Speakers(Scene scene, SpeechWords words, List<Stretch> stretches) {
        this.scene = scene;
        this.tokens = scene.tokens();
        this.words = words;
        this.quoted = new boolean[tokens.count()];
        for (Stretch stretch : stretches) {
            int end = scene.tokenFrom(stretch.end());
            for (int i = scene.tokenFrom(stretch.start()); i < end; i++) {
                quoted[i] = true;
            }
        }
    }

    /**
     * Speaker of a quote.
     *
     * @param stretch the quote
     * @param last the quote before in the same field, null for none
     * @param lastSpeaker its speaker, null for none
     * @return null where the text does not tell
     */
    Speaker of(Stretch stretch, Stretch last, Speaker lastSpeaker) {
        int first = scene.tokenFrom(stretch.start());
        int end = scene.tokenFrom(stretch.end());
        int before = first - 1;
        while (before >= 0 && isMark(before) && tokens.end(before) > stretch.start() - 2) {
            before--;
        }
        int after = end;
        while (after < tokens.count() && isMark(after) && tokens.start(after) <= stretch.end()) {
            after++;
        }
        int from = windowStart(before, first);
        boolean boundedByQuote = from > 0 && quoted[from - 1] && !scene.startsLine(from)
                || from > 1 && isMark(from - 1) && quoted[from - 2] && !scene.startsLine(from);
        int to = windowEnd(after);
        Speaker speaker = null;
        if (introduces(before, from)) {
            speaker = before(from, before + 1, boundedByQuote ? lastSpeaker : null);
        }
        if (speaker == null) {
            speaker = after(after, to, stretch);
        }
        if (speaker == null && before >= from) {
            speaker = before(from, before + 1, boundedByQuote ? lastSpeaker : null);
        }
        if (speaker == null && according(after, to) > 0) {
            speaker = named(according(after, to), to);
        }
        if (speaker != null) {
            return speaker;
        }
        return inherited(stretch, first, before, last, lastSpeaker);
    }

    private Speaker inherited(Stretch stretch, int first, int before, Stretch last, Speaker lastSpeaker) {
        boolean ownSentence = before < 0 || scene.startsLine(first) || opensLine(stretch) || endsBefore(before);
        if (last != null && lastSpeaker != null) {
            boolean sameLine =
                    tokens.text().substring(last.end(), stretch.start()).indexOf('\n') < 0;
            int lastEnd = scene.tokenFrom(last.end());
            if (stretch.continued()
                    || sameLine && (!ownSentence ? sameSentence(lastEnd, first) : goesOn(lastEnd, before))) {
                return new Speaker(lastSpeaker.entity(), lastSpeaker.surface(), Strength.INHERITED);
            }
        }
        if (!ownSentence || before < 0) {
            return null;
        }
        Name person = focus(tokens.sentenceOf(before), true);
        return person == null ? null : new Speaker(person.entity(), person.surface(), Strength.INHERITED);
    }

    private boolean opensLine(Stretch stretch) {
        int i = stretch.start() - 2;
        while (i >= 0 && tokens.text().charAt(i) == ' ') {
            i--;
        }
        return i < 0 || tokens.text().charAt(i) == '\n';
    }

    private boolean endsBefore(int before) {
        return scene.endsSentence(before) || before > 0 && isMark(before) && scene.endsSentence(before - 1);
    }

    private boolean sameSentence(int from, int to) {
        for (int i = from; i < to; i++) {
            if (scene.endsSentence(i) && !quoted[i]) {
                return false;
            }
        }
        return true;
    }

    /** True where nobody else comes to speak between the quote before and this one. */
    private boolean goesOn(int from, int to) {
        int sentences = 0;
        for (int i = from; i <= to && i < tokens.count(); i++) {
            if (scene.endsSentence(i)) {
                sentences++;
            }
        }
        return sentences <= 1;
    }

    private boolean isMark(int token) {
        return tokens.kind(token) == Tokens.PUNCTUATION && "'\"«»‹›「」『』".indexOf(tokens.first(token)) >= 0
                || tokens.kind(token) == Tokens.CLITIC && tokens.length(token) == 1;
    }

    /** First token of the words before a quote in its sentence; not before another quote. */
    private int windowStart(int before, int first) {
        int i = before;
        if (before < 0 || scene.startsLine(first) || first > 0 && before + 1 < first && scene.startsLine(before + 1)) {
            return before + 1;
        }
        while (i >= 0 && before - i < REACH && !quoted[i] && !scene.endsSentence(i)) {
            if (scene.startsLine(i)) {
                return i;
            }
            i--;
        }
        int start = i + 1;
        while (start <= before && isMark(start)) {
            start++;
        }
        return start;
    }

    /** End of the words behind a quote in its sentence; not into another quote or paragraph. */
    private int windowEnd(int after) {
        int i = after;
        while (i < tokens.count()
                && i - after < REACH
                && !quoted[i]
                && !scene.endsSentence(i)
                && (i == after || !scene.startsLine(i))) {
            i++;
        }
        return i > after && scene.startsLine(after) ? after : i;
    }

    /** True where the words before a quote lead to it: by a colon, or a comma or verb of saying right before it. */
    private boolean introduces(int before, int from) {
        if (before < from) {
            return false;
        }
        char c = tokens.first(before);
        if (c == ':') {
            return true;
        }
        int last = c == ',' ? before - 1 : before;
        return last >= from && (isVerb(last) || words.participles().contains(scene.lower(last)));
    }

    private boolean isVerb(int token) {
        return scene.isWord(token) && words.verbs().contains(scene.lower(token)) && scene.startingAt(token) == null;
    }

    /** Speaker by the words behind a quote: verb and subject, in either order, that begin right there. */
    private Speaker after(int after, int to, Stretch stretch) {
        int i = after;
        boolean comma = closesWithMark(stretch);
        while (i < to && tokens.kind(i) == Tokens.PUNCTUATION && ",–-".indexOf(tokens.first(i)) >= 0) {
            comma = true;
            i++;
        }
        if (i >= to) {
            return null;
        }
        int source = according(i, to);
        if (source > 0) {
            return named(source, to);
        }
        int verb = verbFrom(i, Math.min(to, i + 3));
        if (verb >= 0 && subjectIn(i, verb) == null) {
            Speaker inverted = inverted(verb, to);
            if (inverted != null) {
                return inverted;
            }
        }
        boolean pronoun = pronoun(i) != 0;
        if (!comma && !pronoun || !startsNoun(i)) {
            return null;
        }
        verb = verbFrom(i + 1, Math.min(to, i + SUBJECT));
        if (verb < 0 || isIntroduction(verb, to)) {
            return null;
        }
        return firstIn(i, verb);
    }

    /** {@code Merz replied: "…"} belongs to the quote that follows. */
    private boolean isIntroduction(int verb, int to) {
        int last = to - 1;
        return last > verb && tokens.first(last) == ':' || to == verb + 1 && to < tokens.count() && quoted[to];
    }

    private boolean closesWithMark(Stretch stretch) {
        char c = stretch.end() > stretch.start() ? tokens.text().charAt(stretch.end() - 1) : ' ';
        return ",.!?…".indexOf(c) >= 0;
    }

    private int verbFrom(int from, int to) {
        for (int i = from; i < to; i++) {
            if (isVerb(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean startsNoun(int token) {
        return scene.startingAt(token) != null
                || scene.isCapital(token)
                || pronoun(token) != 0
                || words.articles().contains(scene.lower(token))
                || isRole(token);
    }

    private boolean isRole(int token) {
        String form = scene.lower(token);
        return words.persons().contains(form) || words.groups().contains(form);
    }

    private char pronoun(int token) {
        String form = scene.lower(token);
        if (words.he().contains(form)) {
            return 'm';
        }
        if (words.she().contains(form)) {
            return 'f';
        }
        if (words.it().contains(form)) {
            return 'n';
        }
        return form.endsWith("-il") ? 'm' : form.endsWith("-elle") ? 'f' : 0;
    }

    /** {@code said Merz}, {@code said Defence Minister Boris Pistorius}, {@code said the agency}. */
    private Speaker inverted(int verb, int to) {
        int from = verb + 1;
        while (from < to && isVerb(from)) {
            from++;
        }
        if (from >= to) {
            return null;
        }
        int stop = from;
        while (stop < to
                && stop - from < 12
                && !(tokens.kind(stop) == Tokens.PUNCTUATION && tokens.first(stop) == ',')) {
            stop++;
        }
        char dashed = pronoun(verb);
        if (dashed != 0 && scene.lower(verb).indexOf('-') > 0) {
            return antecedent(dashed, verb);
        }
        if (!startsNoun(from) && person(from, Math.min(stop, from + 5)) == null) {
            return null;
        }
        return firstIn(from, stop);
    }

    /** The speaker named first in a noun phrase. */
    private Speaker firstIn(int from, int to) {
        char pronoun = pronoun(from);
        if (pronoun != 0) {
            return antecedent(pronoun, from);
        }
        int role = roleIn(from, to);
        Name person = person(from, to);
        boolean voice =
                role >= 0 && scene.lower(role).startsWith("spokes") && (person == null || person.first() > role);
        if (voice) {
            return voice(from, role, to, person);
        }
        if (person != null && !(role >= 0 && role < person.first() && breaks(role, person.first()))) {
            return new Speaker(person.entity(), person.surface(), Strength.DIRECT);
        }
        if (role >= 0 && words.persons().contains(scene.lower(role))) {
            return role(from, role);
        }
        Name body = body(from, Math.min(to, from + 6));
        if (body != null) {
            return new Speaker(body.entity(), body.surface(), Strength.DIRECT);
        }
        if (role >= 0) {
            return role(from, role);
        }
        return unnamed(from, to);
    }

    /** True where a comma or a preposition stands between a role and a name, so that they are not one. */
    private boolean breaks(int role, int name) {
        for (int i = role + 1; i < name; i++) {
            if (scene.isWord(i) && !scene.isCapital(i) && !isRole(i)) {
                return true;
            }
        }
        return false;
    }

    /** A person who speaks for a body, or for somebody: themselves where named. */
    private Speaker voice(int from, int role, int to, Name person) {
        if (person != null && !breaks(role, person.first())) {
            return new Speaker(person.entity(), person.surface(), Strength.DIRECT);
        }
        Name body = body(from, to);
        int end = body == null || body.first() < role ? role + 1 : body.end();
        return new Speaker(body == null ? null : body.entity(), tokens.span(from, end), Strength.DIRECT);
    }

    /** A capitalised name that is no entity. */
    private Speaker unnamed(int from, int to) {
        int end = from;
        while (end < to && scene.isCapital(end) && !words.articles().contains(scene.lower(end))) {
            end++;
        }
        return end == from ? null : new Speaker(null, tokens.span(from, end), Strength.DIRECT);
    }

    private int roleIn(int from, int to) {
        for (int i = from; i < to; i++) {
            if (scene.startingAt(i) == null && isRole(i)) {
                return i;
            }
            if (tokens.kind(i) == Tokens.PUNCTUATION && tokens.first(i) == ',') {
                return -1;
            }
        }
        return -1;
    }

    private Name person(int from, int to) {
        for (int i = from; i < to; i++) {
            Name name = scene.startingAt(i);
            if (name != null && name.isPerson()) {
                return name;
            }
        }
        return null;
    }

    private Name body(int from, int to) {
        for (int i = from; i < to; i++) {
            Name name = scene.startingAt(i);
            if (name != null && name.isBody()) {
                boolean possessive = name.end() < tokens.count() && tokens.kind(name.end()) == Tokens.CLITIC;
                if (!possessive) {
                    return name;
                }
            }
        }
        return null;
    }

    private Name subjectIn(int from, int to) {
        for (int i = from; i < to; i++) {
            if (scene.startingAt(i) != null) {
                return scene.startingAt(i);
            }
            if (pronoun(i) != 0 || isRole(i)) {
                return new Name(i, i + 1, null, "");
            }
        }
        return null;
    }

    /** Token behind words such as "according to"; 0 where none begin here. */
    private int according(int at, int to) {
        for (List<String> phrase : words.according()) {
            int n = phrase.size();
            boolean same = at + n < to;
            for (int k = 0; same && k < n; k++) {
                same = scene.lower(at + k).equals(phrase.get(k));
            }
            if (same) {
                return at + n;
            }
        }
        return 0;
    }

    /** Who is named behind "according to": a person before a body. */
    private Speaker named(int from, int to) {
        int stop = from;
        while (stop < to && !(tokens.kind(stop) == Tokens.PUNCTUATION && tokens.first(stop) == ',')) {
            stop++;
        }
        return stop == from ? null : firstIn(from, stop);
    }

    /** Speaker by the words before a quote in its sentence. */
    private Speaker before(int from, int end, Speaker running) {
        for (int i = from; i < end; i++) {
            int source = according(i, end);
            if (source > 0) {
                return named(source, end);
            }
        }
        int verb = -1;
        for (int i = end - 1; i >= from && verb < 0; i--) {
            if (isVerb(i) || scene.isWord(i) && words.participles().contains(scene.lower(i))) {
                verb = i;
            }
        }
        if (verb < 0) {
            return label(from, end);
        }
        if (words.participles().contains(scene.lower(verb))) {
            return running != null ? direct(running) : subject(from, verb, true);
        }
        Speaker adjacent = adjacent(from, verb);
        if (adjacent != null) {
            return adjacent;
        }
        int next = verb + 1;
        if (next < end
                && (person(next, Math.min(end, next + 4)) != null && !"en".equals(language()) || pronoun(next) != 0)) {
            return firstIn(next, end);
        }
        Speaker subject = subject(from, verb, false);
        if (subject == null && !"en".equals(language()) && next < end && startsNoun(next)) {
            subject = firstIn(next, end);
        }
        return subject != null || running == null ? subject : direct(running);
    }

    private String language() {
        return words.verbs().contains("said") ? "en" : "";
    }

    private static Speaker direct(Speaker running) {
        return new Speaker(running.entity(), running.surface(), Strength.DIRECT);
    }

    /** {@code Merz: "…"} as headlines write it. */
    private Speaker label(int from, int end) {
        if (end <= from || tokens.first(end - 1) != ':') {
            return null;
        }
        Name name = scene.endingAt(end - 2);
        return name != null && end - 2 - from < 8 && (name.isPerson() || name.isBody())
                ? new Speaker(name.entity(), name.surface(), Strength.DIRECT)
                : null;
    }

    /** A subject that ends right before the verb, or before its auxiliary and adverbs. */
    private Speaker adjacent(int from, int verb) {
        for (int i = verb - 1; i >= from && verb - i <= 4; i--) {
            Name name = scene.endingAt(i);
            if (name != null && (name.isPerson() || name.isBody())) {
                return new Speaker(name.entity(), name.surface(), Strength.DIRECT);
            }
            if (pronoun(i) != 0) {
                return antecedent(pronoun(i), i);
            }
            if (isRole(i)) {
                int start = i;
                while (start > from && i - start < 4 && scene.isWord(start - 1) && !isVerb(start - 1)) {
                    start--;
                    if (words.articles().contains(scene.lower(start))) {
                        break;
                    }
                }
                return role(start, i);
            }
            if (!scene.isWord(i) || words.relatives().contains(scene.lower(i))) {
                return null;
            }
            if (scene.isCapital(i)
                    && i > from
                    && i == verb - 1
                    && person(verb + 1, Math.min(tokens.count(), verb + 5)) == null) {
                return unnamed(i, verb);
            }
        }
        return null;
    }

    /** The subject of a verb further back: the person nearest to it, or the first one for a participle. */
    private Speaker subject(int from, int verb, boolean earliest) {
        Name person = null;
        Name body = null;
        boolean aside = false;
        for (int i = from; i < verb; i++) {
            if (tokens.kind(i) == Tokens.PUNCTUATION && tokens.first(i) == ',') {
                aside = i + 1 < verb && words.relatives().contains(scene.lower(i + 1));
            }
            Name name = scene.startingAt(i);
            if (name == null || aside) {
                continue;
            }
            if (name.isPerson() && (person == null || !earliest)) {
                person = name;
            } else if (name.isBody() && body == null) {
                body = name;
            }
        }
        if (person != null) {
            return new Speaker(person.entity(), person.surface(), Strength.DIRECT);
        }
        for (int i = from; i < Math.min(verb, from + 4); i++) {
            if (pronoun(i) != 0) {
                return antecedent(pronoun(i), i);
            }
        }
        int role = roleIn(from, verb);
        if (role >= 0 && role - from < 6) {
            return role(from, role);
        }
        return body != null && body.first() - from < 3
                ? new Speaker(body.entity(), body.surface(), Strength.DIRECT)
                : null;
    }

    /** The person or body that a pronoun stands for. */
    private Speaker antecedent(char pronoun, int at) {
        int sentence = tokens.sentenceOf(at);
        int start = tokens.sentenceStart(sentence);
        if (pronoun == 'n') {
            Name body = lastBody(at, "");
            return body == null ? SOMEBODY : new Speaker(body.entity(), body.surface(), Strength.DIRECT);
        }
        Name inSentence = null;
        for (Name name : scene.names()) {
            if (name.first() >= start && name.first() < at && !quoted[name.first()] && fits(name, pronoun)) {
                inSentence = name;
                break;
            }
        }
        if (inSentence != null) {
            return new Speaker(inSentence.entity(), inSentence.surface(), Strength.DIRECT);
        }
        for (int s = sentence - 1; s >= Math.max(0, sentence - LOOK_BACK); s--) {
            Speaker found = spokenOf(s, pronoun);
            if (found != null) {
                return found;
            }
        }
        return SOMEBODY;
    }

    private Speaker spokenOf(int sentence, char pronoun) {
        int from = tokens.sentenceStart(sentence);
        int end = tokens.sentenceEnd(sentence);
        for (int i = from + 1; i < end; i++) {
            if (!isVerb(i) || quoted[i]) {
                continue;
            }
            Name name = scene.endingAt(i - 1);
            if (name != null && name.isPerson() && fits(name, pronoun)) {
                return new Speaker(name.entity(), name.surface(), Strength.DIRECT);
            }
            boolean plain = name == null && scene.isCapital(i - 1) && i - 1 > from && !quoted[i - 1];
            if (plain && !isRole(i - 1) && pronoun(i - 1) == 0) {
                return new Speaker(null, tokens.form(i - 1), Strength.DIRECT);
            }
        }
        for (Name name : scene.names()) {
            if (name.first() >= from && name.first() < end && fits(name, pronoun) && !quoted[name.first()]) {
                return new Speaker(name.entity(), name.surface(), Strength.DIRECT);
            }
        }
        return null;
    }

    private static boolean fits(Name name, char pronoun) {
        if (!name.isPerson()) {
            return false;
        }
        char sex = sexOf(name.entity().getName());
        if (sex == '?') {
            sex = sexOf(name.surface());
        }
        return pronoun == '?' || sex == '?' || sex == pronoun;
    }

    private static char sexOf(String name) {
        String[] parts = name.split(" ");
        String last = parts[parts.length - 1];
        if (parts.length > 1 && last.matches(".*(ova|eva|ina|skaya|ская|ова|ева|ська)")) {
            return 'f';
        }
        return SpeechWords.sex(parts[0]);
    }

    /** The person that a sentence is about; null where it has none, or several and none of them first. */
    private Name focus(int sentence, boolean single) {
        int from = tokens.sentenceStart(sentence);
        int end = tokens.sentenceEnd(sentence);
        Set<Entity> persons = new HashSet<>();
        Name first = null;
        for (Name name : scene.names()) {
            if (name.first() >= from && name.first() < end && name.isPerson() && !quoted[name.first()]) {
                persons.add(name.entity());
                first = first == null ? name : first;
            }
        }
        return single && persons.size() != 1 ? null : first;
    }

    /** {@code the minister}, {@code the agency}: led back to a name where one fits. */
    private Speaker role(int from, int at) {
        String noun = scene.lower(at);
        String surface = tokens.span(from, at + 1);
        boolean definite = words.articles().contains(scene.lower(from)) || from == at;
        boolean indefinite = Set.of("a", "an", "one", "ein", "eine", "un", "une", "uno", "una", "um", "uma", "een")
                .contains(scene.lower(from));
        boolean plural = "en".equals(language()) && noun.endsWith("s") && !noun.endsWith("boss");
        if (indefinite || !definite || plural) {
            return new Speaker(null, surface, Strength.DIRECT);
        }
        if (words.groups().contains(noun)) {
            Name body = lastBody(at, noun);
            return new Speaker(
                    body == null ? null : body.entity(), body == null ? surface : body.surface(), Strength.DIRECT);
        }
        Name titled = titled(noun, at);
        if (titled != null) {
            return new Speaker(titled.entity(), titled.surface(), Strength.DIRECT);
        }
        int sentence = tokens.sentenceOf(at);
        for (int s = sentence; s >= Math.max(0, sentence - 2); s--) {
            Name person = focus(s, true);
            if (person != null && person.first() < at) {
                return new Speaker(person.entity(), person.surface(), Strength.DIRECT);
            }
        }
        return new Speaker(null, surface, Strength.DIRECT);
    }

    /** The last person before a place whom the text gave this title: before the name, or in an apposition behind it. */
    private Name titled(String noun, int at) {
        Name best = null;
        for (Name name : scene.names()) {
            if (!name.isPerson() || name.first() >= at) {
                continue;
            }
            boolean has = false;
            for (int i = name.first() - 1; i >= Math.max(0, name.first() - 5) && scene.isWord(i); i--) {
                has |= scene.lower(i).equals(noun);
            }
            int end = Math.min(tokens.count(), name.end() + 8);
            boolean apposition = name.end() < end && tokens.first(name.end()) == ',';
            for (int i = name.end() + 1; apposition && i < end && scene.isWord(i); i++) {
                has |= scene.lower(i).equals(noun);
            }
            if (has || scene.lower(name.first()).equals(noun)) {
                best = name;
            }
        }
        return best;
    }

    /** The body spoken of last: one whose name has the noun, else an organisation. */
    private Name lastBody(int at, String noun) {
        Name named = null;
        Name last = null;
        for (Name name : scene.names()) {
            if (name.first() >= at) {
                break;
            }
            if (name.entity().getType() == EntityType.ORG && !quoted[name.first()]) {
                last = name;
                if (!noun.isEmpty()
                        && name.entity().getName().toLowerCase(Locale.ROOT).contains(noun)) {
                    named = name;
                }
            }
        }
        return named != null ? named : last;
    }
}
