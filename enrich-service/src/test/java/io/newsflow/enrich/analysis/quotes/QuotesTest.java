package io.newsflow.enrich.analysis.quotes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.QuoteEvaluation;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.Quote;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class QuotesTest {
    private static Entity entity(String text, String name, EntityType type) {
        List<Mention> mentions = new ArrayList<>();
        String last = name.substring(name.lastIndexOf(' ') + 1);
        for (int i = 0; i < text.length(); i++) {
            boolean full = text.startsWith(name, i);
            if (full || type == EntityType.PER && text.startsWith(last, i)) {
                String surface = full ? name : last;
                mentions.add(new Mention(TextField.BODY, i, i + surface.length(), surface));
                i += surface.length();
            }
        }
        return Entity.newBuilder()
                .setId("id:" + name)
                .setType(type)
                .setName(name)
                .setMentions(mentions)
                .setMentionCount(mentions.size())
                .setSalience(0)
                .setConfidence(1)
                .build();
    }

    private static List<Quote> find(JsonNode example, List<Entity> entities) {
        String text = example.get("text").asText();
        example.path("persons").forEach(name -> entities.add(entity(text, name.asText(), EntityType.PER)));
        example.path("bodies").forEach(name -> entities.add(entity(text, name.asText(), EntityType.ORG)));
        List<FieldText> fields = List.of(FieldText.of(TextField.BODY, text));
        return Quotes.find(fields, entities, example.get("language").asText());
    }

    @Test
    void quotesAndSpeakersOfNineLanguagesAreFound() throws IOException {
        // Given
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(QuotesTest.class.getResourceAsStream("quotes.jsonl"), StandardCharsets.UTF_8))) {
            // When
            QuoteEvaluation result = QuoteEvaluation.run(lines, QuotesTest::find);

            // Then
            assertThat(result.errors()).isEmpty();
            assertThat(result.expected()).isGreaterThan(50);
        }
    }

    @Test
    void offsetsCountCodePointsOfTheTextAsItCame() {
        // Given
        String body = "🚢🚢 Mara Lindqvist said: “The\u00AD ferry’s late again.”";

        // When
        List<Quote> quotes = Quotes.find(List.of(FieldText.of(TextField.BODY, body)), List.of(), "en");

        // Then
        assertThat(quotes).singleElement().satisfies(quote -> {
            int from = body.offsetByCodePoints(0, quote.getStart());
            int to = body.offsetByCodePoints(0, quote.getEnd());
            assertThat(body.substring(from, to)).isEqualTo(quote.getText()).isEqualTo("The\u00AD ferry’s late again.");
        });
    }

    @Test
    void marksWithoutEndTakeBoundedTime() {
        Assertions.assertThatCode(() ->
                        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                            for (String mark : List.of("\"", "“", "'", "«", "„ ", "'s ", "\"\n\n", " ‘a")) {
                                Quotes.find(
                                        List.of(FieldText.of(TextField.BODY, (mark + "x ").repeat(40_000))),
                                        List.of(),
                                        "en");
                            }
                        }))
                .doesNotThrowAnyException();
    }
}
