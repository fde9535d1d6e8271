package io.newsflow.ingest.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDecoderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            windows-1251 | Маяк снова светит над гаванью, и рыбаки возвращаются домой.
            KOI8-R       | Маяк снова светит над гаванью, и рыбаки возвращаются домой.
            windows-1252 | Le café de l’étage rouvre: « enfin », dit-on à la mairie.
            windows-1250 | Żółta łódź wróciła do portu, kapitan śpi już od świtu.
            windows-1253 | Ο φάρος φωτίζει ξανά το λιμάνι και οι ψαράδες γυρίζουν.
            windows-1255 | המגדלור מאיר שוב את הנמל והדייגים חוזרים הביתה.
            windows-1256 | المنارة تضيء الميناء من جديد والصيادون يعودون إلى بيوتهم.
            Shift_JIS    | 港の灯台が土曜日の夜、百年ぶりに海を照らした。
            EUC-JP       | 港の灯台が土曜日の夜、百年ぶりに海を照らした。
            EUC-KR       | 항구의 등대가 백 년 만에 다시 바다를 비추었다.
            GB18030      | 港口的灯塔在星期六晚上再次照亮了大海，渔民们都来了。
            Big5         | 港口的燈塔在星期六晚上再次照亮了大海，漁民們都來了。
            """)
    void guessesTheCharsetOfUndeclaredText(String charset, String text) {
        TextDecoder.Decoded decoded = TextDecoder.decode(text.getBytes(Charset.forName(charset)), null);

        assertThat(decoded.text()).isEqualTo(text);
        assertThat(decoded.guessed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,false", "UTF-16,false", "UTF-16LE,true", "UTF-16BE,true", "UTF-32LE,false"})
    void knowsUnicodeWithoutBeingTold(String charset, boolean guessed) {
        String text = charset.startsWith("UTF-32") ? "\uFEFFLighthouse é" : "Lighthouse on the pier, né";
        byte[] bytes = text.getBytes(Charset.forName(charset));

        TextDecoder.Decoded decoded = TextDecoder.decode(bytes, null);

        assertThat(decoded.text()).isEqualTo(text.replace("\uFEFF", ""));
        assertThat(decoded.guessed()).isEqualTo(guessed);
    }

    @Test
    void believesTheBytesBeforeTheDeclaration() {
        byte[] utf8 = "Caf\u00E9 na\u00EFve".getBytes(StandardCharsets.UTF_8);

        assertThat(TextDecoder.decode(utf8, StandardCharsets.ISO_8859_1).text()).isEqualTo("Caf\u00E9 na\u00EFve");
    }

    @Test
    void believesTheDeclarationBeforeAGuess() {
        byte[] bytes = "\u0421\u043E\u0444\u0438\u044F".getBytes(Charset.forName("ISO-8859-5"));

        TextDecoder.Decoded decoded = TextDecoder.decode(bytes, Charset.forName("ISO-8859-5"));

        assertThat(decoded.text()).isEqualTo("\u0421\u043E\u0444\u0438\u044F");
        assertThat(decoded.guessed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            <?xml version="1.0" encoding="windows-1251"?><a>Маяк</a>
            <html><head><meta charset="windows-1251"></head>Маяк</html>
            <html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>Маяк</html>
            """)
    void readsDeclarationsInside(String text) {
        TextDecoder.Decoded decoded = TextDecoder.decode(text.getBytes(Charset.forName("windows-1251")), null);

        assertThat(decoded.text()).isEqualTo(text);
        assertThat(decoded.guessed()).isFalse();
    }

    @Test
    void survivesAFewBadBytes() {
        byte[] good = "\u041C\u0430\u044F\u043A ".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] bad = good.clone();
        bad[9] = (byte) 0xFF;

        TextDecoder.Decoded decoded = TextDecoder.decode(bad, null);

        assertThat(decoded.charset()).isEqualTo(StandardCharsets.UTF_8);
        assertThat(decoded.replaced()).isBetween(1, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=utf-8,UTF-8",
        "text/html; charset=\"ISO-8859-1\",windows-1252",
        "text/xml;charset=gb2312,GB18030",
        "text/html; charset=no-such-thing,",
        "text/html,"
    })
    void readsTheCharsetOfAContentType(String contentType, String charset) {
        Charset found = TextDecoder.charsetOf(contentType);

        assertThat(found == null ? null : found.name()).isEqualTo(charset);
    }
}
