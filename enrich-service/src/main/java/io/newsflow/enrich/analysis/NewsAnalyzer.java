package io.newsflow.enrich.analysis;

import io.newsflow.enrich.analysis.fingerprint.Fingerprints;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.keywords.Keywords;
import io.newsflow.enrich.analysis.language.DetectedLanguage;
import io.newsflow.enrich.analysis.language.LanguageDetector;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.enrich.analysis.quotes.Quotes;
import io.newsflow.enrich.analysis.summary.Dateline;
import io.newsflow.enrich.analysis.summary.Summarizer;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.enrich.analysis.topics.MediaTopics;
import io.newsflow.enrich.analysis.topics.TopicClassifier;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Fingerprint;
import io.newsflow.model.Keyword;
import io.newsflow.model.Language;
import io.newsflow.model.Mention;
import io.newsflow.model.Place;
import io.newsflow.model.RawArticle;
import io.newsflow.model.TextField;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The analysis that the service uses: each step in turn, on texts that are normalised and cut once. Thread-safe. */
public final class NewsAnalyzer implements ArticleAnalyzer {
    private static final float UNCERTAIN = 0.5f;

    private final LanguageDetector languages;
    private final EntityFinder entities;
    private final TopicClassifier topics;
    private final Keywords keywords = new Keywords();

    /**
     * An analysis with the given models.
     *
     * @param languages tells languages
     * @param entities finds entities
     */
    public NewsAnalyzer(LanguageDetector languages, EntityFinder entities) {
        this(languages, entities, TopicClassifier.standard());
    }

    private NewsAnalyzer(LanguageDetector languages, EntityFinder entities, TopicClassifier topics) {
        this.languages = languages;
        this.entities = entities;
        this.topics = topics;
    }

    /** The analysis with the models and the knowledge base as shipped. */
    public static NewsAnalyzer standard() {
        return besideOtherModels(NewsEntityFinder::standard);
    }

    /**
     * The analysis with the models as shipped, and an operator's additions and corrections to the knowledge base.
     *
     * @param corrections file with one change a line, as described in the documentation of the analysis
     * @throws IOException where the file cannot be read
     * @throws IllegalArgumentException where a line is not understood; the message names file and line
     */
    public static NewsAnalyzer standardWith(Path corrections) throws IOException {
        return besideOtherModels(() -> new NewsEntityFinder(KnowledgeBase.standardWith(corrections)));
    }

    /** Makes what finds entities, which takes longest, while other threads load the rest. */
    private static <E extends Exception> NewsAnalyzer besideOtherModels(ModelSource<E> entities) throws E {
        CompletableFuture<TopicClassifier> topics = CompletableFuture.supplyAsync(TopicClassifier::standard);
        CompletableFuture<LanguageDetector> languages = CompletableFuture.supplyAsync(LanguageDetector::standard);
        EntityFinder finder = entities.get();
        return new NewsAnalyzer(languages.join(), finder, topics.join());
    }

    private interface ModelSource<E extends Exception> {
        EntityFinder get() throws E;
    }

    @Override
    public EnrichedArticle analyze(RawArticle raw) {
        List<FieldText> fields = new ArrayList<>(3);
        add(TextField.TITLE, raw.getTitle(), fields);
        add(TextField.STANDFIRST, raw.getStandfirst(), fields);
        add(TextField.BODY, raw.getBody(), fields);
        List<String> flags = new ArrayList<>();
        if (fields.stream().anyMatch(field -> field.normalized().truncated())) {
            flags.add("text-truncated");
        }
        DetectedLanguage language = languages.detect(joined(fields), raw.getLanguage());
        if (!language.known() || language.confidence() < UNCERTAIN) {
            flags.add("language-uncertain");
        }
        List<Entity> found = entities.find(fields, language.tag(), hints(raw));
        long[] all = new long
                [fields.stream().mapToInt(field -> field.tokens().count()).sum()];
        int words = words(fields, all);
        List<Keyword> phrases = keywords.find(fields, language.tag(), found);
        return EnrichedArticle.newBuilder()
                .setArticleId(raw.getArticleId())
                .setRevision(raw.getRevision())
                .setArticle(raw)
                .setProvenances(List.of(raw.getProvenance()))
                .setPublisher(entities.identify(raw.getPublisher()))
                .setLanguage(new Language(language.tag(), language.confidence()))
                .setEntities(found)
                .setTopics(topics.classify(fields, language.tag()))
                .setKeywords(phrases)
                .setHashtags(Keywords.hashtags(raw.getTags(), phrases))
                .setSummary(Summarizer.of(fields, language.tag()))
                .setQuotes(Quotes.find(fields, found, language.tag()))
                .setPlaces(places(found))
                .setDateline(dateline(fields, found))
                .setWordCount(words)
                .setReadingSeconds(ReadingTime.seconds(words, language.tag()))
                .setFingerprint(fingerprint(raw, all, words))
                .setStoryId(null)
                .setDuplicateOf(null)
                .setRelated(new ArrayList<>(0))
                .setModels(models())
                .setFlags(flags)
                .build();
    }

