package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Terms that speak for Media Topics, by language. English terms that are names or technical words (those with weight 3)
 * also count in other languages, at a lower weight, unless the language's own part says otherwise. Matching walks over
 * the characters once and makes no strings. Immutable.
 *
 * <p>Terms and text are cut alike: words only, so {@code s&p 500} is three words; a phrase does not reach over
 * punctuation other than the ampersand.
 */
final class TopicLexicon {
    /** Longest term in words. */
    private static final int LONGEST = 4;
    /** Fewest chars that a stem has. */
    private static final int SHORTEST_STEM = 2;

    /** Longest name with dots, such as a domain, that counts as a word. */
    private static final int LONGEST_NAME = 30;

    private static final float BORROWED_WEIGHT = 3;
    private static final float BORROWED_SHARE = 0.6f;
    private static final String ANY = "en";
    private static final String RESOURCE = "lexicon.tsv";

    /** What a term says: topic numbers and their weights, in pairs. */
    private record Evidence(int[] topics, float[] weights) {
        private static final Evidence NONE = new Evidence(new int[0], new float[0]);

        void addTo(float[] evidence, float gain) {
            for (int k = 0; k < topics.length; k++) {
                evidence[topics[k]] += weights[k] * gain;
            }
        }

        Evidence with(int topic, float weight) {
            int[] t = Arrays.copyOf(topics, topics.length + 1);
            float[] w = Arrays.copyOf(weights, weights.length + 1);
            t[topics.length] = topic;
            w[weights.length] = weight;
            return new Evidence(t, w);
        }
    }

    /** The terms of one language. */
    private static final class Part {
        private final LongTable keys = new LongTable(4096);
        private final List<Evidence> exact = new ArrayList<>();
        private final List<Evidence> stems = new ArrayList<>();
        /** Beginnings of terms of several words, up to and with a blank. */
        private final LongTable beginnings = new LongTable(256);

        private void put(long hash, boolean open, Evidence evidence) {
            int number = keys.add(hash);
            if (number == exact.size()) {
                exact.add(null);
                stems.add(null);
            }
            (open ? stems : exact).set(number, evidence);
        }

        private Evidence get(long hash, boolean open) {
            int number = keys.find(hash);
            return number < 0 ? null : (open ? stems : exact).get(number);
        }

        private void putAll(Part other) {
            for (int i = 0; i < other.keys.size(); i++) {
                if (other.exact.get(i) != null) {
                    put(other.keys.key(i), false, other.exact.get(i));
                }
                if (other.stems.get(i) != null) {
                    put(other.keys.key(i), true, other.stems.get(i));
                }
            }
            for (int i = 0; i < other.beginnings.size(); i++) {
                beginnings.add(other.beginnings.key(i));
            }
        }
    }

    private final Map<String, Part> parts = new HashMap<>();
    private final List<String> codes = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    private TopicLexicon() {}

