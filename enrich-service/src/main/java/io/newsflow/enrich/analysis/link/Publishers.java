package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.kb.Slug;
import io.newsflow.model.Publisher;
import io.newsflow.model.PublisherIdentity;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells who a publisher is: the newspapers, broadcasters and agencies of the knowledge base by each of their names. */
final class Publishers {
    /** Feeds are often called after the publisher and a section: "The Alpine Post - World", "Valley Radio | Sport". */
    private static final Pattern PARTS = Pattern.compile("\\s+[-\u2013\u2014|\u00bb:\u00b7]\\s+|:\\s+");

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    /** Country code domains that are not the code of ISO 3166-1. */
    private static final Map<String, String> OTHER_CODES = Map.of("uk", "GB");
    /**
     * Country code domains that are sold or given to anybody: those that Google treats as generic ("Managing multi-regional
     * sites"), and those that are free of charge or usual for their looks.
     */
    private static final Set<String> ANYBODYS = Set.of(
            "ad", "ai", "as", "bz", "cc", "cd", "cf", "co", "dj", "fm", "ga", "gg", "gq", "io", "la", "me", "ml", "ms",
            "nu", "pw", "sc", "sr", "tk", "to", "tv", "vc", "ws");

    private final KnowledgeBase kb;

    Publishers(KnowledgeBase kb) {
        this.kb = kb;
    }

    /**
     * Tells who a publisher is.
     *
     * @param publisher what the source says
     * @return identity; null where neither name nor country can be told
     */
    PublisherIdentity identify(Publisher publisher) {
        String name = publisher.getName() == null || publisher.getName().isBlank()
                ? null
                : publisher.getName().strip();
        KbEntity known = name == null ? null : known(name);
        String country = publisher.getCountry();
        if (country == null && known != null) {
            country = known.country();
        }
        if (country == null && publisher.getDomain() != null) {
            country = country(publisher.getDomain());
        }
        if (known != null) {
            return new PublisherIdentity(known.id(), known.name(), country);
        }
        if (name == null && country == null) {
            return null;
        }
        return new PublisherIdentity(name == null ? null : "nf:org:" + Slug.of(name), name, country);
    }

    private KbEntity known(String name) {
        KbEntity whole = media(name);
        if (whole != null) {
            return whole;
        }
        String[] parts = PARTS.split(name);
        for (int i = 0; i < parts.length && parts.length > 1; i++) {
            KbEntity part = media(parts[i]);
            if (part != null) {
                return part;
            }
        }
        return null;
    }

    /** The likeliest publisher of a name; null where none has it. */
    private KbEntity media(String name) {
        int found = kb.findName(name);
        if (found < 0) {
            return null;
        }
        int best = -1;
        int bestScore = 0;
        for (int candidate = kb.candidatesFrom(found); candidate < kb.candidatesTo(found); candidate++) {
            int entity = kb.candidateEntity(candidate);
            int score = kb.candidateWeight(candidate) * (kb.prior(entity) + 1);
            if (kb.kind(entity) == EntityKind.MEDIA && score > bestScore) {
                best = entity;
                bestScore = score;
            }
        }
        return best < 0 ? null : kb.entity(best);
    }

    /** Country of a host name by its last label; null for domains that say nothing of a country. */
    private static String country(String domain) {
        String label = domain.substring(domain.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (ANYBODYS.contains(label)) {
            return null;
        }
        String code = OTHER_CODES.getOrDefault(label, label.toUpperCase(Locale.ROOT));
        return COUNTRIES.contains(code) ? code : null;
    }
}
