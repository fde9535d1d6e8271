package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.Extraction.Withdrawal;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.fetch.FetchException;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.fetch.Retry;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.service.PollOutcome.Retraction;
import io.newsflow.model.FetchState;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SeenItem;
import io.newsflow.model.Source;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.TrustedRecords;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides what a poll changes: which articles are published, what goes to the dead letters, when the source is due again. Pure
 * but for the schedule's spread; knows nothing of Kafka. Thread-safe.
 *
 * <p>An article is published when this source shows it for the first time, or with content that differs from what it showed
 * before; then it carries the time of that first sighting and a higher revision. Articles whose page is still owed
 * ({@link FullText}) are in the outcome again, for their pages to be followed. A document that could not be read goes to
 * the dead letters once, not at every poll.
 */
public final class PollPlanner {
    private static final int LONGEST_ERROR = 500;
    /** As many as a sitemap may hold; more would not fit into a record. */
    private static final int MOST_REMEMBERED = 50_000;

    private static final int DEAD_AFTER = 10;
    /** Marks the hash of a document that could not be read. */
    private static final String UNREADABLE = "!";

    private static final Pattern LINK = Pattern.compile("<([^>]*)>((?:\\s*;\\s*[^,;=]+(?:=(?:\"[^\"]*\"|[^,;]*))?)*)");
    private static final Pattern REL = Pattern.compile("(?i);\\s*rel\\s*=\\s*\"?([^\";]*)");
    /** Stands for the content hash of an article that its source has withdrawn. */
    private static final String WITHDRAWN = "";

    /** 410 means that it will not come back. */
    private static final int GONE = 410;

    private static final Duration GONE_INTERVAL = Duration.ofDays(7);

    static {
        TrustedRecords.trust();
    }

    private final ExtractorRegistry extractors;
    private final PollSchedule schedule;
    private final int seenItems;

    /**
     * A planner.
     *
     * @param extractors reads documents
     * @param schedule when to poll
     * @param seenItems most items remembered for each source beside those that it lists
     */
    public PollPlanner(ExtractorRegistry extractors, PollSchedule schedule, int seenItems) {
        this.extractors = extractors;
        this.schedule = schedule;
        this.seenItems = seenItems;
    }

    /**
     * A state to start from.
     *
     * @param source a source never polled
     * @return its state, due at once
     */
    public FetchState initial(Source source) {
        return FetchState.newBuilder()
                .setSourceId(source.getSourceId())
                .setIntervalSeconds((int) schedule.initial(fixed(source)).toSeconds())
                .build();
    }

    /**
     * After a response.
     *
     * @param source the source
     * @param before its state
     * @param fetched the response
     * @return what changes
     */
    public PollOutcome after(Source source, FetchState before, Fetched fetched) {
        FetchState state = FetchState.newBuilder(before)
                .setLastFetchAt(millis(fetched.at()))
                .setLastStatus(fetched.status())
                .build();
        if (fetched.notModified()) {
            move(source, state, fetched);
            return unchanged(source, before, state, fetched);
        }
        if (!fetched.ok()) {
            return httpError(source, state, fetched);
        }
        state.setEtag(fetched.header("etag").orElse(null));
        state.setLastModified(fetched.header("last-modified").orElse(null));
        String hash = hash(fetched.body());
        if ((UNREADABLE + hash).equals(before.getDocumentHash())) {
            boolean justNow = before.getLastStatus() != null && before.getLastStatus() == fetched.status();
            String error = justNow && before.getLastError() != null
                    ? before.getLastError()
                    : "still the document that could not be read before";
            return failed(source, state, error, null, fetched.at(), PollOutcome.Kind.UNREADABLE, List.of());
        }
        if (hash.equals(before.getDocumentHash())) {
            return unchanged(source, before, state, fetched);
        }
        state.setDocumentHash(hash);
        try {
            return read(source, before, state, fetched);
        } catch (ExtractionException | RuntimeException e) {
            // The document is wanted again: "not modified" would look as if all were well.
            state.setEtag(null);
            state.setLastModified(null);
            state.setDocumentHash(UNREADABLE + hash);
            DeadLetter letter = Letters.of(source.getSourceId(), fetched.body(), fetched.url(), e, fetched.at());
            return failed(source, state, message(e), null, fetched.at(), PollOutcome.Kind.UNREADABLE, List.of(letter));
        }
    }

