package io.newsflow.enrich.analysis;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;

/**
 * The text analysis of one article: language, entities, topics, keywords, summary, quotes and fingerprint. A function
 * of the article and of the models that the result names: the same article gives the same result, byte for byte. It
 * knows nothing of other articles, so story, duplicate and related articles stay empty. Implementations are safe for
 * use by many threads.
 */
public interface ArticleAnalyzer {
    /**
     * Analyses an article.
     *
     * @param raw the article; not changed
     * @return the analysis with the article in it; its revision is the raw record's, its provenances hold the raw
     *     record's one
     */
    EnrichedArticle analyze(RawArticle raw);
}
