package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.Slug;
import io.newsflow.model.EntityType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of one identity in an article. */
final class Cluster {
    final KbEntity entity;
    EntityType type;

    /** What an unknown name is called after: the state where its government is meant; null for none. */
    KbEntity namesake;

    final List<Occurrence> occurrences = new ArrayList<>();
    float confidence;

    Cluster(KbEntity entity, EntityType type, float confidence) {
        this.entity = entity;
        this.type = type;
        this.confidence = confidence;
    }

    void add(Occurrence o) {
        o.cluster = this;
        occurrences.add(o);
    }

    /** Canonical name: that of the knowledge base, otherwise the longest one used. */
    String name() {
        if (entity != null) {
            return entity.name();
        }
        String best = "";
        for (Occurrence o : occurrences) {
            if (o.text.length() > best.length()) {
                best = o.text;
            }
        }
        return best;
    }

    /** Identity: that of the knowledge base, otherwise made from type and name. */
    String id() {
        return entity != null ? entity.id() : "nf:" + type.name().toLowerCase(Locale.ROOT) + ":" + Slug.of(name());
    }

    /** The Wikidata id of the entity, or of what the name is called after; null where there is none. */
    String wikidataId() {
        KbEntity e = entity != null ? entity : namesake;
        return e == null ? null : e.wikidataId();
    }

    /** The Wikidata id where there is one, else {@link #id()}. */
    String wikidataOrId() {
        return wikidataId() != null ? wikidataId() : id();
    }
}
