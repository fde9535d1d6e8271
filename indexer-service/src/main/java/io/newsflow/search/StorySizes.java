package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** How many articles stand behind the hits of a list that gives each story once. */
public final class StorySizes {
    private StorySizes() {}

    /**
     * Articles by group, for the groups of an answer's hits.
     *
     * @param search where to ask
     * @param answer of a recipe that collapses by group
     */
    public static Map<String, Long> of(NewsSearch search, JsonNode answer) throws IOException, InterruptedException {
        Set<String> groups = new LinkedHashSet<>();
        for (JsonNode hit : answer.at("/hits/hits")) {
            JsonNode group = hit.at("/fields/group/0");
            if (!group.isMissingNode()) {
                groups.add(group.asText());
            }
        }
        Map<String, Long> sizes = new HashMap<>();
        if (!groups.isEmpty()) {
            search.search(Recipe.named("story-sizes"), Map.of("groups", groups))
                    .at("/aggregations/group/buckets")
                    .forEach(bucket -> sizes.put(
                            bucket.path("key").asText(),
                            bucket.path("doc_count").asLong()));
        }
        return sizes;
    }
}
