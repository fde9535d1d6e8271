package io.newsflow.ingest.extract;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the charset of a document and decodes it. Never fails: what cannot be decoded becomes U+FFFD and is counted.
 *
 * <p>The rule, first match wins:
 *
 * <ol>
 *   <li>a byte order mark;
 *   <li>UTF-16 without a mark, told by the zero bytes of its first characters;
 *   <li>bytes that are well-formed UTF-8 and hold at least one multi-byte sequence are UTF-8, whatever was declared: other
 *       charsets do not produce that by chance;
 *   <li>the charset declared outside (HTTP), when it decodes the bytes without error;
 *   <li>the charset declared inside (XML declaration, HTML meta), when it decodes the bytes without error;
 *   <li>a declared charset that decodes the bytes with few errors;
 *   <li>pure ASCII is UTF-8;
 *   <li>a guess among the common legacy charsets ({@link LegacyCharsets}), flagged as such.
 * </ol>
 *
 * Labels are read as browsers read them (WHATWG Encoding: ISO-8859-1 is windows-1252, GB2312 is GB18030, ...).
 */
public final class TextDecoder {
    private static final int DECLARATION_WINDOW = 4096;
    private static final Pattern XML_ENCODING =
            Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']\\s*([A-Za-z0-9._:\\-]+)");
    private static final Pattern META_CHARSET =
            Pattern.compile("<meta[^>]+charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9._:\\-]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER =
            Pattern.compile("charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9._:\\-]+)", Pattern.CASE_INSENSITIVE);

    /** What browsers understand by a label, where it is not what the label says. */
    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("latin-1", "windows-1252"),
            Map.entry("iso8859-1", "windows-1252"),
            Map.entry("us-ascii", "windows-1252"),
            Map.entry("ascii", "windows-1252"),
            Map.entry("cp1252", "windows-1252"),
            Map.entry("x-cp1252", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("latin5", "windows-1254"),
            Map.entry("iso-8859-11", "x-windows-874"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("windows-874", "x-windows-874"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gb_2312-80", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("x-gbk", "GB18030"),
            Map.entry("big5", "Big5-HKSCS"),
            Map.entry("big5-hkscs", "Big5-HKSCS"),
            Map.entry("x-x-big5", "Big5-HKSCS"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("ksc5601", "x-windows-949"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("win-1251", "windows-1251"),
            Map.entry("koi8-r", "KOI8-R"),
            Map.entry("koi8-u", "KOI8-U"),
            Map.entry("utf8", "UTF-8"),
            Map.entry("unicode", "UTF-8"),
            Map.entry("utf-16", "UTF-16LE"));

    private TextDecoder() {}

    /**
     * A decoded text.
     *
     * @param text the text, without byte order mark
     * @param charset charset used
     * @param guessed true where nothing declared it
     * @param replaced number of U+FFFD put in for what could not be decoded
     */
    public record Decoded(String text, Charset charset, boolean guessed, int replaced) {}

    /**
     * Decodes a document.
     *
     * @param bytes the document
     * @param declared charset declared outside, or null
     * @return its text
     */
    public static Decoded decode(byte[] bytes, Charset declared) {
        Decoded marked = byMark(bytes);
        if (marked != null) {
            return marked;
        }
        Charset wide = wide(bytes);
        if (wide != null) {
            return lenient(bytes, 0, wide, declared == null);
        }
        Utf8 utf8 = Utf8.scan(bytes);
        if (utf8.errors == 0 && utf8.multiByte > 0) {
            return new Decoded(new String(bytes, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, 0);
        }
        boolean ascii = utf8.errors == 0;
        Charset inside = declaredInside(bytes);
        for (Charset candidate : new Charset[] {declared, inside}) {
            if (candidate == null || (ascii && !escapes(candidate))) {
                continue;
            }
            String text = strict(bytes, candidate);
            if (text != null) {
                return new Decoded(text, candidate, false, 0);
            }
        }
        if (ascii) {
            return new Decoded(
                    new String(bytes, StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8,
                    declared == null && inside == null,
                    0);
        }
        // A few bad bytes in otherwise good UTF-8: cut documents, pasted legacy text.
        if (utf8.multiByte > 0 && utf8.errors * 20L <= utf8.multiByte) {
            return lenient(bytes, 0, StandardCharsets.UTF_8, false);
        }
        for (Charset candidate : new Charset[] {declared, inside}) {
            if (candidate != null && !candidate.equals(StandardCharsets.UTF_8)) {
                Decoded decoded = lenient(bytes, 0, candidate, false);
                if (decoded.replaced() * 50L <= decoded.text().length()) {
                    return decoded;
                }
            }
        }
        return lenient(bytes, 0, LegacyCharsets.guess(bytes), true);
    }

    /**
     * The charset named in a Content-Type value.
     *
     * @param contentType such as "text/html; charset=utf-8", or null
     * @return the charset, or null where none is named or the name is not known
     */
    public static Charset charsetOf(String contentType) {
        if (contentType == null) {
            return null;
        }
        Matcher m = PARAMETER.matcher(contentType);
        return m.find() ? forLabel(m.group(1)) : null;
    }

    /**
     * The charset that a label stands for in browsers.
     *
     * @param label charset label in any case
     * @return the charset, or null where the label is not known here
     */
    public static Charset forLabel(String label) {
        String key = label.strip().toLowerCase(Locale.ROOT);
        String name = LABELS.getOrDefault(key, key);
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private static Charset declaredInside(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, DECLARATION_WINDOW), StandardCharsets.ISO_8859_1);
        Matcher xml = XML_ENCODING.matcher(head);
        if (xml.find()) {
            Charset found = forLabel(xml.group(1));
            if (found != null && !found.name().startsWith("UTF-16")) {
                return found;
            }
        }
        Matcher meta = META_CHARSET.matcher(head);
        if (meta.find()) {
            Charset found = forLabel(meta.group(1));
            // A declaration that can be read as ASCII is not in UTF-16: WHATWG says UTF-8.
            return found != null && found.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : found;
        }
        return null;
    }

    private static Decoded byMark(byte[] b) {
        if (starts(b, 0xEF, 0xBB, 0xBF)) {
            return lenient(b, 3, StandardCharsets.UTF_8, false);
        }
        if (starts(b, 0xFF, 0xFE, 0, 0)) {
            return lenient(b, 4, Charset.forName("UTF-32LE"), false);
        }
        if (starts(b, 0, 0, 0xFE, 0xFF)) {
            return lenient(b, 4, Charset.forName("UTF-32BE"), false);
        }
        if (starts(b, 0xFF, 0xFE)) {
            return lenient(b, 2, StandardCharsets.UTF_16LE, false);
        }
        if (starts(b, 0xFE, 0xFF)) {
            return lenient(b, 2, StandardCharsets.UTF_16BE, false);
        }
        return null;
    }

    private static Charset wide(byte[] b) {
        int pairs = Math.min(b.length, 64) / 2;
        if (pairs < 4) {
            return null;
        }
        int evenZero = 0;
        int oddZero = 0;
        for (int i = 0; i < pairs; i++) {
            evenZero += b[2 * i] == 0 ? 1 : 0;
            oddZero += b[2 * i + 1] == 0 ? 1 : 0;
        }
        if (oddZero > pairs * 3 / 4 && evenZero == 0) {
            return StandardCharsets.UTF_16LE;
        }
        if (evenZero > pairs * 3 / 4 && oddZero == 0) {
            return StandardCharsets.UTF_16BE;
        }
        return null;
    }

    private static boolean escapes(Charset charset) {
        return charset.name().startsWith("ISO-2022") || charset.name().equalsIgnoreCase("HZ");
    }

    private static boolean starts(byte[] b, int... mark) {
        if (b.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((b[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    static String strict(byte[] bytes, Charset charset) {
        if (!charset.canEncode() && !charset.name().startsWith("ISO-2022")) {
            return null;
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static Decoded lenient(byte[] bytes, int from, Charset charset, boolean guessed) {
        CharBuffer chars = charset.decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
        int replaced = 0;
        for (int i = chars.position(); i < chars.limit(); i++) {
            if (chars.get(i) == '\uFFFD') {
                replaced++;
            }
        }
        return new Decoded(chars.toString(), charset, guessed, replaced);
    }

    /** Counts of a pass over bytes as UTF-8; a sequence cut off by the end of the bytes is no error. */
    private record Utf8(int multiByte, int errors) {
        static Utf8 scan(byte[] b) {
            int multiByte = 0;
            int errors = 0;
            int i = 0;
            while (i < b.length) {
                int lead = b[i] & 0xFF;
                if (lead < 0x80) {
                    i++;
                    continue;
                }
                int more = lead >= 0xC2 && lead <= 0xDF
                        ? 1
                        : lead >= 0xE0 && lead <= 0xEF ? 2 : lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
                if (more == 0) {
                    errors++;
                    i++;
                    continue;
                }
                int seen = 0;
                while (seen < more && i + 1 + seen < b.length && continues(lead, seen, b[i + 1 + seen] & 0xFF)) {
                    seen++;
                }
                if (seen == more) {
                    multiByte++;
                } else if (i + 1 + seen < b.length) {
                    errors++;
                }
                i += 1 + seen;
            }
            return new Utf8(multiByte, errors);
        }

        private static boolean continues(int lead, int index, int b) {
            if (index == 0) {
                switch (lead) {
                    case 0xE0:
                        return b >= 0xA0 && b <= 0xBF;
                    case 0xED:
                        return b >= 0x80 && b <= 0x9F;
                    case 0xF0:
                        return b >= 0x90 && b <= 0xBF;
                    case 0xF4:
                        return b >= 0x80 && b <= 0x8F;
                    default:
                        break;
                }
            }
            return b >= 0x80 && b <= 0xBF;
        }
    }
}
