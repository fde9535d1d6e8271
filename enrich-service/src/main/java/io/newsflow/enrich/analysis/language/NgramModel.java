package io.newsflow.enrich.analysis.language;

import io.newsflow.enrich.analysis.text.ByteSums;
import io.newsflow.enrich.analysis.text.Chars;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Naive Bayes over hashed features of words: character bigrams, trigrams and four-grams with the word's edges, and the
 * whole word. Scores are log probabilities in steps of 1/{@value #SCALE}, kept as bytes.
 */
final class NgramModel {
    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;
    private static final float SCALE = 12f;

    /** Longest word that is looked at. */
    private static final int MAX_WORD = 24;
    /** What a word seen in a language's list counts against the n-grams of a word. */
    private static final double WORD_WEIGHT = 2.2;
    /** N-grams of a word overlap; their evidence is shared by this factor. */
    private static final double SHARPNESS = 0.45;
    /** Lead in log probability at which reading on cannot change the answer. */
    private static final double CLEAR = 60;
    /** Times that a letter must show in a language's data to count as one of its letters. */
    private static final int LETTER_KNOWN = 2;
    /**
     * What a letter that a language does not write counts against it, in log probability: little in the Latin script,
     * where texts are full of foreign names in their own spelling.
     */
    private static final double FOREIGN_LATIN = 1.5;

    private static final double FOREIGN_OTHER = 5;
    /** Letters beyond ASCII that are looked at in this way. */
    private static final int MAX_FOREIGN = 40;

    /** Log probability below which a language does not change the probability of the best. */
    private static final double NAUGHT = -50;

    private final String[] tags;
    private final double[] priors;
    private final int width;
    /** Scores of all languages for each feature, eight to a long, with {@link ByteSums#BIAS} added. */
    private final long[] table;

    private final int lanes;
    /** A bit for each feature that some language has; the rows of the others are empty. */
    private final long[] present = new long[1 << BITS - 6];

    /** For each letter beyond ASCII that some language writes, a bit for each language that does not. */
    private final long[] foreign;

    private NgramModel(String[] tags, byte[] table, long[] foreign) {
        this.tags = tags;
        this.width = tags.length;
        this.priors = Arrays.stream(tags).mapToDouble(Priors::of).toArray();
        this.lanes = ByteSums.longs(width);
        this.table = new long[lanes << BITS];
        for (int h = 0; h <= MASK; h++) {
            for (int l = 0; l < lanes * Long.BYTES; l++) {
                int score = l < width ? table[h * width + l] : 0;
                this.table[h * lanes + l / Long.BYTES] |= (long) (score + ByteSums.BIAS) << l % Long.BYTES * Byte.SIZE;
                if (score != 0) {
                    present[h >>> 6] |= 1L << h;
                }
            }
        }
        this.foreign = foreign;
    }

    int size() {
        return width;
    }

    String tag(int i) {
        return tags[i];
    }

    static NgramModel train(List<String> tags, Map<String, List<String>> words, Map<String, List<String>> samples) {
        int width = tags.size();
        float[][] counts = new float[width][1 << BITS];
        float[][] byOrder = new float[width][6];
        char[] buffer = new char[MAX_WORD + 2];
        int[] hashes = new int[4 * MAX_WORD];
        byte[] orders = new byte[4 * MAX_WORD];
        for (int l = 0; l < width; l++) {
            List<String> list = words.get(tags.get(l));
            for (int rank = 0; rank < list.size(); rank++) {
                add(list.get(rank), 40f / (rank + 12), counts[l], byOrder[l], buffer, hashes, orders);
            }
            for (String word : samples.getOrDefault(tags.get(l), List.of())) {
                add(word, 1f, counts[l], byOrder[l], buffer, hashes, orders);
            }
        }
        byte[] table = new byte[width << BITS];
        byte[] orderOf = new byte[1 << BITS];
        for (int l = 0; l < width; l++) {
            for (int h = 0; h <= MASK; h++) {
                if (counts[l][h] > 0) {
                    orderOf[h] = 1;
                }
            }
        }
        for (int h = 0; h <= MASK; h++) {
            if (orderOf[h] == 0) {
                continue;
            }
            int order = h & 3;
            double mean = 0;
            double[] logs = new double[width];
            for (int l = 0; l < width; l++) {
                double smoothing = order == 3 ? 0.02 : 0.05;
                logs[l] = Math.log((counts[l][h] + smoothing) / (byOrder[l][order] + smoothing * 4000));
                mean += logs[l];
            }
            mean /= width;
            double weight = order == 3 ? WORD_WEIGHT : 1;
            for (int l = 0; l < width; l++) {
                table[h * width + l] =
                        (byte) Math.max(-127, Math.min(127, Math.round((logs[l] - mean) * weight * SCALE)));
            }
        }
        return new NgramModel(tags.toArray(new String[0]), table, foreign(tags, words, samples));
    }

    /** Letters that a language's words and sample never show speak against it. */
    private static long[] foreign(
            List<String> tags, Map<String, List<String>> words, Map<String, List<String>> samples) {
        if (tags.size() > Long.SIZE) {
            throw new IllegalStateException("more than " + Long.SIZE + " languages of one script");
        }
        int[][] seen = new int[tags.size()][0x10000];
        long[] known = new long[0x10000];
        for (int l = 0; l < tags.size(); l++) {
            for (Map<String, List<String>> source : List.of(words, samples)) {
                for (String word : source.getOrDefault(tags.get(l), List.of())) {
                    for (int i = 0; i < word.length(); i++) {
                        char c = Chars.lower(word.charAt(i));
                        if (c >= 0x80 && Chars.isLetter(c) && ++seen[l][c] == LETTER_KNOWN) {
                            known[c] |= 1L << l;
                        }
                    }
                }
            }
        }
        long all = tags.size() == Long.SIZE ? -1L : (1L << tags.size()) - 1;
        long[] foreign = new long[0x10000];
        for (int c = 0; c < 0x10000; c++) {
            foreign[c] = known[c] == 0 ? 0 : all & ~known[c];
        }
        return foreign;
    }

    private static void add(
            String word, float weight, float[] counts, float[] byOrder, char[] buffer, int[] hashes, byte[] orders) {
        int n = 0;
        for (int i = 0; i <= word.length(); i++) {
            char c = i < word.length() ? word.charAt(i) : ' ';
            if (Chars.isLetter(c)) {
                if (n < MAX_WORD) {
                    buffer[1 + n++] = Chars.lower(c);
                }
            } else if (n > 0) {
                int k = features(buffer, n, hashes);
                for (int j = 0; j < k; j++) {
                    counts[hashes[j]] += weight;
                    byOrder[hashes[j] & 3] += weight;
                }
                n = 0;
            }
        }
    }

    /** Hashes of a word's features; the two low bits of a hash are its kind: 0 bi-, 1 tri-, 2 four-gram, 3 word. */
    private static int features(char[] buffer, int n, int[] hashes) {
        buffer[0] = ' ';
        buffer[n + 1] = ' ';
        int k = 0;
        int whole = 17;
        int end = n + 2;
        for (int i = 1; i < end; i++) {
            int h = buffer[i - 1] * 31 + buffer[i];
            hashes[k++] = mix(h) & (MASK ^ 3);
            if (i >= 2) {
                h += buffer[i - 2] * 961;
                hashes[k++] = mix(h + 0x51ED27) & (MASK ^ 3) | 1;
                if (i >= 3) {
                    h += buffer[i - 3] * 29791;
                    hashes[k++] = mix(h + 0x2545F49) & (MASK ^ 3) | 2;
                }
            }
            whole = whole * 31 + buffer[i];
        }
        hashes[k++] = mix(whole) | 3;
        return k;
    }

    private static int mix(int h) {
        int x = h * 0x9E3779B1;
        x ^= x >>> 15;
        x *= 0x85EBCA6B;
        return (x ^ x >>> 13) & MASK;
    }

    DetectedLanguage classify(
            CharSequence text, LanguageDetector.Script script, byte[] scriptOf, int maxLetters, String declared) {
        ByteSums sums = new ByteSums(lanes);
        int[] scores = sums.numbers();
        char[] buffer = new char[MAX_WORD + 2];
        int[] hashes = new int[4 * MAX_WORD];
        int length = text.length();
        int n = 0;
        int letters = 0;
        int words = 0;
        int wanted = script.ordinal();
        boolean overlong = false;
        int special = 0;
        double against = script == LanguageDetector.Script.LATIN ? FOREIGN_LATIN : FOREIGN_OTHER;
        int step = (int) (against * SCALE / SHARPNESS);
        for (int i = 0; i <= length; i++) {
            char c = i < length ? text.charAt(i) : ' ';
            if (scriptOf[c] == wanted) {
                if (n < MAX_WORD) {
                    buffer[1 + n++] = Chars.lower(c);
                } else {
                    overlong = true;
                }
                letters++;
                if (c >= 0x80 && special < MAX_FOREIGN) {
                    special++;
                    for (long rest = foreign[Chars.lower(c)]; rest != 0; rest &= rest - 1) {
                        scores[Long.numberOfTrailingZeros(rest)] -= step;
                    }
                }
                continue;
            }
            if (n > 0) {
                if (!overlong) {
                    int k = features(buffer, n, hashes);
                    add(hashes, k, sums);
                    words++;
                }
                n = 0;
                overlong = false;
                if (letters >= maxLetters) {
                    break;
                }
                if ((words & 31) == 0 && lead(sums.numbers()) > CLEAR * SCALE / SHARPNESS) {
                    break;
                }
            }
        }
        return answer(sums.numbers(), words, declared);
    }

    private void add(int[] hashes, int n, ByteSums sums) {
        for (int j = 0; j < n; j++) {
            int h = hashes[j];
            if ((present[h >>> 6] >>> h & 1) != 0) {
                sums.add(table, h * lanes, 1);
            }
        }
    }

    private int lead(int[] scores) {
        int first = Integer.MIN_VALUE;
        int second = Integer.MIN_VALUE;
        for (int l = 0; l < width; l++) {
            int s = scores[l];
            if (s > first) {
                second = first;
                first = s;
            } else if (s > second) {
                second = s;
            }
        }
        return first - second;
    }

    private DetectedLanguage answer(int[] scores, int words, String declared) {
        if (words == 0) {
            return DetectedLanguage.UNKNOWN;
        }
        double[] logs = new double[width];
        int best = 0;
        for (int l = 0; l < width; l++) {
            logs[l] = scores[l] / SCALE * SHARPNESS + priors[l];
            if (declared != null && Priors.sameLanguage(declared, tags[l])) {
                logs[l] += Priors.declared(words);
            }
            if (logs[l] > logs[best]) {
                best = l;
            }
        }
        double sum = 0;
        for (int l = 0; l < width; l++) {
            double log = logs[l] - logs[best];
            sum += log < NAUGHT ? 0 : Math.exp(log);
        }
        // One odd word is weak evidence whatever the model says.
        double known = words / (words + 0.6);
        return new DetectedLanguage(tags[best], (float) (known / sum));
    }
}
