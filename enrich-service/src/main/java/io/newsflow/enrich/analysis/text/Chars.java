package io.newsflow.enrich.analysis.text;

/** Character classes as one table look-up. Internal to the analysis. */
public final class Chars {
    /** Class bits. */
    public static final byte LETTER = 1;

    public static final byte DIGIT = 2;
    public static final byte UPPER = 4;
    public static final byte LOWER = 8;
    public static final byte SPACE = 16;
    public static final byte PUNCT = 32;
    /** Scripts without blanks between words: one token for each sign. */
    public static final byte IDEOGRAPH = 64;

    private static final byte[] CLASS = build();
    private static final char[] LOWERCASE = lower();
    private static final char[] FOLDED = folded();

    private Chars() {}

    /** Class bits of a char; 0 for symbols, signs and halves of surrogate pairs. */
    public static byte of(char c) {
        return CLASS[c];
    }

    /** True for letters and combining signs inside words. */
    public static boolean isLetter(char c) {
        return (CLASS[c] & LETTER) != 0;
    }

    /** True for decimal digits of any script. */
    public static boolean isDigit(char c) {
        return (CLASS[c] & DIGIT) != 0;
    }

    /** True for upper-case and title-case letters. */
    public static boolean isUpper(char c) {
        return (CLASS[c] & UPPER) != 0;
    }

    /** True for lower-case letters. */
    public static boolean isLower(char c) {
        return (CLASS[c] & LOWER) != 0;
    }

    /** True for blanks and line feeds. */
    public static boolean isSpace(char c) {
        return (CLASS[c] & SPACE) != 0;
    }

    /** True for Han characters and Hiragana. */
    public static boolean isIdeograph(char c) {
        return (CLASS[c] & IDEOGRAPH) != 0;
    }

    /** Lower-case form, by the rules of no particular language. */
    public static char lower(char c) {
        return LOWERCASE[c];
    }

    /**
     * Form for comparing names: lower case; Latin and Greek without diacritics ({@code ø} as {@code o}, {@code ß} as
     * {@code s}); the Arabic letters that writers interchange as one.
     */
    public static char fold(char c) {
        return FOLDED[c];
    }

    private static byte[] build() {
        byte[] table = new byte[0x10000];
        for (int i = 0; i < 0x10000; i++) {
            char c = (char) i;
            int type = Character.getType(c);
            byte b = 0;
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                b = SPACE;
            } else if (Character.isLetter(c)
                    || type == Character.NON_SPACING_MARK
                    || type == Character.COMBINING_SPACING_MARK
                    || c == '\u200C'
                    || c == '\u200D') {
                b = LETTER;
                if (Character.isUpperCase(c) || Character.isTitleCase(c)) {
                    b |= UPPER;
                } else if (Character.isLowerCase(c)) {
                    b |= LOWER;
                }
                if (Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x309F)) {
                    b |= IDEOGRAPH;
                }
            } else if (Character.isDigit(c)) {
                b = DIGIT;
            } else if (type == Character.DASH_PUNCTUATION
                    || type == Character.START_PUNCTUATION
                    || type == Character.END_PUNCTUATION
                    || type == Character.CONNECTOR_PUNCTUATION
                    || type == Character.OTHER_PUNCTUATION
                    || type == Character.INITIAL_QUOTE_PUNCTUATION
                    || type == Character.FINAL_QUOTE_PUNCTUATION) {
                b = PUNCT;
            }
            table[i] = b;
        }
        return table;
    }

    private static char[] lower() {
        char[] table = new char[0x10000];
        for (int i = 0; i < 0x10000; i++) {
            table[i] = Character.isSurrogate((char) i) ? (char) i : Character.toLowerCase((char) i);
        }
        return table;
    }

    private static char[] folded() {
        char[] table = LOWERCASE.clone();
        for (int i = 0x80; i < 0x10000; i++) {
            boolean folds = i < 0x400 || i >= 0x1E00 && i < 0x2000;
            if (folds && Character.isLetter(i)) {
                String parts = java.text.Normalizer.normalize(String.valueOf(table[i]), java.text.Normalizer.Form.NFD);
                table[i] = parts.charAt(0);
            }
        }
        String from = "ßøłđðþıæœħŀŋðёґأإآىةکی";
        String to = "solddtiaohlndегااايهكي";
        for (int i = 0; i < from.length(); i++) {
            char c = from.charAt(i);
            table[c] = to.charAt(i);
            table[Character.toUpperCase(c)] = to.charAt(i);
        }
        table['I'] = 'i';
        return table;
    }
}
