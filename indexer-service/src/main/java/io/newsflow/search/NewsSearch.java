package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Sends recipes to the index, exactly as curl would. May be used by several threads. */
public final class NewsSearch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ARTICLES = "news-articles";
    private static final String KEEP_ALIVE = "1m";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;

    private final Consumer<SearchRequest> watcher;

    /** Asks the Elasticsearch at an address, given without a slash at the end. */
    public NewsSearch(String elasticsearchUrl) {
        this(elasticsearchUrl, request -> {});
    }

    /**
     * Asks the Elasticsearch at an address.
     *
     * @param elasticsearchUrl the address, without a slash at the end
     * @param watcher told of every request before it is sent
     */
    public NewsSearch(String elasticsearchUrl, Consumer<SearchRequest> watcher) {
        this.base = elasticsearchUrl;
        this.watcher = watcher;
    }

    /**
     * Searches with a recipe.
     *
     * @param recipe the recipe
     * @param values values for it
     * @return Elasticsearch's answer
     * @throws IllegalArgumentException when a value is missing or not known to the recipe
     * @throws IOException when Elasticsearch cannot be reached, refuses, or could not search all shards; the message
     *     holds its reason
     */
    public JsonNode search(Recipe recipe, Map<String, ?> values) throws IOException, InterruptedException {
        JsonNode answer = post(recipe.path(), recipe.fill(values));
        if (answer.at("/_shards/failed").asInt() > 0) {
            throw new IOException("Elasticsearch searched only some shards of " + recipe.path() + ": "
                    + answer.at("/_shards/failures"));
        }
        return answer;
    }

    /** Number of documents that readers see under an alias. */
    public long count(String alias) throws IOException, InterruptedException {
        return post(alias + "/_count", JSON.createObjectNode()).path("count").asLong();
    }

    /**
     * Hands out every article that a search finds, the newest first, as they stand now: more than the 10,000 that a
     * search with {@code from} reaches.
     *
     * @param values values for the recipe {@code scan}, without its point in time
     * @param each told of each hit
     * @return their number
     */
    public long scan(Map<String, ?> values, Consumer<JsonNode> each) throws IOException, InterruptedException {
        Recipe recipe = Recipe.named("scan");
        String pit = post(ARTICLES + "/_pit?keep_alive=" + KEEP_ALIVE, null)
                .path("id")
                .asText();
        try {
            Map<String, Object> page = new HashMap<>(values);
            page.put("keepAlive", KEEP_ALIVE);
            for (long found = 0; ; ) {
                page.put("pit", pit);
                JsonNode answer = search(recipe, page);
                JsonNode hits = answer.path("hits").path("hits");
                if (hits.isEmpty()) {
                    return found;
                }
                hits.forEach(each);
                found += hits.size();
                pit = answer.path("pit_id").asText();
                page.put("after", hits.get(hits.size() - 1).path("sort"));
            }
        } finally {
            ObjectNode id = JSON.createObjectNode().put("id", pit);
            send("DELETE", "_pit", id);
        }
    }

    /**
     * Whether every node of the cluster has a module or plugin.
     *
     * @param name such as {@code percolator}
     */
    public boolean hasModule(String name) throws IOException, InterruptedException {
        JsonNode nodes = send("GET", "_nodes/plugins?filter_path=nodes.*.modules.name,nodes.*.plugins.name", null)
                .path("nodes");
        for (JsonNode node : nodes) {
            if (!node.findValuesAsText("name").contains(name)) {
                return false;
            }
        }
        return !nodes.isEmpty();
    }

    /**
     * Posts a body.
     *
     * @param path below the address, without a slash in front
     * @param body the body, or null for none
     * @throws IOException when Elasticsearch cannot be reached, or refuses; the message holds its reason
     */
    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    /** Whether there is an index or alias of a name. */
    boolean exists(String index) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/" + index))
                .timeout(TIMEOUT)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    /** Sends any request; as {@link #post}. */
    JsonNode send(String method, String path, JsonNode body) throws IOException, InterruptedException {
        watcher.accept(new SearchRequest(method, base + "/" + path, body));
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/" + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "Elasticsearch answered " + response.statusCode() + " to " + path + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
