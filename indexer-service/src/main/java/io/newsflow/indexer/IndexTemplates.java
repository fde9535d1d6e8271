package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.cluster.PutComponentTemplateRequest;
import co.elastic.clients.elasticsearch.indices.PutIndexTemplateRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.List;

/**
 * The templates of the index, each a file in {@code templates/} that curl could send as well: component templates for
 * settings, fields and languages, and the index templates that are composed of them. A component template
 * {@code news-custom} is the operator's own: the index templates name it last, so that what it says wins.
 */
public final class IndexTemplates {
    /** Component templates, which go first. */
    static final List<String> COMPONENTS =
            List.of("news-settings", "news-article-fields", "news-languages", "news-story-fields");

    /** Index templates. */
    static final List<String> INDEX_TEMPLATES = List.of("news-articles", "news-stories");

    private static final String VECTORS = "news-vectors";

    private final int vectorDimensions;

    /**
     * Templates with or without a vector for each article.
     *
     * @param vectorDimensions length of the vectors; 0 for none
     */
    public IndexTemplates(int vectorDimensions) {
        if (vectorDimensions < 0) {
            throw new IllegalArgumentException("vectors have 0 or more dimensions, not " + vectorDimensions);
        }
        this.vectorDimensions = vectorDimensions;
    }

    /**
     * Puts all templates; those that are there are replaced, and indices that exist stay as they are.
     *
     * @throws IOException when Elasticsearch cannot be reached
     * @throws co.elastic.clients.elasticsearch._types.ElasticsearchException when it refuses
     */
    public void put(ElasticsearchClient client) throws IOException {
        for (String name : COMPONENTS) {
            try (InputStream in = resource(name)) {
                client.cluster()
                        .putComponentTemplate(PutComponentTemplateRequest.of(
                                request -> request.name(name).withJson(in)));
            }
        }
        client.cluster()
                .putComponentTemplate(PutComponentTemplateRequest.of(
                        request -> request.name(VECTORS).withJson(new StringReader(vectors()))));
        for (String name : INDEX_TEMPLATES) {
            try (InputStream in = resource(name)) {
                client.indices()
                        .putIndexTemplate(PutIndexTemplateRequest.of(
                                request -> request.name(name).withJson(in)));
            }
        }
    }

    /** A template as shipped. */
    static InputStream resource(String name) {
        InputStream in = IndexTemplates.class.getResourceAsStream("templates/" + name + ".json");
        if (in == null) {
            throw new IllegalArgumentException("no template is called " + name);
        }
        return in;
    }

    private String vectors() {
        if (vectorDimensions == 0) {
            return "{\"template\": {}, \"_meta\": {\"description\": \"No vectors\"}}";
        }
        return """
                {"template": {"mappings": {"properties": {"vector": {
                   "type": "dense_vector", "dims": %d, "index": true, "similarity": "cosine"}}}},
                 "_meta": {"description": "A vector for each article, from the embedding model of the indexer"}}
                """.formatted(vectorDimensions);
    }
}
