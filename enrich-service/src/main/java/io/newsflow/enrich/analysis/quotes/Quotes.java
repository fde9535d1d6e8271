package io.newsflow.enrich.analysis.quotes;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.Quote;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds direct speech between quotation marks of the large European languages, and the person who is named nearest to
 * it in its sentence or the one before. An apostrophe inside a word is none of the marks.
 */
public final class Quotes {
    private static final String OPENING = "\"“„«»'‘‚「";
    private static final String CLOSING = "\"”“»«'’‘」";
    private static final int LEAST_WORDS = 3;
    private static final int LONGEST = 1_000;

    private Quotes() {}

    /**
     * Quotes of an article in order.
     *
     * @param fields its texts
     * @param entities its entities
     */
    public static List<Quote> find(List<FieldText> fields, List<Entity> entities) {
        List<Quote> quotes = new ArrayList<>();
        for (FieldText field : fields) {
            find(field, entities, quotes);
        }
        return quotes;
    }

    private static void find(FieldText field, List<Entity> entities, List<Quote> quotes) {
        String text = field.normalized().text();
        for (int i = 0; i < text.length(); i++) {
            int kind = OPENING.indexOf(text.charAt(i));
            if (kind < 0 || !opens(text, i)) {
                continue;
            }
            int end = closing(text, i, CLOSING.charAt(kind));
            if (end < 0) {
                continue;
            }
            int words = text.substring(i + 1, end).strip().split("\\s+").length;
            if (words >= LEAST_WORDS) {
                quotes.add(quote(field, i + 1, end, entities));
                i = end;
            }
        }
    }

    private static boolean opens(String text, int at) {
        boolean behindGap = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
        return behindGap && at + 1 < text.length() && !Character.isWhitespace(text.charAt(at + 1))
                || "«»".indexOf(text.charAt(at)) >= 0 && behindGap;
    }

    private static int closing(String text, int open, char mark) {
        int limit = Math.min(text.length(), open + LONGEST);
        for (int i = open + 1; i < limit; i++) {
            if (text.charAt(i) == '\n' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                return -1;
            }
            boolean insideWord = i + 1 < text.length()
                    && Character.isLetterOrDigit(text.charAt(i + 1))
                    && Character.isLetterOrDigit(text.charAt(i - 1));
            boolean behindSpace = Character.isWhitespace(text.charAt(i - 1)) && "\"'".indexOf(mark) >= 0;
            if (text.charAt(i) == mark && !insideWord && !behindSpace) {
                return i;
            }
        }
        return -1;
    }

    private static Quote quote(FieldText field, int start, int end, List<Entity> entities) {
        int first = field.normalized().originalCodePointStart(start);
        int last = field.normalized().originalCodePointEnd(end);
        Entity speaker = null;
        String surface = null;
        int nearest = Integer.MAX_VALUE;
        int[] reach = reach(field, start, end);
        for (Entity entity : entities) {
            if (entity.getType() != EntityType.PER) {
                continue;
            }
            for (Mention mention : entity.getMentions()) {
                boolean inside = mention.getStart() >= first && mention.getEnd() <= last;
                if (mention.getField() != field.field()
                        || inside
                        || mention.getStart() < reach[0]
                        || mention.getEnd() > reach[1]) {
                    continue;
                }
                int distance = mention.getStart() >= last ? mention.getStart() - last : first - mention.getEnd() + 20;
                if (distance < nearest) {
                    nearest = distance;
                    speaker = entity;
                    surface = mention.getSurface();
                }
            }
        }
        return Quote.newBuilder()
                .setText(field.normalized().originalSurface(start, end).strip())
                .setField(field.field())
                .setStart(first)
                .setEnd(last)
                .setSpeaker(surface)
                .setSpeakerEntityId(speaker == null ? null : speaker.getId())
                .build();
    }

    /** Code points of the sentences that hold the quote, and of the one before. */
    private static int[] reach(FieldText field, int start, int end) {
        Tokens tokens = field.tokens();
        int from = 0;
        int to = field.normalized().text().length();
        for (int s = 0; s < tokens.sentences(); s++) {
            if (tokens.sentenceStartChar(s) <= start) {
                from = tokens.sentenceStartChar(Math.max(0, s - 1));
            }
            if (tokens.sentenceEndChar(s) >= end) {
                to = tokens.sentenceEndChar(s);
                break;
            }
        }
        return new int[] {
            field.normalized().originalCodePointStart(from), field.normalized().originalCodePointEnd(to)
        };
    }
}
