package io.newsflow.enrich.analysis.quotes;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One field with the names in it, by token. Confined to one analysis. */
final class Scene {
    /** A name at a place. */
    record Name(int first, int end, Entity entity, String surface) {
        boolean isPerson() {
            return entity.getType() == EntityType.PER;
        }

        boolean isBody() {
            return entity.getType() == EntityType.ORG || entity.getType() == EntityType.LOC;
        }
    }

    private final FieldText field;
    private final Tokens tokens;
    private final List<Name> names = new ArrayList<>();
    private final Map<Integer, Name> byFirstToken = new HashMap<>();
    private final Map<Integer, Name> byLastToken = new HashMap<>();

    Scene(FieldText field, List<Entity> entities) {
        this.field = field;
        this.tokens = field.tokens();
        for (Entity entity : entities) {
            for (Mention mention : entity.getMentions()) {
                int first = mention.getField() == field.field() ? tokenAt(mention.getStart()) : -1;
                if (first >= 0) {
                    names.add(new Name(first, endOf(first, mention.getEnd()), entity, mention.getSurface()));
                }
            }
        }
        names.sort(Comparator.comparingInt(Name::first)
                .thenComparing(Comparator.comparingInt(Name::end).reversed()));
        for (Name name : names) {
            byFirstToken.putIfAbsent(name.first(), name);
            byLastToken.putIfAbsent(name.end() - 1, name);
        }
    }

    /** The last token that begins at a code point of the original; -1 for none. */
    private int tokenAt(int codePoint) {
        int low = 0;
        int high = tokens.count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (field.normalized().originalCodePointStart(tokens.start(middle)) <= codePoint) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean found = low > 0 && field.normalized().originalCodePointStart(tokens.start(low - 1)) == codePoint;
        return found ? low - 1 : -1;
    }

    private int endOf(int first, int endCodePoint) {
        int end = first + 1;
        while (end < tokens.count() && field.normalized().originalCodePointEnd(tokens.end(end)) <= endCodePoint) {
            end++;
        }
        return end;
    }

    FieldText field() {
        return field;
    }

    Tokens tokens() {
        return tokens;
    }

    /** All names in order. */
    List<Name> names() {
        return names;
    }

    /** The name that begins with a token, or null. */
    Name startingAt(int token) {
        return byFirstToken.get(token);
    }

    /** The name that ends with a token, or null. */
    Name endingAt(int token) {
        return byLastToken.get(token);
    }

    /** A token in small letters. */
    String lower(int token) {
        return tokens.lower(token);
    }

    boolean isWord(int token) {
        return tokens.kind(token) == Tokens.WORD;
    }

    boolean isCapital(int token) {
        return tokens.kind(token) == Tokens.WORD && Character.isUpperCase(tokens.first(token));
    }

    /** First token that begins at or behind a char. */
    int tokenFrom(int offset) {
        int low = 0;
        int high = tokens.count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.start(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** True where a line ends between this token and the one before. */
    boolean startsLine(int token) {
        if (token == 0) {
            return true;
        }
        int gap = tokens.text().indexOf('\n', tokens.end(token - 1));
        return gap >= 0 && gap < tokens.start(token);
    }

    /** True for a mark that ends a sentence. */
    boolean endsSentence(int token) {
        char c = tokens.first(token);
        return tokens.kind(token) == Tokens.PUNCTUATION && (c == '.' || c == '!' || c == '?' || c == '…' || c == '。');
    }
}
