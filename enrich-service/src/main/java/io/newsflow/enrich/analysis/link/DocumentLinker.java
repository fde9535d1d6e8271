package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.EntityFinder;
import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.kb.NameHash;
import io.newsflow.enrich.analysis.ner.Gazetteer;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.GeoPoint;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Gives the names of one article their identities: full names first, then short forms by what the article said before,
 * then what is left by prior, type, context and the countries that the article speaks of. A name stays without identity
 * where nothing speaks for one, or where two things are equally likely. Used once, by one thread.
 */
final class DocumentLinker {
    private static final int MAX_MENTIONS = 200;
    /** Words in the longest name of a region behind a place. */
    private static final int LONGEST_REGION = 3;
    /** Confidence from which the recogniser's type outweighs that of the knowledge base. */
    private static final float TRUSTED = 0.6f;
    /** Confidence below which a place or body may as well be a surname. */
    private static final float DOUBTFUL = 0.5f;
    /** Score from which a shared short name is believed without its full form in the article. */
    private static final double SHORT_ENOUGH = 62;
    /** Score from which a name is believed. */
    private static final double ENOUGH = 22;
    /** Lead that a little known thing needs over the next of its name. */
    private static final double LEAD = 2;
    /** Prior from which a thing counts as well known: it needs no lead, and no evidence beside its name. */
    private static final int WELL_KNOWN = 36;
    /** Prior of a person whose bare surname means them even where someone else of that name comes up later. */
    private static final int HOUSEHOLD_NAME = 90;

    private final KnowledgeBase kb;
    private final SpellingIndex spellings;
    private final Gazetteer gazetteer;
    private final List<FieldText> fields;
    private final boolean genitive;
    private final int year;
    private final Map<KbEntity, Cluster> known = new LinkedHashMap<>();
    private final Map<String, Cluster> unknown = new LinkedHashMap<>();
    private final Map<String, Integer> countries = new HashMap<>();
    private int countryMentions;
    /** How often a name counted for a country, and for which: it must not speak for itself. */
    private final Map<Integer, Integer> votes = new HashMap<>();

    private final Map<Integer, String> voted = new HashMap<>();
    private Words words;

    DocumentLinker(
            KnowledgeBase kb,
            SpellingIndex spellings,
            Gazetteer gazetteer,
            List<FieldText> fields,
            String language,
            EntityFinder.Hints hints) {
        this.kb = kb;
        this.spellings = spellings;
        this.gazetteer = gazetteer;
        this.fields = fields;
        this.genitive = Gazetteer.genitive(language);
        this.year = hints.published() == null ? 0 : hints.published().getYear();
    }

    /** Puts each occurrence into the cluster of its identity. */
    void link(List<Occurrence> occurrences) {
        countCountries(occurrences);
        List<Occurrence> shorts = new ArrayList<>();
        for (Occurrence o : occurrences) {
            if (o.type == EntityType.PER && isShort(o)) {
                shorts.add(o);
            } else {
                place(o);
            }
        }
        FullNames people = new FullNames(people());
        for (Occurrence o : shorts) {
            Cluster full = fullName(o, people);
            if (full != null) {
                full.add(o);
            } else {
                place(o);
            }
            people.add(o.cluster, o);
        }
        abbreviations(occurrences);
        shortenedOrganisations();
        passedOver(occurrences);
    }

    /**
     * Surnames that the recogniser passed over, of people whom an article on their country means: "Tikhy lamented" in one
     * on Ukraine.
     */
    private void passedOver(List<Occurrence> occurrences) {
        int at = 0;
        for (int f = 0; f < fields.size(); f++) {
            Tokens t = fields.get(f).tokens();
            for (int i = 1; i + 1 < t.count(); i++) {
                while (at < occurrences.size() && occurrences.get(at).fieldIndex == f && occurrences.get(at).end <= i) {
                    at++;
                }
                boolean free =
                        at == occurrences.size() || occurrences.get(at).fieldIndex > f || occurrences.get(at).first > i;
                if (free && standsAlone(t, i)) {
                    surname(f, i);
                }
            }
            while (at < occurrences.size() && occurrences.get(at).fieldIndex <= f) {
                at++;
            }
        }
    }

