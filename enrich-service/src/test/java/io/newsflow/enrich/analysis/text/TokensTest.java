package io.newsflow.enrich.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NATO meets in Kyiv",
                "İSTANBUL ve İzmir",
                "ΟΔΥΣΣΕΥΣ και ΣΑΣ, Σίσυφος",
                "Страна, КИЇВ, Łódź, STRASSE",
                "\uD801\uDC00 Deseret \uD835\uDDD5 bold"
            })
    void theHashOfATokenIsThatOfItsSmallLetters(String text) {
        // When
        Tokens tokens = Tokenizer.tokenize(text);

        // Then
        assertThat(tokens.count()).isPositive();
        for (int i = 0; i < tokens.count(); i++) {
            assertThat(tokens.hash(i)).isEqualTo(Tokens.hash(tokens.lower(i)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kyiv", "KYIV", "Kyiv", "київ", "Київ", "mid-1990s", "x"})
    void aTokenIsInSmallLettersWhereNoLetterOfItWouldChange(String word) {
        // When
        Tokens tokens = Tokenizer.tokenize(word);

        // Then
        assertThat(tokens.isLower(0)).isEqualTo(tokens.lower(0).equals(tokens.form(0)));
    }
}
