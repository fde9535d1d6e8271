package io.newsflow.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.serde.PublishedSchemas;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    private static final String TITLE = "{\"name\": \"title\", \"type\": \"string\"}";
    private static final String SEEN =
            "{\"name\": \"seen\", \"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}}";

    private static Schema record(String... fields) {
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"Note\", \"namespace\": \"test\", \"fields\": ["
                        + String.join(",", fields) + "]}");
    }

    @Test
    void aNewFieldWithADefaultBreaksNothing() {
        // Given
        Schema released = record(TITLE);
        Schema next = record(TITLE, "{\"name\": \"mood\", \"type\": \"string\", \"default\": \"\"}");

        // When, Then
        assertThat(Compatibility.breaks(next, List.of(released))).isEmpty();
        assertThat(Compatibility.breaks(released, List.of(next))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a new field without default | {\"name\": \"mood\", \"type\": \"string\"} | reader field missing default value",
                "a changed logical type | {\"name\": \"seen\", \"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}} | logical type changed at /seen",
                "a changed type | {\"name\": \"seen\", \"type\": \"string\"} | type mismatch",
                "a widened type | {\"name\": \"seen\", \"type\": \"double\"} | earlier versions could not read it"
            })
    void breaksAreFound(String what, String field, String expected) {
        // Given
        Schema released = record(TITLE, SEEN);
        Schema next = field.contains("seen") ? record(TITLE, field) : record(TITLE, SEEN, field);

        // When, Then
        assertThat(Compatibility.breaks(next, List.of(released)))
                .as(what)
                .anySatisfy(line -> assertThat(line).contains(expected));
    }

    @Test
    void aBreakWithAnyReleasedVersionCounts() {
        // Given: the second version may lack the field, the first may not
        Schema first = record(TITLE);
        Schema second = record("{\"name\": \"title\", \"type\": \"string\", \"default\": \"\"}");
        Schema next = record("{\"name\": \"headline\", \"type\": \"string\", \"default\": \"\"}");

        // When, Then
        assertThat(Compatibility.breaks(next, List.of(second))).isEmpty();
        assertThat(Compatibility.breaks(next, List.of(first, second))).isNotEmpty();
    }

    @Test
    void everythingInOurSchemasIsDocumented() {
        Subjects.all()
                .forEach((subject, type) -> assertThat(Compatibility.undocumented(PublishedSchemas.of(type)))
                        .as(subject)
                        .isEmpty());
        assertThat(Compatibility.undocumented(record(TITLE))).containsExactly("test.Note", "test.Note.title");
    }
}
