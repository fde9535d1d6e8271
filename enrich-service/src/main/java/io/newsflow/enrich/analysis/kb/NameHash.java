package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;

/**
 * Hashes of tokens and of sequences of tokens as names are compared: folded ({@link Chars#fold}), without dots
 * ({@code U.S.} is {@code US}), Cyrillic words by their stem so that cases meet ({@code Москвы}, {@code Москве}).
 */
public final class NameHash {
    /** Hash of the empty sequence. */
    public static final long EMPTY = 0x9E3779B97F4A7C15L;

    private NameHash() {}

    /**
     * Hash of a stretch of text that is one token.
     *
     * @param text text
     * @param start first char
     * @param end behind the last char
     */
    public static int token(CharSequence text, int start, int end) {
        int e = end;
        char first = text.charAt(start);
        if (first >= '\u0400' && first <= '\u04FF') {
            e = stem(text, start, end);
        }
        int h = 0;
        for (int i = start; i < e; i++) {
            char c = text.charAt(i);
            if (c != '.') {
                h = h * 31 + Chars.fold(c);
            }
        }
        return h;
    }

    /** Hash of a token. */
    public static int token(Tokens tokens, int token) {
        return token(tokens.text(), tokens.start(token), tokens.end(token));
    }

    /** Hash of a sequence with one more token behind it. */
    public static long append(long sequence, int token) {
        long h = (sequence ^ token) * 0xBF58476D1CE4E5B9L;
        h ^= h >>> 29;
        h *= 0x94D049BB133111EBL;
        return h ^ h >>> 32;
    }

    /** Hash of a name: its tokens in order. */
    public static long name(Tokens tokens, int from, int to) {
        long h = EMPTY;
        for (int i = from; i < to; i++) {
            h = append(h, token(tokens, i));
        }
        return h;
    }

    /**
     * End of the stem of a Russian, Ukrainian or Belarusian word: the endings of noun and adjective declension taken
     * off, at least three letters left.
     */
    static int stem(CharSequence text, int start, int end) {
        int length = end - start;
        if (length <= 3) {
            return end;
        }
        int e = end;
        // -ого -ому -ыми -ими -его -ему -ами -ями -ого; -ой -ом -ем -ым -им -ов -ев -ею -ою -ах -ях -ых -их
        char last = Chars.fold(text.charAt(e - 1));
        char second = Chars.fold(text.charAt(e - 2));
        char third = Chars.fold(text.charAt(e - 3));
        if (length >= 6 && (third == 'о' || third == 'е' || third == 'ь') && second == 'г' && last == 'о'
                || length >= 6 && (third == 'о' || third == 'е') && second == 'м' && last == 'у'
                || length >= 6
                        && (third == 'а' || third == 'я' || third == 'ы' || third == 'и')
                        && second == 'м'
                        && last == 'и') {
            e -= 3;
        } else if (length >= 5 && (last == 'м' || last == 'х' || last == 'й' || last == 'ю') && isVowel(second)) {
            e -= 2;
        } else if (isVowel(last) || last == 'ь' || last == 'й') {
            e -= 1;
        }
        while (e - start > 3 && isEndingRest(text.charAt(e - 1))) {
            e--;
        }
        return e;
    }

    private static boolean isEndingRest(char c) {
        return isVowel(Chars.fold(c)) || c == 'ь' || c == 'й';
    }

    private static boolean isVowel(char c) {
        return switch (c) {
            case 'а', 'е', 'и', 'о', 'у', 'ы', 'ю', 'я', 'і', 'ї', 'є', 'э' -> true;
            default -> false;
        };
    }
}
