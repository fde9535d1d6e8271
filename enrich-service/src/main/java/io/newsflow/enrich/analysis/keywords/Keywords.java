package io.newsflow.enrich.analysis.keywords;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.summary.Dateline;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.LongTable;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.Keyword;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Picks the phrases that tell what an article is about: runs of content words between function words and names, in the
 * manner of RAKE (Rose, Engel, Cramer and Cowley 2010). A phrase counts by the frequency of its words, those of the
 * headline and of the beginning counting more, and by how often it stands there as a whole; beside them stand the names
 * of the most salient entities. Immutable; each thread has memory of its own, used again from article to article.
 */
public final class Keywords {
    /** Names these rules in the records. */
    public static final String VERSION = "keywords-3";

    /** The frequent words of each language, which the language detector knows too. */
    private static final String STOP_WORDS = "/io/newsflow/enrich/analysis/language/words.tsv";

    private static final int MAX_KEYWORDS = 10;
    private static final int MAX_HASHTAGS = 8;
    private static final int LONGEST_PHRASE = 3;
    private static final double TITLE_WEIGHT = 3;
    private static final double LEAD_WEIGHT = 1.5;
    private static final int LEAD_SENTENCES = 3;
    private static final int ENTITIES = 4;
    /** Score of the best phrase: beside the second name. */
    private static final double BEST_PHRASE = 0.95;

    private static final double LEAST_SCORE = 0.1;
    private static final int LEAST_WORD = 4;
    /** What each further word of a phrase adds. */
    private static final double LONGER = 0.6;

    /** Tokens of a text that are looked at. */
    private static final int MAX_TOKENS = 3000;
    /** Longest hashtag in chars, without the sign. */
    private static final int LONGEST_TAG = 30;

    /** Longest word in capitals that may be an abbreviation among other words in capitals. */
    private static final int LONGEST_ABBREVIATION = 4;

    /** What publishers tag their pages with that says nothing of the article. */
    private static final Set<String> EMPTY_TAGS = Set.of(
            "and",
            "article",
            "articles",
            "for",
            "headlines",
            "home",
            "last news",
            "latest news",
            "news",
            "of",
            "paid",
            "the",
            "to",
            "uncategorized",
            "with");

    /** Words that every report has, in the languages that are most read; none of them tells what it is about. */
    private static final Set<String> REPORTING = Set.of(
            "said",
            "says",
            "told",
            "according",
            "reported",
            "announced",
            "added",
            "called",
            "including",
            "percent",
            "million",
            "billion",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "week",
            "month",
            "months",
            "weeks",
            "years",
            "days",
            "people",
            "time",
            "part",
            "number",
            "thing",
            "things",
            "mr",
            "mrs",
            "ms",
            "since",
            "least",
            "later",
            "earlier",
            "began",
            "became",
            "asked",
            "want",
            "wants",
            "left",
            "held",
            "put",
            "set",
            "went",
            "came",
            "gave",
            "per",
            "cent",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "dozen",
            "hundreds",
            "thousands",
            "once",
            "twice",
            "whose",
            "without",
            "within",
            "january",
            "february",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "often",
            "among",
            "across",
            "despite",
            "due",
            "sagte",
            "sagt",
            "teilte",
            "laut",
            "prozent",
            "millionen",
            "milliarden",
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag",
            "sonntag",
            "menschen",
            "jahren",
            "déclaré",
            "selon",
            "millions",
            "milliards",
            "lundi",
            "mardi",
            "mercredi",
            "jeudi",
            "vendredi",
            "samedi",
            "dimanche",
            "dijo",
            "según",
            "millones",
            "lunes",
            "martes",
            "miércoles",
            "jueves",
            "viernes",
            "sábado",
            "domingo",
            "detto",
            "secondo",
            "milioni",
            "miliardi",
            "lunedì",
            "martedì",
            "mercoledì",
            "giovedì",
            "venerdì",
            "disse",
            "segundo",
            "milhões",
            "сказал",
            "заявил",
            "сообщил",
            "сообщила",
            "словам",
            "млн",
            "млрд",
            "процентов",
            "сказав",
            "заявив",
            "повідомив",
            "повідомила",
            "словами",
            "відсотків");

