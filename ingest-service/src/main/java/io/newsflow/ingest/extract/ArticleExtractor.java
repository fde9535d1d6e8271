package io.newsflow.ingest.extract;

import io.newsflow.model.SourceKind;

/**
 * Turns one kind of document into articles. Implementations are stateless and safe for use by several threads, open
 * nothing, and read nothing but the document.
 */
public interface ArticleExtractor {

    /**
     * Name and version as they go into the record's {@code extractor} field, such as "feed-1". The version grows when the
     * same document would give other articles.
     *
     * @return name and version
     */
    String name();

    /**
     * The kind of source that declares documents of this kind; AUTO where none does. A source that declares its kind is read
     * by extractors of that kind only: a feed's address that answers with a web page is a failure, not an article.
     *
     * @return the kind
     */
    default SourceKind kind() {
        return SourceKind.AUTO;
    }

    /**
     * How surely this document is of the kind read here, from its content first and its declared type second.
     *
     * <p>0: no. Up to 0.3: only the declared type says so. 0.5: could be. 0.9 and more: the content cannot be mistaken.
     * Cheap: looks at the head of the document, does not parse it.
     *
     * @param document any document
     * @return 0 to 1
     */
    double score(InputDocument document);

    /**
     * Extracts the articles.
     *
     * @param document a document of this kind
     * @return the articles and what else the document said; never empty of both articles and problems unless the document
     *     is a list that is empty
     * @throws ExtractionException when the document as a whole cannot be read; its message says what was expected and
     *     where it broke
     */
    Extraction extract(InputDocument document) throws ExtractionException;
}
