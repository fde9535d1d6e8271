package io.newsflow.enrich.analysis.summary;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Summary;
import io.newsflow.model.TextField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two or three sentences that tell what an article says, taken from its text. News is written with the main thing first,
 * so the lead is the baseline that summarisers of news are measured against (DUC 2002) and the first sentence is kept;
 * the others are the ones among the next that share most of the article's frequent words and of its headline without
 * repeating what is there.
 *
 * <p>Sentences that do not stand on their own are passed over: questions, speech without a speaker, fragments, furniture,
 * and those that open with a pronoun or a connecting word, unless the sentence before is in the summary too. Datelines
 * are cut off. Stateless.
 */
public final class Summarizer {
    /** Names these rules in the records. */
    public static final String VERSION = "summary-3";

    private static final int SENTENCES = 3;
    private static final int CANDIDATES = 14;
    /** Sentences of the standfirst that count as the beginning of the text. */
    private static final int LEAST_WORDS = 5;

    private static final int MOST_WORDS = 70;
    /** Length from which no further sentence is taken, and the most that one may bring it to; in chars. */
    private static final int ENOUGH = 300;

    private static final int MOST = 560;
    /** Share of a sentence's words that may be in the summary already. */
    private static final double MOST_REPEATED = 0.6;

    private static final int FREQUENT_TOKENS = 1500;

    private static final Set<String> OPENERS = Set.of(
            // English
            "he",
            "she",
            "it",
            "they",
            "this",
            "that",
            "these",
            "those",
            "his",
            "her",
            "its",
            "their",
            "but",
            "however",
            "meanwhile",
            "so",
            "also",
            "then",
            "and",
            "or",
            "yet",
            "instead",
            "still",
            "such",
            "there",
            "here",
            "both",
            "another",
            "nor",
            "moreover",
            "furthermore",
            "therefore",
            "thus",
            "otherwise",
            // German
            "er",
            "sie",
            "es",
            "dies",
            "diese",
            "dieser",
            "dieses",
            "aber",
            "jedoch",
            "doch",
            "zudem",
            "auch",
            "dabei",
            "damit",
            "dadurch",
            "deshalb",
            "außerdem",
            "dagegen",
            "seine",
            "ihre",
            "und",
            // French
            "il",
            "elle",
            "ils",
            "elles",
            "ce",
            "cela",
            "cette",
            "ces",
            "mais",
            "cependant",
            "toutefois",
            "et",
            "ainsi",
            "pourtant",
            "son",
            "sa",
            "ses",
            "leur",
            // Spanish, Italian, Portuguese
            "él",
            "ella",
            "ellos",
            "esto",
            "este",
            "esta",
            "eso",
            "pero",
            "además",
            "sin",
            "su",
            "sus",
            "también",
            "egli",
            "lui",
            "lei",
            "questo",
            "questa",
            "ma",
            "tuttavia",
            "inoltre",
            "suo",
            "sua",
            "ele",
            "ela",
            "eles",
            "isso",
            "isto",
            "essa",
            "esse",
            "mas",
            "porém",
            "contudo",
            "também",
            // Dutch and Scandinavian
            "hij",
            "zij",
            "ze",
            "het",
            "dit",
            "deze",
            "maar",
            "echter",
            "ook",
            "zijn",
            "haar",
            "han",
            "hun",
            "hon",
            "det",
            "den",
            "dette",
            "men",
            "samtidig",
            "også",
            "också",
            "dessutom",
            "dessuten",
            // Russian, Ukrainian, Polish
            "он",
            "она",
            "они",
            "оно",
            "это",
            "эта",
            "этот",
            "эти",
            "но",
            "однако",
            "также",
            "при",
            "его",
            "ее",
            "её",
            "их",
            "він",
            "вона",
            "вони",
            "це",
            "ця",
            "цей",
            "ці",
            "але",
            "проте",
            "однак",
            "також",
            "його",
            "її",
            "їх",
            "on",
            "ona",
            "oni",
            "to",
            "ten",
            "ta",
            "te",
            "ale",
            "jednak",
            "także",
            "jego",
            "jej",
            "ich");

    /** Openers of these languages only, for they are common words elsewhere. */
    private static final Map<String, Set<String>> ONLY_IN = Map.ofEntries(
            Map.entry("sin", Set.of("es")),
            Map.entry("on", Set.of("pl")),
            Map.entry("to", Set.of("pl")),
            Map.entry("ten", Set.of("pl")),
            Map.entry("te", Set.of("pl")),
            Map.entry("ta", Set.of("pl", "sl")),
            Map.entry("het", Set.of("nl")),
            Map.entry("den", Set.of("sv", "da", "no")),
            Map.entry("при", Set.of("ru")),
            Map.entry("il", Set.of("fr")),
            Map.entry("men", Set.of("sv", "da", "no")),
            Map.entry("or", Set.of("en", "fr")),
            Map.entry("ma", Set.of("it")));

