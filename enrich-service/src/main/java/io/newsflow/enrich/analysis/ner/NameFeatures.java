package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;

/**
 * What the sequence model looks at: for each token that may belong to a name, hashes of its spelling, its neighbours, the
 * capitalised run that it stands in, the names of the knowledge base and the word classes around it, the kind of sentence
 * and the way the document writes the word elsewhere.
 *
 * <p>Only tokens of a zone are looked at: words with a capital, what stands between two of them, and numbers beside them.
 * All others are outside of names. Thread-confined: holds the arrays of the text that was last {@link #prepare
 * prepared}.
 */
final class NameFeatures {
    /** Most features that a token can have. */
    static final int MAX = 160;

    /** Most tokens without a capital inside a name. */
    private static final int MAX_GAP = 3;

    private static final int LOWER = 0;
    private static final int INITIAL = 1;
    private static final int ALL_CAPS = 2;
    private static final int MIXED = 3;
    private static final int DIGITS = 4;
    private static final int SIGN = 5;
    private static final int LETTER = 6;

    private static final int BORDER = 0x5bd1e995;

    private final Lexicon lexicon;

    private Tokens tokens;
    private CaseStatistics statistics;
    private int[] lower = new int[0];
    private int[] shape;
    private int[] classes;
    private int[] known;
    private int[] kinds;
    private byte[] caps;
    private boolean[] zone;
    private int[] runFirst;
    private int[] runEnd;

    private int sentenceFrom;
    private int sentenceTo;
    private int sentenceKind;
    private int sentenceHead;

