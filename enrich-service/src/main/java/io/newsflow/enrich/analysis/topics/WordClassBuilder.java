package io.newsflow.enrich.analysis.topics;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Derives the classes of English words from WordNet 3.0: what a noun's most frequent meaning is a kind of (an asparagus
 * is a vegetable and a plant, an archbishop a clergyman), and the field that a word belongs to (football, law,
 * medicine). Only classes of middling size are kept: what nearly everything is tells nothing, what a handful is adds
 * little to the words.
 */
public final class WordClassBuilder {
    /** Fewest and most words of a class. */
    private static final int LEAST_WORDS = 12;

    private static final int MOST_WORDS = 2500;
    /** Meanings of a word, most frequent first, whose fields count. */
    private static final int SENSES_FOR_FIELD = 2;

    private record Synset(List<String> above, List<String> fields) {}

    private final Map<String, Synset> nouns = new HashMap<>();
    private final Map<String, Synset> others = new HashMap<>();

    private WordClassBuilder() {}

    /**
     * Writes the classes of words.
     *
     * @param wordNet folder with WordNet's {@code data.noun}, {@code index.noun} and so on
     * @param out file to write
     * @return number of words
     * @throws IOException when a file cannot be read or written
     */
    public static int build(Path wordNet, Path out) throws IOException {
        return new WordClassBuilder().run(wordNet, out);
    }

    private int run(Path wordNet, Path out) throws IOException {
        read(wordNet.resolve("data.noun"), "n", nouns);
        read(wordNet.resolve("data.verb"), "v", others);
        read(wordNet.resolve("data.adj"), "a", others);
        Map<String, Set<String>> above = new TreeMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        Map<String, Set<String>> fields = new TreeMap<>();
        for (String[] entry : index(wordNet.resolve("index.noun"))) {
            Set<String> classes = new LinkedHashSet<>();
            climb(entry[1], classes);
            above.put(entry[0], classes);
            classes.forEach(c -> sizes.merge(c, 1, Integer::sum));
            for (int i = 1; i < Math.min(entry.length, 1 + SENSES_FOR_FIELD); i++) {
                fields(entry[0], nouns.get(entry[i]), fields);
            }
        }
        for (String[] part : new String[][] {{"index.verb", "v"}, {"index.adj", "a"}}) {
            for (String[] entry : index(wordNet.resolve(part[0]))) {
                for (int i = 1; i < Math.min(entry.length, 1 + SENSES_FOR_FIELD); i++) {
                    fields(entry[0], others.get(part[1] + entry[i]), fields);
                }
            }
        }
        Map<String, Set<String>> wordsOf = new TreeMap<>();
        Set<String> words = new TreeSet<>(above.keySet());
        words.addAll(fields.keySet());
        int count = 0;
        for (String word : words) {
            Set<String> classes = new LinkedHashSet<>();
            for (String c : above.getOrDefault(word, Set.of())) {
                int size = sizes.get(c);
                if (size >= LEAST_WORDS && size <= MOST_WORDS) {
                    classes.add(c);
                }
            }
            fields.getOrDefault(word, Set.of()).forEach(field -> classes.add("f" + field));
            if (!classes.isEmpty()) {
                count++;
                wordsOf.computeIfAbsent(String.join(" ", classes), c -> new TreeSet<>())
                        .add(word);
            }
        }
        try (BufferedWriter writer = Files.newBufferedWriter(out)) {
            writer.write("# Classes of English words, derived from WordNet 3.0, Copyright 2006 by Princeton University,"
                    + " all rights reserved;\n# WordNet 3.0 license, see docs/data-sources.md. Columns: classes"
                    + " (numbers of WordNet's noun synsets; f: field), words.\n");
            for (Map.Entry<String, Set<String>> entry : wordsOf.entrySet()) {
                writer.write(entry.getKey() + "\t" + String.join(" ", entry.getValue()) + "\n");
            }
        }
        return count;
    }

    private static void fields(String word, Synset synset, Map<String, Set<String>> fields) {
        if (synset != null && !synset.fields().isEmpty()) {
            fields.computeIfAbsent(word, w -> new LinkedHashSet<>()).addAll(synset.fields());
        }
    }

    /** What a meaning is a kind of, nearest first, itself included. */
    private void climb(String offset, Set<String> classes) {
        Synset synset = nouns.get(offset);
        if (synset != null && classes.add(offset)) {
            synset.above().forEach(next -> climb(next, classes));
        }
    }

    /** Lines of an index: a word, then its meanings, most frequent first. Phrases are left out. */
    private static List<String[]> index(Path file) throws IOException {
        List<String[]> entries = new ArrayList<>();
        for (String line : lines(file)) {
            String[] columns = line.split(" ");
            if (columns[0].length() < 3 || !columns[0].chars().allMatch(c -> Character.isLetter(c) || c == '-')) {
                continue;
            }
            int senses = Integer.parseInt(columns[2]);
            String[] entry = new String[senses + 1];
            entry[0] = columns[0];
            System.arraycopy(columns, columns.length - senses, entry, 1, senses);
            entries.add(entry);
        }
        return entries;
    }

    private static void read(Path file, String part, Map<String, Synset> synsets) throws IOException {
        for (String line : lines(file)) {
            String[] columns = line.split(" ");
            int at = 4 + 2 * Integer.parseInt(columns[3], 16);
            int pointers = Integer.parseInt(columns[at++]);
            List<String> above = new ArrayList<>();
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < pointers; i++, at += 4) {
                switch (columns[at]) {
                    case "@", "@i" -> above.add(columns[at + 1]);
                    case ";c" -> fields.add(columns[at + 1]);
                    default -> {
                        // Parts, opposites and the like say nothing of the kind.
                    }
                }
            }
            synsets.put(part.equals("n") ? columns[0] : part + columns[0], new Synset(above, fields));
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return reader.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.toList());
        }
    }
}
