package io.newsflow.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void valuesTakeTheirPlacesAndDefaultsHoldOtherwise() {
        // When
        JsonNode body = Recipe.named("phrase").fill(Map.of("words", "say \"no\"", "size", 3));

        // Then
        assertThat(body.path("size").isInt()).isTrue();
        assertThat(body.path("from").asInt()).isZero();
        assertThat(body.at("/query/bool/must/0/multi_match/query").asText()).isEqualTo("say \"no\"");
    }

    @Test
    void clausesWithoutTheirValueGo() {
        // When
        JsonNode body = Recipe.named("full-text").fill(Map.of("languages", List.of("en"), "until", "now-1d"));

        // Then
        JsonNode bool = body.at("/query/function_score/query/bool");
        assertThat(bool.path("must")).isEmpty();
        assertThat(bool.path("filter").toString())
                .contains("{\"lt\":\"now-1d\"}")
                .doesNotContain("storyId", "gte");
        assertThat(body.at("/post_filter/bool/filter").toString()).isEqualTo("[{\"terms\":{\"language\":[\"en\"]}}]");
        assertThat(body.at("/aggs/language/filter/bool/filter")).isEmpty();
        assertThat(body.at("/aggs/publisher/filter/bool/filter")).hasSize(1);
    }

    @Test
    void aFieldOutsideAnyListGoesWithItsValue() {
        // When
        JsonNode first = Recipe.named("scan").fill(Map.of("pit", "p"));
        JsonNode next = Recipe.named("scan").fill(Map.of("pit", "p", "after", List.of(5, 6)));

        // Then
        assertThat(first.has("search_after")).isFalse();
        assertThat(next.path("search_after").toString()).isEqualTo("[5,6]");
    }

    @Test
    void whatIsMissingOrUnknownIsNamed() {
        assertThatThrownBy(() -> Recipe.named("phrase").fill(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("words");
        assertThatThrownBy(() -> Recipe.named("phrase").fill(Map.of("words", "a", "langauge", "en")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("langauge");
        assertThatThrownBy(() -> Recipe.named("no-such"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such")
                .hasMessageContaining("full-text");
    }

    @Test
    void everyRecipeHasAnExampleInWhichNothingIsLeftToFill() {
        assertThat(Recipe.all()).isNotEmpty().allSatisfy(recipe -> {
            assertThat(recipe.about()).endsWith(".");
            assertThat(recipe.parameters())
                    .allSatisfy(parameter -> assertThat(parameter.about()).endsWith("."));
            assertThat(recipe.example().toString()).doesNotContain("{{");
        });
    }

    @Test
    void aRequestBecomesALineForTheShell() throws Exception {
        // When
        String curl = new SearchRequest(
                        "POST", "http://localhost:9200/news-articles/_search", JSON.readTree("{\"q\":\"l'été\"}"))
                .toCurl();

        // Then
        assertThat(curl)
                .isEqualTo("curl -sS -X POST 'http://localhost:9200/news-articles/_search'"
                        + " -H 'Content-Type: application/json' -d '{\n  \"q\" : \"l'\\''été\"\n}'");
    }
}
