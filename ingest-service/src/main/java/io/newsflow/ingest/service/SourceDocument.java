package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.Source;
import java.time.Instant;

/** Documents that were fetched for a source. */
final class SourceDocument {
    private SourceDocument() {}

    /** The document of a response, with what its source says of articles that do not say it themselves. */
    static InputDocument of(Source source, Fetched fetched) {
        Instant modified = fetched.header("last-modified")
                .flatMap(text -> ArticleTimes.parse(text, "http-header", fetched.at()))
                .map(ArticleTime::getValue)
                .orElse(null);
        return InputDocument.builder(fetched.body(), fetched.url())
                .url(fetched.url())
                .contentType(fetched.header("content-type").orElse(null))
                .capturedAt(fetched.at())
                .fetchedAt(fetched.at())
                .sourceId(source.getSourceId())
                .publisher(source.getPublisher())
                .language(source.getLanguage())
                .country(source.getCountry())
                .archive(source.getArchive())
                .etag(fetched.header("etag").orElse(null))
                .lastModified(modified)
                .build();
    }
}