    private static boolean standsAlone(Tokens t, int i) {
        return t.kind(i) == Tokens.WORD
                && t.length(i) > 3
                && Character.isUpperCase(t.first(i))
                && Character.isLowerCase(t.text().charAt(t.end(i) - 1))
                && !Character.isUpperCase(t.first(i - 1))
                && Character.isLowerCase(t.first(i + 1))
                && t.sentenceStart(t.sentenceOf(i)) != i;
    }

    private boolean surname(int f, int i) {
        FieldText field = fields.get(f);
        int name = kb.find(NameHash.append(NameHash.EMPTY, NameHash.token(field.tokens(), i)));
        if (name < 0 || countryMentions < 3) {
            return false;
        }
        Occurrence o = new Occurrence(f, field, new Span(i, i + 1, EntityType.PER, 0.6f));
        KbEntity only = null;
        for (int c = kb.candidatesFrom(name); c < kb.candidatesTo(name); c++) {
            KbEntity e = kb.entity(kb.candidateEntity(c));
            boolean person = e.kind() == EntityKind.PERSON && kb.isShort(c) && !kb.isCommon(c);
            if (!person || only != null) {
                return false;
            }
            only = e;
        }
        int mentions = only == null || only.country() == null ? 0 : countries.getOrDefault(only.country(), 0);
        if (mentions * 4 >= countryMentions && only.prior() >= WELL_KNOWN) {
            Cluster cluster = known.computeIfAbsent(only, e -> new Cluster(e, EntityType.PER, 0.6f));
            cluster.add(o);
            return true;
        }
        return false;
    }

    /** A bare surname: one word, or a particle and a word ("von der Leyen"). */
    private static boolean isShort(Occurrence o) {
        Tokens t = o.field.tokens();
        for (int i = o.first; i < o.end - 1; i++) {
            if (!Character.isLowerCase(t.first(i))) {
                return false;
            }
        }
        return true;
    }

    // ---- evidence

    /** Countries of names that hardly mean but one thing, by number of mentions. */
    private void countCountries(List<Occurrence> occurrences) {
        for (Occurrence o : occurrences) {
            int name = name(o);
            if (name < 0) {
                continue;
            }
            KbEntity first = null;
            int second = 0;
            for (int c = kb.candidatesFrom(name); c < kb.candidatesTo(name); c++) {
                if (!gazetteer.usable(o.field.tokens(), o.first, o.end, c)) {
                    continue;
                }
                KbEntity e = kb.entity(kb.candidateEntity(c));
                if (first == null || e.prior() > first.prior()) {
                    second = first == null ? 0 : first.prior();
                    first = e;
                } else {
                    second = Math.max(second, e.prior());
                }
            }
            boolean fits = first != null && (o.guessed || first.kind().type() == o.type);
            if (fits && first.country() != null && first.prior() >= 24 && first.prior() - second >= 16) {
                countries.merge(first.country(), 1, Integer::sum);
                votes.merge(name, 1, Integer::sum);
                voted.put(name, first.country());
                countryMentions++;
            }
        }
    }

    private int name(Occurrence o) {
        Tokens t = o.field.tokens();
        int phrase = placeAndRegion(o);
        if (phrase >= 0) {
            return phrase;
        }
        if (o.type == EntityType.PER && o.first > 0 && ShortForms.isOffice(t.form(o.first - 1))) {
            // Popes and kings are known with their office.
            int titled = name(t, o.first - 1, o.end);
            if (titled >= 0) {
                return titled;
            }
        }
        int whole = name(t, o.first, o.end);
        if (whole >= 0 || o.tokens() == 1) {
            return whole;
        }
        boolean the = t.length(o.first) == 3 && t.form(o.first).equalsIgnoreCase("the");
        return the ? name(t, o.first + 1, o.end) : whole;
    }

    /** The name of a place with its region behind it, as in "Paris, Texas", or a negative number. */
    private int placeAndRegion(Occurrence o) {
        Tokens t = o.field.tokens();
        int phrase = -1;
        if (o.end + 1 < t.count() && t.is(o.end, ",") && o.type != EntityType.PER) {
            long h = NameHash.append(NameHash.name(t, o.first, o.end), NameHash.token(t, o.end));
            int last = Math.min(t.count(), o.end + 1 + LONGEST_REGION);
            for (int i = o.end + 1; i < last && kb.find(h) != KnowledgeBase.ABSENT; i++) {
                h = NameHash.append(h, NameHash.token(t, i));
                phrase = Math.max(phrase, kb.find(h));
            }
        }
        return phrase;
    }

