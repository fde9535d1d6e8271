package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.indexer.LanguageFields;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Saved searches that new articles are held against: Elasticsearch's percolator. They are kept in the index
 * {@value #INDEX}, each under its name. Needs the cluster's module {@value #MODULE}, which every full distribution has.
 */
public final class SavedSearches {
    /** The index that holds them. */
    public static final String INDEX = "news-alerts";

    private static final String MODULE = "percolator";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NewsSearch search;

    /** Saves and asks through a search. */
    public SavedSearches(NewsSearch search) {
        this.search = search;
    }

    /**
     * Saves a search, replacing one of the same name. From then on {@link #matching} tells of it.
     *
     * @param name its name
     * @param words what it looks for, as the full-text recipe does: at least half of more than two words
     * @throws IOException when Elasticsearch cannot be reached, or the cluster has no percolator
     */
    public void save(String name, String words) throws IOException, InterruptedException {
        prepare();
        ObjectNode saved = JSON.createObjectNode();
        saved.put("name", name);
        saved.put("words", words);
        saved.putObject("query")
                .putObject("multi_match")
                .put("query", words)
                .put("type", "cross_fields")
                .put("minimum_should_match", "2<50%")
                .putArray("fields")
                .add("title")
                .add("text.*.title")
                .add("standfirst")
                .add("text.*.standfirst")
                .add("body")
                .add("text.*.body");
        search.send("PUT", INDEX + "/_doc/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "?refresh=true", saved);
    }

    /**
     * Names of the saved searches that an article answers.
     *
     * @param document the article as a search returns it
     */
    public List<String> matching(JsonNode document) throws IOException, InterruptedException {
        prepare();
        ObjectNode article = document.deepCopy();
        // Search answers leave out the copy of the text that is stemmed.
        ObjectNode text = article.putObject("text")
                .putObject(LanguageFields.of(article.path("language").asText(LanguageFields.OTHER)));
        for (String field : List.of("title", "standfirst", "body")) {
            if (article.has(field)) {
                text.set(field, article.get(field));
            }
        }
        List<String> names = new ArrayList<>();
        search.search(Recipe.named("alerts"), Map.of("document", article))
                .at("/hits/hits")
                .forEach(hit -> names.add(hit.at("/_source/name").asText()));
        return names;
    }

    /** Makes the index where it is missing: the articles' own mapping, and a field that holds the query. */
    private void prepare() throws IOException, InterruptedException {
        if (!search.hasModule(MODULE)) {
            throw new IOException("this Elasticsearch has no module " + MODULE
                    + ", so it cannot hold articles against saved searches; a full distribution has it");
        }
        if (!search.exists(INDEX)) {
            ObjectNode index = JSON.createObjectNode();
            for (String component : List.of("news-article-fields", "news-languages")) {
                try (InputStream in = SavedSearches.class.getResourceAsStream(
                        "/io/newsflow/indexer/templates/" + component + ".json")) {
                    merge(index, JSON.readTree(in).path("template"));
                }
            }
            ObjectNode properties = (ObjectNode) index.at("/mappings/properties");
            properties.putObject("query").put("type", MODULE);
            properties.putObject("name").put("type", "keyword");
            search.send("PUT", INDEX, index);
        }
    }

    private static void merge(ObjectNode into, JsonNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            if (into.get(field.getKey()) instanceof ObjectNode known && field.getValue() instanceof ObjectNode more) {
                merge(known, more);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        }
    }
}
