package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.model.EntityType;
import java.util.ArrayList;
import java.util.List;

/** The names of one identity in an article. */
final class Cluster {
    final KbEntity entity;
    final EntityType type;
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

    /** The longest name that was used. */
    String longest() {
        String best = "";
        for (Occurrence o : occurrences) {
            if (o.text.length() > best.length()) {
                best = o.text;
            }
        }
        return best;
    }
}