    NameFeatures(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /**
     * Prepares a text.
     *
     * @param text tokens
     * @param gazetteer gazetteer that has scanned it
     * @param document how the document writes its words
     */
    void prepare(Tokens text, Gazetteer gazetteer, CaseStatistics document) {
        tokens = text;
        statistics = document;
        int n = text.count();
        if (lower.length < n) {
            int capacity = n + n / 4 + 16;
            lower = new int[capacity];
            shape = new int[capacity];
            classes = new int[capacity];
            known = new int[capacity];
            kinds = new int[capacity];
            caps = new byte[capacity];
            zone = new boolean[capacity];
            runFirst = new int[capacity];
            runEnd = new int[capacity];
        }
        for (int i = 0; i < n; i++) {
            spell(i);
            known[i] = 0;
            kinds[i] = 0;
        }
        cover(gazetteer, n);
        for (int s = 0; s < text.sentences(); s++) {
            zones(text.sentenceStart(s), text.sentenceEnd(s));
        }
        classify(gazetteer, n);
    }

    /** Finds the classes of the words that are looked at: those of the zones and the two on either side. */
    private void classify(Gazetteer gazetteer, int n) {
        int done = 0;
        for (int i = 0; i < n; i++) {
            if (zone[i]) {
                int end = Math.min(n, i + 3);
                for (int k = Math.max(done, i - 2); k < end; k++) {
                    classes[k] = lexicon.of(gazetteer.hash(k));
                }
                done = end;
            }
        }
    }

    /** True where a token may belong to a name. */
    boolean inZone(int token) {
        return zone[token];
    }

    private void spell(int i) {
        String text = tokens.text();
        int start = tokens.start(i);
        int end = tokens.end(i);
        int h = 0;
        int s = 1;
        int last = 0;
        int repeat = 0;
        boolean upper = false;
        boolean small = false;
        boolean digit = false;
        for (int k = start; k < end; k++) {
            char c = text.charAt(k);
            int cls;
            if (Chars.isUpper(c)) {
                cls = 'X';
                upper = true;
            } else if (Chars.isDigit(c)) {
                cls = 'd';
                digit = true;
            } else if (Chars.isLetter(c)) {
                cls = 'x';
                small = true;
            } else {
                cls = c;
            }
            repeat = cls == last ? repeat + 1 : 1;
            if (repeat <= 2 && !(cls == 'x' && repeat > 1)) {
                s = s * 31 + cls;
            }
            last = cls;
            char l = Chars.lower(c);
            h = h * 31 + (cls == 'd' ? '0' : l);
        }
        lower[i] = h;
        shape[i] = s;
        byte kind = tokens.kind(i);
        if (kind == Tokens.TAG || kind == Tokens.ADDRESS) {
            caps[i] = SIGN;
        } else if (upper) {
            boolean initial = Chars.isUpper(text.charAt(start));
            caps[i] = (byte)
                    (end - start == 1 || end - start == 2 && text.charAt(start + 1) == '.'
                            ? LETTER
                            : !small ? ALL_CAPS : initial && !mixed(text, start + 1, end) ? INITIAL : MIXED);
        } else {
            caps[i] = (byte) (small ? LOWER : digit ? DIGITS : SIGN);
        }
    }

    private static boolean mixed(String text, int from, int to) {
        for (int k = from; k < to; k++) {
            if (Chars.isUpper(text.charAt(k))) {
                return true;
            }
        }
        return false;
    }

    /** Lays the longest names of the knowledge base over the tokens, from the left, without overlaps. */
    private void cover(Gazetteer gazetteer, int n) {
        KnowledgeBase kb = gazetteer.knowledgeBase();
        int i = 0;
        while (i < n) {
            int length = gazetteer.length(i);
            if (length == 0) {
                i++;
                continue;
            }
            int candidate = gazetteer.best(i);
            int entity = kb.candidateEntity(candidate);
            int kind = kb.kind(entity).ordinal() + 1;
            if (kb.isDemonym(candidate)) {
                kind = 30;
            } else if (kb.isShort(candidate)) {
                kind = 31;
            }
            int types = 0;
            int name = gazetteer.name(i);
            for (int c = kb.candidatesFrom(name); c < kb.candidatesTo(name); c++) {
                EntityKind other = kb.kind(kb.candidateEntity(c));
                types |= kb.isDemonym(c) ? 1 << 4 : 1 << TagSet.indexOf(other.type());
            }
            int most = kb.prior(entity);
            int prior = most < 16 ? 0 : most < 32 ? 1 : most < 60 ? 2 : 3;
            for (int k = 0; k < length; k++) {
                int part = length == 1 ? TagSet.U : k == 0 ? TagSet.B : k == length - 1 ? TagSet.L : TagSet.I;
                known[i + k] = 1 + (kind * 4 + part) * 4 + prior;
                kinds[i + k] = 1 + types * 4 + part;
            }
            i += length;
        }
    }

    private boolean isNameLike(int i) {
        byte c = caps[i];
        return c == INITIAL || c == ALL_CAPS || c == MIXED || c == LETTER;
    }

    private void zones(int from, int to) {
        int last = -1;
        for (int i = from; i < to; i++) {
            zone[i] = false;
            runFirst[i] = i;
            runEnd[i] = i + 1;
            if (!isNameLike(i)) {
                continue;
            }
            zone[i] = true;
            if (last >= 0 && i - last - 1 <= MAX_GAP) {
                for (int k = last + 1; k < i; k++) {
                    zone[k] = true;
                }
            }
            last = i;
        }
        int k = from;
        while (k < to) {
            if (!isNameLike(k)) {
                boolean beside = k > from && isNameLike(k - 1) || k + 1 < to && isNameLike(k + 1);
                zone[k] |= caps[k] == DIGITS && beside;
                k++;
                continue;
            }
            int end = k + 1;
            while (end < to && isNameLike(end)) {
                end++;
            }
            for (int t = k; t < end; t++) {
                runFirst[t] = k;
                runEnd[t] = end;
            }
            k = end;
        }
    }

    /** Turns to a sentence; its tokens can then be asked for. */
    void sentence(int from, int to) {
        sentenceFrom = from;
        sentenceTo = to;
        int words = 0;
        int small = 0;
        int allCaps = 0;
        int numbers = 0;
        for (int i = from; i < to; i++) {
            switch (caps[i]) {
                case LOWER -> {
                    words++;
                    if (tokens.length(i) > 3) {
                        small++;
                    }
                }
                case ALL_CAPS -> {
                    words++;
                    if (tokens.length(i) > 3) {
                        allCaps++;
                    }
                }
                case INITIAL, MIXED -> words++;
                case DIGITS -> numbers++;
                default -> {}
            }
        }
        boolean shouting = RuleRecognizer.isShouting(tokens, from, to) || small == 0 && allCaps > 1;
        boolean headline = !shouting && small == 0 && words > 3;
        boolean table = numbers * 3 >= words && numbers > 1;
        boolean ends = tokens.kind(to - 1) == Tokens.PUNCTUATION;
        sentenceKind = (shouting ? 1 : headline ? 2 : 0) + (table ? 3 : 0) + (to - from < 6 ? 6 : 0) + (ends ? 12 : 0);
        sentenceHead = lower[from];
    }

    private int lower(int i) {
        return i < sentenceFrom || i >= sentenceTo ? BORDER : lower[i];
    }

    private int shape(int i) {
        return i < sentenceFrom || i >= sentenceTo ? BORDER : shape[i];
    }

    private int classes(int i) {
        return i < sentenceFrom || i >= sentenceTo ? 1 << 30 : classes[i] & ~Lexicon.MEANING;
    }

    private int meaning(int i) {
        return i < sentenceFrom || i >= sentenceTo ? 1 << 30 : classes[i] & Lexicon.MEANING;
    }

    private int known(int i) {
        return i < sentenceFrom || i >= sentenceTo ? 0 : known[i];
    }

    private int caps(int i) {
        return i < sentenceFrom || i >= sentenceTo ? 7 : caps[i];
    }

    private static int h(int id, int a) {
        int x = (a ^ id * 0x9E3779B1) * 0x85EBCA6B;
        x ^= x >>> 13;
        x *= 0xC2B2AE35;
        return x ^ x >>> 16;
    }

    private static int h(int id, int a, int b) {
        return h(h(id, a), b);
    }

    private static int h(int id, int a, int b, int c) {
        return h(h(h(id, a), b), c);
    }

    private int affix(int i, int length, boolean suffix) {
        int start = tokens.start(i);
        int end = tokens.end(i);
        if (end - start <= length) {
            return 0;
        }
        int from = suffix ? end - length : start;
        int x = suffix ? 17 : 23;
        for (int k = from; k < from + length; k++) {
            x = x * 31 + Chars.lower(tokens.text().charAt(k));
        }
        return x;
    }

    /**
     * Features of a token of the sentence.
     *
     * @param i token
     * @param out receives them
     * @return how many
     */
    int extract(int i, int[] out) {
        int n = 0;
        int w = lower(i);
        int before = lower(i - 1);
        int behind = lower(i + 1);
        int c = caps[i];
        int s = shape[i];
        boolean first = i == sentenceFrom || i == sentenceFrom + 1 && caps(i - 1) == SIGN;
        boolean shouting = sentenceKind % 3 == 1;

        out[n++] = h(1, c);
        out[n++] = h(2, w);
        out[n++] = h(3, w, c);
        out[n++] = h(4, before);
        out[n++] = h(5, behind);
        out[n++] = h(6, lower(i - 2));
        out[n++] = h(7, lower(i + 2));
        out[n++] = h(8, before, w);
        out[n++] = h(9, w, behind);
        out[n++] = h(10, before, c, behind);
        out[n++] = h(11, s);
        out[n++] = h(12, shape(i - 1), s);
        out[n++] = h(13, s, shape(i + 1));
        out[n++] = h(14, shape(i - 1), s, shape(i + 1));
        out[n++] = h(15, before, c);
        out[n++] = h(16, c, behind);
        out[n++] = h(17, before, lower(i - 2), c);
        out[n++] = h(18, behind, lower(i + 2), c);
        int x = affix(i, 3, false);
        if (x != 0) {
            out[n++] = h(20, x);
        }
        x = affix(i, 4, false);
        if (x != 0) {
            out[n++] = h(21, x);
        }
        x = affix(i, 2, true);
        if (x != 0) {
            out[n++] = h(22, x);
        }
        x = affix(i, 3, true);
        if (x != 0) {
            out[n++] = h(23, x);
        }
        x = affix(i, 4, true);
        if (x != 0) {
            out[n++] = h(24, x);
        }

        // Sentence and document.
        int written = statistics.of(w);
        out[n++] = h(30, sentenceKind, c);
        out[n++] = h(31, first ? 1 : 0, c, sentenceKind % 3);
        out[n++] = h(32, written, c, (first ? 1 : 0) + (shouting ? 2 : 0));
        out[n++] = h(33, sentenceHead, c);
        out[n++] = h(34, Math.min(4, i - sentenceFrom), c, sentenceKind);
        out[n++] = h(35, Math.min(2, i - sentenceFrom), known[i] / 16, sentenceKind);

        // Run of capitalised words.
        int from = runFirst[i];
        int to = runEnd[i];
        int length = Math.min(6, to - from);
        int place = from == i ? 0 : to == i + 1 ? 2 : 1;
        if (shouting) {
            length = 0;
        } else {
            out[n++] = h(40, length, place, first ? 1 : 0);
            out[n++] = h(41, lower(from - 1), place, length);
            out[n++] = h(42, lower(to), place, length);
            if (length > 1) {
                out[n++] = h(43, lower(to - 1), place);
                out[n++] = h(44, lower(from), place);
                out[n++] = h(45, classes(to - 1), place);
                out[n++] = h(46, classes(from), place, length);
                out[n++] = h(47, known(to - 1) / 16, place, length);
                out[n++] = h(48, known(from) / 16, place, length);
            }
            out[n++] = h(49, lower(from - 1), known[i] / 16);
            out[n++] = h(50, lower(to), known[i] / 16);
        }

        // Names of the knowledge base.
        int k = known[i];
        int kind = k / 16;
        out[n++] = h(60, k, shouting ? 1 : 0);
        out[n++] = h(61, kinds[i], c);
        if (k != 0) {
            out[n++] = h(62, k / 4, c, first ? 1 : 0);
            out[n++] = h(63, kinds[i], before);
            out[n++] = h(64, kinds[i], behind);
            out[n++] = h(65, k, written);
            out[n++] = h(66, kind, sentenceKind);
        }
        out[n++] = h(67, known(i - 1) / 4, k / 4);
        out[n++] = h(68, k / 4, known(i + 1) / 4);
        out[n++] = h(69, known(i - 1) / 16, c, caps(i - 1));
        out[n++] = h(70, known(i + 1) / 16, c, caps(i + 1));
        out[n++] = h(71, known(i - 2) / 16, before, kind);
        out[n++] = h(72, known(i + 2) / 16, behind, kind);

        // Classes of words.
        int word = classes[i] & (Lexicon.COMMON | Lexicon.PROPER | Lexicon.GIVEN | Lexicon.SURNAME);
        out[n++] = h(82, word, c, sentenceKind % 3);
        out[n++] = h(83, word, written, first ? 1 : 0);
        out[n++] = h(84, word & Lexicon.COMMON, kind, sentenceKind % 3);
        n = bits(73, classes(i), c, out, n);
        n = bits(74, classes(i - 1), c, out, n);
        n = bits(75, classes(i + 1), c, out, n);
        n = bits(76, classes(i + 2), 0, out, n);
        n = bits(77, classes(i - 2), 0, out, n);
        out[n++] = h(78, classes(i - 1), classes(i), caps(i - 1));
        out[n++] = h(79, classes(i), classes(i + 1), caps(i + 1));
        out[n++] = h(80, classes(i - 1), kind, c);
        out[n++] = h(81, classes(i + 1), kind, c);

        // Meanings of words.
        int meaning = meaning(i - 1);
        if (meaning != 0) {
            out[n++] = h(85, meaning, c);
            out[n++] = h(86, meaning, caps(i - 1), place);
        }
        meaning = meaning(i + 1);
        if (meaning != 0) {
            out[n++] = h(87, meaning, c);
            out[n++] = h(88, meaning, caps(i + 1), place);
        }
        meaning = meaning(i);
        if (meaning != 0) {
            out[n++] = h(89, meaning, c, place);
        }
        if (length > 0) {
            out[n++] = h(90, meaning(from - 1), caps(from - 1), place);
            out[n++] = h(91, meaning(to), caps(to), place);
            out[n++] = h(92, meaning(from - 1), meaning(to), place);
            out[n++] = h(93, meaning(to - 1), place, length);
            out[n++] = h(94, classes(to), place);
            out[n++] = h(95, classes(from - 1), place);
        }
        return n;
    }

    private static int bits(int id, int bits, int with, int[] out, int n) {
        int rest = bits;
        int count = n;
        for (int k = 0; rest != 0 && k < 6; k++) {
            int bit = Integer.numberOfTrailingZeros(rest);
            rest &= rest - 1;
            out[count++] = h(id, bit, with);
        }
        return count;
    }
}
