package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds entities of the index by name, and their names by id. */
public final class EntityLookup {
    private static final Pattern ID = Pattern.compile("Q\\d+|nf:\\S+");
    private static final int LIMIT = 20;

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
     * Entities that a name begins to spell, the weightiest first and each once, however many of its spellings match.
     *
     * @param prefix what was typed
     * @param size how many at most
     */
    public List<Found> suggest(String prefix, int size) throws IOException, InterruptedException {
        JsonNode answer = search.search(Recipe.named("suggest-entities"), Map.of("prefix", prefix, "size", size * 2));
        Map<String, Found> byId = new LinkedHashMap<>();
        for (JsonNode option : answer.at("/suggest/entity/0/options")) {
            for (JsonNode entity : option.at("/_source/entities")) {
                if (spelled(entity, option.path("text").asText())) {
                    byId.putIfAbsent(
                            entity.path("id").asText(),
                            new Found(
                                    entity.path("id").asText(),
                                    entity.path("name").asText(),
                                    entity.path("type").asText(),
                                    0));
                    break;
                }
            }
        }
        return byId.values().stream().limit(size).toList();
    }

    private static boolean spelled(JsonNode entity, String text) {
        String name = entity.path("name").asText();
        return name.equals(text)
                || name.endsWith(" " + text)
                || entity.path("mentions").findValuesAsText("surface").contains(text);
    }

    private static boolean same(String a, String b) {
        return a.toLowerCase(Locale.ROOT).equals(b.strip().toLowerCase(Locale.ROOT));
    }
}
