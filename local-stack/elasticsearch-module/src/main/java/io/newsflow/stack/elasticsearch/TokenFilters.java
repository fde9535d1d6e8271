package io.newsflow.stack.elasticsearch;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bn.BengaliNormalizationFilter;
import org.apache.lucene.analysis.br.BrazilianStemFilter;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.ckb.SoraniNormalizationFilter;
import org.apache.lucene.analysis.classic.ClassicFilter;
import org.apache.lucene.analysis.commongrams.CommonGramsFilter;
import org.apache.lucene.analysis.commongrams.CommonGramsQueryFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.de.GermanStemFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.minhash.MinHashFilterFactory;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.FingerprintFilter;
import org.apache.lucene.analysis.miscellaneous.KeepWordFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.payloads.DelimitedPayloadTokenFilter;
import org.apache.lucene.analysis.payloads.FloatEncoder;
import org.apache.lucene.analysis.payloads.IdentityEncoder;
import org.apache.lucene.analysis.payloads.IntegerEncoder;
import org.apache.lucene.analysis.payloads.PayloadEncoder;
import org.apache.lucene.analysis.payloads.TypeAsPayloadTokenFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sr.SerbianNormalizationFilter;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.RussianStemmer;

/**
 * Token filters by Elasticsearch's names and with its settings. Not here: those that run scripts ({@code condition},
 * {@code predicate_token_filter}), the decompounders, {@code keep_types} and {@code multiplexer}.
 */
final class TokenFilters {
    /** Makes the filter of one definition; the settings are read once, the filter is made for each stream. */
    private interface Definition {
        UnaryOperator<TokenStream> with(IndexSettings index, Environment environment, Settings settings);
    }

    private final Map<String, AnalysisProvider<TokenFilterFactory>> all = new TreeMap<>();

    private TokenFilters() {
        normalizing();
        plain();
        stemming();
        withSettings();
        Synonyms.addTo(all);
    }

    static Map<String, AnalysisProvider<TokenFilterFactory>> all() {
        return new TokenFilters().all;
    }

    /** Those that exist by name alone, or need settings when defined and have defaults when not. */
    static List<PreConfiguredTokenFilter> preConfigured() {
        return List.of(
                PreConfiguredTokenFilter.singleton("keyword_repeat", false, false, KeywordRepeatFilter::new),
                PreConfiguredTokenFilter.singleton("type_as_payload", false, TypeAsPayloadTokenFilter::new),
                PreConfiguredTokenFilter.singleton(
                        "elision", true, in -> new ElisionFilter(in, FrenchAnalyzer.DEFAULT_ARTICLES)),
                PreConfiguredTokenFilter.singleton("truncate", false, in -> new TruncateTokenFilter(in, 10)));
    }

    private void normalizing() {
        same("arabic_normalization", ArabicNormalizationFilter::new);
        same("bengali_normalization", BengaliNormalizationFilter::new);
        same("cjk_width", CJKWidthFilter::new);
        same("decimal_digit", DecimalDigitFilter::new);
        same("german_normalization", GermanNormalizationFilter::new);
        same("hindi_normalization", HindiNormalizationFilter::new);
        same("indic_normalization", IndicNormalizationFilter::new);
        same("persian_normalization", PersianNormalizationFilter::new);
        same("scandinavian_folding", ScandinavianFoldingFilter::new);
        same("scandinavian_normalization", ScandinavianNormalizationFilter::new);
        same("serbian_normalization", SerbianNormalizationFilter::new);
        same("sorani_normalization", SoraniNormalizationFilter::new);
        same("trim", TrimFilter::new);
        same("uppercase", UpperCaseFilter::new);
        add("asciifolding", true, false, (index, environment, s) -> {
            boolean keep = s.getAsBoolean("preserve_original", false);
            return in -> new ASCIIFoldingFilter(in, keep);
        });
        add("lowercase", true, false, (index, environment, s) -> {
            String language = s.get("language");
            if (language == null) {
                return LowerCaseFilter::new;
            }
            return switch (language.toLowerCase(Locale.ROOT)) {
                case "greek" -> GreekLowerCaseFilter::new;
                case "irish" -> IrishLowerCaseFilter::new;
                case "turkish" -> TurkishLowerCaseFilter::new;
                default -> throw new IllegalArgumentException("language [" + language + "] not support for lower case");
            };
        });
        add("elision", true, true, (index, environment, s) -> {
            CharArraySet articles = Analysis.parseArticles(environment, s);
            if (articles == null) {
                throw new IllegalArgumentException("elision filter requires [articles] or [articles_path] setting");
            }
            return in -> new ElisionFilter(in, articles);
        });
        add("pattern_replace", true, true, (index, environment, s) -> {
            Pattern pattern = Regex.compile(required(s, "pattern", "pattern_replace"), s.get("flags"));
            String replacement = s.get("replacement", "");
            boolean every = s.getAsBoolean("all", true);
            return in -> new PatternReplaceFilter(in, pattern, replacement, every);
        });
    }

