package io.newsflow.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.schemas.serde.RegistryConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/contracts.md says must be so. */
class ContractsDocTest {
    /** Maven's working directory is the module. */
    private static final Path DOC = Path.of("..", "docs", "contracts.md");

    @Test
    void theTableOfTopicsIsTheCatalogue() throws Exception {
        // Given
        List<String> rows = Files.readAllLines(DOC).stream()
                .filter(line -> line.startsWith("| `news."))
                .toList();

        // When, Then
        assertThat(rows).hasSameSizeAs(Topics.all());
        for (Topic<?> topic : Topics.all()) {
            String value = topic.isAvro() ? "`" + topic.valueType().getSimpleName() + "`" : "bytes";
            assertThat(rows)
                    .anySatisfy(row -> assertThat(row)
                            .startsWith("| `" + topic.name() + "` |")
                            .contains(value)
                            .contains(kept(topic))
                            .endsWith("| " + topic.partitions() + " |"));
        }
    }

    private static String kept(Topic<?> topic) {
        String policy = topic.configs().get("cleanup.policy");
        long days = Long.parseLong(topic.configs().get("retention.ms")) / 86_400_000;
        return (policy.contains("compact") ? "compacted" : "")
                + (policy.equals("compact,delete") ? ", " : "")
                + (policy.contains("delete") ? days + " days" : "");
    }

    @Test
    void headersAndSettingsAreNamed() throws Exception {
        assertThat(Files.readString(DOC))
                .contains(RecordHeaders.REVISION)
                .contains(RecordHeaders.ENRICHED_AT)
                .contains(DeadLetter.REPLAYS)
                .contains(RegistryConfig.URL)
                .contains(RegistryConfig.AUTO_REGISTER)
                .contains(RegistryConfig.RETRY_BUDGET_MS)
                .contains(RegistryConfig.UNKNOWN_ID_GRACE_MS);
    }
}
