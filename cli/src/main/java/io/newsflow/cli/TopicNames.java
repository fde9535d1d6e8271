package io.newsflow.cli;

import io.newsflow.enrich.analysis.topics.MediaTopics;
import java.util.Locale;

/** Media Topics by name, and names by code. */
final class TopicNames {
    private static final String SCHEME = "medtop:";

    private TopicNames() {}

    /**
     * The code that a reader means.
     *
     * @param codeOrName a code with or without {@code medtop:}, or a name in any language that IPTC has it in
     * @throws IllegalArgumentException when no topic is called so
     */
    static String code(String codeOrName) {
        String wanted = codeOrName.strip();
        if (wanted.startsWith(SCHEME)) {
            return wanted;
        }
        if (wanted.matches("\\d{8}")) {
            return SCHEME + wanted;
        }
        for (MediaTopics.Node node : MediaTopics.standard().all()) {
            for (String name : node.names().values()) {
                if (fold(name).equals(fold(wanted))) {
                    return node.qcode();
                }
            }
        }
        // Long names such as "arts, culture, entertainment and media" go by their words, too.
        for (MediaTopics.Node node : MediaTopics.standard().all()) {
            for (String name : node.names().values()) {
                if ((" " + fold(name).replaceAll("\\P{L}+", " ") + " ").contains(" " + fold(wanted) + " ")) {
                    return node.qcode();
                }
            }
        }
        throw new IllegalArgumentException("no Media Topic is called '" + codeOrName + "'");
    }

    /** English name of a code; the code itself where the vocabulary does not have it. */
    static String name(String code) {
        String bare = code.startsWith(SCHEME) ? code.substring(SCHEME.length()) : code;
        return MediaTopics.standard().all().stream()
                .filter(node -> node.code().equals(bare))
                .findFirst()
                .map(node -> node.name("en"))
                .orElse(code);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
