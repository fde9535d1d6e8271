package io.newsflow.enrich.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, the whole analysis ends, gives a record that can be written, and tells what it cut. */
class RobustnessTest {
    /** Far more than any text takes; a quadratic step would take hours. */
    private static final Duration ENDS = Duration.ofMinutes(2);

    private static final ArticleAnalyzer ANALYZER = NewsAnalyzer.standard();
    private static final int FIVE_MEGABYTES = 5 << 20;

    private static RawArticle article(String title, String body) {
        RawArticle raw = RecordJson.read(RawArticle.class, "{}");
        raw.setTitle(title);
        raw.setBody(body);
        return raw;
    }

    private static EnrichedArticle analyze(String title, String body) {
        return assertTimeoutPreemptively(ENDS, () -> ANALYZER.analyze(article(title, body)));
    }

    private static String filled(String unit, int chars) {
        return unit.repeat(chars / unit.length() + 1).substring(0, chars);
    }

    static Stream<Arguments> oddTexts() {
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        StringBuilder control = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            control.append("Kyiv").append(c);
        }
        Map<String, String> texts = Map.ofEntries(
                Map.entry("empty", ""),
                Map.entry("blank", " \n\t "),
                Map.entry("one word", "Lindmark"),
                Map.entry("no sentence ends", filled("the mayor of Lindmark said that the bridge ", 400_000)),
                Map.entry("all capitals", filled("MAYOR OF LONDON SAYS NATO MUST ACT. ", 50_000)),
                Map.entry("mixed scripts", filled("Київ Kyiv كييف 基辅 קייב Κίεβο กรุงเทพ कीव. ", 50_000)),
                Map.entry("right to left", filled("قال رئيس البلدية إن المجلس يريد إعادة بناء الجسر. ", 50_000)),
                Map.entry("emoji", filled("🚢👩‍👩‍👧‍👦🇺🇦 ", 50_000)),
                Map.entry("control characters", control.toString()),
                Map.entry("unpaired surrogates", filled("\uD800 Kyiv \uDC00\uDC00 \uD83D", 20_000)),
                Map.entry("base64", Base64.getEncoder().encodeToString(noise)),
                Map.entry("marks upon marks", "e" + "\u0301".repeat(100_000)),
                Map.entry("brackets and quotes", filled("(\"[('", 100_000)),
                Map.entry("capitals each", filled("A ", 200_000)),
                Map.entry("dots", ".".repeat(200_000)));
        return texts.entrySet().stream().map(text -> Arguments.of(text.getKey(), text.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddTexts")
    void everyTextGivesARecord(String name, String text) {
        // When
        EnrichedArticle enriched = analyze(text.substring(0, Math.min(300, text.length())), text);

        // Then
        assertThat(RecordJson.write(enriched)).isNotEmpty();
        assertThat(enriched.getLanguage().getTag()).isNotBlank();
        assertThat(enriched.getKeywords()).hasSizeLessThanOrEqualTo(10);
        assertThat(enriched.getTopics()).hasSizeLessThanOrEqualTo(8);
        if (enriched.getSummary() != null) {
            assertThat(enriched.getSummary().getText()).hasSizeLessThan(1000);
        }
    }

    @Test
    void fiveMegabytesAreCutAndSaySo() {
        // When
        EnrichedArticle enriched = analyze(
                "A long report",
                filled("The council of Lindmark met Ana Duarte on Monday, the mayor of London said. ", FIVE_MEGABYTES));

        // Then
        assertThat(enriched.getFlags()).contains("text-truncated");
        assertThat(enriched.getLanguage().getTag()).isEqualTo("en");
        assertThat(analyze("A report", "Short enough to be read to its end.").getFlags())
                .doesNotContain("text-truncated");
    }

    @Test
    void surnamesByTheThousandFindTheirFullNames() {
        // When
        EnrichedArticle enriched = analyze(
                "A long report",
                filled("Mayor Ana Duarte met the council on Monday. Later Duarte spoke in London. ", FIVE_MEGABYTES));

        // Then
        assertThat(enriched.getEntities()).extracting(Entity::getName).contains("Ana Duarte");
        assertThat(enriched.getEntities()).extracting(Entity::getName).doesNotContain("Duarte");
    }

    @Test
    void anArticleTakesLittleMemory() {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RawArticle raw = article(
                "Council votes to rebuild river bridge",
                filled(
                        "The council of Lindmark met Ana Duarte on Monday, the mayor of London said. Work on the bridge over the"
                                + " Danube is to begin in March and will cost the German state 40 million euros. ",
                        2_000));
        for (int i = 0; i < 50; i++) {
            ANALYZER.analyze(raw);
        }

        // When
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50; i++) {
            ANALYZER.analyze(raw);
        }
        long perArticle = (threads.getCurrentThreadAllocatedBytes() - before) / 50;

        // Then
        assertThat(perArticle).isLessThan(400_000);
    }

    @Test
    void manyThreadsGiveTheSameBytes() throws Exception {
        // Given
        List<RawArticle> articles = new ArrayList<>();
        for (String title :
                List.of("NATO chief in Kyiv", "Shares fall in Tokyo", "Keeper saves penalty", "Zug fährt ab")) {
            articles.add(article(
                    title,
                    title + ". KYIV (AP) - The minister told parliament on Monday that talks in Istanbul would go on."
                            + " \"We are ready,\" he said."));
        }
        List<String> expected = articles.stream()
                .map(article -> RecordJson.write(ANALYZER.analyze(article)))
                .toList();

        // When
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 160; i++) {
                RawArticle article = articles.get(i % articles.size());
                results.add(threads.submit(() -> RecordJson.write(ANALYZER.analyze(article))));
            }

            // Then
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(expected.get(i % expected.size()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theDatelineIsAPlace() {
        EnrichedArticle enriched = analyze(
                "Minister visits troops", "KYIV, Ukraine (AP) — The minister visited troops in Kharkiv on Monday.");
        assertThat(enriched.getDateline()).isNotNull();
        assertThat(enriched.getDateline().getName()).isEqualTo("Kyiv");
    }
}
