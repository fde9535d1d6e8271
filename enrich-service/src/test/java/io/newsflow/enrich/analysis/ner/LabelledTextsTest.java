package io.newsflow.enrich.analysis.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.enrich.analysis.ner.LabelledText.Label;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledTextsTest {
    @ParameterizedTest
    @CsvSource({
        // IOB1, BIO, BIOES, BILOU: two names side by side, then one of two words.
        "I-LOC B-LOC O I-PER I-PER",
        "B-LOC B-LOC O B-PER I-PER",
        "S-LOC S-LOC O B-PER E-PER",
        "U-LOC U-LOC O B-PER L-PER",
    })
    void allTagSchemesGiveTheSameNames(String tags) throws IOException {
        // Given
        String[] t = tags.split(" ");
        String[] words = {"Kyiv", "Oslo", "and", "Anna", "Berg"};
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            columns.append(words[i]).append(" NN x ").append(t[i]).append('\n');
        }

        // When
        LabelledText text = read(columns.toString()).get(0);

        // Then
        assertThat(shown(text)).containsExactly("LOC Kyiv", "LOC Oslo", "PER Anna Berg");
    }

    @Test
    void documentsAreKeptWholeAndSentencesAloneWhereThereAreNone() throws IOException {
        String sentences = "Oslo I-LOC\n\nBergen I-LOC\n";

        assertThat(read(sentences)).hasSize(2);
        assertThat(read("-DOCSTART- O\n\n" + sentences + "\n-DOCSTART- O\n\n" + sentences))
                .hasSize(2)
                .extracting(LabelledText::text)
                .containsOnly("Oslo\n\nBergen");
    }

    @Test
    void wordsAreSetAsInPrintAndKeepTheirPlaces() throws IOException {
        // When
        LabelledText text =
                read("\" O\nKyiv B-LOC\n's O\nmayor O\n, O\n\" O\nhe O\nsaid O\n( O\nU.N. B-ORG\n) O\n. O\n")
                        .get(0);

        // Then
        assertThat(text.text()).isEqualTo("\"Kyiv's mayor,\" he said (U.N.).");
        assertThat(shown(text)).containsExactly("LOC Kyiv", "ORG U.N.");
    }

    @Test
    void jsonLinesCountInCodePointsAndForeignTypesAreLedBack() throws IOException {
        // When
        LabelledText text = read("{\"text\":\"😀 Oslo, 3 May\",\"language\":\"en\",\"spans\":["
                        + "{\"start\":2,\"end\":6,\"type\":\"GPE\"},{\"start\":8,\"end\":13,\"type\":\"DATE\"}]}\n")
                .get(0);

        // Then
        assertThat(shown(text)).containsExactly("LOC Oslo");
        assertThat(text.language()).isEqualTo("en");
    }

    @ParameterizedTest
    @CsvSource({"Oslo LOCATION,unknown tag", "Oslo I-FRUIT,unknown type", "Oslo,without a tag"})
    void aLineThatIsNotUnderstoodIsNamed(String line, String reason) {
        assertThatThrownBy(() -> read("in O\n" + line + "\n\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line ")
                .hasMessageContaining(reason);
    }

    private static List<LabelledText> read(String s) throws IOException {
        return LabelledTexts.read(new BufferedReader(new StringReader(s)));
    }

    private static List<String> shown(LabelledText text) {
        return text.labels().stream()
                .map((Label l) -> l.type() + " " + text.text().substring(l.start(), l.end()))
                .toList();
    }
}
