package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.model.EntityType;

/** A name at a place in an article, on its way to an identity. */
final class Occurrence {
    final int fieldIndex;
    final FieldText field;
    final int first;
    final int end;
    final String text;
    EntityType type;
    float confidence;
    final boolean guessed;
    Cluster cluster;

    Occurrence(int fieldIndex, FieldText field, Span span) {
        this.fieldIndex = fieldIndex;
        this.field = field;
        this.first = span.first();
        this.end = span.end();
        this.type = span.type();
        this.confidence = span.confidence();
        this.guessed = span.guessed();
        this.text = field.tokens().span(first, end);
    }

    int tokens() {
        return end - first;
    }
}
