package io.newsflow.enrich.analysis.language;

import io.newsflow.enrich.analysis.text.Chars;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the language of a headline or an article. Looks at up to {@value #MAX_LETTERS} letters, fewer where the answer
 * is clear earlier; some ten to eighty microseconds. Immutable and thread-safe after construction.
 */
public final class LanguageDetector {
    /** Letters after which the text is not looked at any further. */
    public static final int MAX_LETTERS = 1500;

    /** Letters that tell a language among those of one script, where nobody declared one. */
    private static final int LEAST_LETTERS = 3;

    private static final int SCRIPTS = Script.values().length;
    private static final Script[] SCRIPT_VALUES = Script.values();
    private static final byte[] SCRIPT_OF = scriptTable();

    private final Map<Script, NgramModel> models = new java.util.EnumMap<>(Script.class);
    private final List<String> languages;

    private LanguageDetector(Map<String, List<String>> words, Map<String, List<String>> samples) {
        Map<Script, List<String>> byScript = new java.util.EnumMap<>(Script.class);
        for (Map.Entry<String, List<String>> e : words.entrySet()) {
            byScript.computeIfAbsent(scriptOf(e.getValue()), s -> new ArrayList<>())
                    .add(e.getKey());
        }
        byScript.forEach((script, tags) -> models.put(script, NgramModel.train(tags, words, samples)));
        List<String> all = new ArrayList<>(words.keySet());
        for (Script s : SCRIPT_VALUES) {
            if (s.only != null && !all.contains(s.only)) {
                all.add(s.only);
            }
        }
        all.sort(null);
        this.languages = List.copyOf(all);
    }

    /** The detector with the languages that Newsflow brings along; built once, on first use. */
    public static LanguageDetector standard() {
        return Holder.STANDARD;
    }

    /** All tags that this detector can answer with, sorted. */
    public List<String> languages() {
        return languages;
    }

    /**
     * Tells the language of a text.
     *
     * @param text plain text, not null
     */
    public DetectedLanguage detect(CharSequence text) {
        return detect(text, null);
    }

    /**
     * Tells the language of a text for which somebody declared one. The declaration only counts where the text itself
     * leaves it open: short headlines, close relatives such as Danish and Norwegian.
     *
     * @param text plain text, not null
     * @param declared BCP 47 tag from the source, or null
     */
    public DetectedLanguage detect(CharSequence text, String declared) {
        int[] letters = new int[SCRIPTS];
        int total = 0;
        int length = text.length();
        for (int i = 0; i < length && total < MAX_LETTERS; i++) {
            char c = text.charAt(i);
            byte script = SCRIPT_OF[c];
            if (script > 0) {
                letters[script]++;
                total++;
            }
        }
        if (total == 0) {
            return DetectedLanguage.UNKNOWN;
        }
        // Han characters carry a syllable each, so they weigh more than letters.
        letters[Script.HAN.ordinal()] *= 2;
        int kana = letters[Script.KANA.ordinal()];
        if (kana > 0 && kana * 12 >= letters[Script.HAN.ordinal()]) {
            letters[Script.KANA.ordinal()] += letters[Script.HAN.ordinal()] + kana;
            letters[Script.HAN.ordinal()] = 0;
        }
        letters[Script.HANGUL.ordinal()] *= 2;
        int best = 0;
        int sum = 0;
        for (int s = 1; s < SCRIPTS; s++) {
            sum += letters[s];
            if (letters[s] > letters[best]) {
                best = s;
            }
        }
        Script script = SCRIPT_VALUES[best];
        float share = (float) letters[best] / sum;
        NgramModel model = models.get(script);
        if (model == null) {
            return script.only == null
                    ? DetectedLanguage.UNKNOWN
                    : new DetectedLanguage(script.only, Math.min(1f, 0.5f + share / 2));
        }
        if (model.size() == 1) {
            return new DetectedLanguage(model.tag(0), Math.min(1f, 0.5f + share / 2));
        }
        if (letters[best] < LEAST_LETTERS && declared == null) {
            return DetectedLanguage.UNKNOWN;
        }
        return model.classify(text, script, SCRIPT_OF, MAX_LETTERS, declared);
    }

    private static Script scriptOf(List<String> words) {
        int[] counts = new int[SCRIPTS];
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                counts[SCRIPT_OF[word.charAt(i)]]++;
            }
        }
        int best = 1;
        for (int s = 1; s < SCRIPTS; s++) {
            if (counts[s] > counts[best]) {
                best = s;
            }
        }
        return SCRIPT_VALUES[best];
    }

    private static byte[] scriptTable() {
        byte[] table = new byte[0x10000];
        for (int i = 0; i < 0x10000; i++) {
            if (Chars.isLetter((char) i)) {
                table[i] = (byte) Script.of(Character.UnicodeScript.of(i)).ordinal();
            }
        }
        return table;
    }

    static Map<String, List<String>> read(String resource) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        try (InputStream in = LanguageDetector.class.getResourceAsStream(resource)) {
            if (in == null) {
                return lines;
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0 && line.charAt(0) != '#') {
                    lines.computeIfAbsent(line.substring(0, tab), k -> new ArrayList<>())
                            .addAll(List.of(line.substring(tab + 1).trim().split("\\s+")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
        return lines;
    }

    /** Scripts that are told apart, with the language where there is only one. */
    enum Script {
        NONE(null),
        LATIN(null),
        CYRILLIC(null),
        ARABIC(null),
        DEVANAGARI(null),
        HEBREW(null),
        GREEK("el"),
        HAN("zh"),
        KANA("ja"),
        HANGUL("ko"),
        THAI("th"),
        BENGALI("bn"),
        GURMUKHI("pa"),
        GUJARATI("gu"),
        TAMIL("ta"),
        TELUGU("te"),
        KANNADA("kn"),
        MALAYALAM("ml"),
        ORIYA("or"),
        SINHALA("si"),
        LAO("lo"),
        KHMER("km"),
        MYANMAR("my"),
        GEORGIAN("ka"),
        ARMENIAN("hy"),
        ETHIOPIC("am"),
        TIBETAN("bo"),
        OTHER(null);

        private final String only;

        Script(String only) {
            this.only = only;
        }

        static Script of(Character.UnicodeScript s) {
            return switch (s) {
                case LATIN -> LATIN;
                case CYRILLIC -> CYRILLIC;
                case ARABIC -> ARABIC;
                case DEVANAGARI -> DEVANAGARI;
                case HEBREW -> HEBREW;
                case GREEK -> GREEK;
                case HAN -> HAN;
                case HIRAGANA, KATAKANA -> KANA;
                case HANGUL -> HANGUL;
                case THAI -> THAI;
                case BENGALI -> BENGALI;
                case GURMUKHI -> GURMUKHI;
                case GUJARATI -> GUJARATI;
                case TAMIL -> TAMIL;
                case TELUGU -> TELUGU;
                case KANNADA -> KANNADA;
                case MALAYALAM -> MALAYALAM;
                case ORIYA -> ORIYA;
                case SINHALA -> SINHALA;
                case LAO -> LAO;
                case KHMER -> KHMER;
                case MYANMAR -> MYANMAR;
                case GEORGIAN -> GEORGIAN;
                case ARMENIAN -> ARMENIAN;
                case ETHIOPIC -> ETHIOPIC;
                case TIBETAN -> TIBETAN;
                case COMMON, INHERITED, UNKNOWN -> NONE;
                default -> OTHER;
            };
        }
    }

    private static final class Holder {
        private static final LanguageDetector STANDARD = new LanguageDetector(read("words.tsv"), read("samples.tsv"));
    }
}
