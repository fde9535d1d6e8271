package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class RecipesReferenceTest {
    @Test
    void theReferenceSaysWhatTheRecipesAre() throws Exception {
        assertThat(Files.readString(Home.root().resolve("docs").resolve("search-recipes.md")))
                .as("docs/search-recipes.md is the output of: newsflow search recipes --markdown")
                .isEqualTo(RecipesCommand.markdown());
    }
}
