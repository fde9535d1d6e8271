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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FullTextTest {
    private static final Instant T0 = Instant.parse("2025-07-14T12:00:00Z");
    private static final String SITE = "https://courier.example/";
    private static final String TEXT =
            "The ferry to Valmare was out of service for two days after a rope fouled its screw.";
    private static final int MOST_PAGES = 3;

    private final PollPlanner planner = new PollPlanner(
            Extractors.standard(),
            new PollSchedule(
                    new PollSchedule.Bounds(
                            Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ofHours(6), Duration.ofHours(24)),
                    () -> 0.5),
            10);
    private final Source source = Source.newBuilder()
            .setSourceId("s")
            .setUrl(SITE + "feed")
            .setKind(SourceKind.FEED)
            .setFullText(true)
            .build();
    private final Map<String, Object> site = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<FullText.Result> results = new ArrayList<>();
    private final FullText fullText =
            new FullText(this::answer, Extractors.standard(), Runnable::run, MOST_PAGES, results::add);
    private FetchState state = planner.initial(source);

    @Test
    void makesOneArticleOfItemAndPage() {
        // Given
        site.put("a", page("Ferry back in service", TEXT + " " + TEXT));

        // When
        PollOutcome outcome = poll(T0, item("a", "Ferry back in service", "Out of service for two days."));

        // Then
        RawArticle article = only(outcome);
        assertThat(article.getBody()).contains("a rope fouled its screw");
        assertThat(article.getFlags()).doesNotContain("summary-only");
        assertThat(article.getUrl()).isEqualTo(SITE + "a");
        assertThat(article.getPublished().getValue()).isEqualTo(Instant.parse("2025-07-14T09:30:00Z"));
        assertThat(article.getPublished().getEvidence()).isEqualTo("feed");
        assertThat(article.getTags()).contains("Shipping");
        assertThat(article.getProvenance().getConnector()).isEqualTo("rss");
        assertThat(article.getProvenance().getSourceId()).isEqualTo("s");
        assertThat(article.getFirstSeen()).isEqualTo(T0);
        assertThat(results).containsExactly(FullText.Result.TEXT);

        // When
        PollOutcome again =
                poll(T0.plusSeconds(60), item("a", "Ferry back in service", "Out of service for two days."), "");

        // Then
        assertThat(again.articles()).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void followsAnItemAgainWhenItChanges() {
        // Given
        site.put("a", page("Ferry back in service", TEXT));
        poll(T0, item("a", "Ferry back in service", "Two days."));

        // When
        site.put("a", page("Ferry back in service at last", TEXT + " Nobody was hurt, the operator said."));
        PollOutcome outcome = poll(T0.plusSeconds(60), item("a", "Ferry back at last", "Two days."));

        // Then
        RawArticle article = only(outcome);
        assertThat(article.getBody()).contains("Nobody was hurt");
        assertThat(article.getFirstSeen()).isEqualTo(T0);
        assertThat(article.getRevision()).isEqualTo(T0.plusSeconds(60).toEpochMilli());
    }

    @Test
    void publishesTheSummaryAtOnceAndTheTextWhenThePageCanBeHad() {
        // Given
        site.put("a", 503);
        String item = item("a", "Ferry back in service", "Two days.");

        // When
        PollOutcome first = poll(T0, item);
        PollOutcome second = poll(T0.plusSeconds(60), item);
        site.put("a", page("Ferry back in service", TEXT));
        PollOutcome third = poll(T0.plusSeconds(120), item);

        // Then
        assertThat(only(first).getFlags()).contains("summary-only", FullText.PAGE_NOT_READ);
        assertThat(first.state().getEtag())
                .as("the next poll must see the document")
                .isNull();
        assertThat(second.articles()).as("the summary is out already").isEmpty();
        RawArticle text = only(third);
        assertThat(text.getBody()).contains("fouled its screw");
        assertThat(text.getArticleId()).isEqualTo(only(first).getArticleId());
        assertThat(text.getRevision()).isGreaterThan(only(first).getRevision());
        assertThat(text.getFirstSeen()).isEqualTo(T0);
        assertThat(third.state().getSeen().get(0).getPageTries()).isZero();
        assertThat(third.state().getEtag()).isEqualTo("e");
    }

    @Test
    void givesUpOnAPageAfterSomeTries() {
        // Given
        String item = item("a", "Ferry back in service", "Two days.");

        // When
        for (int i = 0; i < FullText.MOST_TRIES + 2; i++) {
            site.put("a", new FetchException(FetchException.Reason.TIMEOUT, "too slow", null));
            poll(T0.plusSeconds(60L * i), item);
        }

        // Then
        assertThat(asked).hasSize(FullText.MOST_TRIES);
        assertThat(state.getEtag()).isEqualTo("e");
    }

    @Test
    void doesNotAskAgainForPagesThatWillNotComeOrSayNoMoreThanTheItem() {
        // Given
        site.put("a", 404);
        site.put("b", new FetchException(FetchException.Reason.FORBIDDEN_ADDRESS, "private", null));
        site.put("c", page("Short", "Subscribe to read on."));
        String items = item("a", "Gone", "One.")
                + item("b", "Hidden", "Two.")
                + item("c", "Short", "A summary that says a good deal more than the page behind the barrier does.");

        // When
        PollOutcome first = poll(T0, items);
        PollOutcome second = poll(T0.plusSeconds(60), items + item("d", "New", "x"));

        // Then
        assertThat(first.articles())
                .hasSize(3)
                .allSatisfy(a -> assertThat(a.getFlags()).contains("summary-only"));
        assertThat(results.subList(0, 3)).containsOnly(FullText.Result.NO_TEXT);
        assertThat(second.articles()).extracting(RawArticle::getTitle).containsExactly("New");
        assertThat(asked).containsExactly(SITE + "a", SITE + "b", SITE + "c", SITE + "d");
    }

    @Test
    void leavesWhatIsTooMuchForOnePollToTheNextOne() {
        // Given
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            site.put("p" + i, page("Title number " + i, TEXT + " Number " + i + "."));
            items.append(item("p" + i, "Title number " + i, "Short."));
        }

        // When
        PollOutcome first = poll(T0, items.toString());
        PollOutcome second = poll(T0.plusSeconds(1), items.toString());
        PollOutcome third = poll(T0.plusSeconds(2), items.toString(), "");

        // Then
        assertThat(first.articles()).hasSize(MOST_PAGES);
        assertThat(first.state().getNextDueAt()).as("due at once").isEqualTo(T0);
        assertThat(second.articles())
                .extracting(RawArticle::getTitle)
                .containsExactly("Title number 3", "Title number 4");
        assertThat(second.state().getNextDueAt()).isAfter(T0.plusSeconds(60));
        assertThat(third.articles()).isEmpty();
        assertThat(asked).hasSize(5);
    }

    @Test
    void asksNoFurtherWhenPageAfterPageFails() {
        // Given
        FullText patient = new FullText(this::answer, Extractors.standard(), Runnable::run, 100, results::add);
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            site.put("p" + i, 500);
            items.append(item("p" + i, "Title number " + i, "Short."));
        }
        PollOutcome read = planner.after(source, state, response(T0, items.toString()));

        // When
        PollOutcome outcome = patient.follow(source, state, read, () -> true).join();

        // Then
        assertThat(asked).hasSize(3);
        assertThat(outcome.articles()).hasSize(8);
        assertThat(outcome.state().getSeen()).extracting(SeenItem::getPageTries).containsOnly(1);
    }

    @Test
    void publishesNothingTwiceWhenThereIsNoRoomToFollow() {
        // Given
        site.put("a", page("Ferry back in service", TEXT));
        String item = item("a", "Ferry back in service", "Two days.");
        PollOutcome read = planner.after(source, state, response(T0, item));

        // When
        PollOutcome outcome = FullText.postponed(state, read, T0.plusSeconds(60));
        state = outcome.state();
        PollOutcome later = poll(T0.plusSeconds(60), item);

        // Then
        assertThat(outcome.articles()).isEmpty();
        assertThat(outcome.state().getSeen()).isEmpty();
        assertThat(outcome.state().getNextDueAt()).isEqualTo(T0.plusSeconds(60));
        assertThat(only(later).getBody()).contains("fouled its screw");
    }

    @Test
    void followsTheEntriesOfANewsSitemap() {
        // Given
        source.setKind(SourceKind.SITEMAP);
        site.put("a", page("Ferry back in service", TEXT));
        String sitemap = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""
                + " xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>" + SITE
                + "a</loc><news:news><news:publication><news:name>Harbour Courier</news:name>"
                + "<news:language>en</news:language></news:publication>"
                + "<news:publication_date>2025-07-14T09:30:00Z</news:publication_date>"
                + "<news:title>Ferry back in service</news:title></news:news></url></urlset>";
        PollOutcome read = planner.after(source, state, raw(T0, sitemap));

        // When
        RawArticle article =
                only(fullText.follow(source, state, read, () -> true).join());

        // Then
        assertThat(article.getBody()).contains("fouled its screw");
        assertThat(article.getPublished().getEvidence()).isEqualTo("sitemap");
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
    }

    // ---- the site

    private CompletableFuture<Fetched> answer(String url) {
        asked.add(url);
        Object answer = site.getOrDefault(url.substring(SITE.length()), 404);
        if (answer instanceof FetchException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        int status = answer instanceof Integer code ? code : 200;
        String body = answer instanceof String html ? html : "";
        return CompletableFuture.completedFuture(new Fetched(
                status,
                url,
                null,
                Map.of("content-type", List.of("text/html; charset=utf-8")),
                body.getBytes(StandardCharsets.UTF_8),
                T0.plusSeconds(5),
                Duration.ofMillis(5)));
    }

    private PollOutcome poll(Instant at, String... items) {
        PollOutcome read = planner.after(source, state, response(at, String.join("", items)));
        PollOutcome outcome = FullText.wants(source, read)
                ? fullText.follow(source, state, read, () -> true).join()
                : read;
        state = outcome.state();
        return outcome;
    }

    private static RawArticle only(PollOutcome outcome) {
        assertThat(outcome.articles()).hasSize(1);
        return outcome.articles().get(0);
    }

    private static String page(String title, String text) {
        return "<!DOCTYPE html><html lang=\"en\"><head><title>" + title + "</title></head><body><article><h1>" + title
                + "</h1><p>" + text + "</p></article></body></html>";
    }

    private static String item(String path, String title, String summary) {
        return "<item><title>" + title + "</title><link>" + SITE + path + "</link><description>" + summary
                + "</description><category>Shipping</category><pubDate>Mon, 14 Jul 2025 09:30:00 GMT</pubDate></item>";
    }

    private static Fetched response(Instant at, String items) {
        return raw(at, "<rss version=\"2.0\"><channel><title>Harbour Courier</title>" + items + "</channel></rss>");
    }

    private static Fetched raw(Instant at, String body) {
        return new Fetched(
                200,
                SITE + "feed",
                null,
                Map.of("etag", List.of("e")),
                body.getBytes(StandardCharsets.UTF_8),
                at,
                Duration.ofMillis(5));
    }
}