    private static final int PAIRS = 1 << 12;

    /** In small letters, two chars or more each. */
    private static final List<String> FURNITURE = List.of(
            "sign up",
            "subscribe",
            "newsletter",
            "read more",
            "click here",
            "all rights reserved",
            "copyright",
            "follow us",
            "advertisement",
            "photo:",
            "image:",
            "also read",
            "cookies",
            "our journalists",
            "this article",
            "abonnieren",
            "lesen sie auch",
            "lire aussi",
            "lea también",
            "leggi anche",
            "leia também",
            "lees ook",
            "читайте также",
            "читайте також",
            "foto:",
            "subscribe to");

    /** The first two chars of all furniture, as bits: most places of a text cannot begin any. */
    private static final long[] FURNITURE_BEGINNINGS = furnitureBeginnings();

    private static long[] furnitureBeginnings() {
        long[] bits = new long[PAIRS / Long.SIZE];
        for (String phrase : FURNITURE) {
            int pair = pair(phrase.charAt(0), phrase.charAt(1));
            bits[pair >>> 6] |= 1L << pair;
        }
        return bits;
    }

    private static int pair(char first, char second) {
        return first * 67 + second & PAIRS - 1;
    }

    /** A sentence that may be taken, with the hashes of its different words of content in ascending order. */
    private record Sentence(int number, int field, String text, long[] words, boolean dependent) {}

    /** How often the words of content stand at the beginning of the article. */
    private static final class Frequencies {
        private final LongTable words = new LongTable(256);
        private int[] counts = new int[256];

        void add(long word) {
            int number = words.add(word);
            if (number == counts.length) {
                counts = Arrays.copyOf(counts, number * 2);
            }
            counts[number]++;
        }

        int of(long word) {
            int number = words.find(word);
            return number < 0 ? 0 : counts[number];
        }
    }

    private Summarizer() {}