    private int name(Tokens t, int from, int to) {
        long h = NameHash.name(t, from, to - 1);
        int found = kb.find(NameHash.append(h, NameHash.token(t, to - 1)));
        if (found < 0 && genitive && Gazetteer.endsInS(t, to - 1)) {
            int stem = NameHash.token(t.text(), t.start(to - 1), t.end(to - 1) - 1);
            found = kb.find(NameHash.append(h, stem));
        }
        return found;
    }

    // ---- choice

    private void place(Occurrence o) {
        int name = name(o);
        KbEntity best = null;
        double bestScore = -1;
        double second = 0;
        if (name >= 0) {
            for (int c = kb.candidatesFrom(name); c < kb.candidatesTo(name); c++) {
                if (!gazetteer.usable(o.field.tokens(), o.first, o.end, c)) {
                    continue;
                }
                double score = score(o, name, c);
                if (score > bestScore) {
                    second = bestScore;
                    bestScore = score;
                    best = kb.entity(kb.candidateEntity(c));
                } else if (score > second) {
                    second = score;
                }
            }
        } else if (o.type == EntityType.PER && o.tokens() > 1) {
            int person = spellings.find(o.text);
            if (person >= 0) {
                best = kb.entity(person);
                bestScore = best.prior() * 0.8 + 20 + evidence(o, -1, best);
            }
        }
        boolean clear = best != null && (best.prior() >= WELL_KNOWN || bestScore - second >= LEAD);
        if (clear && bestScore >= ENOUGH) {
            float sure = (float) Math.min(0.99, 0.5 + (bestScore - Math.max(0, second)) / 100 + bestScore / 400);
            Cluster cluster = known.get(best);
            if (cluster == null) {
                cluster = new Cluster(best, best.kind().type(), Math.min(o.confidence + 0.1f, sure));
                known.put(best, cluster);
            }
            cluster.add(o);
            return;
        }
        boolean doubtful = o.tokens() == 1 && o.confidence < DOUBTFUL && o.type != EntityType.PER;
        if (doubtful && surname(o.fieldIndex, o.first)) {
            return;
        }
        String key = o.type + " " + Spelling.name(o.text);
        unknown.computeIfAbsent(key, k -> new Cluster(null, o.type, o.confidence * 0.8f))
                .add(o);
    }

    private double score(Occurrence o, int name, int candidate) {
        KbEntity e = kb.entity(kb.candidateEntity(candidate));
        double score = e.prior() * 0.8 + kb.candidateWeight(candidate) * 0.2;
        score += typeScore(o, candidate, e);
        score += evidence(o, name, e);
        boolean shared = kb.candidatesTo(name) - kb.candidatesFrom(name) > 1;
        if (e.kind() == EntityKind.TEAM && shared) {
            score += words().sports() ? 14 : -16;
        }
        if (kb.isCommon(candidate)
                && o.tokens() == 1
                && (o.guessed || o.type != e.kind().type())) {
            score -= 12;
        }
        if (kb.isShort(candidate) && (score < SHORT_ENOUGH || !isSpokenOf(o, name, e))) {
            return 0;
        }
        return score;
    }

    /**
     * Whether anything but a bare surname speaks for a person: how well known they are, an office before the name, words
     * of politics or such as stand near them, their country. Cooks and neighbours have the surnames of statesmen too.
     */
    private boolean isSpokenOf(Occurrence o, int name, KbEntity e) {
        if (e.kind() != EntityKind.PERSON || e.prior() >= HOUSEHOLD_NAME) {
            return true;
        }
        boolean office = o.first > 0 && ShortForms.isOffice(o.field.tokens().form(o.first - 1));
        return office || words().politics() || words().hits(e) > 0 || e.country() != null && sameCountry(name, e) > 0;
    }

    /** Mentions of an entity's country, apart from what a name itself counted for it. */
    private int sameCountry(int name, KbEntity e) {
        int own = e.country().equals(voted.get(name)) ? votes.getOrDefault(name, 0) : 0;
        return countries.getOrDefault(e.country(), 0) - own;
    }