    /** The lexicon as shipped. */
    static TopicLexicon standard() {
        TopicLexicon lexicon = new TopicLexicon();
        Map<String, Part> own = new HashMap<>();
        Map<String, List<String[]>> lines = new HashMap<>();
        List<String> order = new ArrayList<>();
        try (InputStream in = TopicLexicon.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> languages = List.of(ANY);
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("@")) {
                    languages = List.of(line.substring(1).split(" "));
                } else if (!line.startsWith("#") && !line.isBlank()) {
                    for (String language : languages) {
                        if (!lines.containsKey(language)) {
                            order.add(language);
                        }
                        lines.computeIfAbsent(language, l -> new ArrayList<>()).add(line.split("\t"));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        for (String language : order) {
            Part part = own.computeIfAbsent(language, l -> new Part());
            for (String[] columns : lines.get(language)) {
                int topic = columns[0].equals("-") ? -1 : lexicon.number(columns[0]);
                for (int i = 1; i < columns.length; i++) {
                    add(part, columns[i], topic, 1, 0);
                }
            }
        }
        lexicon.parts.put(ANY, own.get(ANY));
        for (String language : order) {
            if (!language.equals(ANY)) {
                Part part = new Part();
                for (String[] columns : lines.get(ANY)) {
                    for (int i = 1; i < columns.length; i++) {
                        add(part, columns[i], lexicon.number(columns[0]), BORROWED_SHARE, BORROWED_WEIGHT);
                    }
                }
                part.putAll(own.get(language));
                lexicon.parts.put(language, part);
            }
        }
        Part others = new Part();
        for (String[] columns : lines.get(ANY)) {
            for (int i = 1; i < columns.length; i++) {
                add(others, columns[i], lexicon.number(columns[0]), BORROWED_SHARE, BORROWED_WEIGHT);
            }
        }
        lexicon.parts.put("", others);
        lexicon.parts.values().forEach(part -> part.keys.index());
        return lexicon;
    }

    private int number(String code) {
        return numbers.computeIfAbsent(MediaTopics.standard().get(code).code(), c -> {
            codes.add(c);
            return codes.size() - 1;
        });
    }

    private static void add(Part part, String column, int topic, float factor, float least) {
        String term = column;
        float weight = 1;
        int caret = term.lastIndexOf('^');
        if (caret > 0) {
            weight = Float.parseFloat(term.substring(caret + 1));
            term = term.substring(0, caret);
        }
        if (weight < least) {
            return;
        }
        boolean open = term.endsWith("*");
        Tokens tokens = Tokenizer.tokenize(open ? term.substring(0, term.length() - 1) : term);
        long hash = 0;
        int words = 0;
        for (int i = 0; i < tokens.count(); i++) {
            if (!isWord(tokens, i)) {
                continue;
            }
            if (words++ > 0) {
                hash = TopicFeatures.step(hash, ' ');
                part.beginnings.add(hash);
            }
            for (int c = tokens.start(i); c < tokens.end(i); c++) {
                hash = TopicFeatures.step(hash, Chars.lower(tokens.text().charAt(c)));
            }
        }
        if (words == 0 || words > LONGEST) {
            throw new IllegalStateException(RESOURCE + ": no term of 1 to " + LONGEST + " words: " + column);
        }
        Evidence known = part.get(hash, open);
        Evidence before = known == null ? Evidence.NONE : known;
        part.put(hash, open, topic < 0 ? Evidence.NONE : before.with(topic, weight * factor));
    }

    /** Codes of the topics by their numbers. */
    List<String> codes() {
        return codes;
    }

    /**
     * Adds what a text's words say.
     *
     * @param tokens the text
     * @param end token before which to stop
     * @param language BCP 47 language of the text
     * @param weight what the text counts
     * @param seen the terms met so far, by their hashes; changed here
     * @param evidence evidence for each topic number; changed here
     */
    void collect(Tokens tokens, int end, String language, float weight, TermCounts seen, float[] evidence) {
        Part part = parts.getOrDefault(language, parts.get(""));
        String text = tokens.text();
        for (int i = 0; i < end; i++) {
            if (!isWord(tokens, i)) {
                continue;
            }
            long hash = 0;
            long bestKey = 0;
            Evidence best = null;
            Evidence second = null;
            int token = i;
            for (int word = 0; word < LONGEST; word++) {
                int start = tokens.start(token);
                int stop = tokens.end(token);
                Evidence stem = null;
                long stemKey = 0;
                int known = -1;
                for (int c = start; c < stop; c++) {
                    hash = TopicFeatures.step(hash, Chars.lower(text.charAt(c)));
                    if (c - start + 1 >= SHORTEST_STEM) {
                        known = part.keys.find(hash);
                        if (known >= 0 && part.stems.get(known) != null) {
                            stem = part.stems.get(known);
                            stemKey = hash;
                        }
                    }
                }
                Evidence whole = known < 0 ? null : part.exact.get(known);
                if (whole != null) {
                    // "senators" is a hockey team, and its stem politics: both count, and the context decides.
                    best = whole;
                    second = stem;
                    bestKey = hash;
                } else if (stem != null) {
                    best = stem;
                    second = null;
                    bestKey = stemKey;
                }
                hash = TopicFeatures.step(hash, ' ');
                token = nextInPhrase(tokens, token, end);
                if (token < 0 || part.beginnings.find(hash) < 0) {
                    break;
                }
            }
            if (best != null) {
                float gain = weight / seen.increment(bestKey);
                best.addTo(evidence, gain);
                if (second != null) {
                    second.addTo(evidence, gain);
                }
            }
        }
    }

    private static int nextInPhrase(Tokens tokens, int token, int end) {
        int next = token + 1;
        if (next < end && tokens.length(next) == 1 && tokens.first(next) == '&') {
            next++;
        }
        return next < end && isWord(tokens, next) ? next : -1;
    }

    static boolean isWord(Tokens tokens, int token) {
        byte kind = tokens.kind(token);
        return kind == Tokens.WORD
                || kind == Tokens.NUMBER
                || kind == Tokens.ADDRESS && tokens.length(token) <= LONGEST_NAME;
    }
}