    /** Words that make no keywords, by language: the frequent ones, and those of reporting. */
    private final Map<String, LongTable> stopWords = new HashMap<>();

    private final LongTable reporting = hashes(REPORTING);

    private final ThreadLocal<PhraseTable> table = ThreadLocal.withInitial(PhraseTable::new);

    /** With the frequent words of each language as stop words. */
    public Keywords() {
        try (InputStream in = Keywords.class.getResourceAsStream(STOP_WORDS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t");
                if (!line.startsWith("#")) {
                    Set<String> words = new HashSet<>(REPORTING);
                    words.addAll(List.of(columns[1].split(" ")));
                    stopWords.put(columns[0], hashes(words));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STOP_WORDS, e);
        }
    }

    private static LongTable hashes(Set<String> words) {
        LongTable hashes = new LongTable(words.size());
        words.forEach(word -> hashes.add(Tokens.hash(word)));
        return hashes.index();
    }

    /**
     * Keywords of an article, best first.
     *
     * @param fields its texts
     * @param language BCP 47 language
     * @param entities its entities, most salient first
     */
    public List<Keyword> find(List<FieldText> fields, String language, List<Entity> entities) {
        int cut = language.indexOf('-');
        String base = cut < 0 ? language : language.substring(0, cut);
        LongTable empty = stopWords.getOrDefault(base, reporting);
        PhraseTable phrases = table.get();
        phrases.clear();
        for (FieldText field : fields) {
            collect(field, named(field, entities), base, empty, phrases);
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(ENTITIES, entities.size()); i++) {
            scores.put(entities.get(i).getName(), 1 - 0.1 * i);
        }
        List<Phrase> best = best(phrases);
        double most = best.isEmpty() ? 1 : best.get(0).score();
        for (Phrase phrase : best) {
            scores.putIfAbsent(phrases.readable(phrase.number()), BEST_PHRASE * phrase.score() / most);
        }
        List<Keyword> keywords = new ArrayList<>();
        List<String> covered = new ArrayList<>();
        List<Map.Entry<String, Double>> ranked = new ArrayList<>(scores.entrySet());
        ranked.sort(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        for (Map.Entry<String, Double> entry : ranked) {
            String key = entry.getKey().toLowerCase(Locale.ROOT);
            if (keywords.size() < MAX_KEYWORDS && entry.getValue() > LEAST_SCORE && isNew(key, covered)) {
                covered.add(key);
                keywords.add(new Keyword(entry.getKey(), entry.getValue().floatValue()));
            }
        }
        return keywords;
    }

    private static boolean isNew(String key, List<String> covered) {
        for (String other : covered) {
            if (other.contains(key) || key.contains(other)) {
                return false;
            }
        }
        return true;
    }

    /** A phrase that may become a keyword: its number in the table, its words in small letters. */
    private record Phrase(int number, String key, double score) {}

    /** The best phrases, best first: those said twice, for what stands once is chance; otherwise those of the headline. */
    private static List<Phrase> best(PhraseTable phrases) {
        List<Phrase> found = new ArrayList<>();
        for (int n = 0; n < phrases.size(); n++) {
            if (phrases.times(n) > 1) {
                found.add(new Phrase(n, phrases.key(n), score(phrases, n)));
            }
        }
        boolean once = found.isEmpty();
        for (int n = 0; once && n < phrases.size(); n++) {
            if (phrases.times(n) > 0 && phrases.weight(n) >= TITLE_WEIGHT) {
                found.add(new Phrase(n, phrases.key(n), score(phrases, n)));
            }
        }
        found.sort(Comparator.comparingDouble(Phrase::score).reversed().thenComparing(Phrase::key));
        return found.size() > MAX_KEYWORDS * 2 ? found.subList(0, MAX_KEYWORDS * 2) : found;
    }

    private static double score(PhraseTable phrases, int number) {
        int words = phrases.words(number);
        double sum = 0;
        for (int place = 0; place < words; place++) {
            sum += phrases.frequency(number, place);
        }
        return sum / words * (1 + LONGER * (words - 1)) * Math.sqrt(phrases.weight(number));
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
            if (!EMPTY_TAGS.contains(tag.strip().toLowerCase(Locale.ROOT))) {
                add(tag, tags, seen);
            }
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
        boolean shouted = isShouted(text);
        boolean start = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Character.isLetterOrDigit(c)) {
                tag.appendCodePoint(start ? Character.toTitleCase(c) : shouted ? Character.toLowerCase(c) : c);
                start = false;
            } else {
                // "What's new" is #WhatsNew.
                start |= c != '\'' && c != '\u2019';
            }
            i += Character.charCount(c);
        }
        if (tag.length() > 1
                && tag.length() <= LONGEST_TAG + 1
                && seen.add(tag.toString().toLowerCase(Locale.ROOT))) {
            tags.add(tag.toString());
        }
    }