    private double typeScore(Occurrence o, int candidate, KbEntity e) {
        EntityType type = kb.isDemonym(candidate) ? EntityType.MISC : e.kind().type();
        if (type == o.type) {
            return o.guessed ? 4 : 14;
        }
        if (o.guessed) {
            return 0;
        }
        if (type == EntityType.PER || o.type == EntityType.PER) {
            return -45 * o.confidence;
        }
        if (type == EntityType.LOC && o.type == EntityType.ORG || type == EntityType.ORG && o.type == EntityType.LOC) {
            // A place for its team or its government, and the other way round; nobody calls a village's so.
            return (e.prior() < WELL_KNOWN ? -30 : -10) * o.confidence;
        }
        return kb.isDemonym(candidate) ? -24 * o.confidence : -12 * o.confidence;
    }

    /** What the rest of the article says for and against an entity. */
    private double evidence(Occurrence o, int name, KbEntity e) {
        double score = 0;
        double share = 0;
        int own = votes.getOrDefault(name, 0);
        int others = countryMentions - own;
        if (e.country() != null && others > 0) {
            share = (double) sameCountry(name, e) / others;
            score += 22.0 * share;
            boolean bound = e.kind() == EntityKind.CITY || e.kind() == EntityKind.REGION;
            if (share == 0 && others > 1 && bound) {
                score -= 10;
            }
        }
        int hits = words().hits(e);
        score += Math.min(3, hits) * 6;
        if (year > 0 && (e.since() > year + 12 || e.until() > 0 && e.until() < year - 15)) {
            score -= 14;
        }
        if (e.prior() < WELL_KNOWN && hits == 0 && share < 0.2) {
            // Nothing but the name speaks for it: many people are called so, many firms and papers too.
            if (e.kind() == EntityKind.PERSON) {
                score -= (WELL_KNOWN - e.prior()) * 1.6;
            } else if (o.tokens() == 1 && e.kind() != EntityKind.CITY && e.kind() != EntityKind.REGION) {
                score -= (WELL_KNOWN - e.prior()) * 0.8;
            }
        }
        return score;
    }

    private Words words() {
        if (words == null) {
            words = new Words(fields);
        }
        return words;
    }

    // ---- short forms

    /** The person of the article whose full name ends in a surname, or begins with it where none ends so. */
    private Cluster fullName(Occurrence o, FullNames people) {
        String word = Spelling.word(o.field.tokens().form(o.end - 1));
        Map.Entry<Cluster, Occurrence> ends = people.endingIn(word);
        if (ends == null) {
            return o.tokens() == 1 ? people.beginningWith(word) : null;
        }
        return before(o, ends.getValue()) && otherHouseholdName(o, ends.getKey()) ? null : ends.getKey();
    }

    /** The people of an article by the first and the last word of their full names, so that each short name is one look-up. */
    private static final class FullNames {
        private final Map<Cluster, Integer> order = new IdentityHashMap<>();
        private final Map<String, NavigableMap<Integer, Map.Entry<Cluster, Occurrence>>> byLast = new HashMap<>();
        private final Map<String, NavigableMap<Integer, Map.Entry<Cluster, Occurrence>>> byFirst = new HashMap<>();

        FullNames(List<Cluster> people) {
            for (Cluster person : people) {
                order.put(person, order.size());
                person.occurrences.forEach(o -> add(person, o));
            }
        }

        /** Counts one more name of somebody; of those that came later than the others, and of short names, nothing. */
        void add(Cluster person, Occurrence o) {
            Integer number = order.get(person);
            if (number == null || o.tokens() < 2 || o.type != EntityType.PER) {
                return;
            }
            Tokens t = o.field.tokens();
            Map.Entry<Cluster, Occurrence> entry = Map.entry(person, o);
            byLast.computeIfAbsent(Spelling.word(t.form(o.end - 1)), w -> new TreeMap<>())
                    .putIfAbsent(number, entry);
            byFirst.computeIfAbsent(Spelling.word(t.form(o.first)), w -> new TreeMap<>())
                    .putIfAbsent(number, entry);
        }

