package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.fetch.FetchException;
import io.newsflow.ingest.fetch.FetchException.Reason;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.FetchState;
import io.newsflow.model.Publisher;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SeenItem;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the items of a poll that carry only a summary to their pages, where the source says so. The outcome is one article:
 * identity, title and text of the page, what the page does not tell from the item, times chosen among both by
 * {@link ArticleTimes#choose}, provenance of the item.
 *
 * <p>The pages of a poll are asked for one after the other, so a poll has one fetch under way at most. A page that cannot be had
 * for now (no response, 429, 5xx) does not hold up the news: the summary is published, and the page is tried again at the
 * following polls, {@value #MOST_TRIES} times in all; its text is then a revision. A page that will not come (another status,
 * a forbidden address), or that has no more text than the summary, is not asked for again. After
 * {@value #FAILURES_IN_A_ROW} pages in a row without a response the rest of the poll's pages count as tried.
 *
 * <p>Items beyond {@code mostPages} are left to the next poll, which is due at once: they are not published before. Thread-safe.
 */
final class FullText {
    private static final Logger LOG = LoggerFactory.getLogger(FullText.class);
    /** How often a page is asked for in all. */
    static final int MOST_TRIES = 3;
    /** Flag of an article whose page could not be had, or had no text. */
    static final String PAGE_NOT_READ = "page-not-read";

    static final String SUMMARY_ONLY = "summary-only";

    private static final int FAILURES_IN_A_ROW = 3;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final Set<Reason> FOR_GOOD =
            Set.of(Reason.BAD_ADDRESS, Reason.FORBIDDEN_ADDRESS, Reason.DISALLOWED, Reason.TOO_LARGE, Reason.REDIRECT);

    private final Function<String, CompletableFuture<Fetched>> pages;
    private final ExtractorRegistry extractors;
    private final Executor workers;
    private final int mostPages;
    private final Consumer<Result> observer;

    /** What became of a page. */
    enum Result {
        /** It gave the article's text. */
        TEXT,
        /** It is there, or will never be, and gives no more than the summary. */
        NO_TEXT,
        /** It cannot be had for now. */
        UNREACHABLE
    }

    /**
     * A follower.
     *
     * @param pages asks for a page, in its turn
     * @param extractors reads pages
     * @param workers where pages are read
     * @param mostPages most pages of a poll
     * @param observer hears of each page
     */
    FullText(
            Function<String, CompletableFuture<Fetched>> pages,
            ExtractorRegistry extractors,
            Executor workers,
            int mostPages,
            Consumer<Result> observer) {
        this.pages = pages;
        this.extractors = extractors.of(SourceKind.PAGE);
        this.workers = workers;
        this.mostPages = mostPages;
        this.observer = observer;
    }

    /** Whether the page of an item is still owed: it was tried in vain, and not too often. */
    static boolean mayTryAgain(SeenItem item) {
        return item.getPageTries() > 0 && item.getPageTries() < MOST_TRIES;
    }

    /** Whether a poll has items to follow. */
    static boolean wants(Source source, PollOutcome outcome) {
        return source.getFullText() && outcome.articles().stream().anyMatch(FullText::isFollowed);
    }

    private static boolean isFollowed(RawArticle article) {
        return article.getUrl() != null && article.getFlags().contains(SUMMARY_ONLY);
    }

    /**
     * Follows the items of a poll.
     *
     * @param source the source
     * @param before its state before the poll
     * @param outcome what the poll changes
     * @param wanted whether somebody still waits for this; asked before each page
     * @return what the poll changes with the pages; fails only by a defect
     */
    CompletableFuture<PollOutcome> follow(
            Source source, FetchState before, PollOutcome outcome, BooleanSupplier wanted) {
        Run run = new Run(before, outcome, mostPages);
        return next(source, run, wanted).thenApply(done -> run.outcome(true));
    }

    /** A poll's outcome with all of its pages left to the next poll, which is due at the given time. */
    static PollOutcome postponed(FetchState before, PollOutcome outcome, Instant due) {
        PollOutcome later = new Run(before, outcome, 0).outcome(false);
        later.state().setNextDueAt(due);
        return later;
    }

    private CompletableFuture<Void> next(Source source, Run run, BooleanSupplier wanted) {
        if (run.isDone() || !wanted.getAsBoolean()) {
            return CompletableFuture.completedFuture(null);
        }
        RawArticle item = run.item();
        return pages.apply(item.getUrl())
                .handleAsync((fetched, failure) -> read(source, item, fetched, failure), workers)
                .thenAccept(page -> {
                    observer.accept(page.result());
                    run.settle(page);
                })
                .thenComposeAsync(done -> next(source, run, wanted), workers);
    }

    private record Page(Result result, RawArticle article) {}

    private Page read(Source source, RawArticle item, Fetched fetched, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            boolean never = cause instanceof FetchException e && FOR_GOOD.contains(e.reason());
            return new Page(never ? Result.NO_TEXT : Result.UNREACHABLE, null);
        }
        if (!fetched.ok()) {
            boolean later = fetched.status() == TOO_MANY_REQUESTS || fetched.status() >= SERVER_ERROR;
            return new Page(later ? Result.UNREACHABLE : Result.NO_TEXT, null);
        }
        try {
            List<RawArticle> articles =
                    extractors.extract(SourceDocument.of(source, fetched)).articles();
            if (articles.size() == 1
                    && articles.get(0).getBody().length() > item.getBody().length()) {
                return new Page(Result.TEXT, merge(item, articles.get(0), fetched.at()));
            }
        } catch (ExtractionException | RuntimeException e) {
            LOG.atDebug()
                    .addKeyValue("source", source.getSourceId())
                    .addKeyValue("url", fetched.url())
                    .setCause(e)
                    .log("page gives no article");
        }
        return new Page(Result.NO_TEXT, null);
    }

    /**
     * One article out of an item and its page.
     *
     * @param item the item, summary only
     * @param page the page's article; changed
     * @param fetchedAt when the page was fetched
     * @return the page's article with what only the item knew
     */
    static RawArticle merge(RawArticle item, RawArticle page, Instant fetchedAt) {
        page.setPublished(choose(item.getPublished(), page.getPublished(), fetchedAt));
        page.setModified(choose(item.getModified(), page.getModified(), fetchedAt));
        Publisher publisher = page.getPublisher();
        if (publisher.getName() == null) {
            publisher.setName(item.getPublisher().getName());
        }
        if (publisher.getCountry() == null) {
            publisher.setCountry(item.getPublisher().getCountry());
        }
        page.setSection(page.getSection() == null ? item.getSection() : page.getSection());
        page.setLanguage(page.getLanguage() == null ? item.getLanguage() : page.getLanguage());
        page.setByline(page.getByline() == null ? item.getByline() : page.getByline());
        page.setRights(page.getRights() == null ? item.getRights() : page.getRights());
        page.setAuthors(page.getAuthors().isEmpty() ? item.getAuthors() : page.getAuthors());
        page.setImages(page.getImages().isEmpty() ? item.getImages() : page.getImages());
        page.setTags(union(page.getTags(), item.getTags()));
        page.setSubjects(union(page.getSubjects(), item.getSubjects()));
        page.setCommentCount(page.getCommentCount() == null ? item.getCommentCount() : page.getCommentCount());
        Map<String, String> extra = new LinkedHashMap<>(item.getExtra());
        extra.putAll(page.getExtra());
        page.setExtra(extra);
        page.setFirstSeen(item.getFirstSeen());
        page.setRevision(item.getRevision());
        page.setProvenance(item.getProvenance());
        return page;
    }

    private static ArticleTime choose(ArticleTime item, ArticleTime page, Instant reference) {
        return ArticleTimes.choose(Arrays.asList(page, item), reference).orElse(null);
    }

    private static <T> List<T> union(List<T> first, List<T> second) {
        Set<T> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /** The pages of one poll. Used by one thread after another. */
    private static final class Run {
        private final PollOutcome outcome;
        private final Map<String, SeenItem> before;
        private final Map<String, SeenItem> after;
        /** Items in their order; those beyond the limit are left to the next poll. */
        private final Deque<RawArticle> open = new ArrayDeque<>();

        private final Set<String> postponed = new HashSet<>();
        private final Map<String, Page> settled = new HashMap<>();
        private int failuresInARow;

        Run(FetchState before, PollOutcome outcome, int mostPages) {
            this.outcome = outcome;
            this.before = byId(before.getSeen());
            this.after = byId(outcome.state().getSeen());
            for (RawArticle article : outcome.articles()) {
                // What the source's memory has no room for would be asked for at every poll.
                if (isFollowed(article) && after.containsKey(article.getArticleId())) {
                    if (open.size() < mostPages) {
                        open.add(article);
                    } else {
                        postponed.add(article.getArticleId());
                    }
                }
            }
        }

        boolean isDone() {
            return open.isEmpty();
        }

        RawArticle item() {
            return open.element();
        }

        void settle(Page page) {
            settled.put(open.remove().getArticleId(), page);
            failuresInARow = page.result() == Result.UNREACHABLE ? failuresInARow + 1 : 0;
            if (failuresInARow >= FAILURES_IN_A_ROW) {
                open.forEach(item -> settled.put(item.getArticleId(), new Page(Result.UNREACHABLE, null)));
                open.clear();
            }
        }

        PollOutcome outcome(boolean followed) {
            open.forEach(item -> postponed.add(item.getArticleId()));
            FetchState state = FetchState.newBuilder(outcome.state()).build();
            List<SeenItem> seen = new ArrayList<>();
            boolean owed = !postponed.isEmpty();
            for (SeenItem item : state.getSeen()) {
                Page page = settled.get(item.getArticleId());
                if (page != null) {
                    item.setPageTries(page.result() == Result.UNREACHABLE ? item.getPageTries() + 1 : 0);
                    owed |= mayTryAgain(item);
                    seen.add(item);
                } else if (!postponed.contains(item.getArticleId())) {
                    seen.add(item);
                } else if (before.containsKey(item.getArticleId())) {
                    seen.add(before.get(item.getArticleId()));
                }
            }
            state.setSeen(seen);
            if (owed) {
                // The next poll has to see the whole document, changed or not.
                state.setEtag(null);
                state.setLastModified(null);
                state.setDocumentHash(null);
            }
            if (!postponed.isEmpty()) {
                state.setNextDueAt(state.getLastFetchAt());
            }
            return new PollOutcome(
                    state,
                    articles(),
                    outcome.retractions(),
                    outcome.deadLetters(),
                    outcome.kind(),
                    outcome.seen(),
                    followed);
        }

        private List<RawArticle> articles() {
            List<RawArticle> articles = new ArrayList<>();
            for (RawArticle article : outcome.articles()) {
                String id = article.getArticleId();
                Page page = settled.get(id);
                if (postponed.contains(id)) {
                    continue;
                }
                if (page == null) {
                    articles.add(article);
                } else if (page.article() != null) {
                    articles.add(page.article());
                } else if (after.get(id).getPageTries() == 0) {
                    List<String> flags = new ArrayList<>(article.getFlags());
                    flags.add(PAGE_NOT_READ);
                    article.setFlags(List.copyOf(flags));
                    articles.add(article);
                }
            }
            return List.copyOf(articles);
        }

        private static Map<String, SeenItem> byId(List<SeenItem> items) {
            Map<String, SeenItem> map = new HashMap<>();
            items.forEach(item -> map.put(item.getArticleId(), item));
            return map;
        }
    }
}
