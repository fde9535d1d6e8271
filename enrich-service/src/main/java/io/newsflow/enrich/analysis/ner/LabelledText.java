package io.newsflow.enrich.analysis.ner;

import io.newsflow.model.EntityType;
import java.util.List;

/**
 * A text whose names somebody has labelled.
 *
 * @param text running text
 * @param words the words that the labels were given to, in order, as offsets into the text; empty where labels were given
 *     to stretches of text
 * @param labels the names, in order, without overlaps
 * @param language BCP 47 tag; null where unknown
 */
public record LabelledText(String text, List<Word> words, List<Label> labels, String language) {
    /**
     * A word.
     *
     * @param start char offset of its first char
     * @param end char offset behind its last
     */
    public record Word(int start, int end) {}

    /**
     * A name.
     *
     * @param start char offset of its first char
     * @param end char offset behind its last
     * @param type its type
     */
    public record Label(int start, int end, EntityType type) {}

    /** Copies the lists. */
    public LabelledText {
        words = List.copyOf(words);
        labels = List.copyOf(labels);
    }
}