    /**
     * After a fetch without a response.
     *
     * @param source the source
     * @param before its state
     * @param failure why there is none
     * @param now now
     * @return what changes
     */
    public PollOutcome after(Source source, FetchState before, FetchException failure, Instant now) {
        FetchState state = FetchState.newBuilder(before)
                .setLastFetchAt(millis(now))
                .setLastStatus(null)
                .build();
        return failed(source, state, message(failure), null, now, PollOutcome.Kind.NO_RESPONSE, List.of());
    }

    /**
     * After a document came in between two polls: a hub pushed it. It may hold what is new only; when the source is polled again
     * is not its business.
     *
     * @param source the source
     * @param before its state
     * @param contentType content type that was declared, or null
     * @param body the document
     * @param now now
     * @return what changes
     */
    public PollOutcome pushed(Source source, FetchState before, String contentType, byte[] body, Instant now) {
        String url = before.getEffectiveUrl() == null ? source.getUrl() : before.getEffectiveUrl();
        Map<String, List<String>> headers =
                contentType == null ? Map.of() : Map.of("content-type", List.of(contentType));
        Fetched fetched = new Fetched(200, url, null, headers, body, now, Duration.ZERO);
        FetchState state = FetchState.newBuilder(before).build();
        try {
            Reading reading = items(source, before, fetched);
            state.setSeen(reading.seen());
            return reading.outcome(state);
        } catch (ExtractionException | RuntimeException e) {
            DeadLetter letter = Letters.of(source.getSourceId(), body, url, e, now);
            return new PollOutcome(state, List.of(), List.of(letter), PollOutcome.Kind.UNREADABLE, 0);
        }
    }

    private PollOutcome read(Source source, FetchState before, FetchState state, Fetched fetched)
            throws ExtractionException {
        Reading reading = items(source, before, fetched);
        move(source, state, fetched);
        state.setSeen(reading.seen());
        PollHints hints = withLinks(reading.hints(), fetched);
        remember(state, hints);
        Duration since = before.getLastFetchAt() == null || before.getSeen().isEmpty()
                ? null
                : Duration.between(before.getLastFetchAt(), millis(fetched.at()));
        good(source, state, schedule.rate(before.getNewItemsPerHour(), since, reading.added()), fetched, hints);
        if (reading.heldUntil() != null) {
            // When an embargo ends the document has to be read again, changed or not.
            state.setEtag(null);
            state.setLastModified(null);
            state.setDocumentHash(null);
            Instant end = reading.heldUntil()
                    .plusMillis(1)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .plusSeconds(1);
            if (end.isBefore(state.getNextDueAt())) {
                state.setNextDueAt(end);
            }
        }
        return reading.outcome(state);
    }

    /** What a document holds, compared with what its source showed before. */
    private record Reading(
            List<RawArticle> changed,
            List<Retraction> retractions,
            List<SeenItem> seen,
            List<DeadLetter> letters,
            PollHints hints,
            Instant heldUntil,
            int added,
            int items) {
        PollOutcome outcome(FetchState state) {
            return new PollOutcome(state, changed, retractions, letters, PollOutcome.Kind.READ, items, false);
        }
    }

