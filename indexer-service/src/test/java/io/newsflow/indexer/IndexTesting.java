package io.newsflow.indexer;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Story;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Puts records into an index for tests that are about searching. */
public final class IndexTesting {
    private IndexTesting() {}

    /** Makes the index and puts the records into it as the indexer does; they can be found when it returns. */
    public static void index(String elasticsearch, List<EnrichedArticle> articles, List<Story> stories)
            throws Exception {
        IndexNames names = new IndexNames(1);
        DocumentWriter documents = new DocumentWriter();
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>("test", 0, 0, new byte[0], new byte[0]);
        List<IndexOperation> operations = new ArrayList<>();
        for (EnrichedArticle article : articles) {
            operations.add(new IndexOperation(
                    source,
                    names.articles(article.getArticle().getFirstSeen()),
                    article.getArticleId(),
                    article.getRevision(),
                    documents.article(article)));
        }
        for (Story story : stories) {
            operations.add(new IndexOperation(
                    source, names.stories(), story.getStoryId(), story.getRevision(), documents.story(story)));
        }
        try (ElasticsearchClients clients =
                ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(List.of(elasticsearch)))) {
            new IndexAdmin(clients.blocking()).create(names);
            List<BulkClient.Outcome> outcomes = new ElasticsearchBulkClient(clients.async())
                    .send(operations)
                    .toCompletableFuture()
                    .get();
            for (BulkClient.Outcome outcome : outcomes) {
                if (outcome.status() / 100 != 2) {
                    throw new IllegalStateException("refused with " + outcome.status() + ": " + outcome.error());
                }
            }
            clients.blocking().indices().refresh(request -> request.index("news-*"));
        }
    }
}
