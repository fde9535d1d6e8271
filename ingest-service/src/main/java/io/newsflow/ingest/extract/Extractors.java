package io.newsflow.ingest.extract;

import io.newsflow.ingest.agency.NewsMlExtractor;
import io.newsflow.ingest.agency.NinjsExtractor;
import io.newsflow.ingest.aggregator.AggregatorExtractor;
import io.newsflow.ingest.feed.FeedExtractor;
import io.newsflow.ingest.page.PageExtractor;
import io.newsflow.ingest.push.ArticleJsonExtractor;
import io.newsflow.ingest.sitemap.SitemapExtractor;
import io.newsflow.ingest.warc.WarcExtractor;
import java.util.List;
import java.util.stream.Stream;

/** All input kinds that Newsflow reads. */
public final class Extractors {
    private static final List<ArticleExtractor> DOCUMENTS = List.of(
            new FeedExtractor(),
            new SitemapExtractor(),
            new NewsMlExtractor(),
            new NinjsExtractor(),
            new ArticleJsonExtractor(),
            new AggregatorExtractor(),
            new PageExtractor());
    private static final ExtractorRegistry SINGLE = new ExtractorRegistry(DOCUMENTS);
    private static final ExtractorRegistry STANDARD =
            new ExtractorRegistry(Stream.concat(DOCUMENTS.stream(), Stream.of(new WarcExtractor(SINGLE)))
                    .toList());

    private Extractors() {}

    /** The registry of all kinds but archives: what reads an archive's documents. */
    public static ExtractorRegistry documents() {
        return SINGLE;
    }

    /** The registry of all kinds. */
    public static ExtractorRegistry standard() {
        return STANDARD;
    }
}
