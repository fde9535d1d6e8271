package io.newsflow.stack.elasticsearch;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.classic.ClassicTokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.path.ReversePathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.pattern.SimplePatternSplitTokenizer;
import org.apache.lucene.analysis.pattern.SimplePatternTokenizer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.th.ThaiTokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Tokenizers by Elasticsearch's names; {@code lowercase} is not here ({@code letter} and a filter do the same). */
final class Tokenizers {
    private static final int MAX_TOKEN_LENGTH = StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH;
    private static final int BUFFER = 256;

    private final Map<String, AnalysisProvider<TokenizerFactory>> all = new TreeMap<>();

    private Tokenizers() {
        add("keyword", (index, s) -> {
            int buffer = s.getAsInt("buffer_size", BUFFER);
            return () -> new KeywordTokenizer(buffer);
        });
        add("letter", (index, s) -> LetterTokenizer::new);
        add("whitespace", (index, s) -> {
            int longest = s.getAsInt("max_token_length", MAX_TOKEN_LENGTH);
            return () -> new WhitespaceTokenizer(Tokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest);
        });
        add("classic", (index, s) -> {
            int longest = s.getAsInt("max_token_length", MAX_TOKEN_LENGTH);
            return () -> {
                ClassicTokenizer tokenizer = new ClassicTokenizer();
                tokenizer.setMaxTokenLength(longest);
                return tokenizer;
            };
        });
        add("uax_url_email", (index, s) -> {
            int longest = s.getAsInt("max_token_length", MAX_TOKEN_LENGTH);
            return () -> {
                UAX29URLEmailTokenizer tokenizer = new UAX29URLEmailTokenizer();
                tokenizer.setMaxTokenLength(longest);
                return tokenizer;
            };
        });
        add("thai", (index, s) -> ThaiTokenizer::new);
        add("ngram", (index, s) -> {
            int min = s.getAsInt("min_gram", NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE);
            int max = s.getAsInt("max_gram", NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE);
            Grams.checkDifference(index, "NGram Tokenizer", min, max);
            IntPredicate kept = tokenChars(s);
            return () -> new NGramTokenizer(min, max) {
                @Override
                protected boolean isTokenChar(int character) {
                    return kept.test(character);
                }
            };
        });
        add("edge_ngram", (index, s) -> {
            int min = s.getAsInt("min_gram", EdgeNGramTokenizer.DEFAULT_MIN_GRAM_SIZE);
            int max = s.getAsInt("max_gram", 2);
            IntPredicate kept = tokenChars(s);
            return () -> new EdgeNGramTokenizer(min, max) {
                @Override
                protected boolean isTokenChar(int character) {
                    return kept.test(character);
                }
            };
        });
        add("path_hierarchy", (index, s) -> {
            int buffer = s.getAsInt("buffer_size", 1024);
            char delimiter = one(s, "delimiter", PathHierarchyTokenizer.DEFAULT_DELIMITER);
            char replacement = one(s, "replacement", delimiter);
            int skip = s.getAsInt("skip", PathHierarchyTokenizer.DEFAULT_SKIP);
            boolean reverse = s.getAsBoolean("reverse", false);
            return () -> reverse
                    ? new ReversePathHierarchyTokenizer(buffer, delimiter, replacement, skip)
                    : new PathHierarchyTokenizer(buffer, delimiter, replacement, skip);
        });
        add("pattern", (index, s) -> {
            Pattern pattern = Regex.compile(s.get("pattern", "\\W+"), s.get("flags"));
            int group = s.getAsInt("group", -1);
            return () -> new PatternTokenizer(pattern, group);
        });
        add("simple_pattern", (index, s) -> {
            String pattern = s.get("pattern", "");
            return () -> new SimplePatternTokenizer(pattern);
        });
        add("simple_pattern_split", (index, s) -> {
            String pattern = s.get("pattern", "");
            return () -> new SimplePatternSplitTokenizer(pattern);
        });
        add("char_group", (index, s) -> {
            int longest = s.getAsInt("max_token_length", MAX_TOKEN_LENGTH);
            IntPredicate separator = separators(s.getAsList("tokenize_on_chars"));
            return () -> new CharTokenizer(Tokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest) {
                @Override
                protected boolean isTokenChar(int character) {
                    return !separator.test(character);
                }
            };
        });
    }

