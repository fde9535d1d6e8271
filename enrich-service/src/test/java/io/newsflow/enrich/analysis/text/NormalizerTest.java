package io.newsflow.enrich.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NormalizerTest {

    @Test
    void plainTextStaysTheSameObject() {
        String text = "Kyiv's mayor spoke.";

        NormalizedText normalized = Normalizer.normalize(text);

        assertThat(normalized.text()).isSameAs(text);
        assertThat(normalized.originalCodePointEnd(4)).isEqualTo(4);
    }

    @Test
    void typographyBecomesPlain() {
        NormalizedText normalized = Normalizer.normalize("“Kyiv’s”\u00A0mayor — non\u2011stop…");

        assertThat(normalized.text()).isEqualTo("\"Kyiv's\" mayor – non-stop…");
    }

    @Test
    void offsetsLeadBackOverComposedAndInvisibleCharacters() {
        String original = "Cafe\u0301 in Me\u0301xi\u00ADco and Ky\u200Biv.";

        NormalizedText normalized = Normalizer.normalize(original);

        assertThat(normalized.text()).isEqualTo("Café in México and Kyiv.");
        int mexico = normalized.text().indexOf("México");
        assertThat(normalized.originalSurface(mexico, mexico + 6)).isEqualTo("Me\u0301xi\u00ADco");
        int kyiv = normalized.text().indexOf("Kyiv");
        assertThat(normalized.originalSurface(kyiv, kyiv + 4)).isEqualTo("Ky\u200Biv");
    }

    @Test
    void codePointsCountAstralCharactersOnce() {
        NormalizedText normalized = Normalizer.normalize("😀😀 Kyiv\u00AD 😀 Oslo");

        int oslo = normalized.text().indexOf("Oslo");

        assertThat(normalized.originalCodePointStart(oslo)).isEqualTo(11);
        assertThat(normalized.originalCodePointEnd(oslo + 4)).isEqualTo(15);
    }

    @Test
    void halfSurrogatesAreReplacedWithoutShiftingOffsets() {
        NormalizedText normalized = Normalizer.normalize("a\uD83Db\uDE00c");

        assertThat(normalized.text()).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(normalized.originalStart(4)).isEqualTo(4);
    }

    @Test
    void longTextIsCutAtAWholeCharacterAndSaysSo() {
        NormalizedText normalized = Normalizer.normalize("ab😀cd", 3);

        assertThat(normalized.truncated()).isTrue();
        assertThat(normalized.text()).isEqualTo("ab");
    }

    @Test
    void randomTextKeepsOffsetsInOrderAndInsideTheOriginal() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            StringBuilder sb = new StringBuilder();
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                sb.append((char) (random.nextInt(4) == 0 ? 0x300 + random.nextInt(0x70) : random.nextInt(0x10000)));
            }
            NormalizedText normalized = Normalizer.normalize(sb.toString());
            int last = 0;
            for (int i = 0; i <= normalized.text().length(); i++) {
                int start = normalized.originalStart(i);
                assertThat(start).isBetween(last, sb.length());
                last = start;
            }
        }
    }
}
