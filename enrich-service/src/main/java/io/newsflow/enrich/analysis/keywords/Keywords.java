package io.newsflow.enrich.analysis.keywords;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.Keyword;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Picks the phrases that tell what an article is about: runs of content words, weighted by frequency, length and place,
 * in the manner of RAKE (Rose, Engel, Cramer and Cowley 2010) with the headline's words counting more; beside them the
 * names of its most salient entities. Immutable.
 */
public final class Keywords {
    /** The frequent words of each language, which the language detector knows too. */
    private static final String STOP_WORDS = "/io/newsflow/enrich/analysis/language/words.tsv";

    private static final int MAX_KEYWORDS = 10;
    private static final int MAX_HASHTAGS = 8;
    private static final int LONGEST_PHRASE = 3;
    private static final double TITLE_WEIGHT = 3;
    private static final int ENTITIES = 4;

    private final Map<String, Set<String>> stopWords = new HashMap<>();

    /** With the frequent words of each language as stop words. */
    public Keywords() {
        try (InputStream in = Keywords.class.getResourceAsStream(STOP_WORDS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t");
                if (!line.startsWith("#")) {
                    stopWords.put(columns[0], Set.copyOf(List.of(columns[1].split(" "))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STOP_WORDS, e);
        }
    }

    /**
     * Keywords of an article, best first.
     *
     * @param fields its texts
     * @param language BCP 47 language
     * @param entities its entities, most salient first
     */
    public List<Keyword> find(List<FieldText> fields, String language, List<Entity> entities) {
        Set<String> stop = stopWords.getOrDefault(language.split("-")[0], Set.of());
        Map<String, Double> weights = new HashMap<>();
        Map<String, String> readable = new LinkedHashMap<>();
        for (FieldText field : fields) {
            double weight = field.field() == TextField.TITLE ? TITLE_WEIGHT : 1;
            collect(field.tokens(), weight, stop, weights, readable);
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(ENTITIES, entities.size()); i++) {
            scores.put(entities.get(i).getName(), 1 - 0.1 * i);
        }
        double best =
                weights.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_KEYWORDS * 2L)
                .forEach(entry -> scores.putIfAbsent(readable.get(entry.getKey()), entry.getValue() / best));
        List<Keyword> keywords = new ArrayList<>();
        Set<String> covered = new HashSet<>();
        scores.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> {
                    String key = entry.getKey().toLowerCase(Locale.ROOT);
                    boolean isNew = covered.stream().noneMatch(other -> other.contains(key) || key.contains(other));
                    if (isNew && keywords.size() < MAX_KEYWORDS) {
                        covered.add(key);
                        keywords.add(
                                new Keyword(entry.getKey(), entry.getValue().floatValue()));
                    }
                });
        return keywords;
    }

    /**
     * Hashtags of an article: the publisher's own, then its keywords in {@code #CamelCase}.
     *
     * @param declared the publisher's, without the sign
     * @param keywords keywords, best first
     */
    public static List<String> hashtags(List<String> declared, List<Keyword> keywords) {
        Set<String> tags = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        for (String tag : declared) {
            add(tag, tags, seen);
        }
        for (Keyword keyword : keywords) {
            if (tags.size() >= MAX_HASHTAGS) {
                break;
            }
            add(keyword.getText(), tags, seen);
        }
        return new ArrayList<>(tags);
    }

    private static void add(String text, Set<String> tags, Set<String> seen) {
        StringBuilder tag = new StringBuilder("#");
        boolean start = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Character.isLetterOrDigit(c)) {
                tag.appendCodePoint(start ? Character.toTitleCase(c) : c);
                start = false;
            } else {
                start = true;
            }
            i += Character.charCount(c);
        }
        if (tag.length() > 1 && seen.add(tag.toString().toLowerCase(Locale.ROOT))) {
            tags.add(tag.toString());
        }
    }

    private static void collect(
            Tokens tokens, double weight, Set<String> stop, Map<String, Double> weights, Map<String, String> readable) {
        int start = -1;
        int sentence = -1;
        for (int i = 0; i <= tokens.count(); i++) {
            boolean content = i < tokens.count() && isContent(tokens, i, stop);
            boolean continues = content && start >= 0 && tokens.sentenceOf(i) == sentence;
            if (start >= 0 && !continues) {
                phrase(tokens, start, i, weight, weights, readable);
                start = -1;
            }
            if (content && start < 0) {
                start = i;
                sentence = tokens.sentenceOf(i);
            }
        }
    }

    private static void phrase(
            Tokens tokens,
            int start,
            int end,
            double weight,
            Map<String, Double> weights,
            Map<String, String> readable) {
        int first = Math.max(start, end - LONGEST_PHRASE);
        String text = tokens.span(first, end);
        int words = end - first;
        if (words == 1 && text.length() < 4) {
            return;
        }
        String key = text.toLowerCase(Locale.ROOT);
        readable.putIfAbsent(key, text);
        weights.merge(key, weight * (words > 1 ? 1.5 : 1), Double::sum);
    }

    private static boolean isContent(Tokens tokens, int token, Set<String> stop) {
        byte kind = tokens.kind(token);
        return kind == Tokens.WORD
                && tokens.length(token) > 1
                && !stop.contains(tokens.form(token).toLowerCase(Locale.ROOT));
    }
}
