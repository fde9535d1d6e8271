package io.newsflow.enrich.analysis.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.eval.LanguageEvaluation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageDetectorTest {
    private final LanguageDetector detector = LanguageDetector.standard();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|The council agreed to rebuild the bridge before winter, the mayor said on Tuesday.",
                "de|Der Stadtrat will die Brücke noch vor dem Winter wieder aufbauen, sagte die Bürgermeisterin.",
                "fr|Le conseil municipal veut reconstruire le pont avant l'hiver, a déclaré la maire mardi.",
                "es|El ayuntamiento quiere reconstruir el puente antes del invierno, dijo la alcaldesa el martes.",
                "it|Il consiglio comunale vuole ricostruire il ponte prima dell'inverno, ha detto la sindaca.",
                "pt|A câmara municipal quer reconstruir a ponte antes do inverno, disse a presidente na terça-feira.",
                "nl|De gemeenteraad wil de brug nog voor de winter herbouwen, zei de burgemeester dinsdag.",
                "ru|Городской совет хочет восстановить мост до зимы, заявила мэр во вторник.",
                "uk|Міська рада хоче відбудувати міст до зими, заявила міська голова у вівторок.",
                "pl|Rada miasta chce odbudować most jeszcze przed zimą, powiedziała we wtorek burmistrz.",
                "cs|Městská rada chce most obnovit ještě před zimou, řekla v úterý starostka.",
                "sv|Kommunfullmäktige vill bygga upp bron igen före vintern, sade borgmästaren i tisdags.",
                "fi|Kaupunginvaltuusto haluaa rakentaa sillan uudelleen ennen talvea, pormestari sanoi tiistaina.",
                "tr|Belediye meclisi köprüyü kıştan önce yeniden inşa etmek istiyor, dedi belediye başkanı.",
                "hu|A városi tanács még a tél előtt újjá akarja építeni a hidat, mondta kedden a polgármester.",
                "ar|قال رئيس البلدية إن المجلس يريد إعادة بناء الجسر قبل الشتاء",
                "fa|شهردار گفت که شورای شهر می خواهد پل را پیش از زمستان بازسازی کند",
                "he|ראש העיר אמרה כי המועצה רוצה לבנות מחדש את הגשר לפני החורף",
                "hi|नगर परिषद सर्दियों से पहले पुल का पुनर्निर्माण करना चाहती है",
                "zh|市议会希望在冬天之前重建这座桥",
                "ja|市議会は冬までに橋を再建したいと考えている",
                "ko|시의회는 겨울이 오기 전에 다리를 재건하기를 원한다",
                "el|Το δημοτικό συμβούλιο θέλει να ξαναχτίσει τη γέφυρα πριν από τον χειμώνα",
                "th|สภาเทศบาลต้องการสร้างสะพานใหม่ก่อนฤดูหนาว",
            })
    void tellsTheLanguageOfASentence(String tag, String text) {
        DetectedLanguage detected = detector.detect(text);

        assertThat(detected.tag()).isEqualTo(tag);
        assertThat(detected.confidence()).isGreaterThan(0.5f);
    }

    @Test
    void nothingReadableIsUndetermined() {
        assertThat(detector.detect("")).isEqualTo(DetectedLanguage.UNKNOWN);
        assertThat(detector.detect("12:30 – 4,5 % 😀 \uD800")).isEqualTo(DetectedLanguage.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "x", "No", "и", "B 52", "1 a"})
    void aLetterOrTwoTellNoLanguageUnlessOneIsDeclared(String text) {
        assertThat(detector.detect(text)).isEqualTo(DetectedLanguage.UNKNOWN);
        assertThat(detector.detect(text, "en").known()).isTrue();
    }

    @Test
    void aDeclarationDecidesOnlyWhatTheTextLeavesOpen() {
        String german = "Der Stadtrat will die Brücke noch vor dem Winter wieder aufbauen.";

        assertThat(detector.detect(german, "en").tag()).isEqualTo("de");
        assertThat(detector.detect("Bergen", "no").tag()).isEqualTo("no");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no|Regjeringen vil kutte skatten for barnefamilier",
                "da|Regeringen vil sænke skatten for børnefamilier",
                "sv|Regeringen vill sänka skatten för barnfamiljer",
                "ru|Буря оставила тысячи домов без света",
                "uk|Буревій залишив тисячі осель без світла",
                "be|Бура пакінула тысячы дамоў без святла",
                "bg|Бурята остави хиляди без ток",
                "mk|Невремето остави илјадници луѓе без струја",
                "sr|Олуја оставила хиљаде људи без струје",
                "cs|Bouře nechala tisíce lidí bez proudu",
                "sk|Búrka nechala tisíce ľudí bez prúdu",
            })
    void closeRelativesAreToldApartInHeadlines(String tag, String text) {
        assertThat(detector.detect(text).tag()).isEqualTo(tag);
    }

    @Test
    void shortHeadlinesOfAllLanguagesAreMostlyRight() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                LanguageDetectorTest.class.getResourceAsStream("headlines.jsonl"), StandardCharsets.UTF_8))) {
            // When
            LanguageEvaluation result =
                    LanguageEvaluation.run(lines, text -> detector.detect(text).tag());

            // Then
            assertThat(result.accuracy()).as("%s", result.errors()).isGreaterThan(0.9);
            assertThat(detector.languages())
                    .containsAll(result.languages().keySet())
                    .hasSizeGreaterThan(70);
        }
    }

    @Test
    void paragraphsAreAlwaysRight() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                LanguageDetectorTest.class.getResourceAsStream("paragraphs.jsonl"), StandardCharsets.UTF_8))) {
            // When
            LanguageEvaluation result =
                    LanguageEvaluation.run(lines, text -> detector.detect(text).tag());

            // Then
            assertThat(result.errors()).isEmpty();
            assertThat(result.texts()).isGreaterThanOrEqualTo(60);
        }
    }
}