        /** Who is named most of those whose names end in the word, with the first such name; null for nobody. */
        Map.Entry<Cluster, Occurrence> endingIn(String word) {
            Map.Entry<Cluster, Occurrence> most = null;
            for (Map.Entry<Cluster, Occurrence> entry :
                    byLast.getOrDefault(word, Collections.emptyNavigableMap()).values()) {
                if (most == null
                        || entry.getKey().occurrences.size()
                                > most.getKey().occurrences.size()) {
                    most = entry;
                }
            }
            return most;
        }

        /** The first person whose name begins with the word; null for nobody. */
        Cluster beginningWith(String word) {
            NavigableMap<Integer, Map.Entry<Cluster, Occurrence>> found = byFirst.get(word);
            return found == null ? null : found.firstEntry().getValue().getKey();
        }
    }

    private static boolean before(Occurrence a, Occurrence b) {
        return a.fieldIndex < b.fieldIndex || a.fieldIndex == b.fieldIndex && a.first < b.first;
    }

    private boolean otherHouseholdName(Occurrence o, Cluster full) {
        int name = name(o);
        if (name < 0) {
            return false;
        }
        for (int c = kb.candidatesFrom(name); c < kb.candidatesTo(name); c++) {
            KbEntity e = kb.entity(kb.candidateEntity(c));
            if (e.kind() == EntityKind.PERSON && e.prior() >= HOUSEHOLD_NAME && e != full.entity) {
                return true;
            }
        }
        return false;
    }

    private List<Cluster> people() {
        List<Cluster> people = new ArrayList<>();
        for (Cluster c : known.values()) {
            if (c.type == EntityType.PER) {
                people.add(c);
            }
        }
        for (Cluster c : unknown.values()) {
            if (c.type == EntityType.PER) {
                people.add(c);
            }
        }
        return people;
    }

    /**
     * "Security Service (SBU)", "Institute for the Study of War (ISW)": a name in brackets behind another one that
     * stands for it, and the other way round.
     */
    private void abbreviations(List<Occurrence> occurrences) {
        for (int i = 0; i + 1 < occurrences.size(); i++) {
            Occurrence a = occurrences.get(i);
            Occurrence b = occurrences.get(i + 1);
            Tokens t = a.field.tokens();
            boolean bracketed = a.field == b.field
                    && b.first == a.end + 1
                    && b.end < t.count()
                    && t.is(a.end, "(")
                    && t.is(b.end, ")");
            if (!bracketed || a.cluster == b.cluster || a.cluster == null || b.cluster == null) {
                continue;
            }
            boolean shortBehind = b.tokens() == 1 && ShortForms.isAbbreviation(t, b.first) && a.tokens() > 1;
            boolean shortBefore = a.tokens() == 1 && ShortForms.isAbbreviation(t, a.first) && b.tokens() > 1;
            if (!shortBehind && !shortBefore) {
                continue;
            }
            Cluster longForm = shortBehind ? a.cluster : b.cluster;
            Cluster shortForm = shortBehind ? b.cluster : a.cluster;
            boolean initials = shortBehind
                    ? ShortForms.initials(t, a.first, a.end, b.first)
                    : ShortForms.initials(t, b.first, b.end, a.first);
            if (shortForm.entity != null && longForm.entity == null && shortForm.type == longForm.type) {
                merge(longForm, shortForm);
            } else if (shortForm.entity == null && longForm.entity != null
                    || initials && longForm.entity == null && shortForm.entity == null
                    || initials && longForm.entity != null) {
                merge(shortForm, longForm);
            }
        }
    }

    private void merge(Cluster from, Cluster to) {
        List.copyOf(from.occurrences).forEach(to::add);
        from.occurrences.clear();
        known.values().remove(from);
        unknown.values().remove(from);
    }

    /** "Rheinmetall Defence" and later "Rheinmetall": an unknown name that begins just one longer unknown one. */
    private void shortenedOrganisations() {
        for (Cluster c : List.copyOf(unknown.values())) {
            if (c.type != EntityType.ORG || c.occurrences.get(0).tokens() != 1) {
                continue;
            }
            Cluster longer = null;
            int fitting = 0;
            for (Cluster other : unknown.values()) {
                Occurrence o = other.occurrences.get(0);
                if (other != c
                        && other.type == EntityType.ORG
                        && o.tokens() > 1
                        && o.field.tokens().form(o.first).equals(c.occurrences.get(0).text)) {
                    longer = other;
                    fitting++;
                }
            }
            if (fitting == 1) {
                merge(c, longer);
            }
        }
    }

