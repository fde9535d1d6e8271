package io.newsflow.enrich.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.language.LanguageDetector;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.MediaTopic;
import io.newsflow.model.Quote;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewsAnalyzerTest {
    private static final EntityFinder NOBODY = new EntityFinder() {
        @Override
        public List<Entity> find(List<FieldText> fields, String language) {
            return List.of();
        }

        @Override
        public Map<String, String> models() {
            return Map.of();
        }
    };

    private final ArticleAnalyzer analyzer = new NewsAnalyzer(LanguageDetector.standard(), NOBODY);

    private static RawArticle article(String title, String body) {
        RawArticle raw = RecordJson.read(RawArticle.class, "{}");
        raw.setTitle(title);
        raw.setBody(body);
        return raw;
    }

    @Test
    void anArticleGetsLanguageTopicsKeywordsSummaryAndFingerprint() {
        // When
        EnrichedArticle enriched = analyzer.analyze(article(
                "European Central Bank leaves interest rates unchanged",
                "The central bank kept its key interest rate at two percent. Economists expect no change before"
                        + " the spring, because inflation is close to its target."));

        // Then
        assertThat(enriched.getLanguage().getTag()).isEqualTo("en");
        assertThat(enriched.getTopics()).extracting(MediaTopic::getCode).contains("medtop:04000000", "medtop:20000344");
        assertThat(enriched.getKeywords()).isNotEmpty();
        assertThat(enriched.getHashtags()).allMatch(tag -> tag.matches("#\\w+"));
        assertThat(enriched.getSummary().getText()).startsWith("The central bank kept");
        assertThat(enriched.getFingerprint().getMinHash()).hasSize(64);
    }

    @Test
    void quotesAreFoundWithTheirOffsetsAndApostrophesAreNone() {
        // Given
        String body = "It's late. 'We can't give any more than that,' she said. He called it “a very big step”.";

        // When
        List<Quote> quotes = analyzer.analyze(article("", body)).getQuotes();

        // Then
        assertThat(quotes)
                .extracting(Quote::getText)
                .containsExactly("We can't give any more than that", "a very big step");
        assertThat(quotes)
                .allMatch(quote ->
                        body.substring(quote.getStart(), quote.getEnd()).equals(quote.getText()));
    }

    @Test
    void theSameArticleGivesTheSameBytes() {
        RawArticle raw =
                article("Ten countries sign a flood plan", "Ten countries signed a plan. It takes effect now.");
        assertThat(RecordJson.write(analyzer.analyze(raw))).isEqualTo(RecordJson.write(analyzer.analyze(raw)));
    }

    @Test
    void oddTextGivesAResult() {
        for (String text : List.of(
                "", " ", "x", "\uD800", "🚢".repeat(500), "A".repeat(200_000), "مرحبا بالعالم", "\u0000\u0007")) {
            assertThat(analyzer.analyze(article(text, text)).getLanguage()).isNotNull();
        }
    }
}
