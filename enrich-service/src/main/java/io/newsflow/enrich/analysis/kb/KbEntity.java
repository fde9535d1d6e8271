package io.newsflow.enrich.analysis.kb;

/**
 * An entity of the knowledge base.
 *
 * @param id Wikidata id where a source has one, else a local id {@code nf:type:slug}
 * @param wikidataId Wikidata id, or null; that of the place where the entity is the people or adjective of one
 * @param name canonical name, English where there is one
 * @param kind what it is
 * @param country ISO 3166-1 alpha-2 code, or null
 * @param prior 0 to 100: how likely news means this one where a name is shared, on no particular scale
 * @param lat latitude in degrees, NaN where unknown
 * @param lon longitude in degrees, NaN where unknown
 * @param since year from which the news speaks of it (first office of a person), 0 where unknown
 * @param until year of the last office, 0 where it lasts or is unknown
 * @param context words that stand near it in news (office, state, field), lower case, separated by spaces; may be empty
 */
public record KbEntity(
        String id,
        String wikidataId,
        String name,
        EntityKind kind,
        String country,
        int prior,
        float lat,
        float lon,
        int since,
        int until,
        String context) {

    /** By the id alone, which no two entities share. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** By the id alone, which no two entities share. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof KbEntity entity && id.equals(entity.id);
    }

    /** True for an entity that is named after another one and has its id: the people or adjective of a place. */
    public boolean derived() {
        return wikidataId != null && !wikidataId.equals(id);
    }

    /** True where the place on the map is known. */
    public boolean located() {
        return !Float.isNaN(lat);
    }
}