    // ---- records

    /**
     * Makes the types final. The recogniser saw each name at its place, so where it was sure its word counts: things of
     * the knowledge base that are of one type here and of another one there take the type that most of their names have,
     * places and people keep theirs, and names that do not fit stand for themselves: "Detroit" in sport for its team,
     * without the identity of the city, and otherwise for its government, which bears the Wikidata id of the place.
     */
    private void settleTypes() {
        for (Cluster c : List.copyOf(known.values())) {
            boolean fixed = switch (c.entity.kind()) {
                case COUNTRY, CITY, REGION, PERSON -> true;
                default -> false;
            };
            if (!fixed) {
                int[] votes = new int[EntityType.values().length];
                c.occurrences.forEach(o -> votes[seenAs(o, c).ordinal()]++);
                for (EntityType type : EntityType.values()) {
                    if (votes[type.ordinal()] > votes[c.type.ordinal()]) {
                        c.type = type;
                    }
                }
            }
            for (Occurrence o : List.copyOf(c.occurrences)) {
                EntityType type = seenAs(o, c);
                if (type != c.type) {
                    c.occurrences.remove(o);
                    Cluster other = unknown.computeIfAbsent(
                            type + " " + Spelling.name(o.text), k -> new Cluster(null, type, o.confidence * 0.8f));
                    other.add(o);
                    if (isCalledAfter(type, c)) {
                        other.namesake = c.entity;
                    }
                }
            }
            if (c.occurrences.isEmpty()) {
                known.values().remove(c);
            }
        }
    }

    /** Whether a name of another type still leads to the thing: not to or from persons, nor from teams to their towns. */
    private boolean isCalledAfter(EntityType type, Cluster c) {
        boolean team = type == EntityType.ORG && c.type == EntityType.LOC && words().sports();
        return type != EntityType.PER && c.type != EntityType.PER && !team;
    }

    private static EntityType seenAs(Occurrence o, Cluster c) {
        return o.guessed || o.confidence < TRUSTED ? c.type : o.type;
    }

    /** The entities of the article, most salient first. */
    List<Entity> records() {
        settleTypes();
        List<Cluster> all = new ArrayList<>(known.values());
        all.addAll(unknown.values());
        int length = 1 + fields.stream().mapToInt(f -> f.tokens().count()).sum();
        Map<String, Cluster> byId = new LinkedHashMap<>();
        for (Cluster c : all) {
            Cluster same = byId.putIfAbsent(c.id(), c);
            if (same != null) {
                List.copyOf(c.occurrences).forEach(same::add);
            }
        }
        List<Entity> records = new ArrayList<>(byId.size());
        byId.forEach((id, c) -> records.add(record(id, c, length)));
        records.sort(Comparator.comparing(Entity::getSalience).reversed().thenComparing(Entity::getId));
        return records;
    }

    private static Entity record(String id, Cluster c, int length) {
        c.occurrences.sort(
                Comparator.<Occurrence>comparingInt(o -> o.fieldIndex).thenComparingInt(o -> o.first));
        List<Mention> mentions = new ArrayList<>();
        for (Occurrence o : c.occurrences) {
            if (mentions.size() < MAX_MENTIONS) {
                mentions.add(mention(o));
            }
        }
        GeoPoint location = c.entity != null && c.entity.located()
                ? new GeoPoint(degrees(c.entity.lat()), degrees(c.entity.lon()))
                : null;
        return new Entity(
                id,
                c.wikidataId(),
                c.type,
                c.name(),
                mentions,
                c.occurrences.size(),
                salience(c, length),
                Math.max(0.05f, Math.min(0.99f, c.confidence)),
                c.entity == null ? null : c.entity.country(),
                location);
    }

    private static double degrees(float value) {
        return Math.round(value * 100.0) / 100.0;
    }

    private static Mention mention(Occurrence o) {
        Tokens t = o.field.tokens();
        int start = t.start(o.first);
        int end = t.end(o.end - 1);
        return new Mention(
                o.field.field(),
                o.field.normalized().originalCodePointStart(start),
                o.field.normalized().originalCodePointEnd(end),
                o.field.normalized().originalSurface(start, end));
    }

