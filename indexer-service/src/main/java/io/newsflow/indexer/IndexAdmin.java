package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import java.io.IOException;
import java.util.List;

/** Creates what the indexer writes into. */
public final class IndexAdmin {
    private final ElasticsearchClient client;

    /** Works through the given client; does not close it. */
    public IndexAdmin(ElasticsearchClient client) {
        this.client = client;
    }

    /**
     * Puts the index templates, and makes the indices that readers expect to exist. Repeating it changes nothing.
     *
     * @param names names of the generation to prepare
     * @throws IOException when Elasticsearch cannot be reached
     * @throws co.elastic.clients.elasticsearch._types.ElasticsearchException when it refuses
     */
    public void create(IndexNames names) throws IOException {
        new IndexTemplates(0).put(client);
        for (String index : List.of(names.articles(java.time.Instant.now()), names.stories())) {
            if (!client.indices().exists(request -> request.index(index)).value()) {
                client.indices().create(request -> request.index(index));
            }
        }
    }
}
