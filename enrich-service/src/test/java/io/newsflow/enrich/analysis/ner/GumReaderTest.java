package io.newsflow.enrich.analysis.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class GumReaderTest {
    private static String row(int number, String form, String upos, String misc) {
        return number + "\t" + form + "\t_\t" + upos + "\t_\t_\t_\t_\t_\t" + misc + "\n";
    }

    static final String DOCUMENT = "# newdoc id = a\n"
            + row(1, "President", "PROPN", "Entity=(1-person-new-sssss-cf1-1,2-coref")
            + row(2, "Anna", "PROPN", "_")
            + row(3, "Berg", "PROPN", "Entity=1)")
            + row(4, "met", "VERB", "_")
            + row(5, "the", "DET", "Entity=(2-person-new-sssss-cf1-1-coref")
            + row(6, "German", "ADJ", "_")
            + row(7, "minister", "NOUN", "Entity=2)")
            + row(8, "at", "ADP", "_")
            + row(9, "the", "DET", "Entity=(3-organization-new-sssss-cf1-2-coref-Bank_of_Norway")
            + row(10, "Bank", "PROPN", "_")
            + row(11, "of", "ADP", "_")
            + row(12, "Norway", "PROPN", "Entity=(4-place-new-sssss-cf1-1-coref)3)|SpaceAfter=No")
            + row(13, ",", "PUNCT", "_")
            + row(14, "in", "ADP", "_")
            + row(15, "Eureka", "PROPN", "Entity=(5-place-new-sssss-cf1-1-coref")
            + row(16, "Springs", "PROPN", "SpaceAfter=No")
            + row(17, ",", "PUNCT", "_")
            + row(18, "Arkansas", "PROPN", "Entity=(6-place-new-sssss-cf1-1-coref)5)|SpaceAfter=No")
            + row(19, ".", "PUNCT", "_")
            + "\n";

    @Test
    void phrasesThatAreNamesAreKeptWithoutTheirTitles() throws IOException {
        // When
        List<LabelledText> texts =
                new GumReader(Lexicon.standard()).read(new BufferedReader(new StringReader(DOCUMENT)));

        // Then
        LabelledText text = texts.get(0);
        assertThat(text.text())
                .isEqualTo("President Anna Berg met the German minister at the Bank of Norway,"
                        + " in Eureka Springs, Arkansas.");
        assertThat(text.labels())
                .extracting(l -> l.type() + " " + text.text().substring(l.start(), l.end()))
                .containsExactly(
                        "PER Anna Berg", "MISC German", "ORG Bank of Norway", "LOC Eureka Springs", "LOC Arkansas");
    }

    @Test
    void namesWithADescriptionAroundThemAreKeptAlone() throws IOException {
        // Given
        String sentence = "# newdoc id = b\n"
                + row(1, "US", "PROPN", "Entity=(1-person-new-sssss-cf1-1-coref(2-place-new-sssss-cf1-1-coref)")
                + row(2, "President", "PROPN", "_")
                + row(3, "Anna", "PROPN", "_")
                + row(4, "Berg", "PROPN", "_")
                + row(5, "of", "ADP", "_")
                + row(6, "the", "DET", "Entity=(3-organization-new-sssss-cf1-2-coref")
                + row(7, "Civic", "PROPN", "_")
                + row(8, "Party", "PROPN", "Entity=3)1)")
                + row(9, "met", "VERB", "_")
                + row(10, "the", "DET", "Entity=(4-person-new-sssss-cf1-1-coref")
                + row(11, "director", "NOUN", "_")
                + row(12, "of", "ADP", "_")
                + row(13, "Stardust", "PROPN", "Entity=4)")
                + "\n";

        // When
        LabelledText text = new GumReader(Lexicon.standard())
                .read(new BufferedReader(new StringReader(sentence)))
                .get(0);

        // Then
        assertThat(text.labels())
                .extracting(l -> l.type() + " " + text.text().substring(l.start(), l.end()))
                .containsExactly("LOC US", "PER Anna Berg", "ORG Civic Party");
    }
}
