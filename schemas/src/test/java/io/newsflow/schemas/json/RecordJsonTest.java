package io.newsflow.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.model.RawArticle;
import io.newsflow.model.TimePrecision;
import io.newsflow.schemas.Samples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    @Test
    void whatIsWrittenReadsBackEqual() {
        // Given
        RawArticle article = Samples.article();

        // When
        RawArticle back = RecordJson.read(RawArticle.class, RecordJson.write(article));

        // Then
        assertThat(back).isEqualTo(article);
    }

    @Test
    void timesAreIsoStringsAndAbsentFieldsTakeTheirDefaults() {
        // Given
        RawArticle article = Samples.article();

        // When
        String json = RecordJson.write(article);

        // Then
        assertThat(json).contains("\"firstSeen\":\"2026-01-01T02:00:00Z\"").contains("\"standfirst\":null");
        assertThat(article.getProvenance().getFetchedAt()).isEqualTo(Instant.parse("2026-01-01T02:00:00Z"));
        assertThat(article.getPublished().getPrecision()).isEqualTo(TimePrecision.HOUR);
        assertThat(article.getImages()).isEmpty();
        assertThat(article.getArchive()).isFalse();
    }

    @Test
    void aValueThatDoesNotFitIsRefusedWithItsPath() {
        assertThatThrownBy(() -> RecordJson.read(RawArticle.class, "{\"blocks\": [{\"kind\": \"PARAGRAPH\"}, 7]}"))
                .isInstanceOf(RecordJsonException.class)
                .hasMessage("$.blocks[1]: expected an object but found 7");
        assertThatThrownBy(() -> RecordJson.read(RawArticle.class, "{\"firstSeen\": \"yesterday\"}"))
                .hasMessageContaining("$.firstSeen")
                .hasMessageContaining("ISO 8601");
        assertThatThrownBy(() -> RecordJson.read(RawArticle.class, "{\"title\": "))
                .hasMessageContaining("line 1");
    }
}
