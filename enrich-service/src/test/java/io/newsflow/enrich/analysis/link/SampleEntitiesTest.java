package io.newsflow.enrich.analysis.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.model.Entity;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The articles of an aggregator page, tagged as an editor would: {@code sample-entities.tsv} lists for each article what
 * must be found, with type, identity and number of mentions, and what may be found besides. Anything else is nonsense.
 */
class SampleEntitiesTest {
    private static final Path SAMPLE = Path.of("../../shared/samples/aggregator-page.txt");

    private record Expected(boolean must, String type, String name, String id, int mentions) {}

    @Test
    void theSamplesArticlesAreTaggedAsAnEditorWouldTagThem() throws IOException {
        assumeTrue(Files.isReadable(SAMPLE), "the sample page is not there");
        // Given
        List<String> articles = articles(Files.readString(SAMPLE));
        List<List<Expected>> golden = golden(articles.size());

        for (int a = 0; a < articles.size(); a++) {
            // When
            List<Entity> entities =
                    NewsEntityFinder.standard().find(List.of(FieldText.of(TextField.BODY, articles.get(a))), "en");

            // Then
            Set<String> allowed = new HashSet<>();
            for (Expected expected : golden.get(a)) {
                allowed.add(expected.id);
                if (expected.must) {
                    assertThat(entities).as("article %d: %s", a + 1, expected).anySatisfy(entity -> {
                        assertThat(entity.getId()).isEqualTo(expected.id);
                        assertThat(entity.getName()).isEqualTo(expected.name);
                        assertThat(entity.getType()).hasToString(expected.type);
                        assertThat(entity.getMentionCount()).isEqualTo(expected.mentions);
                    });
                }
            }
            assertThat(entities)
                    .as("article %d", a + 1)
                    .allSatisfy(entity -> assertThat(entity.getId())
                            .as(surfaces(entity).toString())
                            .isIn(allowed));
        }
    }

    private static List<String> surfaces(Entity entity) {
        return entity.getMentions().stream().map(Mention::getSurface).toList();
    }

    /** The lead article up to the page's furniture, then each related one behind its publisher. */
    private static List<String> articles(String page) {
        List<String> articles = new ArrayList<>();
        articles.add(page.substring(0, page.indexOf("\nHashtags")).strip());
        String[] related = page.split("\n- Russia Today\n");
        for (int i = 1; i < related.length; i++) {
            int end = related[i].indexOf("\n\n\n");
            articles.add((end < 0 ? related[i] : related[i].substring(0, end)).strip());
        }
        return articles;
    }

    private static List<List<Expected>> golden(int articles) throws IOException {
        List<List<Expected>> golden = new ArrayList<>();
        for (int i = 0; i < articles; i++) {
            golden.add(new ArrayList<>());
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                SampleEntitiesTest.class.getResourceAsStream("sample-entities.tsv"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] f = line.split("\t");
                    golden.get(Integer.parseInt(f[0]) - 1)
                            .add(new Expected(
                                    f[1].equals("must"), f[2], f[3], f[4], f.length > 5 ? Integer.parseInt(f[5]) : 0));
                }
            }
        }
        return golden;
    }
}
