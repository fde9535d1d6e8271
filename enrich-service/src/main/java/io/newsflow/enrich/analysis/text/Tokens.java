package io.newsflow.enrich.analysis.text;

import java.util.Arrays;
import java.util.List;

/**
 * The tokens of a text as offset arrays, with its sentences. Strings are only made on request. Immutable once built;
 * safe to share.
 */
public final class Tokens {
    /** Letters, possibly with digits, hyphens, apostrophes or abbreviation dots inside. */
    public static final byte WORD = 1;
    /** A number with its separators. */
    public static final byte NUMBER = 2;
    /** One punctuation mark or run of the same mark. */
    public static final byte PUNCTUATION = 3;
    /** Currency signs, arithmetic signs, emoji and other symbols. */
    public static final byte SYMBOL = 4;
    /** Address, e-mail address or file name; blobs without blanks too. */
    public static final byte ADDRESS = 5;
    /** {@code #hashtag} or {@code @account}. */
    public static final byte TAG = 6;
    /** Possessive or elided part that was split from its word: {@code 's}, {@code l'}, {@code d'}. */
    public static final byte CLITIC = 7;

    private final String text;
    private final int count;
    private final int[] starts;
    private final int[] ends;
    private final byte[] kinds;

    /** First token of each sentence, and the token count as the last element. */
    private final int[] sentenceStarts;

    /** Words in small letters as they were asked for. Filled by whichever thread comes first: all make the same. */
    private final String[] lowers;

    private volatile long[] hashes;

    Tokens(String text, int count, int[] starts, int[] ends, byte[] kinds, int[] sentenceStarts) {
        this.text = text;
        this.count = count;
        this.starts = starts;
        this.ends = ends;
        this.kinds = kinds;
        this.sentenceStarts = sentenceStarts;
        this.lowers = new String[count];
    }

    /**
     * Tokens that come from elsewhere, such as an annotated corpus: joined by spaces, each sentence on its line.
     *
     * @param sentences sentences of word forms
     */
    public static Tokens of(List<List<String>> sentences) {
        StringBuilder text = new StringBuilder();
        int n = 0;
        for (List<String> sentence : sentences) {
            n += sentence.size();
        }
        int[] starts = new int[n];
        int[] ends = new int[n];
        byte[] kinds = new byte[n];
        int[] sentenceStarts = new int[sentences.size() + 1];
        int i = 0;
        int s = 0;
        for (List<String> sentence : sentences) {
            sentenceStarts[s++] = i;
            for (String form : sentence) {
                starts[i] = text.length();
                text.append(form);
                ends[i] = text.length();
                text.append(' ');
                kinds[i] = Tokenizer.kindOf(form);
                i++;
            }
            text.append('\n');
        }
        sentenceStarts[s] = n;
        return new Tokens(text.toString(), n, starts, ends, kinds, sentenceStarts);
    }

    Tokens withSentences(int[] newSentenceStarts) {
        return new Tokens(text, count, starts, ends, kinds, newSentenceStarts);
    }

    /** The text that the offsets count in: normalised, in chars. */
    public String text() {
        return text;
    }

    /** Number of tokens. */
    public int count() {
        return count;
    }

    /** Offset of the first char of a token. */
    public int start(int token) {
        return starts[token];
    }

    /** Offset behind the last char of a token. */
    public int end(int token) {
        return ends[token];
    }

    /** One of the kinds that are constants here. */
    public byte kind(int token) {
        return kinds[token];
    }

    /** The token's words as they stand in the text. */
    public String form(int token) {
        return WordPool.form(text, starts[token], ends[token]);
    }

    /** The token's words in small letters, by the rules of no particular language. */
    public String lower(int token) {
        String lower = lowers[token];
        if (lower == null) {
            lower = WordPool.lower(text, starts[token], ends[token]);
            lowers[token] = lower;
        }
        return lower;
    }

    /** True where the token's words are in small letters already. */
    public boolean isLower(int token) {
        for (int i = starts[token]; i < ends[token]; i++) {
            char c = text.charAt(i);
            if (c != Chars.lower(c)) {
                return false;
            }
        }
        return true;
    }

    /** 64-bit hash (FNV-1a) of the token's words {@link #lower in small letters}. */
    public long hash(int token) {
        long[] all = hashes;
        if (all == null) {
            all = new long[count];
            for (int i = 0; i < count; i++) {
                all[i] = WordPool.hash(text, starts[i], ends[i]);
            }
            hashes = all;
        }
        return all[token];
    }

    /** The hash that {@link #hash(int)} gives for a word that is in small letters already. */
    public static long hash(String lower) {
        return WordPool.hash(lower);
    }

    /** The hash that {@link #hash(int)} gives for the word in small letters that stands between two offsets. */
    public static long hash(String lower, int start, int end) {
        return WordPool.hashOf(lower, start, end);
    }

    /** First char of a token. */
    public char first(int token) {
        return text.charAt(starts[token]);
    }

    /** Length of a token in chars. */
    public int length(int token) {
        return ends[token] - starts[token];
    }

    /** True where the token is written exactly so. */
    public boolean is(int token, String form) {
        int length = ends[token] - starts[token];
        return length == form.length() && text.startsWith(form, starts[token]);
    }

    /** True where nothing stands between this token and the one before. */
    public boolean glued(int token) {
        return token > 0 && ends[token - 1] == starts[token];
    }

    /** The words from the first token to the last, as they stand in the text. */
    public String span(int firstToken, int endToken) {
        return text.substring(starts[firstToken], ends[endToken - 1]);
    }

    /** Number of sentences; 0 only for a text without tokens. */
    public int sentences() {
        return sentenceStarts.length - 1;
    }

    /** First token of a sentence. */
    public int sentenceStart(int sentence) {
        return sentenceStarts[sentence];
    }

    /** Token behind the last one of a sentence. */
    public int sentenceEnd(int sentence) {
        return sentenceStarts[sentence + 1];
    }

    /** Offset of the first char of a sentence. */
    public int sentenceStartChar(int sentence) {
        return starts[sentenceStarts[sentence]];
    }

    /** Offset behind the last char of a sentence. */
    public int sentenceEndChar(int sentence) {
        return ends[sentenceStarts[sentence + 1] - 1];
    }

    /** Sentence that a token stands in. */
    public int sentenceOf(int token) {
        int i = Arrays.binarySearch(sentenceStarts, token);
        return i >= 0 ? Math.min(i, sentences() - 1) : -i - 2;
    }
}
