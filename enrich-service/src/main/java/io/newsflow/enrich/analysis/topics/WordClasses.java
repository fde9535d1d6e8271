package io.newsflow.enrich.analysis.topics;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.LongTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The classes of English words (derived by {@link WordClassBuilder}), with the plurals that the rules make. Immutable. */
final class WordClasses {
    private static final String RESOURCE = "word-classes.tsv";

    private final LongTable words = new LongTable(1 << 17);
    private final List<long[]> classes = new ArrayList<>(1 << 17);

    private WordClasses() {}

    /** The classes as shipped. */
    static WordClasses standard() {
        WordClasses all = new WordClasses();
        try (InputStream in = WordClasses.class.getResourceAsStream(RESOURCE);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16)) {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    lines.add(line);
                }
            }
            // Words as they stand come first, so that no plural takes the place of a word.
            for (boolean plurals : new boolean[] {false, true}) {
                for (String line : lines) {
                    int tab = line.indexOf('\t');
                    long[] of = numbers(line, tab);
                    int start = tab + 1;
                    while (start < line.length()) {
                        int end = line.indexOf(' ', start);
                        end = end < 0 ? line.length() : end;
                        all.add(plurals ? plural(line, start, end) : line.substring(start, end), of);
                        start = end + 1;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        all.words.index();
        return all;
    }

    private static long[] numbers(String line, int tab) {
        String[] columns = line.substring(0, tab).split(" ");
        long[] numbers = new long[columns.length];
        for (int i = 0; i < columns.length; i++) {
            boolean field = columns[i].charAt(0) == 'f';
            numbers[i] = Long.parseLong(field ? columns[i].substring(1) : columns[i]) + (field ? 1_000_000_000L : 0);
        }
        return numbers;
    }

    private static String plural(String line, int start, int end) {
        String word = line.substring(start, end);
        if (word.endsWith("y") && word.length() > 3 && "aeiou".indexOf(word.charAt(word.length() - 2)) < 0) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        if (word.endsWith("s") || word.endsWith("x") || word.endsWith("ch") || word.endsWith("sh")) {
            return word + "es";
        }
        return word.endsWith("man") ? word.substring(0, word.length() - 2) + "en" : word + "s";
    }

    private void add(String word, long[] of) {
        long hash = 0;
        for (int i = 0; i < word.length(); i++) {
            hash = TopicFeatures.step(hash, Chars.lower(word.charAt(i)));
        }
        int before = words.size();
        if (words.add(hash) == before) {
            classes.add(of);
        }
    }

    /** Classes of a word by its hash; null where none is known. */
    long[] of(long hash) {
        int number = words.find(hash);
        return number < 0 ? null : classes.get(number);
    }
}
