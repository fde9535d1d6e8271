package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.kb.NameHash;
import io.newsflow.enrich.analysis.kb.Slug;
import io.newsflow.enrich.analysis.ner.Gazetteer;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.GeoPoint;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives the names of one article their identities: full names first, then short forms by what the article said before,
 * then what is left by prior, type, context and the countries that the article speaks of. Used once, by one thread.
 */
final class DocumentLinker {
    private static final int MAX_MENTIONS = 200;
    /** Score from which a shared short name is believed without its full form in the article. */
    private static final double SHORT_ENOUGH = 62;

    private static final double ENOUGH = 18;

    private final KnowledgeBase kb;
    private final Gazetteer gazetteer;
    private final List<FieldText> fields;
    private final Map<KbEntity, Cluster> known = new LinkedHashMap<>();
    private final Map<String, Cluster> unknown = new LinkedHashMap<>();
    private final Map<String, Integer> countries = new HashMap<>();
    private Set<String> words;

    DocumentLinker(KnowledgeBase kb, Gazetteer gazetteer, List<FieldText> fields) {
        this.kb = kb;
        this.gazetteer = gazetteer;
        this.fields = fields;
    }

    List<Entity> link(List<Occurrence> occurrences) {
        countCountries(occurrences);
        List<Occurrence> shorts = new ArrayList<>();
        for (Occurrence o : occurrences) {
            if (o.type == EntityType.PER && o.tokens() == 1) {
                shorts.add(o);
            } else {
                place(o);
            }
        }
        for (Occurrence o : shorts) {
            Cluster full = fullName(o);
            if (full != null) {
                full.add(o);
            } else {
                place(o);
            }
        }
        appositions();
        return records();
    }

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
                KbEntity e = kb.entity(kb.candidateEntity(c));
                if (first == null || e.prior() > first.prior()) {
                    second = first == null ? 0 : first.prior();
                    first = e;
                } else {
                    second = Math.max(second, e.prior());
                }
            }
            if (first != null && first.country() != null && first.prior() >= 30 && first.prior() - second >= 16) {
                countries.merge(first.country(), 1, Integer::sum);
            }
        }
    }

    private int name(Occurrence o) {
        Tokens t = o.field.tokens();
        int from = o.first;
        if (o.tokens() > 1 && t.length(from) == 3 && t.form(from).equalsIgnoreCase("the")) {
            int with = kb.find(NameHash.name(t, from, o.end));
            return with >= 0 ? with : kb.find(NameHash.name(t, from + 1, o.end));
        }
        return kb.find(NameHash.name(t, from, o.end));
    }

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
                double score = score(o, c);
                if (score > bestScore) {
                    second = bestScore;
                    bestScore = score;
                    best = kb.entity(kb.candidateEntity(c));
                } else if (score > second) {
                    second = score;
                }
            }
        }
        boolean enough = best != null && bestScore >= ENOUGH;
        if (enough) {
            float sure = (float) Math.min(0.99, 0.5 + (bestScore - Math.max(0, second)) / 100 + bestScore / 400);
            EntityType type = best.kind().type();
            Cluster cluster = known.get(best);
            if (cluster == null) {
                cluster = new Cluster(best, type, Math.min(o.confidence + 0.1f, sure));
                known.put(best, cluster);
            }
            cluster.add(o);
            return;
        }
        String key = o.type + " " + Spelling.name(o.text);
        unknown.computeIfAbsent(key, k -> new Cluster(null, o.type, o.confidence * 0.8f))
                .add(o);
    }

    private double score(Occurrence o, int candidate) {
        KbEntity e = kb.entity(kb.candidateEntity(candidate));
        double score = e.prior() * 0.8 + kb.candidateWeight(candidate) * 0.2;
        EntityType type = e.kind().type();
        if (type == o.type) {
            score += 14;
        } else if (o.confidence > 0.7f) {
            score -= 30;
        }
        if (e.country() != null && !countries.isEmpty()) {
            int same = countries.getOrDefault(e.country(), 0);
            int all = 0;
            for (int n : countries.values()) {
                all += n;
            }
            score += 22.0 * same / all;
        }
        score += Math.min(3, contextHits(e)) * 6;
        if (kb.isShort(candidate) && score < SHORT_ENOUGH) {
            return 0;
        }
        return score;
    }

    private int contextHits(KbEntity e) {
        if (e.context().isEmpty()) {
            return 0;
        }
        int hits = 0;
        for (String word : e.context().split(" ")) {
            if (words().contains(word)) {
                hits++;
            }
        }
        return hits;
    }

    private Set<String> words() {
        if (words == null) {
            words = new HashSet<>();
            for (FieldText field : fields) {
                Tokens t = field.tokens();
                for (int i = 0; i < t.count(); i++) {
                    if (t.kind(i) == Tokens.WORD) {
                        words.add(t.form(i).toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
        return words;
    }

    /** The person of the article whose full name ends in a word, or begins with it where none ends so. */
    private Cluster fullName(Occurrence o) {
        String word = Spelling.word(o.text);
        Cluster begins = null;
        Cluster ends = null;
        for (Cluster c : people()) {
            for (Occurrence other : c.occurrences) {
                if (other.tokens() < 2) {
                    continue;
                }
                Tokens t = other.field.tokens();
                if (Spelling.word(t.form(other.end - 1)).equals(word)) {
                    ends = ends == null || c.occurrences.size() > ends.occurrences.size() ? c : ends;
                } else if (Spelling.word(t.form(other.first)).equals(word)) {
                    begins = begins == null ? c : begins;
                }
            }
        }
        return ends != null ? ends : begins;
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

    /** "Security Service (SBU)": a name in brackets behind another one, made of its initials, is the same thing. */
    private void appositions() {
        for (Cluster c : List.copyOf(unknown.values())) {
            if (c.type != EntityType.ORG) {
                continue;
            }
            for (Cluster other : known.values()) {
                if (other.type == EntityType.ORG && bracketed(c, other)) {
                    c.occurrences.forEach(other::add);
                    unknown.values().remove(c);
                    break;
                }
            }
        }
    }

    private static boolean bracketed(Cluster longForm, Cluster shortForm) {
        for (Occurrence o : longForm.occurrences) {
            Tokens t = o.field.tokens();
            if (o.tokens() < 2 || o.end + 1 >= t.count() || !t.is(o.end, "(")) {
                continue;
            }
            for (Occurrence s : shortForm.occurrences) {
                if (s.field == o.field && s.first == o.end + 1) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Entity> records() {
        List<Cluster> all = new ArrayList<>(known.values());
        all.addAll(unknown.values());
        int length = 1;
        for (FieldText field : fields) {
            length += field.tokens().count();
        }
        List<Entity> records = new ArrayList<>(all.size());
        Set<String> ids = new HashSet<>();
        for (Cluster c : all) {
            Entity entity = record(c, length);
            if (ids.add(entity.getId())) {
                records.add(entity);
            }
        }
        records.sort(Comparator.comparing(Entity::getSalience).reversed().thenComparing(Entity::getId));
        return records;
    }

    private Entity record(Cluster c, int length) {
        c.occurrences.sort(
                Comparator.<Occurrence>comparingInt(o -> o.fieldIndex).thenComparingInt(o -> o.first));
        List<Mention> mentions = new ArrayList<>();
        for (Occurrence o : c.occurrences) {
            if (mentions.size() < MAX_MENTIONS) {
                mentions.add(mention(o));
            }
        }
        String name = c.entity != null ? c.entity.name() : c.longest();
        String id =
                c.entity != null ? c.entity.id() : "nf:" + c.type.name().toLowerCase(Locale.ROOT) + ":" + Slug.of(name);
        GeoPoint location = c.entity != null && c.entity.located()
                ? new GeoPoint(degrees(c.entity.lat()), degrees(c.entity.lon()))
                : null;
        return Entity.newBuilder()
                .setId(id)
                .setWikidataId(c.entity == null ? null : c.entity.wikidataId())
                .setType(c.type)
                .setName(name)
                .setMentions(mentions)
                .setMentionCount(c.occurrences.size())
                .setSalience(salience(c, length))
                .setConfidence(Math.max(0.05f, Math.min(0.99f, c.confidence)))
                .setCountry(c.entity == null ? null : c.entity.country())
                .setLocation(location)
                .build();
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
}
