package io.newsflow.enrich.analysis.ner;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.enrich.analysis.ner.LabelledText.Label;
import io.newsflow.enrich.analysis.ner.LabelledText.Word;
import io.newsflow.model.EntityType;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads labelled texts: CoNLL columns, and JSON lines.
 *
 * <p>Columns are separated by blanks or tabs; the first is the word, the last its tag ({@code O}, or a prefix, a hyphen
 * and a type; IOB1, BIO, BIOES and BILOU are told apart by what they say). A blank line ends a sentence, a line that
 * begins with {@code -DOCSTART-} a document; where there is none, each sentence is a text by itself.
 *
 * <p>A JSON line has {@code text} and {@code spans}, each with {@code start}, {@code end} (in code points, exclusive) and
 * {@code type}; {@code language} where known.
 *
 * <p>Types of other schemes are led back to the four: people, groups and companies, places, and the rest of what has a
 * name; times, amounts and numbers are no names.
 */
public final class LabelledTexts {
    private LabelledTexts() {}

    /**
     * Type in the four classes of CoNLL-2003.
     *
     * @param type type of any of the known schemes, in any case
     * @return the class; empty for what is no name there (dates, amounts)
     * @throws IllegalArgumentException for a type of no known scheme
     */
    public static Optional<EntityType> type(String type) {
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "PER", "PERSON" -> Optional.of(EntityType.PER);
            case "ORG", "ORGANIZATION", "ORGANISATION", "CORPORATION", "COMPANY", "GROUP" ->
                Optional.of(EntityType.ORG);
            case "LOC", "LOCATION", "GPE", "FAC", "FACILITY", "PLACE", "GEO-LOC" -> Optional.of(EntityType.LOC);
            case "MISC",
                    "NORP",
                    "EVENT",
                    "PRODUCT",
                    "WORK_OF_ART",
                    "CREATIVE-WORK",
                    "LAW",
                    "LANGUAGE",
                    "MOVIE",
                    "TVSHOW",
                    "OTHER" -> Optional.of(EntityType.MISC);
            case "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL", "NUMBER", "DURATION" ->
                Optional.empty();
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }

    /**
     * Reads either format, told by the first sign.
     *
     * @param in the file
     * @throws IllegalArgumentException where a line is not understood; the message names it
     */
    public static List<LabelledText> read(BufferedReader in) throws IOException {
        in.mark(1 << 13);
        int c = in.read();
        while (c >= 0 && (Character.isWhitespace(c) || c == '\uFEFF')) {
            c = in.read();
        }
        in.reset();
        return c == '{' ? jsonLines(in) : columns(in);
    }

