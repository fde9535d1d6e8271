package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What a reader may have meant. */
public final class Spelling {
    private Spelling() {}

    /**
     * An offer to search for something else.
     *
     * @param words what to search for
     * @param marked the same, with what is changed between the marks
     */
    public record Offer(String words, String marked) {}

    /**
     * The best offer; empty where the index holds every word, or nothing like it.
     *
     * @param search where to ask
     * @param words what was typed
     * @param markStart what goes in front of a changed word
     * @param markEnd what goes behind it
     */
    public static Optional<Offer> offer(NewsSearch search, String words, String markStart, String markEnd)
            throws IOException, InterruptedException {
        JsonNode answer = search.search(
                Recipe.named("did-you-mean"), Map.of("words", words, "markStart", markStart, "markEnd", markEnd));
        for (JsonNode option : answer.at("/suggest/spelling/0/options")) {
            // The suggester weighs what was typed as well, and prefers it often; it changes nothing there.
            if (option.path("highlighted").asText().contains(markStart)) {
                return Optional.of(new Offer(
                        option.path("text").asText(), option.path("highlighted").asText()));
            }
        }
        return Optional.empty();
    }
}
