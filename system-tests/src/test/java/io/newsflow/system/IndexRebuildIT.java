package io.newsflow.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.newsflow.cli.NewsflowCli;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexAdmin;
import io.newsflow.indexer.IndexNames;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.stack.GuardedProcess;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import io.newsflow.stack.RunAs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.ResponseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that look after the index, beside a running indexer-service. */
@ExtendWith(NewsStackExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IndexRebuildIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String FIRST_SEEN = "2026-01-31T08:15:00Z";
    private static final int ARTICLES = 1_500;

    @TempDir
    private static Path folder;

    private static RunningNews news;
    private static ElasticsearchClients clients;
    private static IndexAdmin index;
    private static int first;

    private final StringWriter out = new StringWriter();

    @BeforeAll
    static void start(NewsStack stack) throws Exception {
        news = new RunningNews(stack, folder);
        clients = ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(List.of(stack.elasticsearchUrl())));
        index = new IndexAdmin(clients.blocking());
        first = index.serving().orElseThrow();
        news.start("indexer-service", "rebuild-indexer");
        for (int i = 0; i < ARTICLES; i++) {
            publish(i, 1);
        }
        for (int i = 0; i < ARTICLES; i += 3) {
            publish(i, 2);
        }
        for (int i = 0; i < ARTICLES; i += 10) {
            news.retract(
                    Topics.ENRICHED.name(),
                    id(i),
                    Map.of(RecordHeaders.REVISION, "3", RecordHeaders.FIRST_SEEN, FIRST_SEEN));
        }
        news.flush();
    }

    @AfterAll
    static void stop() {
        if (news != null) {
            news.close();
            clients.close();
        }
    }

    @Test
    @Order(1)
    void topicsAndIndexAgreeWhenTheIndexerHasCaughtUp() {
        // When
        int exit = run("index", "verify", "--ignore-dead-letters");

        // Then
        assertThat(out.toString()).doesNotContain("rb-");
        assertThat(exit).as(out.toString()).isZero();
    }

    @Test
    @Order(2)
    void verifyNamesEveryDifference() throws Exception {
        // Given
        String home = new IndexNames(first).articles(java.time.Instant.parse(FIRST_SEEN));
        clients.blocking().delete(request -> request.index(home).id(id(1)));
        clients.blocking().index(request -> request.index(home).id(id(2)).document(Map.of("articleId", id(2))));
        clients.blocking()
                .index(request -> request.index(home).id("rb-stranger").document(Map.of("articleId", "rb-stranger")));
        clients.blocking().index(request -> request.index(home).id(id(10)).document(Map.of("articleId", id(10))));

        // When
        int exit = run("index", "verify");

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString())
                .contains("missing  news-articles  " + id(1) + "  topic 1  index -")
                .contains("newer  news-articles  " + id(2) + "  topic 1  index 2")
                .contains("surplus  news-articles  rb-stranger  topic -  index 1")
                .contains("not retracted  news-articles  " + id(10) + "  topic 3  index");
    }

    @Test
    @Order(3)
    void aRebuildThatIsKilledGoesOnAndMendsAllWhileTheServiceRuns() throws Exception {
        // Given: a rebuild that is killed once it has begun to write
        GuardedProcess rebuild = cli("index", "rebuild");
        await().atMost(LIMIT)
                .ignoreExceptionsMatching(IndexRebuildIT::hasNoShardYet)
                .until(() -> {
                    if (!rebuild.isAlive()) {
                        throw new IllegalStateException(Files.readString(folder.resolve("rebuild.log")));
                    }
                    return index.generations().size() > 1 && count(first + 1) > 0;
                });
        rebuild.kill();
        assertThat(index.serving()).hasValue(first);

        // When: it is begun again while articles go on
        Thread publisher = new Thread(() -> {
            for (int i = ARTICLES; i < ARTICLES + 300; i++) {
                publish(i, 1);
                news.flush();
            }
        });
        publisher.start();
        int exit = run("index", "rebuild", "--hand-over", "60");
        publisher.join();

        // Then
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("generation " + (first + 1) + " serves")
                .contains("generation " + first + " is still there")
                .doesNotContain("has taken over");
        assertThat(index.serving()).hasValue(first + 1);
        publish(ARTICLES + 300, 1);
        news.flush();
        assertThat(run("index", "verify", "--ignore-dead-letters"))
                .as(out.toString())
                .isZero();
        assertThat(run("index", "status")).isZero();
        assertThat(out.toString())
                .contains("generation " + (first + 1) + " (serves)")
                .contains("up to date");
    }

    @Test
    @Order(4)
    void theOldGenerationServesAgainAndIsBroughtUpToDateAndTheOtherIsDeleted() throws Exception {
        // When
        assertThat(run("index", "use", String.valueOf(first))).isZero();

        // Then: what came since the swap is there; what the test did by hand to the old one is not mended
        await().atMost(LIMIT).untilAsserted(() -> {
            clients.blocking().indices().refresh(request -> request.index(IndexNames.ARTICLES));
            assertThat(clients.blocking()
                            .exists(request -> request.index(
                                            new IndexNames(first).articles(java.time.Instant.parse(FIRST_SEEN)))
                                    .id(id(ARTICLES + 300)))
                            .value())
                    .isTrue();
        });
        assertThat(run("index", "delete", String.valueOf(first))).isEqualTo(1);
        await().atMost(LIMIT).until(() -> run("index", "delete", String.valueOf(first + 1)) == 0);
        assertThat(index.generations()).containsExactly(first);
    }

    @Test
    @Order(5)
    void onlyMonthsPastTheirRetentionAreDeletedAndOnlyWhenToldTo() throws Exception {
        // When, Then
        assertThat(run("index", "retention")).isEqualTo(2);
        assertThat(run("index", "retention", "--months", "1200")).isZero();
        assertThat(out.toString()).contains("0 indices");
        int exit = run("index", "retention", "--months", "1");
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("would delete").contains("2026.01");
        assertThat(count(first)).isPositive();
        assertThat(run("index", "retention", "--months", "1", "--delete")).isZero();
        assertThat(count(first)).isZero();
    }

    private static long count(int generation) throws Exception {
        String pattern = new IndexNames(generation).articlesPattern();
        clients.blocking().indices().refresh(request -> request.index(pattern));
        return clients.blocking()
                .count(request -> request.index(pattern)
                        .query(query ->
                                query.prefix(prefix -> prefix.field("articleId").value("rb-"))))
                .count();
    }

    /** An index is named a moment before its shards answer. */
    private static boolean hasNoShardYet(Throwable failure) {
        return failure instanceof ResponseException refused
                && refused.getResponse().getStatusLine().getStatusCode() == 503;
    }

    private static void publish(int number, long revision) {
        EnrichedArticle article = RecordJson.read(EnrichedArticle.class, """
                {"language": {"tag": "en", "confidence": 1},
                 "article": {"publisher": {"name": "The Alpine Post"}, "firstSeen": "%s",
                             "title": "Notice %d", "body": "A notice of the parish, number %d."}}
                """.formatted(FIRST_SEEN, number, number));
        article.setArticleId(id(number));
        article.setRevision(revision);
        news.publish(article);
    }

    private static String id(int number) {
        return "rb-" + number;
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        PrintWriter writer = new PrintWriter(out, true);
        CommandLine commandLine = NewsflowCli.commandLine().setOut(writer).setErr(writer);
        return commandLine.execute(withAddresses(arguments).toArray(String[]::new));
    }

    private static GuardedProcess cli(String... arguments) {
        Path jar = Path.of(System.getProperty("newsflow.home"), "cli", "target", "newsflow-cli-exec.jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString()));
        command.addAll(withAddresses(arguments));
        return GuardedProcess.start(command, RunAs.self(), Map.of(), folder, folder.resolve("rebuild.log"));
    }

    private static List<String> withAddresses(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--kafka",
                news.addresses().kafka(),
                "--registry",
                news.addresses().registry(),
                "--elasticsearch",
                news.addresses().elasticsearch()));
        return all;
    }
}
