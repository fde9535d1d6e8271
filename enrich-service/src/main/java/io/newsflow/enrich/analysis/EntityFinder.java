package io.newsflow.enrich.analysis;

import io.newsflow.model.Entity;
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

    /** Names and versions of the models and knowledge bases that it uses. */
    Map<String, String> models();
}
