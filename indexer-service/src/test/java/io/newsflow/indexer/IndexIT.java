package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Templates, documents, versions and the search recipe on a real Elasticsearch. */
@ExtendWith(NewsStackExtension.class)
class IndexIT {
    private static final IndexNames NAMES = new IndexNames(1);
    private static final Instant FIRST_SEEN = Instant.parse("2026-01-31T08:15:00Z");

    private static ElasticsearchClients clients;
    private static NewsSearch search;

    @BeforeAll
    static void createIndex(NewsStack stack) throws Exception {
        clients = ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(List.of(stack.elasticsearchUrl())));
        search = new NewsSearch(stack.elasticsearchUrl());
        new IndexAdmin(clients.blocking()).create(NAMES);
        new IndexAdmin(clients.blocking()).create(NAMES);
        send(List.of(
                index(article("t1-kyiv", 5, "Kyiv opens a tram museum", "Old trams stand in Kyiv.", "Kyiv", "en"), 5),
                index(article("t1-kiev", 5, "Kiev plants lime trees", "Lime trees for Kiev.", "Kyiv", "en"), 5),
                index(article("t1-graz", 5, "Graz paints its bridges", "Bridges in colour.", "Graz", "en"), 5)));
        clients.blocking().indices().refresh(request -> request.index(IndexNames.ARTICLES));
    }

    @AfterAll
    static void close() {
        if (clients != null) {
            clients.close();
        }
    }

    @Test
    void aSearchFindsByWordsInAnyFormAndHighlights() throws Exception {
        // When
        JsonNode answer = search("tree");

        // Then
        assertThat(answer.at("/hits/hits/0/_id").asText()).isEqualTo("t1-kiev");
        assertThat(answer.at("/hits/hits/0/highlight/body/0").asText()).contains("«trees»");
    }

    @Test
    void aFacetCountsOneIdentityOverItsSpellings() throws Exception {
        // When
        JsonNode answer = search("trees museum bridges");

        // Then
        JsonNode first = answer.at("/aggregations/entity/value/id/buckets/0");
        assertThat(first.path("key").asText()).isEqualTo("nf:loc:kyiv");
        assertThat(first.path("doc_count").asInt()).isEqualTo(2);
        assertThat(answer.at("/aggregations/publisher/value/buckets/0/key").asText())
                .isEqualTo("The Alpine Post");
        assertThat(answer.at("/aggregations/country/value/buckets/0/key").asText())
                .isEqualTo("AT");
        assertThat(answer.at("/hits/hits/0/_source/publisher/id").asText()).isEqualTo("nf:org:the-alpine-post");
    }

    @Test
    void anOlderRevisionLosesAndARetractionDeletes() throws Exception {
        // Given
        String id = "t1-versions";
        send(List.of(index(article(id, 7, "Newer", "Newer text.", "Graz", "en"), 7)));

        // When
        List<BulkClient.Outcome> older = send(List.of(index(article(id, 6, "Older", "Older text.", "Graz", "en"), 6)));

        // Then
        assertThat(older.get(0).status()).isEqualTo(409);
        assertThat(clients.blocking()
                        .get(
                                request -> request.index(NAMES.articles(FIRST_SEEN))
                                        .id(id),
                                Map.class)
                        .version())
                .isEqualTo(7);
        assertThat(send(List.of(delete(id, 8))).get(0).status()).isEqualTo(200);
        assertThat(send(List.of(index(article(id, 7, "Late", "Late text.", "Graz", "en"), 7)))
                        .get(0)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aRetractionThatDoesNotSayWhereDeletesInEveryMonthAndIsOneOutcome() throws Exception {
        // Given: articles of two months, and another generation with the same
        String january = NAMES.articles(FIRST_SEEN);
        String june = NAMES.articles(Instant.parse("2026-06-15T12:00:00Z"));
        String elsewhere = new IndexNames(78).articles(FIRST_SEEN);
        byte[] document = "{\"title\": \"Retracted\"}".getBytes(StandardCharsets.UTF_8);
        send(List.of(
                new IndexOperation(source(), january, "t1-january", 1, document),
                new IndexOperation(source(), june, "t1-june", 1, document),
                new IndexOperation(source(), elsewhere, "t1-january", 1, document)));

        // When
        List<BulkClient.Outcome> outcomes = send(List.of(
                new IndexOperation(source(), NAMES.articlesPattern(), "t1-january", 2, null),
                new IndexOperation(source(), NAMES.articlesPattern(), "t1-nowhere", 2, null),
                new IndexOperation(source(), NAMES.articlesPattern(), "t1-june", 2, null)));

        // Then
        assertThat(outcomes).extracting(BulkClient.Outcome::status).containsExactly(200, 404, 200);
        assertThat(isThere(january, "t1-january")).isFalse();
        assertThat(isThere(june, "t1-june")).isFalse();
        assertThat(isThere(elsewhere, "t1-january")).isTrue();
        assertThat(send(List.of(
                        new IndexOperation(source(), new IndexNames(79).articlesPattern(), "t1-january", 2, null))))
                .extracting(BulkClient.Outcome::status)
                .containsExactly(404);
        new IndexAdmin(clients.blocking()).delete(78);
    }

    private static boolean isThere(String home, String id) throws Exception {
        return clients.blocking().exists(request -> request.index(home).id(id)).value();
    }

    @Test
    void aDocumentThatDoesNotFitTheMappingIsRefusedWithItsField() throws Exception {
        // Given
        byte[] bad =
                "{\"articleId\": \"t1-bad\", \"date\": \"the day before yesterday\"}".getBytes(StandardCharsets.UTF_8);

        // When
        List<BulkClient.Outcome> outcomes =
                send(List.of(new IndexOperation(source(), NAMES.articles(FIRST_SEEN), "t1-bad", 1, bad)));

        // Then
        assertThat(outcomes.get(0).status()).isEqualTo(400);
        assertThat(outcomes.get(0).error()).contains("date");
    }

    @Test
    void vectorsOfAnotherModelWaitForARebuildAndBuryNothing() throws Exception {
        // Given
        IndexNames names = new IndexNames(77);
        try {
            new IndexAdmin(clients.blocking(), () -> 3).create(names);
            IndexOperation operation = new IndexOperation(
                    source(),
                    names.articles(Instant.now()),
                    "t1-vector",
                    1,
                    "{\"vector\": [1, 2, 3, 4]}".getBytes(StandardCharsets.UTF_8));

            // When, Then
            assertThatThrownBy(() -> new ElasticsearchBulkClient(clients.async(), 4)
                            .send(List.of(operation))
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(BulkClient.RequestFailed.class)
                    .hasMessageContaining("newsflow index rebuild");
        } finally {
            new IndexAdmin(clients.blocking()).putTemplates();
            new IndexAdmin(clients.blocking()).delete(77);
        }
    }

    private static JsonNode search(String words) throws Exception {
        return search.search(Recipe.named("full-text"), Map.of("words", words, "languages", List.of("en")));
    }

    private static List<BulkClient.Outcome> send(List<IndexOperation> operations) throws Exception {
        return new ElasticsearchBulkClient(clients.async(), 0)
                .send(new ArrayList<>(operations))
                .toCompletableFuture()
                .get();
    }

    private static IndexOperation index(EnrichedArticle article, long version) {
        return new IndexOperation(
                source(),
                NAMES.articles(article.getArticle().getFirstSeen()),
                article.getArticleId(),
                version,
                new DocumentWriter().article(article));
    }

    private static IndexOperation delete(String id, long version) {
        return new IndexOperation(source(), NAMES.articles(FIRST_SEEN), id, version, null);
    }

    private static ConsumerRecord<byte[], byte[]> source() {
        return new ConsumerRecord<>("news.enriched", 0, 0, new byte[0], new byte[0]);
    }

    private static EnrichedArticle article(
            String id, long revision, String title, String body, String place, String language) {
        EnrichedArticle article = RecordJson.read(EnrichedArticle.class, """
                {"language": {"tag": "%s", "confidence": 1},
                 "entities": [{"id": "nf:loc:%s", "type": "LOC", "name": "%s", "mentionCount": 1, "salience": 0.5,
                               "confidence": 1, "mentions": [{"field": "TITLE", "start": 0, "end": 4, "surface": "x"}]}],
                 "topics": [{"code": "medtop:20000002", "label": "arts", "labelEn": "arts", "level": 2, "score": 0.7,
                             "ancestors": ["medtop:01000000"]}],
                 "places": [{"entityId": "x", "name": "x", "location": {"lat": 50.45, "lon": 30.52}, "score": 0.5}],
                 "publisher": {"id": "nf:org:the-alpine-post", "name": "The Alpine Post", "country": "AT"},
                 "article": {"publisher": {"name": "The Alpine Post"}, "firstSeen": "%s"}}
                """.formatted(
                        language, place.toLowerCase(java.util.Locale.ROOT), place, FIRST_SEEN));
        article.setArticleId(id);
        article.setRevision(revision);
        article.getArticle().setTitle(title);
        article.getArticle().setBody(body);
        return article;
    }
}
