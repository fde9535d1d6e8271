package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How well the search ranks, and what its command prints, over a made-up archive and the articles of the demo. */
class SearchIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static NewsStack stack;
    private static Map<String, EvalSearch.Score> scores;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void fill() throws Exception {
        stack = NewsStack.start(StackOptions.temporary().with(Component.ELASTICSEARCH));
        scores = EvalSearch.run(stack.elasticsearchUrl(), 1500, 12, 7);
        EvalSearch.print(scores);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theFullTextRecipeRanksBetterThanBm25OverTheBody() {
        assertThat(EvalSearch.better(scores)).isTrue();
        assertThat(scores.get("all").recipe()).isGreaterThan(0.7);
        assertThat(scores.get("all").queries()).isGreaterThan(80);
    }

    @Test
    void hitsAndFacetsAreReadable() {
        // When
        int code = run("danube", "--size", "3");

        // Then
        assertThat(code).as(err()).isZero();
        assertThat(out().toLowerCase(java.util.Locale.ROOT)).contains("«danube»");
        assertThat(out()).containsPattern("(?m)^\\d+ articles? in \\d+ stor(y|ies)$");
        assertThat(out())
                .containsPattern("(?m)^ {2}publisher +\\S")
                .containsPattern("(?m)^ {2}entity +.*\\[\\S+] \\d+");
    }

    @Test
    void theAnswerAndTheRequestCanBeHadAsTheyAre() throws Exception {
        // When
        int code = run("bridge", "--lang", "en", "--since", "now-1000d", "--json", "--curl");

        // Then
        assertThat(code).as(err()).isZero();
        JsonNode answer = JSON.readTree(out());
        assertThat(answer.at("/hits/hits/0/_source/language").asText()).isEqualTo("en");
        assertThat(err()).startsWith("curl -sS -X POST '" + stack.elasticsearchUrl() + "/news-articles/_search'");
    }

    @Test
    void anEntityIsNamedInAnySpelling() throws Exception {
        // Given
        JsonNode place = article().at("/entities/0");

        // When
        int byId = run("--entity", place.path("id").asText(), "--json");
        String answerById = out();
        out.reset();
        int byName = run("--entity", place.at("/surfaces/0").asText(), "--json");

        // Then
        assertThat(byId).as(err()).isZero();
        assertThat(byName).as(err()).isZero();
        assertThat(JSON.readTree(out()).at("/hits/total"))
                .isEqualTo(JSON.readTree(answerById).at("/hits/total"));
    }

    @Test
    void twoEntitiesMeet() throws Exception {
        // Given
        JsonNode entities = article().path("entities");

        // When
        int code = run(
                "--entity",
                entities.at("/0/id").asText(),
                "--entity",
                entities.at("/1/name").asText());

        // Then
        assertThat(code).as(err()).isZero();
        assertThat(out()).contains("== Also in them").containsPattern("^[1-9]\\d* article");
    }

    @Test
    void aStoryAndItsRelativesAreShown() throws Exception {
        // Given
        JsonNode article = article();

        // When
        int story = run("--story", article.path("storyId").asText());
        int related = run("--related", article.path("articleId").asText());

        // Then
        assertThat(story).as(err()).isZero();
        assertThat(related).as(err()).isZero();
        assertThat(out()).contains(article.path("title").asText(), "== With words, entities and keywords in common");
    }

    @Test
    void suggestionsQuotesRisingStoriesAndPlacesAnswer() throws Exception {
        // Given
        JsonNode article = article();
        String title = article.path("title").asText();

        // When
        int suggest = run("--suggest", title.substring(0, title.indexOf(' ') + 2));
        int quotes = run("--quotes", "Nobody Inparticular");
        int rising = run("--rising", "--since", "now-30d");
        int stories = run("--stories");
        int near = run("--near", "48.2,16.4", "--distance", "3000");

        // Then
        assertThat(List.of(suggest, quotes, rising, stories, near)).as(err()).containsOnly(0);
        assertThat(out()).contains(title, "== Entities", "0 articles", "\nkeywords");
    }

    @Test
    void everyHitCanBeHad() {
        // When
        int code = run("--all", "--lang", "de");

        // Then
        assertThat(code).as(err()).isZero();
        List<String> ids = new ArrayList<>();
        out().lines().forEach(line -> ids.add(parse(line).path("articleId").asText()));
        assertThat(ids).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void mistakesAreExplained() {
        assertThat(run("--entity", "Xyzzy Nowhere")).isEqualTo(1);
        assertThat(run("--story", "no-such-story")).isEqualTo(1);
        assertThat(run("--topic", "no such topic")).isEqualTo(1);
        assertThat(run("alerts", "save", "--name", "floods", "flood")).isEqualTo(1);
        assertThat(err()).contains("Xyzzy Nowhere", "no-such-story", "no such topic", "percolator");
    }

    @Test
    void aMistypedWordBringsAnOffer() {
        // When
        int code = run("lighthuose");

        // Then
        assertThat(code).as(err()).isZero();
        assertThat(out()).contains("did you mean: «lighthouse»");
    }

    @Test
    void theSearchPageRunsRecipesAndNothingElse() throws Exception {
        // Given
        JsonNode article = article();
        try (SearchSite site = SearchSite.onLoopback(new StackAddresses("", "", stack.elasticsearchUrl()))) {
            // When
            HttpResponse<String> page = get(site, "/");
            JsonNode found = json(get(site, "/api/search?words=lighthouse&languages=en&languages=de&since=now-500d"));
            JsonNode mistyped = json(get(site, "/api/search?words=lighthuose"));
            JsonNode one = json(get(
                    site, "/api/article?article=" + article.path("articleId").asText()));
            JsonNode story =
                    json(get(site, "/api/story?story=" + article.path("storyId").asText()));
            JsonNode suggested = json(get(site, "/api/suggest?prefix=light"));

            // Then
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'");
            assertThat(found.at("/hits/hits/0/highlight").toString()).contains(SearchView.MARK_START);
            assertThat(found.path("sizes")).isNotEmpty();
            assertThat(mistyped.path("didYouMean").asText()).isEqualTo("lighthouse");
            assertThat(one.at("/article/title")).isEqualTo(article.path("title"));
            assertThat(one.path("alike")).isNotEmpty();
            assertThat(story.at("/timeline/hits/hits")).isNotEmpty();
            assertThat(suggested.path("titles")).isNotEmpty();
            assertThat(json(get(site, "/api/rising")).has("labels")).isTrue();
            assertThat(json(get(site, "/api/stories")).at("/hits/hits").isArray())
                    .isTrue();
            assertThat(json(get(site, "/api/quotes?speaker=Q1")).at("/hits/hits"))
                    .isEmpty();
            assertThat(get(site, "/app.js").headers().firstValue("Content-Type"))
                    .hasValue("text/javascript; charset=utf-8");
        }
    }

    @Test
    void theSearchPageTakesNoMoreThanAReaderMayChoose() throws Exception {
        try (SearchSite site = SearchSite.onLoopback(new StackAddresses("", "", stack.elasticsearchUrl()));
                SearchSite lost =
                        SearchSite.onLoopback(new StackAddresses("", "", "http://127.0.0.1:" + Pipeline.freePort()))) {
            assertThat(get(site, "/api/search?words=a&size=100000&also=%5B%5D").statusCode())
                    .isEqualTo(200);
            assertThat(get(site, "/api/search?from=1000000").statusCode()).isEqualTo(400);
            assertThat(get(site, "/api/search?words=" + "a".repeat(301)).statusCode())
                    .isEqualTo(400);
            assertThat(get(site, "/api/search?since=yesterday").statusCode()).isEqualTo(400);
            assertThat(get(site, "/api/article").statusCode()).isEqualTo(400);
            assertThat(get(site, "/api/article?article=none").statusCode()).isEqualTo(400);
            assertThat(get(site, "/api/search/more").statusCode()).isEqualTo(404);
            assertThat(get(site, "/../SearchSite.class").statusCode()).isEqualTo(404);
            assertThat(get(lost, "/api/search?words=a").statusCode()).isEqualTo(502);
            assertThat(get(lost, "/api/search?words=a").body()).doesNotContain("127.0.0.1");
        }
    }

    private static HttpResponse<String> get(SearchSite site, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(site.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return parse(response.body());
    }

    private static JsonNode article() throws Exception {
        JsonNode hits = new NewsSearch(stack.elasticsearchUrl())
                .search(Recipe.named("full-text"), Map.of("words", "lighthouse"))
                .at("/hits/hits");
        for (JsonNode hit : hits) {
            if (hit.at("/_source/storyId").asText().startsWith("s")) {
                return new NewsSearch(stack.elasticsearchUrl())
                        .search(
                                Recipe.named("article"),
                                Map.of("articles", List.of(hit.path("_id").asText())))
                        .at("/hits/hits/0/_source");
            }
        }
        throw new AssertionError("no article of the archive about a lighthouse");
    }

    private int run(String... args) {
        List<String> line = new ArrayList<>(List.of("search"));
        line.addAll(List.of(args));
        if (!line.contains("alerts")) {
            line.addAll(List.of("--elasticsearch", stack.elasticsearchUrl()));
        } else {
            line.addAll(3, List.of("--elasticsearch", stack.elasticsearchUrl()));
        }
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return NewsflowCli.commandLine().execute(line.toArray(String[]::new));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
