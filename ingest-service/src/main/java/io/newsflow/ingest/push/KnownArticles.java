package io.newsflow.ingest.push;

import io.newsflow.model.PushState;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was handed over before, by source and article, as {@code news.push-state} has it. Kept in numbers: an article takes about
 * 150 bytes. Not thread-safe.
 */
final class KnownArticles {
    private final Map<String, Map<Id, Known>> bySource = new HashMap<>();

    /**
     * An article as it is known.
     *
     * @param revision revision last published
     * @param firstSeen when the source first handed it over, milliseconds since 1970
     * @param hashHigh first half of the content hash; 0 after a retraction
     * @param hashLow second half
     * @param retracted whether the source has retracted it
     * @param touched when this was written, milliseconds since 1970
     */
    record Known(long revision, long firstSeen, long hashHigh, long hashLow, boolean retracted, long touched) {
        boolean hasContent(String contentHash) {
            Id hash = Id.digits(contentHash, '#');
            return !retracted && hash.high() == hashHigh && hash.low() == hashLow;
        }
    }

    private record Id(char rule, long high, long low) {
        static Id of(String articleId) {
            if (!isArticleId(articleId)) {
                throw new IllegalArgumentException("no article id: " + articleId);
            }
            return digits(articleId.substring(3), articleId.charAt(0));
        }

        private static Id digits(String hex, char rule) {
            if (hex.isEmpty()) {
                return new Id(rule, 0, 0);
            }
            BigInteger number = new BigInteger(hex, 16);
            return new Id(rule, number.shiftRight(Long.SIZE).longValue(), number.longValue());
        }
    }

    /** Whether a text has the form of an article id. */
    static boolean isArticleId(String text) {
        return text.matches("[a-z][0-9]-[0-9a-f]{32}");
    }

    Optional<Known> get(String source, String articleId) {
        Map<Id, Known> articles = bySource.get(source);
        return articles == null ? Optional.empty() : Optional.ofNullable(articles.get(Id.of(articleId)));
    }

    /** Whether any source has handed it over, and when first. */
    Optional<Known> anyOf(String articleId) {
        Id id = Id.of(articleId);
        return bySource.values().stream()
                .map(articles -> articles.get(id))
                .filter(known -> known != null)
                .max((a, b) -> Long.compare(a.revision(), b.revision()));
    }

    /** Takes in a state; one with a lower revision than is known changes nothing. */
    void put(PushState state, long touched) {
        Id hash = Id.digits(state.getContentHash(), '#');
        Known next = new Known(
                state.getRevision(),
                state.getFirstSeen().toEpochMilli(),
                hash.high(),
                hash.low(),
                state.getRetracted(),
                touched);
        bySource.computeIfAbsent(state.getSourceId(), s -> new HashMap<>())
                .merge(Id.of(state.getArticleId()), next, (a, b) -> b.revision() >= a.revision() ? b : a);
    }

    /** Forgets what was written before then, as the topic does. */
    void forgetBefore(Instant then) {
        long limit = then.toEpochMilli();
        bySource.values().forEach(articles -> articles.values().removeIf(known -> known.touched() < limit));
        bySource.values().removeIf(Map::isEmpty);
    }

    void clear() {
        bySource.clear();
    }

    long size() {
        return bySource.values().stream().mapToLong(Map::size).sum();
    }
}
