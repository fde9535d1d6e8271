package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Sends recipes to the index, exactly as curl would. */
public final class NewsSearch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;

    /** Asks the Elasticsearch at an address, given without a slash at the end. */
    public NewsSearch(String elasticsearchUrl) {
        this.base = elasticsearchUrl;
    }

    /**
     * Searches an alias with a recipe.
     *
     * @param alias what to search, such as {@code news-articles}
     * @param recipe the recipe
     * @param values values for it
     * @return Elasticsearch's answer
     * @throws IOException when it cannot be reached, or refuses; the message holds its reason
     */
    public JsonNode search(String alias, Recipe recipe, Map<String, ?> values)
            throws IOException, InterruptedException {
        return send(alias + "/_search", recipe.fill(values));
    }

    /** Number of documents that readers see under an alias. */
    public long count(String alias) throws IOException, InterruptedException {
        return send(alias + "/_count", JSON.createObjectNode()).path("count").asLong();
    }

    private JsonNode send(String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/" + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "Elasticsearch answered " + response.statusCode() + " to " + path + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
