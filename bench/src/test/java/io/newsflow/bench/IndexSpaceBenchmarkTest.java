package io.newsflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexSpaceBenchmarkTest {
    @Test
    void fieldsOfOneNameCountTogetherAndSmallOnesAreLeftOut() throws Exception {
        // Given
        JsonNode usage = new ObjectMapper().readTree("""
                {
                  "store_size_in_bytes": 409600,
                  "fields": {
                    "_source": {"total_in_bytes": 204800},
                    "text.en.body": {"total_in_bytes": 81920},
                    "text.de.body": {"total_in_bytes": 20480},
                    "title": {"total_in_bytes": 8192},
                    "title.typed": {"total_in_bytes": 12288},
                    "language": {"total_in_bytes": 1024}
                  }
                }
                """);

        // When
        List<String> lines = IndexSpaceBenchmark.report(usage, 100);

        // Then
        assertThat(lines)
                .containsExactly(
                        "100 articles: 4.00 KB an article, 3.00 KB without the stemmed text",
                        "  _source          2.00 KB  50.0 %",
                        "  text             1.00 KB  25.0 %",
                        "  title.typed      0.12 KB   3.0 %",
                        "  title            0.08 KB   2.0 %");
    }
}
