package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageFieldsTest {
    @ParameterizedTest
    @CsvSource({
        "en, en",
        "en-GB, en",
        "de-AT, de",
        "pt, pt",
        "pt-BR, pt_BR",
        "pt-PT, pt",
        "nb, no",
        "nn-NO, no",
        "zh-Hant, cjk",
        "ja, cjk",
        "uk, other",
        "und, other",
        "ZH, cjk",
        "'', other"
    })
    void aLanguageHasOneField(String tag, String field) {
        assertThat(LanguageFields.of(tag)).isEqualTo(field);
    }

    @Test
    void theTemplateMapsEveryField() throws Exception {
        // When
        JsonNode languages;
        try (InputStream in = IndexTemplates.resource("news-languages")) {
            languages = new ObjectMapper().readTree(in).at("/template/mappings/properties/text/properties");
        }

        // Then
        assertThat(languages.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(LanguageFields.all());
        assertThat(languages)
                .allSatisfy(language -> assertThat(language.path("properties").fieldNames())
                        .toIterable()
                        .containsExactly("title", "standfirst", "body"));
    }
}