    /** Title and lead weigh most, then how often it is named; demonyms and things count for less than actors. */
    private static float salience(Cluster c, int length) {
        boolean title = false;
        int firstToken = Integer.MAX_VALUE;
        for (Occurrence o : c.occurrences) {
            if (o.field.field() == TextField.TITLE) {
                title = true;
            } else {
                firstToken = Math.min(firstToken, o.first);
            }
        }
        double early = firstToken == Integer.MAX_VALUE ? 0 : Math.exp(-firstToken / 90.0);
        double often = 1 - Math.exp(-c.occurrences.size() * 160.0 / (length + 240.0));
        double score = (title ? 0.34 : 0) + 0.26 * early + 0.40 * often;
        if (c.entity != null && c.entity.kind() == EntityKind.GROUP) {
            score *= 0.45;
        } else if (c.type == EntityType.MISC) {
            score *= 0.75;
        }
        return (float) (Math.round(Math.min(1, score) * 1000) / 1000.0);
    }

    /** The words of the article, and what they tell. */
    private static final class Words {
        private static final LongTable SPORTS = hashes(
                ("match matches cup league goal goals coach season striker midfielder defender goalkeeper tournament"
                        + " championship playoff playoffs quarterfinal quarter-final semifinal semi-final scored"
                        + " scoreless halftime half-time referee football soccer cricket rugby tennis basketball"
                        + " hockey baseball wicket wickets innings penalty kickoff fixture fixtures squad"
                        + " fußball spiel spieltag trainer bundesliga tor tore mannschaft but buts entraîneur"
                        + " championnat fútbol gol goles partido entrenador equipo calcio partita allenatore gara"
                        + " futebol jogo treinador voetbal wedstrijd doelpunt матч матча гол тренер команда"
                        + " чемпионат футбол"));
        private static final int SPORTS_ENOUGH = 3;

        private static final LongTable POLITICS = hashes(
                ("minister ministers president presidents government governments parliament election elections party"
                        + " parties senate senator congress vote voters lawmakers chancellor premier diplomat"
                        + " diplomats diplomatic sanctions war troops military opposition summit ministry embassy"
                        + " politician politicians political politics campaign cabinet coalition treaty policy"
                        + " minister-president präsident präsidentin regierung bundestag wahl kanzler kanzlerin"
                        + " ministerin partei koalition außenminister ministre président présidente gouvernement"
                        + " parlement élection élections sénat ministro ministra presidente presidenta gobierno"
                        + " parlamento elecciones senado governo elezioni partito eleições partido regering"
                        + " verkiezingen kamer президент президента правительство министр парламент выборы войны"
                        + " уряд міністр міністра вибори війни верховна рада депутат переговоры переговори"));

        private final LongTable words;
        private final Map<KbEntity, Integer> hits = new HashMap<>();
        private int sports;
        private boolean politics;

        private Words(List<FieldText> fields) {
            int tokens =
                    fields.stream().mapToInt(field -> field.tokens().count()).sum();
            words = new LongTable(tokens / 2);
            for (FieldText field : fields) {
                Tokens t = field.tokens();
                for (int i = 0; i < t.count(); i++) {
                    if (t.kind(i) == Tokens.WORD) {
                        long word = t.hash(i);
                        words.add(word);
                        sports += SPORTS.find(word) >= 0 ? 1 : 0;
                        politics |= POLITICS.find(word) >= 0;
                    }
                }
            }
        }

        private static LongTable hashes(String words) {
            LongTable hashes = new LongTable(128);
            for (String word : words.split(" ")) {
                hashes.add(Tokens.hash(word));
            }
            return hashes;
        }

        private boolean sports() {
            return sports >= SPORTS_ENOUGH || sports * 50 >= words.size() && sports > 0;
        }

        private boolean politics() {
            return politics;
        }

        private int hits(KbEntity e) {
            if (e.context().isEmpty()) {
                return 0;
            }
            Integer known = hits.get(e);
            if (known == null) {
                known = count(e.context());
                hits.put(e, known);
            }
            return known;
        }

        private int count(String context) {
            int n = 0;
            int start = 0;
            while (start < context.length()) {
                int blank = context.indexOf(' ', start);
                int end = blank < 0 ? context.length() : blank;
                n += words.find(Tokens.hash(context, start, end)) >= 0 ? 1 : 0;
                start = end + 1;
            }
            return n;
        }
    }
}
