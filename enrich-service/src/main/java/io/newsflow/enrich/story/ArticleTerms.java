package io.newsflow.enrich.story;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.Keyword;
import io.newsflow.model.Mention;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Summary;
import io.newsflow.model.TextField;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;

/**
 * The terms of an article with their frequencies, not yet weighted. What counts is what stands first: title twice, then
 * standfirst and the first {@value #LEAD_CHARS} characters of the text, since a report says at its head what it is
 * about.
 */
final class ArticleTerms {
    private static final int LEAD_CHARS = 900;
    private static final int MAX_ENTITIES = 30;
    private static final int MAX_KEYWORDS = 15;
    /** Longest part of a word that is compared: a cheap stem that serves all alphabets with inflection. */
    private static final int STEM = 7;

    private static final int MAX_TERMS = 120;
    /** Scale of weights to whole numbers; the largest weight, 25 x 12 x 64, fits 16 bits. */
    private static final double SCALE = 64;

    private static final double MAX_FREQUENCY = 25;
    private static final double MAX_IDF = 12;
    /** Documents that are taken as seen beforehand, so that the first articles of all are not all alike. */
    private static final double PRIOR_DOCUMENTS = 100;

    private final List<Map<Long, Double>> frequencies = new ArrayList<>(Space.COUNT);

    private ArticleTerms() {
        for (int i = 0; i < Space.COUNT; i++) {
            frequencies.add(new TreeMap<>());
        }
    }

    static ArticleTerms of(EnrichedArticle article) {
        ArticleTerms terms = new ArticleTerms();
        RawArticle raw = article.getArticle();
        StopWords stopWords = StopWords.of(article.getLanguage().getTag());
        terms.addWords(Space.WORDS, raw.getTitle(), 2, stopWords);
        if (raw.getStandfirst() != null) {
            terms.addWords(Space.WORDS, raw.getStandfirst(), 1, stopWords);
        }
        terms.addWords(Space.WORDS, lead(raw.getBody()), 1, stopWords);
        Summary summary = article.getSummary();
        if (raw.getBody().isEmpty() && summary != null) {
            terms.addWords(Space.WORDS, summary.getText(), 1, stopWords);
        }
        List<Entity> entities = article.getEntities();
        for (Entity entity : entities.subList(0, Math.min(MAX_ENTITIES, entities.size()))) {
            boolean inTitle = false;
            for (Mention mention : entity.getMentions()) {
                inTitle |= mention.getField() == TextField.TITLE;
            }
            double frequency = 1 + StrictMath.log(Math.max(1, entity.getMentionCount())) + (inTitle ? 1 : 0);
            terms.add(Space.ENTITIES, entity.getId(), frequency);
        }
        List<Keyword> keywords = article.getKeywords();
        for (Keyword keyword : keywords.subList(0, Math.min(MAX_KEYWORDS, keywords.size()))) {
            terms.addWords(Space.KEYWORDS, keyword.getText(), 0.5 + keyword.getScore(), stopWords);
        }
        return terms;
    }

    /** All terms, once each, for counting in how many articles a term occurs. */
    List<Long> distinct() {
        List<Long> all = new ArrayList<>();
        frequencies.forEach(space -> all.addAll(space.keySet()));
        return all;
    }

    /**
     * Vectors by space: logarithmic frequency times inverse document frequency, the {@value #MAX_TERMS} heaviest terms.
     *
     * @param documents number of articles compared with
     * @param documentFrequency number of those that have a term
     */
    TermVector[] weigh(int documents, LongToIntFunction documentFrequency) {
        TermVector[] vectors = new TermVector[Space.COUNT];
        for (int space = 0; space < Space.COUNT; space++) {
            Map<Long, Double> counts = frequencies.get(space);
            List<long[]> weighted = new ArrayList<>(counts.size());
            for (Map.Entry<Long, Double> entry : counts.entrySet()) {
                double frequency = Math.min(MAX_FREQUENCY, entry.getValue());
                double logarithmic = frequency <= 1 ? frequency : 1 + StrictMath.log(frequency);
                double idf = Math.min(
                        MAX_IDF,
                        StrictMath.log(
                                (documents + PRIOR_DOCUMENTS) / (documentFrequency.applyAsInt(entry.getKey()) + 1.0)));
                long weight = Math.round(SCALE * logarithmic * Math.max(0, idf));
                if (weight > 0) {
                    weighted.add(new long[] {entry.getKey(), weight});
                }
            }
            if (weighted.size() > MAX_TERMS) {
                weighted.sort((a, b) -> a[1] != b[1] ? Long.compare(b[1], a[1]) : Long.compare(a[0], b[0]));
                weighted = new ArrayList<>(weighted.subList(0, MAX_TERMS));
                weighted.sort((a, b) -> Long.compare(a[0], b[0]));
            }
            long[] terms = new long[weighted.size()];
            short[] weights = new short[weighted.size()];
            for (int i = 0; i < terms.length; i++) {
                terms[i] = weighted.get(i)[0];
                weights[i] = (short) weighted.get(i)[1];
            }
            vectors[space] = new TermVector(terms, weights);
        }
        return vectors;
    }

    private void addWords(Space space, String text, double frequency, StopWords stopWords) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        int length = normal.length();
        int start = -1;
        int previousIdeograph = -1;
        for (int i = 0; i <= length; ) {
            int c = i < length ? normal.codePointAt(i) : ' ';
            int width = i < length ? Character.charCount(c) : 1;
            boolean ideograph = isUnspaced(c);
            boolean wordPart = !ideograph && Character.isLetterOrDigit(c)
                    || start >= 0 && Character.getType(c) == Character.NON_SPACING_MARK;
            if (wordPart && start < 0) {
                start = i;
            } else if (!wordPart && start >= 0) {
                addWord(space, normal.substring(start, Math.min(i, length)), frequency, stopWords);
                start = -1;
            }
            if (ideograph && previousIdeograph >= 0) {
                add(
                        space,
                        new StringBuilder()
                                .appendCodePoint(previousIdeograph)
                                .appendCodePoint(c)
                                .toString(),
                        frequency);
            }
            previousIdeograph = ideograph ? c : -1;
            i += width;
        }
    }

    private void addWord(Space space, String word, double frequency, StopWords stopWords) {
        int points = word.codePointCount(0, word.length());
        if (points < 2 || stopWords.contains(word)) {
            return;
        }
        add(space, points > STEM ? word.substring(0, word.offsetByCodePoints(0, STEM)) : word, frequency);
    }

    private void add(Space space, String term, double frequency) {
        frequencies.get(space.ordinal()).merge(hash(space.ordinal(), term), frequency, Double::sum);
    }

    private static String lead(String body) {
        if (body.length() <= LEAD_CHARS) {
            return body;
        }
        int end = body.lastIndexOf(' ', LEAD_CHARS);
        return body.substring(0, end < LEAD_CHARS / 2 ? LEAD_CHARS : end);
    }

    /** Scripts that are written without spaces are compared by pairs of characters. */
    private static boolean isUnspaced(int c) {
        if (c < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    /** FNV-1a over the characters, finished as in MurmurHash3. */
    private static long hash(int seed, String text) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
