package io.newsflow.enrich.analysis.quotes;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.quotes.QuoteMarks.Stretch;
import io.newsflow.enrich.analysis.quotes.Speakers.Speaker;
import io.newsflow.enrich.analysis.quotes.Speakers.Strength;
import io.newsflow.model.Entity;
import io.newsflow.model.Quote;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct speech with its speaker. What stands between quotation marks counts as speech when it has three words, or two
 * and a verb of saying beside it; names of works and single ironic words do not. A quote that runs through paragraphs
 * comes as one quote for each of them, with one speaker. The speaker is told in {@link Speakers}; where the text does
 * not tell one, there is none.
 */
public final class Quotes {
    /** Version of the rules, for the record. */
    public static final String VERSION = "quotes-2";

    private static final int LEAST_WORDS = 3;
    private static final int LEAST_UNATTRIBUTED = 5;

    private Quotes() {}

    /**
     * Quotes of an article in order.
     *
     * @param fields its texts
     * @param entities its entities
     * @param language BCP 47 language of the text
     */
    public static List<Quote> find(List<FieldText> fields, List<Entity> entities, String language) {
        List<Quote> quotes = new ArrayList<>();
        SpeechWords words = SpeechWords.of(language);
        for (FieldText field : fields) {
            List<Stretch> stretches = QuoteMarks.find(field.normalized());
            if (!stretches.isEmpty()) {
                find(field, stretches, new Speakers(new Scene(field, entities), words, stretches), quotes);
            }
        }
        return quotes;
    }

    private static void find(FieldText field, List<Stretch> stretches, Speakers speakers, List<Quote> quotes) {
        Stretch last = null;
        Speaker lastSpeaker = null;
        for (Stretch stretch : stretches) {
            Speaker speaker = speakers.of(stretch, last, lastSpeaker);
            String text = field.normalized().text();
            int start = stretch.start();
            int end = stretch.end();
            while (start < end && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            while (end > start && isTail(text.charAt(end - 1))) {
                end--;
            }
            if (isSpeech(text, start, end, speaker)) {
                quotes.add(quote(field, start, end, speaker));
                last = stretch;
                lastSpeaker = speaker;
            }
        }
    }

    /** The comma before "he said" is the reporter's, not the speaker's. */
    private static boolean isTail(char c) {
        return c == ',' || Character.isWhitespace(c);
    }

    private static boolean isSpeech(String text, int start, int end, Speaker speaker) {
        int words = 0;
        int capitals = 0;
        boolean inside = false;
        for (int i = start; i < end; i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '\'' && inside;
            if (letter && !inside) {
                words++;
                capitals += Character.isLowerCase(text.charAt(i)) ? 0 : 1;
            }
            inside = letter;
        }
        boolean direct = speaker != null && speaker.strength() == Strength.DIRECT;
        boolean sentence = end > start && "!?.".indexOf(text.charAt(end - 1)) >= 0;
        if (words < (direct && speaker.entity() != null ? LEAST_WORDS - 1 : LEAST_WORDS)) {
            return sentence && direct && words > 0;
        }
        boolean work = capitals * 3 >= words * 2 && words < 12 && !sentence;
        return direct && (!work || words == capitals && words > 8)
                || !work && (words >= LEAST_UNATTRIBUTED || sentence);
    }

    private static Quote quote(FieldText field, int start, int end, Speaker speaker) {
        return Quote.newBuilder()
                .setText(field.normalized().originalSurface(start, end))
                .setField(field.field())
                .setStart(field.normalized().originalCodePointStart(start))
                .setEnd(field.normalized().originalCodePointEnd(end))
                .setSpeaker(speaker == null ? null : speaker.surface())
                .setSpeakerEntityId(
                        speaker == null || speaker.entity() == null
                                ? null
                                : speaker.entity().getId())
                .build();
    }
}
