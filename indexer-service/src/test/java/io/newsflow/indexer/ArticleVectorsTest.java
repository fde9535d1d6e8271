package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.runtime.ConfigException;
import io.newsflow.schemas.json.RecordJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArticleVectorsTest {
    private final AtomicInteger failures = new AtomicInteger();
    private final EnrichedArticle article = RecordJson.read(EnrichedArticle.class, """
            {"articleId": "a", "language": {"tag": "en", "confidence": 1},
             "article": {"title": "Trams", "body": "Trams in Graz.", "publisher": {"name": "P"},
                         "firstSeen": "2026-01-31T08:15:00Z"}}
            """);

    private ArticleVectors open(String className, String... path) {
        return ArticleVectors.open(new IndexerConfig.Embedding(className, List.of(path)), failures::incrementAndGet);
    }

    private ArticleVectors of(int dimensions, Function<EnrichedArticle, float[]> embed) {
        return ArticleVectors.of(
                new Embedder() {
                    @Override
                    public int dimensions() {
                        return dimensions;
                    }

                    @Override
                    public float[] embed(EnrichedArticle given) {
                        return embed.apply(given);
                    }
                },
                failures::incrementAndGet);
    }

    @Test
    void noneMakesNoVectors() {
        // When
        ArticleVectors vectors = open("none");

        // Then
        assertThat(vectors.dimensions()).isZero();
        assertThat(vectors.of(article)).isNull();
        assertThat(failures).hasValue(0);
    }

    @Test
    void theVectorOfTheNamedClassStandsInTheDocument() throws Exception {
        // Given
        float[] vector;
        try (ArticleVectors vectors = open(ToyEmbedder.class.getName())) {
            assertThat(vectors.dimensions()).isEqualTo(64);
            vector = vectors.of(article);
        }

        // When
        byte[] document = new DocumentWriter().article(article, vector);

        // Then
        assertThat(vector).hasSize(64).contains(2.0f, 1.0f);
        assertThat(new ObjectMapper().readTree(document).path("vector"))
                .hasSize(64)
                .anyMatch(value -> value.asDouble() == 2.0);
        assertThat(new ObjectMapper()
                        .readTree(new DocumentWriter().article(article))
                        .has("vector"))
                .isFalse();
    }

    @Test
    void aClassMayComeFromFilesOfItsOwn(@TempDir Path folder) throws Exception {
        // Given
        Path source = Files.writeString(folder.resolve("Plugged.java"), """
                public class Plugged implements io.newsflow.indexer.Embedder {
                    public int dimensions() {
                        return 2;
                    }
                    public float[] embed(io.newsflow.model.EnrichedArticle article) {
                        return new float[] {3, 4};
                    }
                }
                """);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(compiled).isZero();

        // When, Then
        try (ArticleVectors vectors = open("Plugged", folder.toString())) {
            assertThat(vectors.of(article)).containsExactly(3, 4);
        }
        assertThatThrownBy(() -> open("Plugged"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("index.embedder.class")
                .hasMessageContaining("Plugged");
        assertThatThrownBy(() -> open("Plugged", folder.resolve("absent.jar").toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("index.embedder.path")
                .hasMessageContaining("absent.jar");
    }

    @Test
    void aClassThatIsNoEmbedderIsNamed() {
        assertThatThrownBy(() -> open("java.lang.String"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("index.embedder.class");
    }

    @Test
    void anArticleWithoutAVectorIsNoFailure() {
        assertThat(of(2, given -> null).of(article)).isNull();
        assertThat(failures).hasValue(0);
    }

    @Test
    void whatElasticsearchWouldRefuseAndWhatFailsGoesWithoutAVectorAndIsCounted() {
        // When, Then
        List<Function<EnrichedArticle, float[]>> bad = List.of(
                given -> new float[] {1, 2, 3},
                given -> new float[] {0, 0},
                given -> new float[] {1, Float.NaN},
                given -> {
                    throw new IllegalStateException("model is gone");
                });
        for (Function<EnrichedArticle, float[]> embed : bad) {
            assertThat(of(2, embed).of(article)).isNull();
        }
        assertThat(failures).hasValue(bad.size());
    }
}
