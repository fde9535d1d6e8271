package io.newsflow.enrich.analysis.link;

import io.newsflow.enrich.analysis.EntityFinder;
import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.ner.Consistency;
import io.newsflow.enrich.analysis.ner.Gazetteer;
import io.newsflow.enrich.analysis.ner.Lexicon;
import io.newsflow.enrich.analysis.ner.NameModel;
import io.newsflow.enrich.analysis.ner.NameTagger;
import io.newsflow.enrich.analysis.ner.RuleRecognizer;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.model.Entity;
import io.newsflow.model.Publisher;
import io.newsflow.model.PublisherIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names, identities and salience of an article's entities. Safe for many threads: scratch memory is held per thread.
 */
public final class NewsEntityFinder implements EntityFinder {
    /** Version of the rules by which names get their identities. */
    private static final String VERSION = "linker-4";

    private final KnowledgeBase kb;
    private final Publishers publishers;
    private final SpellingIndex spellings;
    private final RuleRecognizer rules;
    private final NameModel model;
    private final ThreadLocal<Gazetteer> gazetteers;
    private final ThreadLocal<NameTagger> taggers;

    /**
     * A finder over a knowledge base.
     *
     * @param kb knowledge base
     */
    public NewsEntityFinder(KnowledgeBase kb) {
        this(kb, NameModel.standard());
    }

    /**
     * A finder over a knowledge base with another model of English names.
     *
     * @param kb knowledge base
     * @param model model of English names
     */
    public NewsEntityFinder(KnowledgeBase kb, NameModel model) {
        this.kb = kb;
        this.publishers = new Publishers(kb);
        this.spellings = new SpellingIndex(kb);
        this.rules = new RuleRecognizer(Lexicon.standard());
        this.model = model;
        this.gazetteers = ThreadLocal.withInitial(() -> new Gazetteer(kb));
        this.taggers = ThreadLocal.withInitial(() -> new NameTagger(model, Lexicon.standard()));
    }

    /** The finder over the standard knowledge base; built once, on first use. */
    public static NewsEntityFinder standard() {
        return Holder.STANDARD;
    }

    /** The knowledge base that identities come from. */
    public KnowledgeBase knowledgeBase() {
        return kb;
    }

    @Override
    public List<Entity> find(List<FieldText> fields, String language) {
        return find(fields, language, Hints.NONE);
    }

    @Override
    public List<Entity> find(List<FieldText> fields, String language, Hints hints) {
        Gazetteer gazetteer = gazetteers.get();
        NameTagger tagger = isTrained(language) ? taggers.get() : null;
        if (tagger != null) {
            tagger.begin();
            fields.forEach(field -> tagger.read(field.tokens()));
        }
        List<List<Span>> names = new ArrayList<>(fields.size());
        for (FieldText field : fields) {
            gazetteer.scan(field.tokens(), language);
            List<Span> spans = new ArrayList<>();
            if (tagger != null) {
                tagger.tag(field.tokens(), gazetteer, spans);
            } else {
                rules.recognize(field.tokens(), gazetteer, language, spans);
            }
            names.add(spans);
        }
        if (tagger != null) {
            Consistency.apply(fields.stream().map(FieldText::tokens).toList(), names, Lexicon.standard());
        }
        List<Occurrence> occurrences = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            for (Span span : names.get(f)) {
                occurrences.add(new Occurrence(f, fields.get(f), span));
            }
        }
        ShortForms.spread(fields, occurrences);
        DocumentLinker linker = new DocumentLinker(kb, spellings, gazetteer, fields, language, hints);
        linker.link(occurrences);
        return linker.records();
    }

    @Override
    public PublisherIdentity identify(Publisher publisher) {
        return publishers.identify(publisher);
    }

    /**
     * Tells what names mean whose places are known.
     *
     * @param fields the fields that hold text
     * @param language BCP 47 language of the text
     * @param hints what else is known
     * @param spans names in the first field, without overlaps
     * @return for each name its Wikidata id where there is one, otherwise its local id; null for a name without tokens
     */
    public List<String> identify(List<FieldText> fields, String language, Hints hints, List<Span> spans) {
        Gazetteer gazetteer = gazetteers.get();
        gazetteer.scan(fields.get(0).tokens(), language);
        List<Occurrence> all = new ArrayList<>();
        List<Occurrence> occurrences = new ArrayList<>();
        for (Span span : spans) {
            Occurrence o = span.length() == 0 ? null : ShortForms.bare(new Occurrence(0, fields.get(0), span));
            all.add(o);
            if (o != null) {
                occurrences.add(o);
            }
        }
        new DocumentLinker(kb, spellings, gazetteer, fields, language, hints).link(occurrences);
        List<String> ids = new ArrayList<>();
        for (Occurrence o : all) {
            ids.add(o == null || o.cluster == null ? null : o.cluster.wikidataOrId());
        }
        return ids;
    }

    /** English, and text too short or odd to tell its language; for other languages the rules do better. */
    private static boolean isTrained(String language) {
        return language.equals("en") || language.startsWith("en-") || language.equals("und");
    }

    @Override
    public Map<String, String> models() {
        Map<String, String> models = new TreeMap<>();
        models.put("knowledge-base", kb.version());
        models.put("linker", VERSION);
        models.put("names", model.version());
        return models;
    }

    private static final class Holder {
        private static final NewsEntityFinder STANDARD = new NewsEntityFinder(KnowledgeBase.standard());
    }
}
