package io.newsflow.indexer;

import io.newsflow.model.EnrichedArticle;

/**
 * Makes a vector of an article, for searches by nearness ({@code similar}). Newsflow ships none: an embedding model is
 * plugged in as a class that implements this and has a public constructor without parameters, which the setting
 * {@code index.embedder.class} names.
 *
 * <p>One thread calls it, the one that polls Kafka: what one poll brings (500 records, or
 * {@code kafka.max.poll.records}) has to be through within {@code max.poll.interval.ms}. The same article should give
 * the same vector always, since a replay writes it again.
 */
public interface Embedder extends AutoCloseable {
    /** Length of its vectors, 1 to 4096. */
    int dimensions();

    /**
     * The vector of an article. Elasticsearch compares vectors by the cosine of their angle, so their length does not
     * matter, but may not be zero.
     *
     * @return {@link #dimensions()} numbers; null where the article has nothing to make a vector of
     * @throws RuntimeException when it cannot: the article is then indexed without a vector, and counted
     */
    float[] embed(EnrichedArticle article);

    @Override
    default void close() {}
}
