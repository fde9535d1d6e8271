package io.newsflow.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.push.HandOver.Outcome;
import io.newsflow.ingest.push.HandOver.Result;
import io.newsflow.ingest.push.HandOver.Unavailable;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropFolderTest {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final String FERRY = "{\"title\": \"Ferry back\", \"body\": \"It runs again.\"}";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<RawArticle> articles = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<String> retracted = new ArrayList<>();
    private boolean away;
    private int handOvers;
    private int mostHandOvers = Integer.MAX_VALUE;

    @Test
    void takesAFileInWhenItHasSettledAndMovesIt() throws Exception {
        // Given
        DropFolder drop = drop();
        Files.writeString(folder.resolve("ferry.json"), FERRY);

        // When
        drop.look();
        clock.forward(SETTLE.minusMillis(1));
        drop.look();

        // Then
        assertThat(articles).isEmpty();

        // When
        clock.forward(Duration.ofMillis(1));
        drop.look();

        // Then
        assertThat(articles).extracting(RawArticle::getTitle).containsExactly("Ferry back");
        RawArticle article = articles.get(0);
        assertThat(article.getProvenance().getSourceId()).isEqualTo("drop");
        assertThat(article.getProvenance().getLocation())
                .isEqualTo(folder.resolve("ferry.json").toString());
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(names("")).isEmpty();
        assertThat(names("done")).containsExactly("ferry.json");
        assertThat(meters.get("newsflow.drop.files")
                        .tag("outcome", "done")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void retractsWhatAnAgencyCancelsWhenKafkaIsThere() throws Exception {
        // Given
        DropFolder drop = drop();
        String item =
                "{\"uri\": \"wire:1\", \"type\": \"text\", %s\"headline\": \"Ferry back\", \"body_text\": \"It runs.\"}";
        Files.writeString(folder.resolve("1.json"), item.formatted(""));
        settle(drop);
        away = true;
        Files.writeString(folder.resolve("2.json"), item.formatted("\"pubstatus\": \"canceled\", "));

        // When
        settle(drop);

        // Then
        assertThat(names("")).containsExactly("2.json");

        // When
        away = false;
        settle(drop);

        // Then
        assertThat(retracted).containsExactly(articles.get(0).getArticleId());
        assertThat(names("done")).containsExactly("1.json", "2.json");
        assertThat(letters).isEmpty();
    }

    @Test
    void keepsAFileUntilTheEmbargoOfItsItemEnds() throws Exception {
        // Given
        DropFolder drop = drop();
        Instant end = clock.instant().plus(Duration.ofHours(1));
        Files.writeString(
                folder.resolve("1.json"),
                "{\"uri\": \"wire:1\", \"type\": \"text\", \"embargoed\": \"" + end
                        + "\", \"headline\": \"Ferry back\", \"body_text\": \"It runs.\"}");

        // When
        settle(drop);
        drop.look();

        // Then
        assertThat(articles).isEmpty();
        assertThat(letters).isEmpty();
        assertThat(names("")).containsExactly("1.json");
        assertThat(handOvers).as("reads of the file").isEqualTo(1);

        // When
        clock.forward(Duration.ofHours(1));
        drop.look();

        // Then
        assertThat(articles).extracting(RawArticle::getTitle).containsExactly("Ferry back");
        assertThat(names("done")).containsExactly("1.json");
    }

    @Test
    void waitsForAFileThatStillGrows() throws Exception {
        // Given
        DropFolder drop = drop();
        Path file = folder.resolve("ferry.json");
        Files.writeString(file, FERRY.substring(0, 20));
        drop.look();
        clock.forward(SETTLE);

        // When
        Files.writeString(file, FERRY);
        drop.look();

        // Then
        assertThat(articles).isEmpty();
        assertThat(letters).isEmpty();

        // When
        settle(drop);

        // Then
        assertThat(articles).hasSize(1);
    }

    @Test
    void leavesUnfinishedHiddenAndLinkedFilesAndFoldersAlone(@TempDir Path elsewhere) throws Exception {
        // Given
        DropFolder drop = drop();
        for (String name : List.of(".ferry.json", "ferry.json.part", "ferry.json.tmp", "ferry.json~")) {
            Files.writeString(folder.resolve(name), FERRY);
        }
        Files.createDirectories(folder.resolve("more"));
        Files.writeString(folder.resolve("more").resolve("x.json"), FERRY);
        Files.createSymbolicLink(
                folder.resolve("link.json"), Files.writeString(elsewhere.resolve("secret.json"), FERRY));

        // When
        settle(drop);

        // Then
        assertThat(articles).isEmpty();
        assertThat(letters).isEmpty();
        assertThat(names("")).hasSize(5);
    }

    @Test
    void sendsWhatCannotBeReadToTheDeadLettersAndSetsItAside() throws Exception {
        // Given
        DropFolder drop = drop();
        Files.writeString(
                folder.resolve("broken.json"), "{\"title\": \"x\", \"body\": 5, \"url\": \"https://h.example/\"}");
        Files.writeString(folder.resolve("half.jsonl"), FERRY + "\n{\"titel\": \"x\"}\n");

        // When
        settle(drop);

        // Then
        assertThat(articles).hasSize(1);
        assertThat(names("failed")).containsExactly("broken.json", "broken.json.reason.txt");
        assertThat(names("done")).containsExactly("half.jsonl", "half.jsonl.reason.txt");
        assertThat(Files.readString(folder.resolve("failed/broken.json.reason.txt")))
                .contains("body");
        assertThat(Files.readString(folder.resolve("done/half.jsonl.reason.txt")))
                .contains("line 2", "titel");
        assertThat(letters).hasSize(2);
        assertThat(letters).anySatisfy(letter -> {
            assertThat(letter.originLocation()).endsWith("half.jsonl (line 2)");
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("{\"titel\": \"x\"}");
        });
    }

    @Test
    void aFileWaitsWhereItIsWhileKafkaIsAway() throws Exception {
        // Given
        DropFolder drop = drop();
        Files.writeString(folder.resolve("ferry.json"), FERRY);
        away = true;

        // When
        settle(drop);

        // Then
        assertThat(names("")).containsExactly("ferry.json");

        // When
        away = false;
        drop.look();

        // Then
        assertThat(articles).hasSize(1);
        assertThat(names("done")).containsExactly("ferry.json");
    }

    @Test
    void anotherFileOfTheSameNameDoesNotReplaceTheFirst() throws Exception {
        // Given
        DropFolder drop = drop();
        Files.writeString(folder.resolve("ferry.json"), FERRY);
        settle(drop);

        // When
        Files.writeString(folder.resolve("ferry.json"), FERRY.replace("again", "once more"));
        settle(drop);

        // Then
        assertThat(articles).hasSize(2);
        assertThat(names("done")).hasSize(2).contains("ferry.json");
    }

    @Test
    void oneOfTwoTakesTheFilesAndTheOtherStepsIn() throws Exception {
        // Given
        DropFolder one = drop();
        DropFolder two = drop();
        one.look();
        Files.writeString(folder.resolve("ferry.json"), FERRY);

        // When
        settle(two);

        // Then
        assertThat(articles).isEmpty();

        // When: the first one ends
        one.start((thread, failure) -> {});
        one.stop();
        settle(two);

        // Then
        assertThat(articles).hasSize(1);
    }

    @Test
    void goesOnInAnArchiveWhereAnEarlierRunHadToStop() throws Exception {
        // Given an archive of three parts, of which Kafka takes one
        int most = 500;
        Files.write(folder.resolve("news.warc.gz"), archive(most));
        mostHandOvers = 1;
        DropFolder one = drop();
        settle(one);

        // Then
        assertThat(articles).hasSizeBetween(1, most - 1);
        assertThat(names("")).containsExactly(".news.warc.gz.offset", "news.warc.gz");

        // When another service steps in
        one.start((thread, failure) -> {});
        one.stop();
        mostHandOvers = Integer.MAX_VALUE;
        settle(drop());

        // Then
        assertThat(articles)
                .extracting(RawArticle::getUrl)
                .doesNotHaveDuplicates()
                .hasSize(most);
        assertThat(articles).allMatch(RawArticle::getArchive);
        assertThat(names("")).isEmpty();
        assertThat(names("done")).containsExactly("news.warc.gz");
    }

    @Test
    void anArchiveThatIsDamagedIsReadAndItsReasonTold() throws Exception {
        // Given
        byte[] archive = archive(3);
        archive[archive.length / 2] ^= 0x55;
        Files.write(folder.resolve("news.warc.gz"), archive);

        // When
        settle(drop());

        // Then
        assertThat(articles).hasSizeBetween(2, 3);
        assertThat(letters).isEmpty();
        assertThat(Files.readString(folder.resolve("done/news.warc.gz.reason.txt")))
                .contains("1 damaged places");
    }

    /** Pages as gzip members. */
    private static byte[] archive(int pages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < pages; i++) {
            String block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>Ferry number " + i
                    + " to run all winter</title></head><body><p>The harbour board said on Friday that the ferry between"
                    + " the islands will run all winter, after three seasons without it.</p></body></html>";
            String record = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/" + i
                    + "\r\nWARC-Date: 2025-07-01T00:00:00Z\r\nContent-Length: "
                    + block.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + block + "\r\n\r\n";
            try (GZIPOutputStream member = new GZIPOutputStream(out)) {
                member.write(record.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private DropFolder drop() {
        DropConfig config = new DropConfig(folder, Duration.ofHours(1), SETTLE, "drop", "Harbour Courier", false);
        HandOver handOver = new HandOver() {
            @Override
            public CompletableFuture<List<Outcome>> publish(
                    String source, List<RawArticle> given, List<DeadLetter> deadLetters) {
                if (away || handOvers == mostHandOvers) {
                    return CompletableFuture.failedFuture(new Unavailable("away", null));
                }
                handOvers++;
                articles.addAll(given);
                letters.addAll(deadLetters);
                return CompletableFuture.completedFuture(given.stream()
                        .map(a -> new Outcome(a.getArticleId(), 1, Result.NEW))
                        .toList());
            }

            @Override
            public CompletableFuture<Outcome> retract(String source, String articleId, boolean foreign) {
                if (away) {
                    return CompletableFuture.failedFuture(new Unavailable("away", null));
                }
                assertThat(foreign).as("only what the folder handed over").isFalse();
                retracted.add(articleId);
                boolean known = articles.stream().anyMatch(a -> a.getArticleId().equals(articleId));
                return CompletableFuture.completedFuture(
                        new Outcome(articleId, 2, known ? Result.RETRACTED : Result.UNKNOWN));
            }
        };
        return new DropFolder(
                config,
                handOver,
                Extractors.standard(),
                Extractors.documents(),
                new PushMetrics(meters, (result, given) -> {}),
                clock);
    }

    private void settle(DropFolder drop) throws Exception {
        drop.look();
        clock.forward(SETTLE);
        drop.look();
    }

    /** Files in the folder or one beneath it, without the lock. */
    private List<String> names(String beneath) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve(beneath))) {
            return entries.filter(Files::isRegularFile)
                    .map(p -> p.getFileName().toString())
                    .filter(n -> !n.equals(".newsflow.lock"))
                    .sorted()
                    .toList();
        }
    }

    private static final class TestClock extends Clock {
        private Instant now = Instant.parse("2025-07-14T12:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