    /** Reads CoNLL columns. */
    public static List<LabelledText> columns(BufferedReader in) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        List<Sentence> document = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        boolean documents = false;
        int number = 0;
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                String trimmed = line.strip();
                boolean docStart = trimmed.startsWith("-DOCSTART-");
                if (trimmed.isEmpty() || docStart) {
                    if (!words.isEmpty()) {
                        document.add(new Sentence(List.copyOf(words), chunks(tags)));
                        words.clear();
                        tags.clear();
                    }
                    if (docStart) {
                        documents = true;
                    }
                    if (!document.isEmpty() && (docStart || !documents)) {
                        texts.add(join(document));
                        document.clear();
                    }
                    continue;
                }
                String[] columns = trimmed.split("\\s+");
                if (columns.length < 2) {
                    if (tags.isEmpty() && trimmed.startsWith("#")) {
                        continue;
                    }
                    throw new IllegalArgumentException("a word without a tag: " + trimmed);
                }
                words.add(columns[0]);
                tags.add(columns[columns.length - 1]);
            }
            if (!words.isEmpty()) {
                document.add(new Sentence(List.copyOf(words), chunks(tags)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
        if (!document.isEmpty()) {
            texts.add(join(document));
        }
        return texts;
    }

    /** Reads JSON lines. */
    public static List<LabelledText> jsonLines(BufferedReader in) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                texts.add(json(RecordJson.parse(line)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return texts;
    }

    private static LabelledText json(JsonNode node) {
        if (!node.path("text").isTextual()) {
            throw new IllegalArgumentException("no text");
        }
        String text = node.path("text").asText();
        List<Label> labels = new ArrayList<>();
        for (JsonNode span : node.path("spans")) {
            int start = text.offsetByCodePoints(0, span.path("start").asInt(-1));
            int end = text.offsetByCodePoints(0, span.path("end").asInt(-1));
            if (end <= start) {
                throw new IllegalArgumentException("an empty span at " + start);
            }
            type(span.path("type").asText()).ifPresent(type -> labels.add(new Label(start, end, type)));
        }
        labels.sort(Comparator.comparingInt(Label::start));
        return new LabelledText(text, List.of(), labels, node.path("language").asText(null));
    }

    /**
     * A sentence of words with chunks over them.
     *
     * @param words words
     * @param chunks names, as word numbers
     */
    record Sentence(List<String> words, List<Span> chunks) {}

    /** Names of a sequence of tags of any of the usual schemes. */
    static List<Span> chunks(List<String> tags) {
        List<Span> chunks = new ArrayList<>();
        int start = -1;
        String open = null;
        char before = 'O';
        for (int i = 0; i <= tags.size(); i++) {
            String tag = i < tags.size() ? tags.get(i) : "O";
            int hyphen = tag.indexOf('-');
            char prefix = hyphen < 0 ? 'O' : tag.charAt(0);
            String type = hyphen < 0 ? null : tag.substring(hyphen + 1);
            if (prefix == 'O' && !tag.equals("O") && !tag.equals("_")) {
                throw new IllegalArgumentException("unknown tag " + tag);
            }
            boolean goesOn = open != null
                    && open.equals(type)
                    && (prefix == 'I' || prefix == 'E' || prefix == 'L' || prefix == 'M')
                    && before != 'E'
                    && before != 'L'
                    && before != 'S'
                    && before != 'U'
                    && before != 'W';
            if (open != null && !goesOn) {
                int from = start;
                int to = i;
                type(open).ifPresent(known -> chunks.add(new Span(from, to, known, 1)));
                open = null;
            }
            if (open == null && type != null) {
                open = type;
                start = i;
            }
            before = prefix;
        }
        return chunks;
    }

    /** One text of sentences: each a paragraph, its words set as they would be in print. */
    static LabelledText join(List<Sentence> sentences) {
        StringBuilder text = new StringBuilder();
        List<Word> words = new ArrayList<>();
        List<Label> labels = new ArrayList<>();
        for (Sentence sentence : sentences) {
            if (!text.isEmpty()) {
                text.append("\n\n");
            }
            int first = words.size();
            append(sentence.words(), text, words);
            for (Span chunk : sentence.chunks()) {
                labels.add(new Label(
                        words.get(first + chunk.first()).start(),
                        words.get(first + chunk.end() - 1).end(),
                        chunk.type()));
            }
        }
        return new LabelledText(text.toString(), words, labels, null);
    }

    private static void append(List<String> forms, StringBuilder text, List<Word> words) {
        boolean quoted = false;
        boolean space = false;
        for (String form : forms) {
            String shown = shown(form);
            boolean quote = shown.equals("\"");
            boolean closes = quote && quoted;
            if (space && !closes && !isGluedToTheLeft(shown)) {
                text.append(' ');
            }
            int start = text.length();
            text.append(shown);
            words.add(new Word(start, text.length()));
            space = !(quote && !quoted)
                    && !shown.equals("(")
                    && !shown.equals("[")
                    && !shown.equals("$")
                    && !shown.equals("£")
                    && !shown.equals("€");
            if (quote) {
                quoted = !quoted;
            }
        }
    }

    private static String shown(String form) {
        return switch (form) {
            case "-LRB-" -> "(";
            case "-RRB-" -> ")";
            case "-LSB-" -> "[";
            case "-RSB-" -> "]";
            case "-LCB-" -> "{";
            case "-RCB-" -> "}";
            case "``", "''" -> "\"";
            default -> form;
        };
    }

    private static boolean isGluedToTheLeft(String form) {
        return switch (form) {
            case ",",
                    ".",
                    ";",
                    ":",
                    "!",
                    "?",
                    ")",
                    "]",
                    "%",
                    "...",
                    "'s",
                    "'S",
                    "'m",
                    "'re",
                    "'ve",
                    "'ll",
                    "'d",
                    "n't" -> true;
            default -> false;
        };
    }
}
