package io.newsflow.enrich.analysis;

import io.newsflow.model.Entity;
import io.newsflow.model.Publisher;
import io.newsflow.model.PublisherIdentity;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Finds the entities of an article and their identities. Implementations are safe for use by many threads. */
public interface EntityFinder {
    /**
     * Finds entities.
     *
     * @param fields the fields that hold text, in the order title, standfirst, body
     * @param language BCP 47 language of the text
     * @return entities, most salient first, with mentions in code points of the original text
     */
    List<Entity> find(List<FieldText> fields, String language);

    /**
     * What is known about an article beside its text.
     *
     * @param published day of publication in UTC; null where unknown
     */
    record Hints(LocalDate published) {
        /** Nothing is known. */
        public static final Hints NONE = new Hints(null);
    }

    /**
     * Finds entities, with what is known beside the text. Finders that have no use for it need not implement it.
     *
     * @param fields the fields that hold text, in the order title, standfirst, body
     * @param language BCP 47 language of the text
     * @param hints what else is known
     * @return entities, most salient first, with mentions in code points of the original text
     */
    default List<Entity> find(List<FieldText> fields, String language, Hints hints) {
        return find(fields, language);
    }

    /**
     * Tells who a publisher is. Finders without a knowledge base know none.
     *
     * @param publisher what the source says of it
     * @return identity; null where nothing can be told
     */
    default PublisherIdentity identify(Publisher publisher) {
        return null;
    }

    /** Names and versions of the models and knowledge bases that it uses. */
    Map<String, String> models();
}
