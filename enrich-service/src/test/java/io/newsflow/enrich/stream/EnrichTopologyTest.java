package io.newsflow.enrich.stream;

import static io.newsflow.enrich.stream.TestArticles.START;
import static io.newsflow.enrich.stream.TestArticles.article;
import static io.newsflow.enrich.stream.TestArticles.corrected;
import static io.newsflow.enrich.stream.TestArticles.listing;
import static io.newsflow.enrich.stream.TestArticles.seenElsewhere;
import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Provenance;
import io.newsflow.model.RawArticle;
import io.newsflow.model.RelatedArticle;
import io.newsflow.model.RelatedReason;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichTopologyTest {
    private static final RawArticle BRIDGE = article(
            "bridge",
            0,
            "Velmora opens the Tarn bridge after nine years",
            "The mayor of Velmora opened the bridge over the Tarn on Monday, nine years after work began.");
    private static final RawArticle HARVEST = article(
            "harvest",
            5,
            "Grain harvest in Ostrava falls short",
            "Farmers near Ostrava brought in a third less wheat than last summer, the chamber reported.");

    private TopologyFixture topology;

    @BeforeEach
    void start(@TempDir Path state) {
        topology = new TopologyFixture(state);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void aNewArticleIsEnrichedUnderItsRawRevision() {
        // When
        List<TestRecord<String, EnrichedArticle>> out = topology.send(BRIDGE);

        // Then
        assertThat(out).hasSize(1);
        EnrichedArticle article = out.get(0).value();
        assertThat(out.get(0).key()).isEqualTo("bridge");
        assertThat(out.get(0).timestamp()).isEqualTo(START.toEpochMilli());
        assertThat(out.get(0).headers().lastHeader(RecordHeaders.ENRICHED_AT)).isNotNull();
        assertThat(article.getRevision()).isEqualTo(BRIDGE.getRevision());
        assertThat(article.getArticle()).isEqualTo(BRIDGE);
        assertThat(article.getEntities()).isNotEmpty();
        assertThat(article.getStoryId()).isNull();
    }

    @Test
    void theSameSightingAgainIsNeitherAnalysedNorWritten() {
        // Given
        topology.send(BRIDGE);

        // When
        List<TestRecord<String, EnrichedArticle>> out = topology.send(BRIDGE);

        // Then
        assertThat(out).isEmpty();
        assertThat(topology.analyzer.calls()).isEqualTo(1);
    }

    @Test
    void theSameContentFromAnotherSourceAddsItsProvenanceWithoutAnalysis() {
        // Given
        topology.send(BRIDGE);

        // When
        List<TestRecord<String, EnrichedArticle>> out = topology.send(seenElsewhere(BRIDGE, "aggregator", 30));

        // Then
        assertThat(topology.analyzer.calls()).isEqualTo(1);
        assertThat(out).hasSize(1);
        EnrichedArticle article = out.get(0).value();
        assertThat(article.getProvenances()).extracting(Provenance::getSourceId).containsExactly("feed", "aggregator");
        assertThat(article.getRevision()).isGreaterThan(BRIDGE.getRevision());
        assertThat(article.getArticle().getFirstSeen()).isEqualTo(BRIDGE.getFirstSeen());
    }

    @Test
    void whatAnotherSourceKnowsBesideTheTextIsTakenOver() {
        // Given
        topology.send(BRIDGE);
        RawArticle richer = seenElsewhere(BRIDGE, "page", 10);
        richer.setAuthors(List.of("Ilse Brandt"));
        richer.setSection("transport");

        // When
        topology.send(richer);

        // Then
        EnrichedArticle article = topology.newest("bridge");
        assertThat(article.getArticle().getAuthors()).containsExactly("Ilse Brandt");
        assertThat(article.getTopics()).hasSize(1);
    }

    @Test
    void aCorrectionReplacesTheTextUnderAHigherRevision() {
        // Given
        topology.send(BRIDGE);
        RawArticle correction = corrected(BRIDGE, BRIDGE.getTitle(), "The bridge opened on Tuesday.", 60);

        // When
        topology.send(correction);

        // Then
        EnrichedArticle article = topology.newest("bridge");
        assertThat(article.getArticle().getBody()).isEqualTo("The bridge opened on Tuesday.");
        assertThat(article.getRevision()).isGreaterThanOrEqualTo(correction.getRevision());
        assertThat(topology.analyzer.calls()).isEqualTo(2);
    }

    @Test
    void contentThatComesOutOfOrderDoesNotComeInForce() {
        // Given
        topology.send(corrected(BRIDGE, BRIDGE.getTitle(), "The bridge opened on Tuesday.", 60));

        // When
        topology.send(BRIDGE);

        // Then
        assertThat(topology.analyzer.calls()).isEqualTo(1);
        assertThat(topology.newest("bridge").getArticle().getBody()).isEqualTo("The bridge opened on Tuesday.");
    }

    @Test
    void ofTwoContentsWithOneRevisionTheSameOneWinsInEitherOrder(@TempDir Path other) {
        // Given
        RawArticle a = BRIDGE;
        RawArticle b = corrected(BRIDGE, BRIDGE.getTitle(), "Another text of the same moment.", 0);

        // When
        topology.send(a);
        topology.send(b);
        String winner = topology.newest("bridge").getArticle().getBody();
        String reverse;
        try (TopologyFixture second = new TopologyFixture(other)) {
            second.send(b);
            second.send(a);
            reverse = second.newest("bridge").getArticle().getBody();
        }

        // Then
        assertThat(reverse).isEqualTo(winner);
    }

    @Test
    void aTeaserDoesNotReplaceTheFullText() {
        // Given
        topology.send(BRIDGE);
        RawArticle teaser = corrected(BRIDGE, BRIDGE.getTitle(), "The mayor opened ...", 60);
        teaser.setFlags(List.of(Heads.SUMMARY_ONLY));

        // When
        topology.send(teaser);

        // Then
        assertThat(topology.newest("bridge").getArticle().getBody()).isEqualTo(BRIDGE.getBody());
    }

    @Test
    void revisionsGrowWithEachRecordOfAnArticle() {
        // When
        topology.send(BRIDGE);
        topology.send(seenElsewhere(BRIDGE, "aggregator", 1));
        topology.send(corrected(BRIDGE, "Bridge opened", "Short.", 2));
        topology.send(seenElsewhere(corrected(BRIDGE, "Bridge opened", "Short.", 2), "other", 3));

        // Then
        assertThat(topology.enriched.stream().map(r -> r.value().getRevision()))
                .hasSize(4)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aRetractionBecomesATombstoneWithItsRevision() {
        // Given
        topology.send(BRIDGE);
        long revision = BRIDGE.getRevision() + Duration.ofHours(1).toMillis();

        // When
        List<TestRecord<String, EnrichedArticle>> out =
                topology.retract("bridge", revision, START.plus(Duration.ofHours(1)));

        // Then
        assertThat(out).hasSize(1);
        assertThat(out.get(0).value()).isNull();
        assertThat(new String(
                        out.get(0).headers().lastHeader(RecordHeaders.REVISION).value(), StandardCharsets.US_ASCII))
                .isEqualTo(Long.toString(revision));
    }

    @Test
    void aRetractionSaysWhenTheArticleWasFirstSeenHoweverLaterItComes() {
        // Given
        topology.send(BRIDGE);

        // When
        List<TestRecord<String, EnrichedArticle>> out = topology.retract(
                "bridge", BRIDGE.getRevision() + Duration.ofDays(40).toMillis(), START.plus(Duration.ofDays(40)));

        // Then
        assertThat(out).hasSize(1);
        assertThat(out.get(0).headers().lastHeader(RecordHeaders.FIRST_SEEN).value())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(BRIDGE.getFirstSeen().toString());
    }

    @Test
    void anEarlierSightingNeverMovesAnArticleToAnotherMonth() {
        // Given
        Instant begin = Instant.parse("2026-11-03T09:00:00Z");
        topology.send(RawArticle.newBuilder(BRIDGE)
                .setFirstSeen(begin)
                .setRevision(begin.toEpochMilli())
                .build());

        // When: an archive has it from the month before, and from the same month
        RawArticle october = RawArticle.newBuilder(seenElsewhere(BRIDGE, "october", 0))
                .setFirstSeen(Instant.parse("2026-10-30T09:00:00Z"))
                .build();
        RawArticle november = RawArticle.newBuilder(seenElsewhere(BRIDGE, "november", 0))
                .setFirstSeen(Instant.parse("2026-11-01T09:00:00Z"))
                .build();

        // Then
        assertThat(topology.send(october)).hasSize(1);
        assertThat(topology.newest("bridge").getArticle().getFirstSeen()).isEqualTo(begin);
        assertThat(topology.send(november)).hasSize(1);
        assertThat(topology.newest("bridge").getArticle().getFirstSeen()).isEqualTo("2026-11-01T09:00:00Z");
    }

    @Test
    void aCorrectionByAnotherSourceKeepsTheMonthOfTheArticle() {
        // Given
        topology.send(BRIDGE);

        // When
        RawArticle later = seenElsewhere(BRIDGE, "late", 60 * 24 * 40);
        RawArticle correction = corrected(later, "Bridge reopens", "The bridge is open again, the city said.", 0);

        // Then
        assertThat(topology.send(correction)).hasSize(1);
        assertThat(topology.newest("bridge").getArticle().getFirstSeen()).isEqualTo(BRIDGE.getFirstSeen());
    }

    @Test
    void aTimeAheadOfTheClockIsCutBackToIt() {
        // Given: the clock of the topology stands a year after the start
        Instant ahead = START.plus(Duration.ofDays(400));

        // When
        topology.send(RawArticle.newBuilder(BRIDGE).setFirstSeen(ahead).build());

        // Then
        assertThat(topology.newest("bridge").getArticle().getFirstSeen()).isEqualTo(START.plus(Duration.ofDays(365)));
    }

    @Test
    void whatIsOlderThanARetractionStaysRetracted() {
        // Given
        topology.send(BRIDGE);
        topology.retract("bridge", BRIDGE.getRevision() + 10, START.plusMillis(10));

        // When, Then
        assertThat(topology.send(BRIDGE)).isEmpty();
        assertThat(topology.send(corrected(BRIDGE, "Back", "Back again.", 5))).hasSize(1);
        assertThat(topology.newest("bridge").getArticle().getTitle()).isEqualTo("Back");
    }

    @Test
    void aRetractionOfAnUnknownArticleIsPassedOn() {
        // When
        List<TestRecord<String, EnrichedArticle>> out = topology.retract("never-seen", 42, START);

        // Then
        assertThat(out).hasSize(1);
        assertThat(out.get(0).value()).isNull();
    }

    @Test
    void aPageLinkIsShownOnBothSidesThoughTheOtherComesLater() {
        // Given
        topology.send(listing(BRIDGE, HARVEST));

        // When
        topology.send(HARVEST);

        // Then
        assertThat(topology.newest("bridge").getRelated())
                .extracting(RelatedArticle::getArticleId, RelatedArticle::getReason)
                .contains(org.assertj.core.groups.Tuple.tuple("harvest", RelatedReason.LISTED_ON_PAGE));
        assertThat(topology.newest("harvest").getRelated())
                .extracting(RelatedArticle::getArticleId, RelatedArticle::getReason)
                .contains(org.assertj.core.groups.Tuple.tuple("bridge", RelatedReason.LISTED_ON_PAGE));
        assertThat(topology.newest("harvest").getArticle().getRelatedOnPage())
                .extracting(link -> link.getRelation().name())
                .containsExactly("LISTED_BY");
    }

    @Test
    void aPageLinkReachesAnArticleOfAnotherLanguageThatWasThereBefore() {
        // Given
        RawArticle german = RawArticle.newBuilder(HARVEST).setLanguage("de").build();
        topology.send(german);

        // When
        topology.send(listing(BRIDGE, german));

        // Then
        assertThat(topology.newest("harvest").getRelated())
                .extracting(RelatedArticle::getArticleId)
                .containsExactly("bridge");
    }

    @Test
    void aRetractedArticleLeavesThePageLinksOfOthers() {
        // Given
        topology.send(HARVEST);
        topology.send(listing(BRIDGE, HARVEST));

        // When
        topology.retract("harvest", HARVEST.getRevision() + 1, START.plus(Duration.ofMinutes(10)));

        // Then
        assertThat(topology.newest("bridge").getRelated()).isEmpty();
    }

    @Test
    void undecodableBytesBecomeADeadLetterAndTheRestFlows() {
        // When
        topology.rawBytes.pipeInput(bytes("bridge"), bytes("no avro"), START.toEpochMilli());
        List<TestRecord<String, EnrichedArticle>> out = topology.send(HARVEST);

        // Then
        assertThat(out).hasSize(1);
        List<DeadLetter> letters = topology.deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).key()).isEqualTo(bytes("bridge"));
        assertThat(letters.get(0).value()).isEqualTo(bytes("no avro"));
        assertThat(letters.get(0).originTopic()).isEqualTo(Topics.RAW.name());
        assertThat(letters.get(0).stage()).isEqualTo("deserialize");
    }

    @Test
    void anArticleThatCannotBeAnalysedBecomesADeadLetterWithItsOriginalBytes() {
        // Given
        RawArticle poison = article("poison", 1, FakeAnalyzer.POISON, "Whatever.");
        byte[] value = topology.serdes.serializer(RawArticle.class).serialize(Topics.RAW.name(), poison);

        // When
        topology.send(BRIDGE);
        topology.send(poison);
        List<TestRecord<String, EnrichedArticle>> out = topology.send(HARVEST);

        // Then
        assertThat(out).hasSize(1);
        List<DeadLetter> letters = topology.deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).key()).isEqualTo(bytes("poison"));
        assertThat(letters.get(0).value()).isEqualTo(value);
        assertThat(letters.get(0).cause()).contains("poisoned text");
        assertThat(letters.get(0).stage()).isEqualTo("heads");
        assertThat(letters.get(0).originTopic()).isEqualTo(Topics.RAW.name());
    }

    @Test
    void aKeyThatIsNotTheArticleIdIsADeadLetter() {
        // When
        topology.raw.pipeInput("another", BRIDGE, START.toEpochMilli());

        // Then
        assertThat(topology.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).contains("another", "bridge"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
