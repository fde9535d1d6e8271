package io.newsflow.enrich.analysis.ner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Derives from WordNet 3.0 what English words that stand beside names mean most often: a person ("headman"), a group, a
 * place, an event, a made thing, or something that persons do or say. Written out are the words as texts have them,
 * with plurals and forms of verbs.
 */
public final class WordSenses {
    /** WordNet's lexicographer files, and the classes that they stand for here. */
    private static final Map<String, String> NOUNS =
            Map.of("18", "person", "14", "group", "15", "place", "11", "event", "06", "artefact");

    private static final Map<String, String> VERBS =
            Map.of("32", "saying", "31", "saying", "41", "doing", "33", "doing", "38", "moving", "35", "doing");

    /** Words of more meanings than this say too little by the first of them. */
    private static final int MOST_MEANINGS = 12;

    private WordSenses() {}

    /**
     * Writes the words of each class, one class a line, packed by gzip. The same WordNet gives the same bytes.
     *
     * @param wordNet folder with WordNet's {@code index.noun}, {@code data.noun} and so on
     * @param out file to write
     * @return number of words
     * @throws IOException when a file cannot be read or written
     */
    public static int build(Path wordNet, Path out) throws IOException {
        Map<String, TreeSet<String>> words = new TreeMap<>();
        read(wordNet, "noun", NOUNS, words);
        read(wordNet, "verb", VERBS, words);
        int count = 0;
        try (GZIPOutputStream packed = new GZIPOutputStream(Files.newOutputStream(out)) {
                    {
                        def.setLevel(Deflater.BEST_COMPRESSION);
                    }
                };
                Writer writer = new OutputStreamWriter(packed, StandardCharsets.UTF_8)) {
            writer.write(
                    "# Meanings of English words, derived from WordNet 3.0, Copyright 2006 by Princeton University,"
                            + " all rights reserved;\n# WordNet 3.0 license, see docs/data-sources.md.\n");
            for (Map.Entry<String, TreeSet<String>> entry : words.entrySet()) {
                writer.write(entry.getKey() + "\t" + String.join(" ", entry.getValue()) + "\n");
                count += entry.getValue().size();
            }
        }
        return count;
    }

    private static void read(Path wordNet, String part, Map<String, String> classes, Map<String, TreeSet<String>> words)
            throws IOException {
        Map<String, String> files = new HashMap<>();
        for (String line : lines(wordNet.resolve("data." + part))) {
            if (!line.contains(" @i ")) {
                // Single persons and places are no kinds of any.
                files.put(line.substring(0, 8), line.substring(9, 11));
            }
        }
        Map<String, List<String>> irregular = new HashMap<>();
        for (String line : lines(wordNet.resolve(part + ".exc"))) {
            String[] columns = line.split(" ");
            for (int i = 1; i < columns.length; i++) {
                irregular.computeIfAbsent(columns[i], word -> new ArrayList<>()).add(columns[0]);
            }
        }
        for (String line : lines(wordNet.resolve("index." + part))) {
            String[] columns = line.split(" ");
            String word = columns[0];
            int meanings = Integer.parseInt(columns[2]);
            boolean plain = word.length() > 2 && word.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '-');
            if (!plain || meanings > MOST_MEANINGS) {
                continue;
            }
            String kind = classes.get(files.getOrDefault(columns[columns.length - meanings], ""));
            if (kind != null) {
                TreeSet<String> list = words.computeIfAbsent(kind, k -> new TreeSet<>());
                list.add(word);
                List<String> other = irregular.get(word);
                if (part.equals("noun")) {
                    list.addAll(other == null ? List.of(plural(word)) : other);
                } else {
                    list.addAll(forms(word, other));
                }
            }
        }
    }

    private static String plural(String word) {
        if (word.endsWith("y") && !isVowel(word.charAt(word.length() - 2))) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        boolean hissing = word.endsWith("s") || word.endsWith("x") || word.endsWith("ch") || word.endsWith("sh");
        return word + (hissing ? "es" : "s");
    }

    private static List<String> forms(String word, List<String> irregular) {
        List<String> forms = new ArrayList<>(List.of(plural(word)));
        if (irregular != null) {
            forms.addAll(irregular);
            return forms;
        }
        String stem = word.endsWith("e") ? word.substring(0, word.length() - 1) : word;
        boolean y = word.endsWith("y") && !isVowel(word.charAt(word.length() - 2));
        forms.add(y ? word.substring(0, word.length() - 1) + "ied" : stem + "ed");
        forms.add(stem + "ing");
        return forms;
    }

    private static boolean isVowel(char c) {
        return "aeiou".indexOf(c) >= 0;
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("  ") && !line.isBlank()) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }
}
