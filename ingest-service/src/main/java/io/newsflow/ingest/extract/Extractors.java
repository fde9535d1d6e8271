package io.newsflow.ingest.extract;

import io.newsflow.ingest.agency.NewsMlExtractor;
import io.newsflow.ingest.agency.NinjsExtractor;
import io.newsflow.ingest.aggregator.AggregatorExtractor;
import io.newsflow.ingest.feed.FeedExtractor;
import io.newsflow.ingest.page.PageExtractor;
import io.newsflow.ingest.push.ArticleJsonExtractor;
import io.newsflow.ingest.sitemap.SitemapExtractor;
import java.util.List;

/** All input kinds that Newsflow reads. */
public final class Extractors {
    private static final ExtractorRegistry STANDARD = new ExtractorRegistry(List.of(
            new FeedExtractor(),
            new SitemapExtractor(),
            new NewsMlExtractor(),
            new NinjsExtractor(),
            new ArticleJsonExtractor(),
            new AggregatorExtractor(),
            new PageExtractor()));

    private Extractors() {}

    /** The registry of all kinds. */
    public static ExtractorRegistry standard() {
        return STANDARD;
    }
}
