package io.newsflow.enrich.analysis.kb;

import java.util.ArrayList;
import java.util.List;

/**
 * Entities and their names as lists: what the builder makes and an operator's corrections change, before
 * {@link KbImage} lays it out. Not thread-safe.
 */
final class KbData {
    /** A name that must be written in capitals, as it stands: US, WHO. */
    static final int ACRONYM = 1;
    /** An adjective or the name of a people made from a place: Russian. */
    static final int DEMONYM = 2;
    /** A surname or other short form that many may share. */
    static final int SHORT = 4;
    /** A name that is a word of the language too, or that of many small things: Nice, Reading, Springfield. */
    static final int COMMON = 16;
    /** A name that begins with a small letter: al-Qaeda, eBay. */
    static final int LOWERCASE = 8;

    final String version;
    final List<KbEntity> entities = new ArrayList<>();
    final List<List<Name>> names = new ArrayList<>();

    KbData(String version) {
        this.version = version;
    }

    /**
     * A name of an entity.
     *
     * @param text the name as written
     * @param flags bits of the constants here
     * @param weight 1 to 100: how likely the name means the entity, before priors
     * @param languages bit set by {@link Languages}; 0 for any language
     */
    record Name(String text, int flags, int weight, long languages) {}

    int add(KbEntity entity) {
        entities.add(entity);
        names.add(new ArrayList<>());
        return entities.size() - 1;
    }

    /** The same lists under another version. */
    KbData named(String newVersion) {
        KbData named = new KbData(newVersion);
        named.entities.addAll(entities);
        named.names.addAll(names);
        return named;
    }
}