    /**
     * Summarises an article.
     *
     * @param fields its texts, the headline among them
     * @param language BCP 47 language
     * @return null where there is no sentence to take
     */
    public static Summary of(List<FieldText> fields, String language) {
        LongTable headline = new LongTable(16);
        Frequencies frequencies = new Frequencies();
        List<Sentence> sentences = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            FieldText field = fields.get(f);
            Tokens tokens = field.tokens();
            if (field.field() == TextField.TITLE) {
                addAll(words(tokens, 0, Math.min(tokens.count(), MOST_WORDS)), headline);
                continue;
            }
            for (int i = 0; i < Math.min(tokens.count(), FREQUENT_TOKENS); i++) {
                if (isContent(tokens, i)) {
                    frequencies.add(tokens.hash(i));
                }
            }
            candidates(f, tokens, language, sentences);
        }
        if (sentences.isEmpty()) {
            return null;
        }
        List<Sentence> chosen = choose(sentences, headline, frequencies);
        chosen.sort(Comparator.comparingInt(sentences::indexOf));
        StringBuilder text = new StringBuilder();
        boolean lead = true;
        for (int i = 0; i < chosen.size(); i++) {
            text.append(i == 0 ? "" : " ").append(chosen.get(i).text());
            lead &= chosen.get(i) == sentences.get(i);
        }
        return new Summary(text.toString(), lead ? "lead" : "ranked");
    }

    private static List<Sentence> choose(List<Sentence> sentences, LongTable headline, Frequencies frequencies) {
        List<Sentence> chosen = new ArrayList<>();
        Sentence first = sentences.stream()
                .filter(sentence -> !sentence.dependent())
                .findFirst()
                .orElse(sentences.get(0));
        chosen.add(first);
        LongTable said = new LongTable(64);
        addAll(first.words(), said);
        int length = first.text().length();
        while (chosen.size() < SENTENCES && length < ENOUGH) {
            Sentence best = null;
            double bestScore = 0;
            for (int i = 0; i < sentences.size(); i++) {
                Sentence sentence = sentences.get(i);
                if (chosen.contains(sentence)
                        || length + sentence.text().length() > MOST
                        || sentence.dependent()
                                && (i == 0
                                        || !chosen.contains(sentences.get(i - 1))
                                        || !follows(sentences.get(i - 1), sentence))) {
                    continue;
                }
                double score = score(sentence, i, headline, frequencies, said);
                if (score > bestScore) {
                    bestScore = score;
                    best = sentence;
                }
            }
            if (best == null) {
                break;
            }
            chosen.add(best);
            addAll(best.words(), said);
            length += best.text().length() + 1;
        }
        return chosen;
    }

    private static boolean follows(Sentence before, Sentence sentence) {
        return before.field() == sentence.field() && before.number() == sentence.number() - 1;
    }

    private static double score(
            Sentence sentence, int place, LongTable headline, Frequencies frequencies, LongTable said) {
        double sum = 0;
        int repeated = 0;
        int inHeadline = 0;
        for (long word : sentence.words()) {
            if (said.find(word) >= 0) {
                repeated++;
            } else {
                sum += Math.log(1 + frequencies.of(word));
            }
            if (headline.find(word) >= 0) {
                inHeadline++;
            }
        }
        int words = Math.max(1, sentence.words().length);
        if ((double) repeated / words > MOST_REPEATED) {
            return 0;
        }
        return (sum / (words + 4) + 0.4 * inHeadline / (3.0 + headline.size())) / (1 + 0.35 * place);
    }

    private static void candidates(int field, Tokens tokens, String language, List<Sentence> sentences) {
        boolean first = true;
        for (int s = 0; s < tokens.sentences() && sentences.size() < CANDIDATES; s++) {
            int start = tokens.sentenceStart(s);
            int end = tokens.sentenceEnd(s);
            if (first) {
                start = Dateline.end(tokens, start, end);
            }
            first = false;
            int words = 0;
            for (int i = start; i < end && words <= MOST_WORDS; i++) {
                words += tokens.kind(i) == Tokens.WORD ? 1 : 0;
            }
            if (words < LEAST_WORDS || words > MOST_WORDS || end - start > 3 * MOST_WORDS) {
                continue;
            }
            String text = tokens.text()
                    .substring(tokens.start(start), tokens.end(end - 1))
                    .strip();
            if (!stands(text) || text.length() > MOST) {
                continue;
            }
            sentences.add(
                    new Sentence(s, field, text, words(tokens, start, end), dependent(tokens, start, end, language)));
        }
    }

    /** True for a whole statement that is no furniture. */
    private static boolean stands(String text) {
        char last = text.charAt(text.length() - 1);
        if (last == '?' || last == ':' || last == ',' || last == ';') {
            return false;
        }
        int marks = 0;
        int upper = 0;
        int lower = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u00A9') {
                return false;
            }
            marks += c == '"' ? 1 : 0;
            upper += Chars.isUpper(c) ? 1 : 0;
            lower += Chars.isLower(c) ? 1 : 0;
        }
        if (marks % 2 == 1 || upper > 10 && upper > lower) {
            return false;
        }
        return !hasFurniture(text);
    }

    private static boolean hasFurniture(String text) {
        char next = Chars.lower(text.charAt(0));
        for (int i = 0; i + 1 < text.length(); i++) {
            char c = next;
            next = Chars.lower(text.charAt(i + 1));
            int pair = pair(c, next);
            if ((FURNITURE_BEGINNINGS[pair >>> 6] >>> pair & 1) == 0) {
                continue;
            }
            for (String phrase : FURNITURE) {
                if (phrase.charAt(0) == c && text.regionMatches(true, i, phrase, 0, phrase.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean dependent(Tokens tokens, int start, int end, String language) {
        int token = start;
        while (token < end && tokens.kind(token) != Tokens.WORD) {
            // Speech at the beginning leans on what was asked or said before.
            if (tokens.first(token) == '"' || tokens.first(token) == '\u2013') {
                return true;
            }
            token++;
        }
        if (token >= end) {
            return true;
        }
        int cut = language.indexOf('-');
        String base = cut < 0 ? language : language.substring(0, cut);
        String opener = tokens.lower(token);
        return OPENERS.contains(opener)
                && (!ONLY_IN.containsKey(opener) || ONLY_IN.get(opener).contains(base));
    }

    private static long[] words(Tokens tokens, int start, int end) {
        long[] words = new long[end - start];
        int n = 0;
        for (int i = start; i < end; i++) {
            if (isContent(tokens, i)) {
                words[n++] = tokens.hash(i);
            }
        }
        Arrays.sort(words, 0, n);
        int different = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0 || words[i] != words[i - 1]) {
                words[different++] = words[i];
            }
        }
        return Arrays.copyOf(words, different);
    }

    private static void addAll(long[] words, LongTable table) {
        for (long word : words) {
            table.add(word);
        }
    }

    /** Words of four letters and more, numbers, and ideographs: what remains are mostly words of form. */
    private static boolean isContent(Tokens tokens, int token) {
        byte kind = tokens.kind(token);
        return kind == Tokens.NUMBER
                || kind == Tokens.WORD
                        && (tokens.length(token) >= 4
                                || Chars.isIdeograph(tokens.first(token))
                                || Chars.isUpper(tokens.first(token)));
    }
}