    /** Several words that are all in capitals, as datelines and loud headlines write names. */
    private static boolean isShouted(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLowerCase(text.charAt(i))) {
                return false;
            }
        }
        String[] words = text.strip().split("\\s+");
        return words.length > 1 && Arrays.stream(words).anyMatch(word -> word.length() > LONGEST_ABBREVIATION);
    }

    /** Tokens that belong to a name. */
    private static boolean[] named(FieldText field, List<Entity> entities) {
        Tokens tokens = field.tokens();
        boolean[] named = new boolean[tokens.count()];
        for (Entity entity : entities) {
            for (Mention mention : entity.getMentions()) {
                if (mention.getField() == field.field()) {
                    int token = firstToken(field, mention.getStart());
                    while (token < tokens.count()
                            && field.normalized().originalCodePointStart(tokens.start(token)) < mention.getEnd()) {
                        named[token++] = true;
                    }
                }
            }
        }
        return named;
    }

    private static int firstToken(FieldText field, int codePoint) {
        int low = 0;
        int high = field.tokens().count();
        while (low < high) {
            int middle = low + high >>> 1;
            if (field.normalized().originalCodePointEnd(field.tokens().end(middle)) <= codePoint) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void collect(
            FieldText field, boolean[] named, String language, LongTable empty, PhraseTable phrases) {
        Tokens tokens = field.tokens();
        boolean title = field.field() == TextField.TITLE;
        int end = Math.min(tokens.count(), MAX_TOKENS);
        int start = -1;
        int sentence = 0;
        int from = title || end == 0 ? 0 : Dateline.end(tokens, 0, tokens.sentenceEnd(0));
        for (int i = from; i <= end; i++) {
            while (i < end && sentence + 1 < tokens.sentences() && tokens.sentenceStart(sentence + 1) <= i) {
                sentence++;
            }
            boolean opens = i < end && tokens.sentenceStart(sentence) == i;
            boolean content = i < end && !named[i] && isContent(tokens, i, language, empty);
            double weight = title ? TITLE_WEIGHT : sentence < LEAD_SENTENCES ? LEAD_WEIGHT : 1;
            if (start >= 0 && (!content || opens)) {
                phrases(tokens, start, i, weight, phrases);
                start = -1;
            }
            if (content) {
                phrases.word(tokens, i, weight);
                start = start < 0 ? i : start;
            }
        }
    }

    /** Counts all phrases within a run of content words. */
    private static void phrases(Tokens tokens, int start, int end, double weight, PhraseTable phrases) {
        for (int first = start; first < end; first++) {
            for (int behind = first + 1; behind <= Math.min(end, first + LONGEST_PHRASE); behind++) {
                boolean single = behind - first == 1;
                if (single && tokens.length(first) < LEAST_WORD && !Chars.isIdeograph(tokens.first(first))) {
                    continue;
                }
                phrases.phrase(tokens, first, behind, weight);
            }
        }
    }

    private static boolean isContent(Tokens tokens, int token, String language, LongTable empty) {
        if (tokens.kind(token) != Tokens.WORD || tokens.length(token) < 2) {
            return false;
        }
        return empty.find(tokens.hash(token)) < 0
                && !(language.equals("de") && Chars.isLower(tokens.first(token)))
                && !(language.equals("en") && tokens.length(token) > LEAST_WORD && endsInLy(tokens, token));
    }

    private static boolean endsInLy(Tokens tokens, int token) {
        String text = tokens.text();
        int end = tokens.end(token);
        return Chars.lower(text.charAt(end - 1)) == 'y' && Chars.lower(text.charAt(end - 2)) == 'l';
    }
}
