package io.newsflow.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.cli.Home;
import io.newsflow.cli.ServiceProcess;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.search.Recipe;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The services as processes on real components: from raw articles to search hits, through faults. */
@ExtendWith(NewsStackExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static RunningNews news;
    private static ServiceProcess indexer;

    @BeforeAll
    static void startServices(NewsStack stack) throws InterruptedException {
        news = new RunningNews(stack, folder);
        news.start("enrich-service", "enrich-1");
        indexer = news.start("indexer-service", "indexer-1");
    }

    @AfterAll
    static void stopServices() {
        if (news != null) {
            news.close();
        }
    }

    @Test
    @Order(1)
    void anArticleThatIsPublishedIsFoundByAWordOfItsText() {
        // Given
        RawArticle article = article("found", 1, "Otters return to the river", "Two otters were seen near Graz.");

        // When
        news.publish(article);
        news.flush();

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> assertThat(hits("otters")).containsExactly("t1-found"));
    }

    @Test
    @Order(2)
    void poisonAtEachStageEndsInTheDeadLettersWhileTheRestFlows() {
        // Given
        byte[] garbage = "this is no Avro".getBytes(StandardCharsets.UTF_8);
        byte[] otherGarbage = "nor is this".getBytes(StandardCharsets.UTF_8);

        // When
        news.send("news.raw", "t1-poison-raw", garbage);
        news.send("news.enriched", "t1-poison-enriched", otherGarbage);
        news.publish(article("flows", 1, "Walruses rest", "A walrus slept on a pier in Narvik."));
        news.flush();

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> {
            assertThat(hits("walrus")).containsExactly("t1-flows");
            assertThat(news.deadLetters())
                    .anySatisfy(letter -> assertLetter(letter, "enrich-service", "news.raw", garbage))
                    .anySatisfy(letter -> assertLetter(letter, "indexer-service", "news.enriched", otherGarbage));
        });
    }

    @Test
    @Order(3)
    void twoInstancesShareTheWorkAndEveryArticleIsEnrichedOnce() throws InterruptedException {
        // Given
        int articles = 60;
        news.start("enrich-service", "enrich-2");

        // When
        for (int i = 0; i < articles; i++) {
            news.publish(
                    article("shared-" + i, 1, "Report number " + i, "The committee met for the " + i + "th time."));
        }
        news.flush();

        // Then
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertThat(idsEnriched("t1-shared-")).hasSize(articles));
        List<EnrichedArticle> all = news.enriched();
        Set<String> seen = new HashSet<>();
        for (EnrichedArticle article : all) {
            assertThat(seen.add(article.getArticleId() + "@" + article.getRevision()))
                    .as("%s twice with revision %d", article.getArticleId(), article.getRevision())
                    .isTrue();
        }
    }

    @Test
    @Order(4)
    void killingTheIndexerInTheMiddleLosesNothingAndDoublesNothing() throws InterruptedException {
        // Given
        int articles = 400;
        for (int i = 0; i < articles; i++) {
            news.publish(article("kill-" + i, 1, "Bulletin " + i, "Bulletin " + i + " tells of lighthouse " + i + "."));
        }
        news.flush();
        await().atMost(ARRIVAL).until(() -> count("lighthouse") > 0);

        // When
        indexer.kill();
        for (int i = 0; i < articles; i += 2) {
            news.publish(article(
                    "kill-" + i, 2, "Bulletin " + i, "Bulletin " + i + " now tells of lighthouse keeper " + i + "."));
        }
        news.flush();
        indexer = news.start("indexer-service", "indexer-2");

        // Then
        await().atMost(ARRIVAL).untilAsserted(() -> {
            assertThat(count("lighthouse")).isEqualTo(articles);
            assertThat(count("keeper")).isEqualTo(articles / 2);
        });
    }

    @Test
    @Order(5)
    void theDashboardAndTheAlertsAskForMetricsThatTheServicesHave() throws Exception {
        // Given: all services have done some work
        ServiceProcess enrich = news.start("enrich-service", "enrich-3");
        ServiceProcess ingest = news.start("ingest-service", "ingest-1");
        Set<String> asked = new TreeSet<>();
        for (String file : List.of("grafana/newsflow.json", "prometheus/newsflow-alerts.yml")) {
            Matcher names = Pattern.compile("\\b(newsflow|kafka|jvm|process|logback)_[a-z0-9_]+")
                    .matcher(Files.readString(Home.root().resolve("deploy").resolve(file)));
            while (names.find()) {
                asked.add(names.group());
            }
        }
        assertThat(asked).hasSizeGreaterThan(20);

        // When, Then: Kafka's clients name some metrics only once they are at work
        await().atMost(ARRIVAL).untilAsserted(() -> {
            Set<String> served = new TreeSet<>();
            for (ServiceProcess service : List.of(enrich, ingest, indexer)) {
                HttpRequest scrape = HttpRequest.newBuilder(URI.create(service.url() + "/metrics"))
                        .build();
                HttpClient.newHttpClient()
                        .send(scrape, HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(line -> served.add(line.split("[{ ]", 2)[0]));
            }
            assertThat(served).containsAll(asked);
        });
    }

    private static void assertLetter(DeadLetter letter, String service, String topic, byte[] bytes) {
        assertThat(letter.service()).isEqualTo(service);
        assertThat(letter.originTopic()).isEqualTo(topic);
        assertThat(letter.value()).isEqualTo(bytes);
        assertThat(letter.cause()).isNotBlank();
    }

    private static Set<String> idsEnriched(String prefix) {
        Set<String> ids = new HashSet<>();
        news.enriched().stream()
                .map(EnrichedArticle::getArticleId)
                .filter(id -> id.startsWith(prefix))
                .forEach(ids::add);
        return ids;
    }

    private static long count(String words) throws Exception {
        return search(words).path("total").path("value").asLong();
    }

    private static List<String> hits(String words) throws Exception {
        return search(words).path("hits").findValuesAsText("articleId").stream()
                .distinct()
                .toList();
    }

    private static JsonNode search(String words) throws Exception {
        return news.search()
                .search(Recipe.named("full-text"), Map.of("words", words, "size", 5))
                .path("hits");
    }

    private static RawArticle article(String name, long version, String title, String body) {
        RawArticle article = RecordJson.read(
                RawArticle.class,
                "{\"idRule\": \"title-v1\", \"publisher\": {\"name\": \"The Alpine Post\"},"
                        + " \"firstSeen\": \"2026-01-31T08:15:00Z\", \"extractor\": \"test\","
                        + " \"provenance\": {\"sourceId\": \"test\", \"connector\": \"file\", \"location\": \"test\"}}");
        article.setArticleId("t1-" + name);
        article.setRevision(1_769_847_300_000L + version);
        article.setTitle(title);
        article.setBody(body);
        article.setContentHash(name + "-" + version);
        return article;
    }
}