    private void plain() {
        add("apostrophe", false, false, (index, environment, s) -> ApostropheFilter::new);
        add("classic", false, false, (index, environment, s) -> ClassicFilter::new);
        add("flatten_graph", false, false, (index, environment, s) -> FlattenGraphFilter::new);
        add("remove_duplicates", false, false, (index, environment, s) -> RemoveDuplicatesTokenFilter::new);
        add("reverse", false, false, (index, environment, s) -> ReverseStringFilter::new);
    }

    private void stemming() {
        add("arabic_stem", false, false, (index, environment, s) -> ArabicStemFilter::new);
        add("brazilian_stem", false, false, (index, environment, s) -> excluding(s, BrazilianStemFilter::new));
        add("czech_stem", false, false, (index, environment, s) -> CzechStemFilter::new);
        add(
                "dutch_stem",
                false,
                false,
                (index, environment, s) -> excluding(s, in -> new SnowballFilter(in, new DutchStemmer())));
        add(
                "french_stem",
                false,
                false,
                (index, environment, s) -> excluding(s, in -> new SnowballFilter(in, new FrenchStemmer())));
        add("german_stem", false, false, (index, environment, s) -> excluding(s, GermanStemFilter::new));
        add("kstem", false, false, (index, environment, s) -> KStemFilter::new);
        add("porter_stem", false, false, (index, environment, s) -> PorterStemFilter::new);
        add(
                "russian_stem",
                false,
                false,
                (index, environment, s) -> in -> new SnowballFilter(in, new RussianStemmer()));
        add("snowball", false, false, (index, environment, s) -> {
            String language = s.get("language", s.get("name", "English"));
            String name = language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1);
            return in -> new SnowballFilter(in, name);
        });
        add(
                "stemmer",
                false,
                false,
                (index, environment, s) -> Stemmers.of(s.get("language", s.get("name", "porter"))));
        add("stemmer_override", false, true, (index, environment, s) -> {
            StemmerOverrideFilter.StemmerOverrideMap map =
                    overrides(Lists.of(Analysis.getWordList(environment, s, "rules")));
            return in -> new StemmerOverrideFilter(in, map);
        });
        add("keyword_marker", false, true, (index, environment, s) -> {
            String pattern = s.get("keywords_pattern");
            if (pattern != null) {
                Pattern compiled = Pattern.compile(pattern);
                return in -> new PatternKeywordMarkerFilter(in, compiled);
            }
            CharArraySet words = words(environment, s, "keywords", "keyword_marker");
            return in -> new SetKeywordMarkerFilter(in, words);
        });
    }

    private void withSettings() {
        add("cjk_bigram", false, false, (index, environment, s) -> {
            List<String> ignored = s.getAsList("ignored_scripts");
            int flags = (ignored.contains("han") ? 0 : CJKBigramFilter.HAN)
                    | (ignored.contains("hiragana") ? 0 : CJKBigramFilter.HIRAGANA)
                    | (ignored.contains("katakana") ? 0 : CJKBigramFilter.KATAKANA)
                    | (ignored.contains("hangul") ? 0 : CJKBigramFilter.HANGUL);
            boolean unigrams = s.getAsBoolean("output_unigrams", false);
            return in -> new CJKBigramFilter(in, flags, unigrams);
        });
        add("common_grams", false, true, (index, environment, s) -> {
            CharArraySet common = Analysis.parseCommonWords(environment, s, null, s.getAsBoolean("ignore_case", false));
            if (common == null) {
                throw new IllegalArgumentException(
                        "missing or empty [common_words] or [common_words_path] configuration for common_grams token"
                                + " filter");
            }
            boolean query = s.getAsBoolean("query_mode", false);
            return in -> {
                CommonGramsFilter filter = new CommonGramsFilter(in, common);
                return query ? new CommonGramsQueryFilter(filter) : filter;
            };
        });
        add("delimited_payload", false, false, (index, environment, s) -> {
            char delimiter = s.get("delimiter", "|").charAt(0);
            PayloadEncoder encoder = switch (s.get("encoding", "float")) {
                case "float" -> new FloatEncoder();
                case "int" -> new IntegerEncoder();
                case "identity" -> new IdentityEncoder();
                default -> throw new IllegalArgumentException("unknown encoding [" + s.get("encoding") + "]");
            };
            return in -> new DelimitedPayloadTokenFilter(in, delimiter, encoder);
        });
        add("edge_ngram", false, false, (index, environment, s) -> {
            int min = s.getAsInt("min_gram", 1);
            int max = s.getAsInt("max_gram", 2);
            boolean keep = s.getAsBoolean("preserve_original", false);
            boolean back = s.get("side", "front").equals("back");
            return in -> back
                    ? new ReverseStringFilter(new EdgeNGramTokenFilter(new ReverseStringFilter(in), min, max, keep))
                    : new EdgeNGramTokenFilter(in, min, max, keep);
        });
        add("ngram", false, false, (index, environment, s) -> {
            int min = s.getAsInt("min_gram", 1);
            int max = s.getAsInt("max_gram", 2);
            Grams.checkDifference(index, "NGram Tokenizer", min, max);
            boolean keep = s.getAsBoolean("preserve_original", false);
            return in -> new NGramTokenFilter(in, min, max, keep);
        });
        add("fingerprint", false, false, (index, environment, s) -> {
            char separator = s.get("separator", " ").charAt(0);
            int longest = s.getAsInt("max_output_size", 255);
            return in -> new FingerprintFilter(in, longest, separator);
        });
        add("keep", false, true, (index, environment, s) -> {
            CharArraySet words = words(environment, s, "keep_words", "keep");
            CharArraySet kept = new CharArraySet(words, s.getAsBoolean("keep_words_case", false));
            return in -> new KeepWordFilter(in, kept);
        });
        add("length", false, false, (index, environment, s) -> {
            int min = s.getAsInt("min", 0);
            int max = s.getAsInt("max", Integer.MAX_VALUE);
            return in -> new LengthFilter(in, min, max);
        });
        add("limit", false, false, (index, environment, s) -> {
            int most = s.getAsInt("max_token_count", 1);
            boolean consume = s.getAsBoolean("consume_all_tokens", false);
            return in -> new LimitTokenCountFilter(in, most, consume);
        });
        add("min_hash", false, false, (index, environment, s) -> {
            Map<String, String> arguments = new TreeMap<>();
            take(s, "hash_count", arguments, "hashCount");
            take(s, "bucket_count", arguments, "bucketCount");
            take(s, "hash_set_size", arguments, "hashSetSize");
            take(s, "with_rotation", arguments, "withRotation");
            MinHashFilterFactory factory = new MinHashFilterFactory(arguments);
            return factory::create;
        });
        add("pattern_capture", false, true, (index, environment, s) -> {
            List<String> patterns = s.getAsList("patterns");
            if (patterns.isEmpty()) {
                throw new IllegalArgumentException("required setting 'patterns' is missing for token filter");
            }
            Pattern[] compiled = patterns.stream().map(Pattern::compile).toArray(Pattern[]::new);
            boolean keep = s.getAsBoolean("preserve_original", true);
            return in -> new PatternCaptureGroupTokenFilter(in, keep, compiled);
        });
        add("truncate", false, true, (index, environment, s) -> {
            int length = s.getAsInt("length", -1);
            if (length <= 0) {
                throw new IllegalArgumentException("length parameter must be provided");
            }
            return in -> new TruncateTokenFilter(in, length);
        });
        add("unique", false, false, (index, environment, s) -> {
            boolean samePosition = s.getAsBoolean("only_on_same_position", false);
            return in -> new UniqueTokenFilter(in, samePosition);
        });
        add("word_delimiter", false, false, TokenFilters::wordDelimiter);
        add("word_delimiter_graph", false, false, (index, environment, s) -> {
            int flags = delimiterFlags(s)
                    | (s.getAsBoolean("ignore_keywords", false) ? WordDelimiterGraphFilter.IGNORE_KEYWORDS : 0);
            byte[] types = delimiterTypes(environment, s);
            CharArraySet kept = optionalWords(environment, s, "protected_words");
            boolean adjust = s.getAsBoolean("adjust_offsets", true);
            return in -> new WordDelimiterGraphFilter(in, adjust, types, flags, kept);
        });
    }

    @SuppressWarnings("deprecation") // What the filter of this name is in the full server, too.
    private static UnaryOperator<TokenStream> wordDelimiter(IndexSettings index, Environment environment, Settings s) {
        int flags = delimiterFlags(s);
        byte[] types = delimiterTypes(environment, s);
        CharArraySet kept = optionalWords(environment, s, "protected_words");
        return in -> new WordDelimiterFilter(in, types, flags, kept);
    }

    private static void take(Settings settings, String key, Map<String, String> arguments, String argument) {
        if (settings.get(key) != null) {
            arguments.put(argument, settings.get(key));
        }
    }

    /** The bits are the same for both filters. */
    private static int delimiterFlags(Settings s) {
        return flag(s, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
                | flag(s, "generate_number_parts", true, WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
                | flag(s, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
                | flag(s, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
                | flag(s, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
                | flag(s, "split_on_case_change", true, WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
                | flag(s, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL)
                | flag(s, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
                | flag(s, "stem_english_possessive", true, WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE);
    }

    private static int flag(Settings settings, String key, boolean otherwise, int bit) {
        return settings.getAsBoolean(key, otherwise) ? bit : 0;
    }

    @SuppressWarnings("deprecation") // The names of the types are there only.
    private static byte[] delimiterTypes(Environment environment, Settings settings) {
        List<String> rules = Analysis.getWordList(environment, settings, "type_table");
        if (rules == null) {
            return WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE;
        }
        byte[] types = new byte[65536];
        for (int c = 0; c < types.length; c++) {
            types[c] = WordDelimiterIterator.getType(c);
        }
        for (String rule : rules) {
            String[] parts = rule.split("\\s*=>\\s*", 2);
            String character = Escapes.unescape(parts[0].trim());
            if (parts.length != 2 || character.length() != 1) {
                throw new IllegalArgumentException("Invalid Mapping Rule: [" + rule + "]");
            }
            types[character.charAt(0)] = switch (parts[1].trim()) {
                case "LOWER" -> WordDelimiterFilter.LOWER;
                case "UPPER" -> WordDelimiterFilter.UPPER;
                case "ALPHA" -> WordDelimiterFilter.ALPHA;
                case "DIGIT" -> WordDelimiterFilter.DIGIT;
                case "ALPHANUM" -> WordDelimiterFilter.ALPHANUM;
                case "SUBWORD_DELIM" -> WordDelimiterFilter.SUBWORD_DELIM;
                default -> throw new IllegalArgumentException("Invalid Mapping Rule: [" + rule + "]");
            };
        }
        return types;
    }

    private static StemmerOverrideFilter.StemmerOverrideMap overrides(List<String> rules) {
        StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
        for (String rule : rules) {
            String[] sides = rule.split("=>", -1);
            if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank() || sides[1].contains(",")) {
                throw new RuntimeException("Invalid Keyword override Rule:" + rule);
            }
            for (String word : sides[0].split(",")) {
                builder.add(word.trim(), sides[1].trim());
            }
        }
        try {
            return builder.build();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot build the stemmer's overrides", e);
        }
    }

    private static UnaryOperator<TokenStream> excluding(Settings settings, UnaryOperator<TokenStream> stemmer) {
        CharArraySet excluded = Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET);
        return excluded.isEmpty() ? stemmer : in -> stemmer.apply(new SetKeywordMarkerFilter(in, excluded));
    }

    private static CharArraySet words(Environment environment, Settings settings, String key, String type) {
        CharArraySet words = optionalWords(environment, settings, key);
        if (words == null) {
            throw new IllegalArgumentException(
                    type + " requires either `" + key + "` or `" + key + "_path` to be configured");
        }
        return words;
    }

    private static CharArraySet optionalWords(Environment environment, Settings settings, String key) {
        List<String> list = Analysis.getWordList(environment, settings, key);
        return list == null ? null : new CharArraySet(Set.copyOf(list), settings.getAsBoolean("ignore_case", false));
    }

    private static String required(Settings settings, String key, String type) {
        String value = settings.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing for token filter of type '" + type + "'");
        }
        return value;
    }

    /** A filter without settings that maps characters, so that a normalizer may have it. */
    private void same(String type, UnaryOperator<TokenStream> filter) {
        add(type, true, false, (index, environment, settings) -> filter);
    }

    private void add(String type, boolean normalizing, boolean needsSettings, Definition definition) {
        AnalysisProvider<TokenFilterFactory> provider = (index, environment, name, settings) -> {
            UnaryOperator<TokenStream> filter = definition.with(index, environment, settings);
            return normalizing ? new Normalizing(name, settings, filter) : new Plain(name, settings, filter);
        };
        all.put(type, needsSettings ? AnalysisPlugin.requiresAnalysisSettings(provider) : provider);
    }

    private static class Plain extends AbstractTokenFilterFactory {
        private final UnaryOperator<TokenStream> filter;

        Plain(String name, Settings settings, UnaryOperator<TokenStream> filter) {
            super(name, settings);
            this.filter = filter;
        }

        @Override
        public TokenStream create(TokenStream in) {
            return filter.apply(in);
        }
    }

    private static final class Normalizing extends Plain implements NormalizingTokenFilterFactory {
        Normalizing(String name, Settings settings, UnaryOperator<TokenStream> filter) {
            super(name, settings, filter);
        }
    }
}
