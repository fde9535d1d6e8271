package io.newsflow.ingest.warc;

import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SourceKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads web archives that are small enough to be one document: what a source of kind WARC fetches, within the limit of a
 * fetch. Large ones are streamed with {@link WarcArchive}.
 */
public final class WarcExtractor implements ArticleExtractor {
    private static final String NAME = "warc-1";
    private static final int HEAD = 4 * 1024;

    private final ExtractorRegistry documents;

    /**
     * Made of what reads the archived documents.
     *
     * @param documents the extractors of all other kinds
     */
    public WarcExtractor(ExtractorRegistry documents) {
        this.documents = documents;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.WARC;
    }

    @Override
    public double score(InputDocument document) {
        byte[] bytes = document.bytes();
        return WarcArchive.isArchive(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD))) ? 0.99 : 0;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        List<RawArticle> articles = new ArrayList<>();
        List<Extraction.Problem> problems = new ArrayList<>();
        int records = 0;
        try (WarcArchive archive = new WarcArchive(
                new ByteArrayInputStream(document.bytes()),
                0,
                document.location(),
                documents,
                builder -> builder.sourceId(document.sourceId())
                        .publisher(document.publisher())
                        .language(document.language())
                        .country(document.country()))) {
            WarcArchive.Entry entry = archive.next();
            while (entry != null) {
                records++;
                articles.addAll(entry.articles());
                entry = archive.next();
            }
            if (archive.damaged() > 0) {
                problems.add(new Extraction.Problem(
                        document.location(), archive.damaged() + " damaged places were passed over", new byte[0]));
            }
        } catch (IOException e) {
            throw new ExtractionException("the archive cannot be read: " + e.getMessage(), e);
        }
        if (records == 0) {
            throw new ExtractionException("the archive holds no record");
        }
        return new Extraction(articles, problems, PollHints.NONE);
    }
}
