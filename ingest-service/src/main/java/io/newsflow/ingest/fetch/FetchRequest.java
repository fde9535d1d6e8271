package io.newsflow.ingest.fetch;

import java.util.Objects;

/**
 * What to fetch.
 *
 * @param url absolute http or https address
 * @param etag ETag of the copy that is known, or null
 * @param lastModified Last-Modified of the copy that is known, as received, or null
 * @param accept value of the Accept header
 */
public record FetchRequest(String url, String etag, String lastModified, String accept) {
    /** Accepts feeds first, then pages, then anything. */
    public static final String ACCEPT_FEEDS =
            "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml,"
                    + " application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5";

    /** Accepts pages first, then anything. */
    public static final String ACCEPT_PAGES = "text/html, application/xhtml+xml, */*;q=0.5";

    /** Checks what must be there. */
    public FetchRequest {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(accept, "accept");
    }

    /**
     * A request without validators.
     *
     * @param url address
     * @return the request
     */
    public static FetchRequest of(String url) {
        return new FetchRequest(url, null, null, ACCEPT_FEEDS);
    }
}