    private Reading items(Source source, FetchState before, Fetched fetched) throws ExtractionException {
        Extraction extraction = extractors.of(source.getKind()).extract(SourceDocument.of(source, fetched));
        Map<String, SeenItem> seen = new HashMap<>();
        before.getSeen().forEach(item -> seen.put(item.getArticleId(), item));
        Instant now = millis(fetched.at());
        List<RawArticle> changed = new ArrayList<>();
        List<SeenItem> items = new ArrayList<>();
        int added = 0;
        for (RawArticle article : extraction.articles()) {
            SeenItem known = seen.remove(article.getArticleId());
            if (known == null) {
                added++;
                changed.add(article);
                items.add(
                        new SeenItem(article.getArticleId(), article.getContentHash(), article.getFirstSeen(), now, 0));
                continue;
            }
            boolean same = known.getContentHash().equals(article.getContentHash());
            boolean pageOwed = same && source.getFullText() && FullText.mayTryAgain(known);
            if (!same || pageOwed) {
                article.setFirstSeen(known.getFirstSeen());
                // Clocks may be set back; revisions must not.
                article.setRevision(
                        Math.max(article.getRevision(), known.getLastSeen().toEpochMilli() + 1));
                changed.add(article);
            }
            items.add(new SeenItem(
                    article.getArticleId(),
                    article.getContentHash(),
                    known.getFirstSeen(),
                    now,
                    same ? known.getPageTries() : 0));
        }
        List<Retraction> retractions = retractions(extraction, seen, items, now);
        // All that it lists is remembered, however long the list; of the rest so many.
        int most = Math.min(MOST_REMEMBERED, items.size() + seenItems);
        for (SeenItem item : before.getSeen()) {
            if (items.size() < most && seen.containsKey(item.getArticleId())) {
                items.add(item);
            }
        }
        if (items.size() > MOST_REMEMBERED) {
            items = new ArrayList<>(items.subList(0, MOST_REMEMBERED));
        }
        List<DeadLetter> letters = new ArrayList<>();
        for (Problem problem : extraction.problems()) {
            letters.add(letter(source, fetched, problem));
        }
        return new Reading(
                List.copyOf(changed),
                retractions,
                items,
                letters,
                extraction.hints(),
                extraction.heldUntil().orElse(null),
                added,
                extraction.articles().size());
    }

    /**
     * What the source showed before and withdraws now. It is remembered without content, so that it is retracted once, and
     * comes back as a revision should the source show it again.
     */
    private static List<Retraction> retractions(
            Extraction extraction, Map<String, SeenItem> seen, List<SeenItem> items, Instant now) {
        List<Retraction> retractions = new ArrayList<>();
        for (Withdrawal withdrawal : extraction.withdrawals()) {
            for (String articleId : withdrawal.articleIds()) {
                SeenItem known = seen.remove(articleId);
                if (known == null) {
                    continue;
                }
                if (!known.getContentHash().equals(WITHDRAWN)) {
                    long revision =
                            Math.max(now.toEpochMilli(), known.getLastSeen().toEpochMilli() + 1);
                    retractions.add(new Retraction(articleId, revision, now));
                }
                items.add(new SeenItem(articleId, WITHDRAWN, known.getFirstSeen(), now, 0));
            }
        }
        return retractions;
    }

    /** Hub and topic as Link headers name them (RFC 8288), which go before those that the document names. */
    private static PollHints withLinks(PollHints hints, Fetched fetched) {
        String hub = hints.hub();
        String topic = hints.topic();
        boolean hubByLink = false;
        for (String value : fetched.headers().getOrDefault("link", List.of())) {
            Matcher link = LINK.matcher(value);
            while (link.find()) {
                Matcher rel = REL.matcher(link.group(2));
                String kinds = rel.find() ? " " + rel.group(1).strip().toLowerCase(Locale.ROOT) + " " : "";
                String target =
                        CanonicalUrl.resolve(fetched.url(), link.group(1)).orElse(null);
                if (target != null && kinds.contains(" hub ") && !hubByLink) {
                    hub = target;
                    hubByLink = true;
                } else if (target != null && kinds.contains(" self ")) {
                    topic = target;
                }
            }
        }
        return new PollHints(hints.minimumInterval(), hints.skipHours(), hints.skipDays(), hub, topic);
    }

    private static DeadLetter letter(Source source, Fetched fetched, Problem problem) {
        byte[] bytes = problem.bytes() == null ? fetched.body() : problem.bytes();
        return Letters.of(
                source.getSourceId(),
                bytes,
                fetched.url() + " (" + problem.where() + ")",
                new ExtractionException(problem.where() + ": " + problem.what()),
                fetched.at());
    }

