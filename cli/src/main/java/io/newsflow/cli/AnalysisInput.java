package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.ingest.identity.ArticleId;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.identity.ContentHash;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.json.RecordJsonException;
import java.util.List;
import java.util.Optional;

/**
 * Reads an article that somebody wrote by hand or exported from elsewhere: a whole RawArticle, or just its title and
 * body. {@code text} stands for the body where there is none, as in the files that {@code newsflow eval} reads;
 * {@code published} may be a plain ISO 8601 time; id and content hash are made where they are absent.
 */
final class AnalysisInput {
    private static final String PUBLISHED = "published";
    private static final String PUBLISHER = "publisher";
    private static final String BODY = "body";
    private static final String TEXT = "text";
    private static final List<String> TEXTS = List.of("title", "standfirst", BODY);

    private AnalysisInput() {}

    /**
     * Reads one line.
     *
     * @throws RecordJsonException naming what does not fit, and where
     */
    static RawArticle read(String json) {
        JsonNode node = RecordJson.parse(json);
        if (node instanceof ObjectNode article) {
            if (article.has(TEXT) && !article.has(BODY)) {
                article.set(BODY, article.get(TEXT));
            }
            if (TEXTS.stream().noneMatch(article::has)) {
                throw new RecordJsonException("$: no title and no body");
            }
            if (article.path(PUBLISHED).isValueNode()
                    && !article.path(PUBLISHED).isNull()) {
                JsonNode time = article.get(PUBLISHED);
                article.putObject(PUBLISHED)
                        .put("precision", "SECOND")
                        .put("evidence", "file")
                        .set("value", time);
            }
            if (article.path(PUBLISHER).isTextual()) {
                String name = article.get(PUBLISHER).asText();
                article.putObject(PUBLISHER).put("name", name);
            }
        }
        RawArticle article = RecordJson.read(RawArticle.class, node);
        if (article.getContentHash().isEmpty()) {
            article.setContentHash(ContentHash.of(article.getTitle(), article.getStandfirst(), article.getBody()));
        }
        if (article.getArticleId().isEmpty()) {
            ArticleId id = idOf(article);
            article.setArticleId(id.value());
            article.setIdRule(id.rule());
        }
        return article;
    }

    private static ArticleId idOf(RawArticle article) {
        Optional<String> canonical = article.getUrl() == null ? Optional.empty() : CanonicalUrl.of(article.getUrl());
        return canonical
                .map(ArticleId::ofUrl)
                .orElseGet(() -> ArticleId.ofTitle(
                        article.getPublisher().getName(), article.getTitle(), null, article.getBody()));
    }
}