    private static EntityFinder.Hints hints(RawArticle raw) {
        ArticleTime published = raw.getPublished();
        return published == null
                ? EntityFinder.Hints.NONE
                : new EntityFinder.Hints(LocalDate.ofInstant(published.getValue(), ZoneOffset.UTC));
    }

    private Map<String, String> models() {
        Map<String, String> models = new TreeMap<>(entities.models());
        models.put("topics", topics.version());
        models.put("mediatopics", MediaTopics.VERSION);
        models.put("quotes", Quotes.VERSION);
        models.put("keywords", Keywords.VERSION);
        models.put("summary", Summarizer.VERSION);
        return models;
    }

    private static Fingerprint fingerprint(RawArticle raw, long[] hashes, int words) {
        long[] shingles = Fingerprints.shingles(hashes, words);
        return new Fingerprint(
                raw.getContentHash(), Fingerprints.simHash(shingles), Fingerprints.minHash(shingles), words);
    }

    private static List<Place> places(List<Entity> entities) {
        List<Place> places = new ArrayList<>();
        for (Entity entity : entities) {
            if (entity.getType() == EntityType.LOC && entity.getLocation() != null) {
                places.add(place(entity));
            }
        }
        return places;
    }

    private static Place place(Entity entity) {
        return new Place(
                entity.getId(), entity.getName(), entity.getLocation(), entity.getCountry(), entity.getSalience());
    }

    /** The first place named in the dateline, where there is one; null otherwise. */
    private static Place dateline(List<FieldText> fields, List<Entity> entities) {
        for (FieldText field : fields) {
            if (field.field() == TextField.TITLE || field.tokens().count() == 0) {
                continue;
            }
            Tokens tokens = field.tokens();
            int end = Dateline.end(tokens, 0, tokens.sentenceEnd(0));
            if (end == 0) {
                continue;
            }
            int limit = field.normalized().originalCodePointEnd(tokens.end(end - 1));
            Entity first = null;
            int start = limit;
            for (Entity entity : entities) {
                if (entity.getType() != EntityType.LOC || entity.getLocation() == null) {
                    continue;
                }
                for (Mention mention : entity.getMentions()) {
                    if (mention.getField() == field.field() && mention.getStart() < start) {
                        start = mention.getStart();
                        first = entity;
                    }
                }
            }
            if (first != null) {
                return place(first);
            }
        }
        return null;
    }

    private static void add(TextField field, String text, List<FieldText> fields) {
        if (text != null && !text.isBlank()) {
            fields.add(FieldText.of(field, text));
        }
    }

    private static String joined(List<FieldText> fields) {
        int length = 0;
        for (FieldText field : fields) {
            length += field.normalized().text().length() + 2;
        }
        StringBuilder text = new StringBuilder(length);
        for (FieldText field : fields) {
            text.append(field.normalized().text()).append("\n\n");
        }
        return text.toString();
    }

    /**
     * Hashes of the words and numbers of an article, those of the headline first.
     *
     * @param hashes receives them
     * @return how many
     */
    private static int words(List<FieldText> fields, long[] hashes) {
        int count = 0;
        for (boolean title : new boolean[] {true, false}) {
            for (FieldText field : fields) {
                Tokens tokens = field.tokens();
                for (int i = 0; title == (field.field() == TextField.TITLE) && i < tokens.count(); i++) {
                    if (tokens.kind(i) == Tokens.WORD || tokens.kind(i) == Tokens.NUMBER) {
                        hashes[count++] = tokens.hash(i);
                    }
                }
            }
        }
        return count;
    }
}
