package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.indexer.ElasticsearchAccess;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends recipes to the index, exactly as curl would. Where a node does not answer, the next one is asked. May be used by
 * several threads.
 */
public final class NewsSearch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String ARTICLES = "news-articles";
    private static final String KEEP_ALIVE = "1m";
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final HttpClient http;
    private final ElasticsearchAccess access;
    private final Duration timeout;
    private final Consumer<SearchRequest> watcher;

    /** Which node to begin with: the last one that answered. */
    private volatile int first;

    /** Asks the Elasticsearch at an address, without credentials. */
    public NewsSearch(String elasticsearchUrl) {
        this(IndexerConfig.Elasticsearch.plain(List.of(elasticsearchUrl)));
    }

    /**
     * Asks an Elasticsearch.
     *
     * @param elasticsearch how to reach it
     * @throws ConfigException naming the key when a value is wrong
     */
    public NewsSearch(IndexerConfig.Elasticsearch elasticsearch) {
        this(elasticsearch, request -> {});
    }

    /**
     * Asks an Elasticsearch.
     *
     * @param elasticsearch how to reach it
     * @param watcher told of every request before it is sent; it sees no credentials
     * @throws ConfigException naming the key when a value is wrong
     */
    public NewsSearch(IndexerConfig.Elasticsearch elasticsearch, Consumer<SearchRequest> watcher) {
        this.access = ElasticsearchAccess.of(elasticsearch);
        this.timeout = elasticsearch.timeout();
        this.watcher = watcher;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
        access.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
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
        return ask("HEAD", index, null).statusCode() == 200;
    }

    /** Sends any request; as {@link #post}. */
    JsonNode send(String method, String path, JsonNode body) throws IOException, InterruptedException {
        watcher.accept(new SearchRequest(method, access.nodes().get(first) + "/" + path, body));
        HttpResponse<String> response = ask(method, path, body);
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "Elasticsearch answered " + response.statusCode() + " to " + path + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Asks one node after another, until one answers that it could do its work. */
    private HttpResponse<String> ask(String method, String path, JsonNode body)
            throws IOException, InterruptedException {
        List<URI> nodes = access.nodes();
        int begin = first;
        IOException failure = null;
        HttpResponse<String> response = null;
        for (int i = 0; i < nodes.size(); i++) {
            int node = (begin + i) % nodes.size();
            try {
                response = http.send(request(nodes.get(node), method, path, body), BodyHandlers.ofString());
                if (response.statusCode() < BAD_GATEWAY || response.statusCode() > GATEWAY_TIMEOUT) {
                    first = node;
                    return response;
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (response == null) {
            throw new IOException("Elasticsearch does not answer at " + nodes + ": " + failure, failure);
        }
        return response;
    }

    private HttpRequest request(URI node, String method, String path, JsonNode body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node + "/" + path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        access.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }
}
