package io.newsflow.stack.elasticsearch;

/** The escapes that mapping rules and type tables may hold. */
final class Escapes {
    private Escapes() {}

    /**
     * Resolves {@code \\ \n \t \r \b \f} and {@code \}{@code uXXXX}; before any other character the backslash goes.
     *
     * @throws IllegalArgumentException when the text ends in the middle of an escape
     */
    static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (++i == text.length()) {
                throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
            }
            switch (text.charAt(i)) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    if (i + 4 >= text.length()) {
                        throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
                    }
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
