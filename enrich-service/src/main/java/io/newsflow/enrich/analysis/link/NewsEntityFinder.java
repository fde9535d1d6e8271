package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.EntityFinder;
import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.ner.Gazetteer;
import io.newsflow.enrich.analysis.ner.Lexicon;
import io.newsflow.enrich.analysis.ner.RuleRecognizer;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.model.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names, identities and salience of an article's entities. Safe for many threads: scratch memory is held per thread.
 */
public final class NewsEntityFinder implements EntityFinder {
    private final KnowledgeBase kb;
    private final RuleRecognizer rules;
    private final ThreadLocal<Gazetteer> gazetteers;

    /**
     * A finder over a knowledge base.
     *
     * @param kb knowledge base
     */
    public NewsEntityFinder(KnowledgeBase kb) {
        this.kb = kb;
        this.rules = new RuleRecognizer(Lexicon.standard());
        this.gazetteers = ThreadLocal.withInitial(() -> new Gazetteer(kb));
    }

    /** The finder over the standard knowledge base; built once, on first use. */
    public static NewsEntityFinder standard() {
        return Holder.STANDARD;
    }

    @Override
    public List<Entity> find(List<FieldText> fields, String language) {
        Gazetteer gazetteer = gazetteers.get();
        List<Occurrence> occurrences = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            FieldText field = fields.get(f);
            gazetteer.scan(field.tokens(), language);
            List<Span> spans = new ArrayList<>();
            rules.recognize(field.tokens(), gazetteer, language, spans);
            for (Span span : spans) {
                occurrences.add(new Occurrence(f, field, span));
            }
        }
        Surnames.spread(fields, occurrences);
        return new DocumentLinker(kb, gazetteer, fields).link(occurrences);
    }

    @Override
    public Map<String, String> models() {
        return Map.of("knowledge-base", kb.version());
    }

    private static final class Holder {
        private static final NewsEntityFinder STANDARD = new NewsEntityFinder(KnowledgeBase.standard());
    }
}
