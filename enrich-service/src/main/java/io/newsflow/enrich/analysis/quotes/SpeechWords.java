package io.newsflow.enrich.analysis.quotes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The words of one language that introduce direct speech or stand for a speaker. Lower case. Immutable.
 *
 * @param verbs verbs of saying, finite or in a compound tense
 * @param participles verbs of saying that share the subject of their sentence
 * @param according words behind which a speaker is named, each split at its blanks
 * @param he pronouns for a man
 * @param she pronouns for a woman
 * @param it pronouns for a body
 * @param persons nouns for a person by their role
 * @param groups nouns for a body
 * @param articles articles and possessives before such nouns
 * @param relatives pronouns that open a clause about the noun before
 */
record SpeechWords(
        Set<String> verbs,
        Set<String> participles,
        List<List<String>> according,
        Set<String> he,
        Set<String> she,
        Set<String> it,
        Set<String> persons,
        Set<String> groups,
        Set<String> articles,
        Set<String> relatives) {
    private static final String RESOURCE = "speech.tsv";
    private static final String NAMES = "given-names.tsv";
    private static final Map<String, SpeechWords> BY_LANGUAGE = load();
    private static final Map<String, Character> GIVEN_NAMES = names();
    private static final SpeechWords NONE = new SpeechWords(
            Set.of(), Set.of(), List.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    /** The words of a language; empty sets for one that is not known. */
    static SpeechWords of(String language) {
        int dash = language.indexOf('-');
        return BY_LANGUAGE.getOrDefault(dash < 0 ? language : language.substring(0, dash), NONE);
    }

    /**
     * Sex that a given name tells.
     *
     * @return {@code 'f'}, {@code 'm'}, or {@code '?'} where it tells none
     */
    static char sex(String givenName) {
        return GIVEN_NAMES.getOrDefault(givenName.toLowerCase(Locale.ROOT), '?');
    }

    private static Map<String, SpeechWords> load() {
        Map<String, Map<String, List<String>>> kinds = new HashMap<>();
        lines(
                RESOURCE,
                columns -> kinds.computeIfAbsent(columns[0], language -> new HashMap<>())
                        .put(columns[1], List.of(columns[2].split(" "))));
        Map<String, SpeechWords> words = new HashMap<>();
        kinds.forEach((language, of) -> words.put(
                language,
                new SpeechWords(
                        set(of, "verb"),
                        set(of, "participle"),
                        of.getOrDefault("according", List.of()).stream()
                                .map(phrase -> List.of(phrase.split("_")))
                                .toList(),
                        set(of, "he"),
                        set(of, "she"),
                        set(of, "it"),
                        set(of, "person"),
                        set(of, "group"),
                        set(of, "article"),
                        set(of, "relative"))));
        return Map.copyOf(words);
    }

    private static Map<String, Character> names() {
        Map<String, Character> names = new HashMap<>();
        lines(NAMES, columns -> {
            for (String name : columns[1].split(" ")) {
                names.put(name, columns[0].charAt(0));
            }
        });
        return Map.copyOf(names);
    }

    private static Set<String> set(Map<String, List<String>> kinds, String kind) {
        return Set.copyOf(new HashSet<>(kinds.getOrDefault(kind, List.of())));
    }

    private static void lines(String resource, Consumer<String[]> action) {
        try (InputStream in = SpeechWords.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    action.accept(line.split("\t"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
