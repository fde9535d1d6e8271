package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Chars;

/** What the spelling of a name says about how it must be written in a text. */
final class NameFlags {
    private NameFlags() {}

    /** Flags of {@link KbData} that the spelling implies. */
    static int of(String name) {
        int letters = 0;
        int upper = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Chars.isLetter(c)) {
                letters++;
                upper += Chars.isUpper(c) ? 1 : 0;
            }
        }
        int flags = 0;
        if (letters > 0 && upper == letters && letters <= 6 && name.indexOf(' ') < 0) {
            flags |= KbData.ACRONYM;
        }
        if (Chars.isLower(name.charAt(0))) {
            flags |= KbData.LOWERCASE;
        }
        return flags;
    }
}
