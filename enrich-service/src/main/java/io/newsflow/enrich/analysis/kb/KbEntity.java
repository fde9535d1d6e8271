package io.newsflow.enrich.analysis.kb;

/**
 * An entity of the knowledge base.
 *
 * @param id Wikidata id where a source has one, else a local id {@code nf:type:slug}
 * @param name canonical name, English where there is one
 * @param kind what it is
 * @param country ISO 3166-1 alpha-2 code, or null
 * @param prior 0 to 100: how likely news means this one where a name is shared, on no particular scale
 * @param lat latitude in degrees, NaN where unknown
 * @param lon longitude in degrees, NaN where unknown
 * @param context words that stand near it in news (office, state, field), lower case, separated by spaces; may be empty
 */
public record KbEntity(
        String id, String name, EntityKind kind, String country, int prior, float lat, float lon, String context) {

    /** The id where it is Wikidata's, else null. */
    public String wikidataId() {
        return id.charAt(0) == 'Q' ? id : null;
    }

    /** True where the place on the map is known. */
    public boolean located() {
        return !Float.isNaN(lat);
    }
}
