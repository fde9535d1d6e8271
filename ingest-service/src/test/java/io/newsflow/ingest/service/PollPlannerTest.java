package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.fetch.FetchException;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.model.FetchState;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SeenItem;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PollPlannerTest {
    private static final Instant T0 = Instant.parse("2025-07-14T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_SEEN = 10;

    private final PollPlanner planner = new PollPlanner(
            Extractors.standard(),
            new PollSchedule(
                    new PollSchedule.Bounds(
                            Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ofHours(6), Duration.ofHours(24)),
                    () -> 0.5),
            MOST_SEEN);
    private final Source source = Source.newBuilder()
            .setSourceId("s")
            .setUrl("https://courier.example/feed")
            .setKind(SourceKind.FEED)
            .setPublisher("Harbour Courier")
            .build();

    @Test
    void publishesWhatIsNewAndWhatChangedAndNothingElse() {
        // Given
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, feed("1:One", "2:Two")));

        // When
        Instant later = T0.plus(HOUR);
        PollOutcome second =
                planner.after(source, first.state(), response(later, feed("3:Three", "1:One, corrected", "2:Two")));

        // Then
        assertThat(first.articles()).extracting(RawArticle::getTitle).containsExactly("One", "Two");
        assertThat(second.articles()).extracting(RawArticle::getTitle).containsExactly("Three", "One, corrected");
        RawArticle corrected = second.articles().get(1);
        assertThat(corrected.getArticleId()).isEqualTo(first.articles().get(0).getArticleId());
        assertThat(corrected.getFirstSeen()).isEqualTo(T0);
        assertThat(corrected.getRevision()).isEqualTo(later.toEpochMilli());
        assertThat(second.articles().get(0).getFirstSeen()).isEqualTo(later);
        assertThat(second.state().getSeen()).hasSize(3);
        assertThat(second.kind()).isEqualTo(PollOutcome.Kind.READ);
    }

    @Test
    void retractsOnceWhatTheSourceWithdrawsAndTakesItBackWhenItReturns() {
        // Given
        Source wire = Source.newBuilder(source).setKind(SourceKind.AUTO).build();
        PollOutcome first = planner.after(wire, planner.initial(wire), response(T0, wire("1:usable", "2:usable")));

        // When: with the clock set back
        PollOutcome second = planner.after(
                wire, first.state(), response(T0.minus(HOUR), wire("1:canceled", "3:canceled", "2:usable")));
        PollOutcome third = planner.after(
                wire, second.state(), response(T0.plus(HOUR), wire("1:canceled", "2:usable", "4:usable")));
        PollOutcome fourth =
                planner.after(wire, third.state(), response(T0.plus(HOUR.multipliedBy(2)), wire("1:usable")));

        // Then
        RawArticle article = first.articles().get(0);
        assertThat(second.articles()).isEmpty();
        assertThat(second.deadLetters()).isEmpty();
        assertThat(second.retractions()).hasSize(1);
        assertThat(second.retractions().get(0).articleId()).isEqualTo(article.getArticleId());
        assertThat(second.retractions().get(0).revision()).isGreaterThan(article.getRevision());
        assertThat(third.retractions()).isEmpty();
        assertThat(third.articles()).hasSize(1);
        assertThat(fourth.retractions()).isEmpty();
        assertThat(fourth.articles()).hasSize(1);
        assertThat(fourth.articles().get(0).getArticleId()).isEqualTo(article.getArticleId());
        assertThat(fourth.articles().get(0).getRevision())
                .isGreaterThan(second.retractions().get(0).revision());
    }

    @Test
    void readsADocumentAgainWhenAnEmbargoInItEnds() {
        // Given
        Source wire = Source.newBuilder(source).setKind(SourceKind.AUTO).build();
        Instant end = T0.plus(Duration.ofMinutes(2));
        String document = wire("1:usable", "2:usable\", \"embargoed\": \"" + end);

        // When
        PollOutcome before =
                planner.after(wire, planner.initial(wire), response(T0, 200, Map.of("etag", "\"a\""), document));
        PollOutcome after = planner.after(
                wire, before.state(), response(end.plusSeconds(1), 200, Map.of("etag", "\"a\""), document));

        // Then
        assertThat(before.articles()).hasSize(1);
        assertThat(before.deadLetters()).isEmpty();
        assertThat(before.state().getEtag()).isNull();
        assertThat(before.state().getNextDueAt()).isBetween(end, end.plusSeconds(2));
        assertThat(after.articles()).extracting(RawArticle::getTitle).containsExactly("Item 2");
        assertThat(after.state().getEtag()).isEqualTo("\"a\"");
    }

    /** Agency items, each as number and status. */
    private static String wire(String... items) {
        return Stream.of(items)
                .map(item -> item.split(":", 2))
                .map(item -> "{\"uri\": \"wire:" + item[0] + "\", \"type\": \"text\", \"pubstatus\": \"" + item[1]
                        + "\", \"headline\": \"Item " + item[0] + "\", \"body_text\": \"It runs.\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void givesARevisionThatIsHigherEvenWhenTheClockWasSetBack() {
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, feed("1:One")));

        PollOutcome second = planner.after(source, first.state(), response(T0.minus(HOUR), feed("1:One, corrected")));

        assertThat(second.articles().get(0).getRevision()).isGreaterThan(T0.toEpochMilli());
    }

    @Test
    void remembersItemsThatTheSourceDoesNotShowAtTheMoment() {
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, feed("1:One", "2:Two")));
        PollOutcome second = planner.after(source, first.state(), response(T0.plus(HOUR), feed("3:Three")));

        PollOutcome third = planner.after(
                source, second.state(), response(T0.plus(HOUR.multipliedBy(2)), feed("1:One", "3:Three")));

        assertThat(third.articles()).isEmpty();
    }

    @Test
    void remembersAllThatIsListedAndABoundedNumberOfWhatWas() {
        // Given: more items listed than are remembered of those that are not
        String[] many = IntStream.range(0, 30).mapToObj(i -> i + ":Item " + i).toArray(String[]::new);
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, feed(many)));

        // When
        String[] same = many.clone();
        same[0] = "0:Item 0, corrected";
        PollOutcome second = planner.after(source, first.state(), response(T0.plus(HOUR), feed(same)));
        PollOutcome third =
                planner.after(source, second.state(), response(T0.plus(HOUR.multipliedBy(2)), feed("100:A", "101:B")));

        // Then
        assertThat(first.state().getSeen()).hasSize(30);
        assertThat(second.articles()).extracting(RawArticle::getTitle).containsExactly("Item 0, corrected");
        List<SeenItem> seen = third.state().getSeen();
        assertThat(seen).hasSize(2 + MOST_SEEN);
        assertThat(seen.subList(0, 2))
                .allSatisfy(item -> assertThat(item.getFirstSeen()).isEqualTo(T0.plus(HOUR.multipliedBy(2))));
    }

    @Test
    void keepsValidatorsAndDoesNotReadAnUnchangedDocumentAgain() {
        // Given
        String feed = feed("1:One");
        PollOutcome first = planner.after(
                source,
                planner.initial(source),
                response(T0, 200, Map.of("etag", "\"1\"", "last-modified", "Mon, 14 Jul 2025 11:00:00 GMT"), feed));

        // When
        PollOutcome notModified = planner.after(source, first.state(), response(T0.plus(HOUR), 304, Map.of(), ""));
        PollOutcome same = planner.after(source, notModified.state(), response(T0.plus(HOUR.multipliedBy(2)), feed));

        // Then
        assertThat(first.state().getEtag()).isEqualTo("\"1\"");
        assertThat(notModified.state().getEtag()).isEqualTo("\"1\"");
        assertThat(notModified.state().getLastModified()).isEqualTo("Mon, 14 Jul 2025 11:00:00 GMT");
        assertThat(notModified.kind()).isEqualTo(PollOutcome.Kind.UNCHANGED);
        assertThat(same.kind()).isEqualTo(PollOutcome.Kind.UNCHANGED);
        assertThat(same.articles()).isEmpty();
        assertThat(same.state().getSeen()).hasSize(1);
        assertThat(same.state().getEtag()).isNull();
    }

    @Test
    void sendsAnUnreadableDocumentToTheDeadLettersOnce() {
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, "no feed at all"));
        PollOutcome again = planner.after(source, first.state(), response(T0.plus(HOUR), "no feed at all"));
        PollOutcome other = planner.after(source, again.state(), response(T0.plus(HOUR.multipliedBy(2)), "nor this"));
        PollOutcome good = planner.after(source, other.state(), response(T0.plus(HOUR.multipliedBy(3)), feed("1:One")));

        assertThat(first.deadLetters()).hasSize(1);
        assertThat(first.deadLetters().get(0).value()).isEqualTo("no feed at all".getBytes(StandardCharsets.UTF_8));
        assertThat(first.deadLetters().get(0).cause()).contains("not a feed");
        assertThat(again.deadLetters()).isEmpty();
        assertThat(again.state().getConsecutiveFailures()).isEqualTo(2);
        assertThat(other.deadLetters()).hasSize(1);
        assertThat(good.deadLetters()).isEmpty();
        assertThat(good.articles()).hasSize(1);
        assertThat(good.state().getConsecutiveFailures()).isZero();
        assertThat(good.state().getLastError()).isNull();
    }

    @Test
    void backsOffOnErrorStatusesAndKeepsWhatItKnows() {
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, feed("1:One")));

        PollOutcome busy = planner.after(
                source, first.state(), response(T0.plus(HOUR), 503, Map.of("retry-after", "7200"), "busy"));
        PollOutcome gone = planner.after(source, first.state(), response(T0.plus(HOUR), 410, Map.of(), "gone"));

        assertThat(busy.kind()).isEqualTo(PollOutcome.Kind.HTTP_ERROR);
        assertThat(busy.deadLetters()).isEmpty();
        assertThat(busy.state().getLastError()).contains("503");
        assertThat(busy.state().getNextDueAt()).isEqualTo(T0.plus(HOUR).plusSeconds(7200));
        assertThat(busy.state().getSeen()).hasSize(1);
        assertThat(gone.state().getNextDueAt()).isAfter(T0.plus(Duration.ofHours(20)));
    }

    @Test
    void backsOffWithoutAResponse() {
        FetchException failure = new FetchException(FetchException.Reason.TIMEOUT, "too slow", null);
        FetchState state = planner.initial(source);
        Instant due = T0;
        for (int i = 1; i <= 4; i++) {
            PollOutcome outcome = planner.after(source, state, failure, due);
            state = outcome.state();
            assertThat(outcome.kind()).isEqualTo(PollOutcome.Kind.NO_RESPONSE);
            assertThat(state.getConsecutiveFailures()).isEqualTo(i);
            due = state.getNextDueAt();
        }
        assertThat(Duration.between(T0, due)).isEqualTo(Duration.ofMinutes(15 + 30 + 60 + 120));
    }

    @Test
    void remembersWhereASourceHasMovedForGood() {
        Fetched moved = new Fetched(
                200,
                "https://courier.example/new",
                "https://courier.example/new",
                Map.of(),
                feed("1:One").getBytes(StandardCharsets.UTF_8),
                T0,
                Duration.ofMillis(5));

        PollOutcome outcome = planner.after(source, planner.initial(source), moved);

        assertThat(outcome.state().getEffectiveUrl()).isEqualTo("https://courier.example/new");
    }

    @Test
    void doesNotMoveToWhereThereIsNoDocumentOfTheSource() {
        Fetched wall = moved("https://consent.example/wall", "please agree");
        Fetched plain = moved("http://courier.example/feed", feed("1:One"));

        assertThat(planner.after(source, planner.initial(source), wall).state().getEffectiveUrl())
                .isNull();
        assertThat(planner.after(source, planner.initial(source), plain).state().getEffectiveUrl())
                .isNull();
    }

    @Test
    void returnsToItsOwnAddressWhereTheNewOneIsDead() {
        FetchState state = planner.after(
                        source, planner.initial(source), moved("https://courier.example/new", feed("1:One")))
                .state();
        for (int i = 1; i <= 10; i++) {
            assertThat(state.getEffectiveUrl()).isNotNull();
            state = planner.after(source, state, response(T0.plus(HOUR.multipliedBy(i)), 404, Map.of(), ""))
                    .state();
        }

        assertThat(state.getEffectiveUrl()).isNull();
    }

    @Test
    void holdsToWhatTheFeedSaidOfItsPollingWhileItDoesNotChange() {
        String feed = feed("1:One")
                .replace("<title>T</title>", "<title>T</title><ttl>120</ttl><skipHours><hour>14</hour></skipHours>");
        PollOutcome first = planner.after(source, planner.initial(source), response(T0, feed));

        PollOutcome unchanged = planner.after(source, first.state(), response(T0, 304, Map.of(), ""));

        assertThat(first.state().getNextDueAt()).isEqualTo(T0.plus(Duration.ofHours(3)));
        assertThat(unchanged.state().getNextDueAt()).isEqualTo(T0.plus(Duration.ofHours(3)));
    }

    @Test
    void doesNotTakeADocumentThatCannotBeReadForAGoodOneBecauseItIsTheSame() {
        PollOutcome bad = planner.after(
                source, planner.initial(source), response(T0, 200, Map.of("etag", "\"1\""), "no feed at all"));
        PollOutcome busy = planner.after(source, bad.state(), response(T0.plus(HOUR), 503, Map.of(), ""));

        PollOutcome same =
                planner.after(source, busy.state(), response(T0.plus(HOUR.multipliedBy(2)), "no feed at all"));

        assertThat(bad.state().getEtag()).isNull();
        assertThat(same.kind()).isEqualTo(PollOutcome.Kind.UNREADABLE);
        assertThat(same.deadLetters()).isEmpty();
        assertThat(same.state().getConsecutiveFailures()).isEqualTo(3);
    }

    @Test
    void findsHubAndTopicInLinkHeadersBeforeThoseOfTheFeed() {
        Map<String, String> headers =
                Map.of("link", "</other>; rel=\"next\", <https://hub.example/a>; rel=\"hub\", </feed?x=1>; rel=self");

        FetchState state = planner.after(source, planner.initial(source), response(T0, 200, headers, feed("1:One")))
                .state();

        assertThat(state.getHub()).isEqualTo("https://hub.example/a");
        assertThat(state.getHubTopic()).isEqualTo("https://courier.example/feed?x=1");
    }

    @Test
    void publishesWhatAHubPushesAndLeavesThePollingAlone() {
        // Given
        PollOutcome first = planner.after(
                source, planner.initial(source), response(T0, 200, Map.of("etag", "\"1\""), feed("1:One", "2:Two")));

        // When
        byte[] push = feed("3:Three", "1:One, corrected").getBytes(StandardCharsets.UTF_8);
        Instant later = T0.plusSeconds(60);
        PollOutcome pushed = planner.pushed(source, first.state(), "application/rss+xml", push, later);
        PollOutcome again = planner.pushed(source, pushed.state(), "application/rss+xml", push, later);
        PollOutcome polled = planner.after(
                source, pushed.state(), response(T0.plus(HOUR), feed("3:Three", "1:One, corrected", "2:Two")));
        PollOutcome broken = planner.pushed(source, pushed.state(), null, new byte[] {'x'}, later);

        // Then
        assertThat(pushed.articles()).extracting(RawArticle::getTitle).containsExactly("Three", "One, corrected");
        assertThat(pushed.state().getNextDueAt()).isEqualTo(first.state().getNextDueAt());
        assertThat(pushed.state().getEtag()).isEqualTo("\"1\"");
        assertThat(pushed.state().getDocumentHash()).isEqualTo(first.state().getDocumentHash());
        assertThat(again.articles()).isEmpty();
        assertThat(polled.articles()).isEmpty();
        assertThat(broken.deadLetters()).hasSize(1);
        assertThat(broken.state()).isEqualTo(pushed.state());
    }

    private static Fetched moved(String to, String body) {
        return new Fetched(200, to, to, Map.of(), body.getBytes(StandardCharsets.UTF_8), T0, Duration.ofMillis(5));
    }

    @Test
    void takesDefaultsAndProvenanceFromTheSource() {
        source.setLanguage("en");
        source.setArchive(true);

        RawArticle article = planner.after(source, planner.initial(source), response(T0, feed("1:One")))
                .articles()
                .get(0);

        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(article.getLanguage()).isEqualTo("en");
        assertThat(article.getArchive()).isTrue();
        assertThat(article.getProvenance().getSourceId()).isEqualTo("s");
        assertThat(article.getProvenance().getFetchedAt()).isEqualTo(T0);
    }

    private static String feed(String... items) {
        StringBuilder feed = new StringBuilder("<rss version=\"2.0\"><channel><title>T</title>");
        for (String item : items) {
            String number = item.substring(0, item.indexOf(':'));
            feed.append("<item><title>")
                    .append(item.substring(item.indexOf(':') + 1))
                    .append("</title><link>https://courier.example/")
                    .append(number)
                    .append("</link></item>");
        }
        return feed.append("</channel></rss>").toString();
    }

    private static Fetched response(Instant at, String body) {
        return response(at, 200, Map.of(), body);
    }

    private static Fetched response(Instant at, int status, Map<String, String> headers, String body) {
        Map<String, List<String>> lists = new HashMap<>(
                headers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))));
        return new Fetched(
                status,
                "https://courier.example/feed",
                null,
                lists,
                body.getBytes(StandardCharsets.UTF_8),
                at,
                Duration.ofMillis(5));
    }
}
