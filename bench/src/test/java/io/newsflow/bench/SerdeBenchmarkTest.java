package io.newsflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.EnrichedArticle;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;

/** What is measured must be the same work on both sides. */
class SerdeBenchmarkTest {
    private final SerdeBenchmark benchmark = new SerdeBenchmark();

    @BeforeEach
    void prepare() throws Exception {
        benchmark.prepare();
    }

    @Test
    void bothSidesWriteTheSameBytesBehindTheSchemaId() throws Exception {
        // When
        byte[] wire = benchmark.serdeSerialize();

        // Then
        assertThat(Arrays.copyOfRange(wire, 5, wire.length)).isEqualTo(benchmark.plainSerialize());
    }

    @Test
    void bothSidesReadTheSameRecord() throws Exception {
        // When
        EnrichedArticle article = benchmark.serdeDeserialize();

        // Then
        assertThat(article).isEqualTo(benchmark.plainDeserialize()).isEqualTo(SampleArticles.enriched(1));
        assertThat(article.getEntities()).hasSize(12);
        assertThat(article.getArticle().getBody()).hasSizeGreaterThan(3_000);
    }

    @Test
    void theBenchmarksAreListedForTheRunner() throws Exception {
        // When
        byte[] list;
        try (var in = getClass().getResourceAsStream(BenchmarkList.BENCHMARK_LIST)) {
            list = in.readAllBytes();
        }

        // Then
        assertThat(BenchmarkList.readBenchmarkList(new ByteArrayInputStream(list)))
                .extracting(entry -> entry.getUsername())
                .anyMatch(name -> name.endsWith("SerdeBenchmark.serdeDeserialize"));
    }
}
