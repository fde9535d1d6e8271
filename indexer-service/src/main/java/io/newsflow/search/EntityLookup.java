package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds entities of the index by name, and their names by id. */
public final class EntityLookup {
    private static final Pattern ID = Pattern.compile("Q\\d+|nf:\\S+");
    private static final int LIMIT = 20;
    /** By whole days, so that Elasticsearch may keep what it has counted. */
    private static final String RECENT = "now-30d/d";

    private final NewsSearch search;

    /**
     * An entity of the index.
     *
     * @param id identity: a Wikidata id or a local one
     * @param name canonical name
     * @param type PER, ORG, LOC or MISC
     * @param articles how many articles it was found in
     */
    public record Found(String id, String name, String type, long articles) {}

    /** Looks into the index of a search. */
    public EntityLookup(NewsSearch search) {
        this.search = search;
    }

    /**
     * Entities that have a name, in any of its spellings.
     *
     * @return the one in most articles first, but one whose canonical name it is before all others
     */
    public List<Found> find(String name) throws IOException, InterruptedException {
        JsonNode answer = search.search(Recipe.named("find-entities"), Map.of("name", name, "size", LIMIT));
        List<Found> found = buckets(answer.at("/aggregations/named/match/id/buckets"));
        List<Found> sorted = new ArrayList<>();
        found.stream().filter(entity -> same(entity.name(), name)).forEach(sorted::add);
        found.stream().filter(entity -> !sorted.contains(entity)).forEach(sorted::add);
        return sorted;
    }

    /**
     * The id that a reader means.
     *
     * @param idOrName an id, which is taken as it is, or a name
     * @throws IllegalArgumentException when no entity of the index has the name
     */
    public String id(String idOrName) throws IOException, InterruptedException {
        if (isId(idOrName)) {
            return idOrName;
        }
        List<Found> found = find(idOrName);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no entity of the index is called '" + idOrName + "'");
        }
        return found.get(0).id();
    }

    /** Whether a text is an id rather than a name. */
    public static boolean isId(String idOrName) {
        return ID.matcher(idOrName).matches();
    }

    /** Entities by their ids; those that the index does not hold are absent. */
    public Map<String, Found> byId(Collection<String> ids) throws IOException, InterruptedException {
        Map<String, Found> byId = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            JsonNode answer = search.search(Recipe.named("entity-names"), Map.of("entities", ids, "size", ids.size()));
            buckets(answer.at("/aggregations/named/match/id/buckets")).forEach(found -> byId.put(found.id(), found));
        }
        return byId;
    }

    /** Entities of the buckets of an aggregation by id with name and type below. */
    public static List<Found> buckets(JsonNode buckets) {
        List<Found> found = new ArrayList<>();
        for (JsonNode bucket : buckets) {
            found.add(new Found(
                    bucket.path("key").asText(),
                    bucket.at("/name/buckets/0/key").asText(),
                    bucket.at("/type/buckets/0/key").asText(),
                    bucket.path("doc_count").asLong()));
        }
        return found;
    }

    /**
     * Entities whose name, or one of its spellings, has all words that are typed, the last of which may be unfinished.
     *
     * @param prefix what was typed
     * @param size how many at most
     * @return the one in most articles first; counted over the last weeks where those have enough of them, which takes
     *     about the same time however large the archive is, and otherwise over all
     */
    public List<Found> suggest(String prefix, int size) throws IOException, InterruptedException {
        Map<String, Object> values = new HashMap<>(Map.of("prefix", prefix, "size", size, "since", RECENT));
        List<Found> recent = suggested(values);
        if (recent.size() >= size) {
            return recent;
        }
        values.remove("since");
        return suggested(values);
    }

    private List<Found> suggested(Map<String, Object> values) throws IOException, InterruptedException {
        return buckets(
                search.search(Recipe.named("suggest-entities"), values).at("/aggregations/named/match/id/buckets"));
    }

    private static boolean same(String a, String b) {
        return a.toLowerCase(Locale.ROOT).equals(b.strip().toLowerCase(Locale.ROOT));
    }
}
