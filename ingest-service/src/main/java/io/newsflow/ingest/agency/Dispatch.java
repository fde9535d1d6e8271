package io.newsflow.ingest.agency;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Held;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.Extraction.Withdrawal;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.NotForPublicationException;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.RawArticle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sorts what an agency sends by what is to be done with it: usable items are published, a canceled one withdraws what was
 * published before, one under an embargo waits for its end, and one that is withheld is a problem.
 */
final class Dispatch {
    private final Instant now;
    private final List<RawArticle> articles = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Withdrawal> withdrawals = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private boolean withheld;

    /** A dispatch of a document that is read now. */
    Dispatch(Instant now) {
        this.now = now;
    }

    /**
     * What an item says of its publication.
     *
     * @param what the item, for messages
     * @param status its publishing status, with or without a scheme; null for none
     * @param embargoed whether it names an embargo
     * @param until until when; null or empty for an embargo without an end
     */
    record Terms(String what, String status, boolean embargoed, String until) {
        private boolean is(String... words) {
            String word = status == null ? "" : status.strip().toLowerCase(Locale.ROOT);
            int scheme = Math.max(word.lastIndexOf(':'), Math.max(word.lastIndexOf('/'), word.lastIndexOf('#')));
            return List.of(words).contains(word.substring(scheme + 1));
        }
    }

    /** Builds a draft, or keeps it back. */
    void add(String where, Terms terms, ArticleDraft draft) throws ExtractionException {
        if (terms.is("canceled", "cancelled", "withdrawn", "killed")) {
            List<String> ids = draft.identities();
            if (ids.isEmpty()) {
                throw new ExtractionException(terms.what() + " is canceled, and does not tell which article it was");
            }
            withdrawals.add(new Withdrawal(where, ids, terms.what() + " is canceled"));
            return;
        }
        if (terms.is("withheld")) {
            withheld = true;
            throw new NotForPublicationException(terms.what() + " is withheld: it must not be published");
        }
        if (terms.embargoed() || terms.is("embargoed")) {
            Instant end = terms.until() == null
                    ? null
                    : ArticleTimes.parse(terms.until(), "agency", now)
                            .map(ArticleTime::getValue)
                            .orElse(null);
            if (end == null) {
                withheld = true;
                throw new NotForPublicationException(terms.what() + " is under an embargo without an end");
            }
            if (end.isAfter(now)) {
                held.add(new Held(where, end, terms.what() + " is under an embargo until " + end));
                return;
            }
        }
        articles.add(draft.build());
    }

    /** An item that cannot be published. */
    void problem(String where, ExtractionException e, String item) {
        problems.add(new Problem(where, e.getMessage(), item.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether nothing at all came of the document. */
    boolean isEmpty() {
        return articles.isEmpty() && withdrawals.isEmpty() && held.isEmpty();
    }

    List<Problem> problems() {
        return problems;
    }

    /**
     * All of it.
     *
     * @throws NotForPublicationException where all that the document holds must not be published
     */
    Extraction extraction() throws NotForPublicationException {
        if (withheld && isEmpty()) {
            throw new NotForPublicationException(problems.get(0).what());
        }
        return new Extraction(articles, problems, PollHints.NONE, withdrawals, held);
    }
}