    private PollOutcome unchanged(Source source, FetchState before, FetchState state, Fetched fetched) {
        Duration since = before.getLastFetchAt() == null || before.getSeen().isEmpty()
                ? null
                : Duration.between(before.getLastFetchAt(), fetched.at());
        good(source, state, schedule.rate(before.getNewItemsPerHour(), since, 0), fetched, hints(state));
        return new PollOutcome(state, List.of(), List.of(), PollOutcome.Kind.UNCHANGED, 0);
    }

    /** A redirect counts for good only when it led to a document of the source, and not from TLS to none. */
    private static void move(Source source, FetchState state, Fetched fetched) {
        String target = fetched.permanentUrl();
        boolean downgrade =
                target != null && target.startsWith("http:") && source.getUrl().startsWith("https:");
        if (target != null && !downgrade) {
            state.setEffectiveUrl(target.equals(source.getUrl()) ? null : target);
        }
    }

    /** What a document says of its polling holds until it says otherwise, also while it does not change. */
    private static void remember(FetchState state, PollHints hints) {
        state.setHub(hints.hub());
        state.setHubTopic(hints.topic());
        state.setMinimumIntervalSeconds(
                hints.minimumInterval() == null
                        ? null
                        : (int) Math.min(
                                Integer.MAX_VALUE, hints.minimumInterval().toSeconds()));
        state.setSkipHours(hints.skipHours().stream().sorted().toList());
        state.setSkipDays(
                hints.skipDays().stream().map(DayOfWeek::getValue).sorted().toList());
    }

    private static PollHints hints(FetchState state) {
        Integer seconds = state.getMinimumIntervalSeconds();
        return new PollHints(
                seconds == null ? null : Duration.ofSeconds(seconds),
                Set.copyOf(state.getSkipHours()),
                state.getSkipDays().stream().map(DayOfWeek::of).collect(Collectors.toSet()),
                state.getHub(),
                state.getHubTopic());
    }

    private void good(Source source, FetchState state, Double rate, Fetched fetched, PollHints hints) {
        Duration interval = schedule.interval(fixed(source), rate, fetched, hints);
        state.setNewItemsPerHour(rate);
        state.setConsecutiveFailures(0);
        state.setLastError(null);
        state.setIntervalSeconds(Math.toIntExact(Math.max(1, interval.toSeconds())));
        state.setNextDueAt(schedule.due(fetched.at(), interval, hints));
    }

    private PollOutcome httpError(Source source, FetchState state, Fetched fetched) {
        String message = "the server answered " + fetched.status();
        Duration retryAfter = fetched.status() == GONE
                ? GONE_INTERVAL
                : Retry.after(fetched.header("retry-after").orElse(null), fetched.at());
        return failed(source, state, message, retryAfter, fetched.at(), PollOutcome.Kind.HTTP_ERROR, List.of());
    }

    private PollOutcome failed(
            Source source,
            FetchState state,
            String message,
            Duration retryAfter,
            Instant now,
            PollOutcome.Kind kind,
            List<DeadLetter> letters) {
        int failures = state.getConsecutiveFailures() + 1;
        Duration usual = state.getIntervalSeconds() > 0
                ? Duration.ofSeconds(state.getIntervalSeconds())
                : schedule.initial(fixed(source));
        state.setConsecutiveFailures(failures);
        state.setLastError(message);
        if (failures >= DEAD_AFTER && state.getEffectiveUrl() != null) {
            // Where it moved to may be gone; its own address may be good again.
            state.setEffectiveUrl(null);
            state.setEtag(null);
            state.setLastModified(null);
        }
        state.setNextDueAt(schedule.due(now, schedule.backoff(usual, failures, retryAfter), PollHints.NONE));
        return new PollOutcome(state, List.of(), letters, kind, 0);
    }

    private String hash(byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(body);
            digest.update(String.join(",", extractors.names()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Duration fixed(Source source) {
        Integer seconds = source.getIntervalSeconds();
        return seconds == null || seconds < 1 ? null : Duration.ofSeconds(seconds);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.length() <= LONGEST_ERROR ? message : message.substring(0, LONGEST_ERROR);
    }

    private static Instant millis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }
}
