package io.newsflow.ingest.agency;

import io.newsflow.ingest.extract.NotForPublicationException;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import java.time.Instant;

/** What agencies send and must not be published: canceled and withheld items, and those under an embargo. */
final class Embargo {
    private Embargo() {}

    /**
     * Refuses an item that is not to be published now.
     *
     * @param what the item, for the message
     * @param status its publishing status, without a scheme
     * @param embargoed whether it names an embargo
     * @param until until when; null or empty for an embargo without an end
     * @param now when it is read
     * @throws NotForPublicationException saying why
     */
    static void check(String what, String status, boolean embargoed, String until, Instant now)
            throws NotForPublicationException {
        if (status.equals("canceled") || status.equals("cancelled")) {
            throw new NotForPublicationException(what + " is canceled: retract it instead");
        }
        if (status.equals("withheld")) {
            throw new NotForPublicationException(what + " is withheld: it must not be published");
        }
        if (!embargoed) {
            return;
        }
        Instant end = until == null
                ? null
                : ArticleTimes.parse(until, "agency", now)
                        .map(ArticleTime::getValue)
                        .orElse(null);
        if (end == null || end.isAfter(now)) {
            throw new NotForPublicationException(what + " is under an embargo "
                    + (end == null ? "without an end" : "until " + end) + ": hand it over again when it has ended");
        }
    }
}