    static Map<String, AnalysisProvider<TokenizerFactory>> all() {
        return new Tokenizers().all;
    }

    /** For {@code _analyze} without an index, where the server asks for instances by name. */
    static List<PreConfiguredTokenizer> preConfigured() {
        return List.of(
                PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
                PreConfiguredTokenizer.singleton("classic", ClassicTokenizer::new),
                PreConfiguredTokenizer.singleton("uax_url_email", UAX29URLEmailTokenizer::new),
                PreConfiguredTokenizer.singleton("path_hierarchy", PathHierarchyTokenizer::new),
                PreConfiguredTokenizer.singleton("letter", LetterTokenizer::new),
                PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new),
                PreConfiguredTokenizer.singleton("ngram", NGramTokenizer::new),
                PreConfiguredTokenizer.singleton("edge_ngram", () -> new EdgeNGramTokenizer(1, 2)),
                PreConfiguredTokenizer.singleton("pattern", () -> new PatternTokenizer(Pattern.compile("\\W+"), -1)),
                PreConfiguredTokenizer.singleton("thai", ThaiTokenizer::new));
    }

    private static char one(Settings settings, String key, char otherwise) {
        String value = settings.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value.length() != 1) {
            throw new IllegalArgumentException(key + " must be a one char value");
        }
        return value.charAt(0);
    }

    /** Which characters make up tokens; all of them when {@code token_chars} is absent. */
    private static IntPredicate tokenChars(Settings settings) {
        List<String> classes = settings.getAsList("token_chars");
        IntPredicate any = null;
        for (String name : classes) {
            IntPredicate next =
                    name.equals("custom") ? custom(settings.get("custom_token_chars", "")) : characterClass(name);
            any = any == null ? next : any.or(next);
        }
        return any == null ? c -> true : any;
    }

    private static IntPredicate custom(String characters) {
        return c -> characters.indexOf(c) >= 0;
    }

    private static IntPredicate separators(List<String> names) {
        IntPredicate any = c -> false;
        Set<Integer> single = new TreeSet<>();
        for (String name : names) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("[tokenize_on_chars] cannot contain empty characters");
            }
            if (name.codePointCount(0, name.length()) == 1) {
                single.add(name.codePointAt(0));
            } else if (name.startsWith("\\")) {
                single.add(Escapes.unescape(name).codePointAt(0));
            } else {
                any = any.or(characterClass(name));
            }
        }
        return any.or(single::contains);
    }

    private static IntPredicate characterClass(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "letter" -> Character::isLetter;
            case "digit" -> Character::isDigit;
            case "whitespace" -> Character::isWhitespace;
            case "punctuation" ->
                c -> switch (Character.getType(c)) {
                    case Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.OTHER_PUNCTUATION,
                            Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION -> true;
                    default -> false;
                };
            case "symbol" ->
                c -> switch (Character.getType(c)) {
                    case Character.CURRENCY_SYMBOL,
                            Character.MATH_SYMBOL,
                            Character.OTHER_SYMBOL,
                            Character.MODIFIER_SYMBOL -> true;
                    default -> false;
                };
            default -> throw new IllegalArgumentException("Unknown token type: '" + name + "'");
        };
    }

    private void add(String type, BiFunction<IndexSettings, Settings, Supplier<Tokenizer>> tokenizer) {
        all.put(
                type,
                (index, environment, name, settings) ->
                        new Factory(index, settings, name, tokenizer.apply(index, settings)));
    }

    private static final class Factory extends AbstractTokenizerFactory {
        private final Supplier<Tokenizer> tokenizer;

        Factory(IndexSettings index, Settings settings, String name, Supplier<Tokenizer> tokenizer) {
            super(index, settings, name);
            this.tokenizer = tokenizer;
        }

        @Override
        public Tokenizer create() {
            return tokenizer.get();
        }
    }
}
