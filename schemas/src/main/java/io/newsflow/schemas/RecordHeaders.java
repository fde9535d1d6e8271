package io.newsflow.schemas;

/** Names of the headers that Newsflow puts on records, other than those of dead letters. */
public final class RecordHeaders {
    /** Revision of a retraction (a record without value), as ASCII decimal digits. */
    public static final String REVISION = "newsflow-revision";

    /** When the record was enriched, ISO 8601; not in the value, which is a function of its input alone. */
    public static final String ENRICHED_AT = "newsflow-enriched-at";

    /** When a retracted article was first seen, ISO 8601: it tells which index holds the article. */
    public static final String FIRST_SEEN = "newsflow-first-seen";

    private RecordHeaders() {}
}
