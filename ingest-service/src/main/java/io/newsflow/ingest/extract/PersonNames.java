package io.newsflow.ingest.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of persons as feeds and bylines give them: one or several, with or without mail addresses. */
public final class PersonNames {
    private static final Pattern MAIL_AND_NAME =
            Pattern.compile("^[^\\s()<>]+@[^\\s()<>]+(?:\\s*\\(([^)]*)\\))?$|^([^<>@]+?)\\s*<[^<>]*@[^<>]*>$");

    private PersonNames() {}

    /**
     * The names in a text. "jane@example.org (Jane Doe)" gives the name; an address alone gives nothing.
     *
     * @param text text of an author element, or a byline
     * @return the names, in order
     */
    public static List<String> of(String text) {
        String t = text.strip();
        Matcher mail = MAIL_AND_NAME.matcher(t);
        if (mail.matches()) {
            t = mail.group(1) != null
                    ? mail.group(1).strip()
                    : mail.group(2) != null ? mail.group(2).strip() : "";
        }
        t = t.replaceFirst("^(?i:by|von|par|por|di|автор)[: ]\\s*(?=\\p{Lu})", "");
        List<String> names = new ArrayList<>();
        for (String part : t.split("\\s*;\\s*|\\s+(?:and|und|et|y|e|и|та)\\s+(?=\\p{Lu}[\\p{L}.'-]*\\s+\\p{Lu})")) {
            boolean listed = part.contains(",")
                    && part.split(",\\s*").length >= 2
                    && Arrays.stream(part.split(",\\s*"))
                            .allMatch(p -> p.strip().matches("\\p{Lu}\\S*(?:\\s+\\S+){1,4}"));
            if (listed) {
                for (String one : part.split(",\\s*")) {
                    names.add(one.strip());
                }
            } else if (!part.isBlank() && !part.contains("@") && !part.startsWith("http")) {
                names.add(part.strip());
            }
        }
        return names;
    }
}
