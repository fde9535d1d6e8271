package io.newsflow.enrich.analysis;

import io.newsflow.enrich.analysis.text.NormalizedText;
import io.newsflow.enrich.analysis.text.Normalizer;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.TextField;

/**
 * One text field of an article, normalised and cut into tokens and sentences.
 *
 * @param field which one
 * @param normalized the text, with the way back to the original
 * @param tokens tokens of the normalised text
 */
public record FieldText(TextField field, NormalizedText normalized, Tokens tokens) {
    /**
     * Prepares a field.
     *
     * @param field which one
     * @param text its text; null counts as empty
     */
    public static FieldText of(TextField field, String text) {
        NormalizedText normalized = Normalizer.normalize(text == null ? "" : text);
        return new FieldText(field, normalized, Tokenizer.tokenize(normalized.text()));
    }
}
