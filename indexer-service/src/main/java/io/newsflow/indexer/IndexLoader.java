package io.newsflow.indexer;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Story;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts records into an index without Kafka, as the indexer would: for evaluations and tests. They can be found when
 * it returns.
 */
public final class IndexLoader {
    private static final int BATCH = 500;
    private static final ConsumerRecord<byte[], byte[]> NO_RECORD =
            new ConsumerRecord<>("none", 0, 0, new byte[0], new byte[0]);

    private final ElasticsearchClients clients;
    private final ArticleVectors vectors;
    private final IndexNames names = new IndexNames(1);

    /** Works through the given clients, without vectors; does not close them. */
    public IndexLoader(ElasticsearchClients clients) {
        this(clients, ArticleVectors.NONE);
    }

    /** Works through the given clients; does not close them, nor what makes the vectors. */
    public IndexLoader(ElasticsearchClients clients, ArticleVectors vectors) {
        this.clients = clients;
        this.vectors = vectors;
    }

    /**
     * Makes the index where it is missing, and fills it.
     *
     * @throws IOException when Elasticsearch cannot be reached or refuses a document; the message holds its reason
     */
    public void load(List<EnrichedArticle> articles, List<Story> stories) throws IOException, InterruptedException {
        IndexAdmin admin = new IndexAdmin(clients.blocking(), vectors::dimensions);
        admin.create(names);
        Set<String> homes = new TreeSet<>();
        articles.forEach(
                article -> homes.add(names.articles(article.getArticle().getFirstSeen())));
        admin.ensureHomes(homes);
        DocumentWriter documents = new DocumentWriter();
        List<IndexOperation> batch = new ArrayList<>();
        for (EnrichedArticle article : articles) {
            batch.add(new IndexOperation(
                    NO_RECORD,
                    names.articles(article.getArticle().getFirstSeen()),
                    article.getArticleId(),
                    article.getRevision(),
                    documents.article(article, vectors.of(article))));
            if (batch.size() == BATCH) {
                send(batch);
            }
        }
        for (Story story : stories) {
            batch.add(new IndexOperation(
                    NO_RECORD, names.stories(), story.getStoryId(), story.getRevision(), documents.story(story)));
        }
        send(batch);
        clients.blocking().indices().refresh(request -> request.index("news-*"));
    }

    private void send(List<IndexOperation> batch) throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            List<BulkClient.Outcome> outcomes = new ElasticsearchBulkClient(clients.async(), vectors.dimensions())
                    .send(new ArrayList<>(batch))
                    .toCompletableFuture()
                    .get();
            for (BulkClient.Outcome outcome : outcomes) {
                if (outcome.status() / 100 != 2) {
                    throw new IOException(
                            "Elasticsearch refused a document with " + outcome.status() + ": " + outcome.error());
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("a bulk request failed", e.getCause());
        }
        batch.clear();
    }
}
