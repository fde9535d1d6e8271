package io.newsflow.ingest.source;

import io.newsflow.ingest.identity.ArticleId;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.util.Locale;

/** Ids for sources that were given none: readable, and the same for the same address, so that adding twice is adding once. */
public final class SourceIds {
    private static final int HASH = 8;

    private SourceIds() {}

    /**
     * The id for an address.
     *
     * @param url address of the source
     * @return host and the beginning of a hash, such as "courier.example-1f3a90bc"
     */
    public static String of(String url) {
        String host = CanonicalUrl.hostOf(url)
                .orElse("source")
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^www\\.", "");
        // Not the canonical form: feeds may differ in what is tracking for articles.
        String hash = ArticleId.ofUrl(url.strip()).value().substring(3, 3 + HASH);
        return host + "-" + hash;
    }
}
