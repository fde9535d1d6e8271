package io.newsflow.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.newsflow.indexer.ArticleVectors;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexLoader;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.indexer.ToyEmbedder;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Story;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every recipe on a real Elasticsearch of its own, whose few articles are all known. */
class RecipesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.now();
    private static final String KYIV = "Q1899";
    private static final String VIENNA = "Q1741";
    private static final String GRUBER = "nf:per:anna-gruber";
    private static final String GUILD = "nf:org:solar-guild";

    private static final String KYIV_ENTITY = entity(KYIV, "Kyiv", "LOC", 0.8, "Kyiv", "Kiev", "Києва");
    private static final String VIENNA_ENTITY = entity(VIENNA, "Vienna", "LOC", 0.7, "Vienna", "Wien");
    private static final String GRUBER_ENTITY = entity(GRUBER, "Anna Gruber", "PER", 0.6, "Anna Gruber", "Gruber");

    private static NewsStack stack;
    private static NewsSearch search;

    @BeforeAll
    static void index() throws Exception {
        stack = NewsStack.start(StackOptions.temporary().with(Component.ELASTICSEARCH));
        search = new NewsSearch(stack.elasticsearchUrl());
        List<EnrichedArticle> articles = new ArrayList<>(List.of(
                article("flood-1", 2, "en", "The Alpine Post", "AT", "s-flood", """
                        "title": "Flood warning issued for the Danube valley",
                        "standfirst": "Mayors ask people to stay away from the banks",
                        "body": "Rivers were rising on Monday. The warnings hold until the weekend, the office said."
                        """, """
                        "entities": [%s, %s], %s, "duplicateOf": null,
                        "related": [{"articleId": "tram-1", "reason": "LISTED_ON_PAGE", "score": 0.9, "title": "t"}],
                        "quotes": [{"text": "We expect the peak on Friday night", "field": "BODY", "start": 0, "end": 34,
                                    "speaker": "Gruber", "speakerEntityId": "%s"}],
                        "places": [{"entityId": "Q1741", "name": "Vienna", "country": "AT", "score": 0.8,
                                    "location": {"lat": 48.208, "lon": 16.373}}]
                        """.formatted(
                        VIENNA_ENTITY, GRUBER_ENTITY, topic("20000151", "flood", 3, "03000000", "20000148"), GRUBER)),
                article("flood-2", 5, "en", "Harbour Courier", "GB", "s-flood", """
                        "title": "Danube towns get ready",
                        "body": "Sandbags are piled up because of the flood warning on the Danube. Schools are closed."
                        """, """
                        "entities": [%s], %s
                        """.formatted(
                                VIENNA_ENTITY, topic("20000151", "flood", 3, "03000000", "20000148"))),
                article(
                        "flood-3",
                        4,
                        "en",
                        "Coast Wire",
                        "GB",
                        "s-flood",
                        """
                        "title": "Flood warning issued for the Danube valley",
                        "body": "Rivers were rising on Monday. The warnings hold until the weekend, the office said."
                        """,
                        "\"duplicateOf\": \"flood-1\", \"entities\": [" + VIENNA_ENTITY + "]"),
                article("flood-old", 24 * 40, "en", "The Alpine Post", "AT", "s-flood-old", """
                        "title": "Flood warning issued for the Danube valley",
                        "body": "Rivers were rising on Monday. The warnings hold until the weekend, the office said."
                        """, ""),
                article(
                        "flood-de",
                        6,
                        "de",
                        "Rheinblick",
                        "DE",
                        "s-flood-de",
                        """
                        "title": "Hochwasser bedroht Häuser am Fluss",
                        "body": "Die Feuerwehren räumen die Straßen. Bürgermeisterinnen warnen vor Überschwemmungen."
                        """,
                        "\"entities\": [" + VIENNA_ENTITY + "]"),
                article("tram-1", 8, "en", "Harbour Courier", "GB", "s-tram", """
                        "title": "Kiev and Vienna sign an agreement on trams",
                        "body": "Both cities exchange used trams and spare parts. Drivers are trained together."
                        """, """
                        "entities": [%s, %s], %s,
                        "quotes": [{"text": "Trams connect people, and spare parts connect workshops", "field": "BODY",
                                    "start": 0, "end": 9, "speaker": "Anna Gruber", "speakerEntityId": "%s"}],
                        "places": [{"entityId": "Q1899", "name": "Kyiv", "country": "UA", "score": 0.9,
                                    "location": {"lat": 50.45, "lon": 30.523}}]
                        """.formatted(
                                KYIV_ENTITY,
                                VIENNA_ENTITY,
                                topic("20001172", "public transport", 3, "04000000", "20000345"),
                                GRUBER)),
                article(
                        "tram-2",
                        9,
                        "en",
                        "The Alpine Post",
                        "AT",
                        "s-museum",
                        """
                        "title": "Museum of trams opens in Kyiv",
                        "body": "Old trams from many cities are on show, with spare parts and uniforms of drivers."
                        """,
                        "\"entities\": [" + KYIV_ENTITY + ", " + entity(VIENNA, "Vienna", "LOC", 0.1, "Vienna") + "]"),
                article("fr-1", 10, "fr", "Gazette du Lac", "CH", "s-fr", """
                        "title": "L’élève qui répare les tramways",
                        "body": "Les élèves réparaient l’ancienne rame avec des professeurs d’Ukraine."
                        """, ""),
                article("uk-1", 11, "uk", "Дніпровський вісник", "UA", null, """
                        "title": "Дипломати зустрілися у Відні",
                        "body": "Українські дипломати обговорили відбудову мостів."
                        """, ""),
                article("zh-1", 12, "zh", "东方日报", "CN", null, """
                        "title": "维也纳发布洪水警报",
                        "body": "多瑙河水位上涨。"
                        """, "")));
        for (int i = 0; i < 4; i++) {
            articles.add(article(
                    "guild-" + i,
                    3 + i,
                    "en",
                    "Paper " + i,
                    "IE",
                    null,
                    """
                    "title": "Solar Guild elects speaker number %d", "body": "The guild met in hall %d."
                    """.formatted(i, i),
                    "\"entities\": [" + entity(GUILD, "Solar Guild", "ORG", 0.9, "Solar Guild") + ","
                            + entity("Q-parliament", "Parliament", "ORG", 0.2, "Parliament") + "]"));
        }
        for (int i = 0; i < 12; i++) {
            articles.add(article(
                    "before-" + i,
                    48 + 20 * i,
                    "en",
                    "Paper " + i % 4,
                    "IE",
                    null,
                    """
                    "title": "Parliament sits for day %d", "body": "Members spoke about item %d."
                    """.formatted(i, i),
                    "\"entities\": [" + entity("Q-parliament", "Parliament", "ORG", 0.9, "Parliament") + "]"));
        }
        try (ElasticsearchClients clients =
                ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(List.of(stack.elasticsearchUrl())))) {
            new IndexLoader(clients, ArticleVectors.of(new ToyEmbedder(), () -> {})).load(articles, List.of(story()));
        }
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void fullTextPutsNewBeforeOldAndGivesAStoryOnce() throws Exception {
        // When
        JsonNode answer = run("full-text", Map.of("words", "flood warning Danube"));

        // Then
        assertThat(ids(answer)).startsWith("flood-1", "flood-old").doesNotContain("flood-2", "flood-3");
        assertThat(answer.at("/hits/total/value").asInt()).isEqualTo(4);
        assertThat(answer.at("/aggregations/time/stories/value").asInt()).isEqualTo(2);
        assertThat(StorySizes.of(search, answer)).isEqualTo(Map.of("s-flood", 3L, "s-flood-old", 1L));
    }

    @ParameterizedTest
    @CsvSource({
        "warnings, flood-1",
        "hauser strassen, flood-de",
        "Feuerwehr Überschwemmung, flood-de",
        "réparer élèves, fr-1",
        "eleve, fr-1",
        "Ukraine professeur, fr-1",
        "дипломатів, uk-1",
        "洪水, zh-1"
    })
    void fullTextFindsWordsInAnyFormOfTheArticlesLanguage(String words, String first) throws Exception {
        // When
        JsonNode answer = run("full-text", Map.of("words", words));

        // Then
        assertThat(ids(answer)).startsWith(first);
    }

    @Test
    void fullTextHighlightsOtherFormsOfTheWords() throws Exception {
        // When
        JsonNode answer = run("full-text", Map.of("words", "warning weekends"));

        // Then
        JsonNode highlight = answer.at("/hits/hits/0/highlight");
        assertThat(highlight.at("/title/0").asText()).isEqualTo("Flood «warning» issued for the Danube valley");
        assertThat(highlight.path("body").toString()).contains("«warnings»", "«weekend»");
    }

    @Test
    void facetsCountWhatAnotherValueOfThemWouldGive() throws Exception {
        // When
        JsonNode answer = run("full-text", Map.of("publishers", List.of("Harbour Courier"), "size", 50));

        // Then
        assertThat(ids(answer)).containsExactlyInAnyOrder("flood-2", "tram-1");
        assertThat(facet(answer, "publisher"))
                .containsEntry("The Alpine Post", 3L)
                .containsEntry("Harbour Courier", 2L);
        assertThat(facet(answer, "language")).isEqualTo(Map.of("en", 2L));
        assertThat(facet(answer, "country")).isEqualTo(Map.of("GB", 2L));
        assertThat(facet(answer, "topic")).containsEntry("medtop:03000000", 1L).containsEntry("medtop:20000151", 1L);
        assertThat(EntityLookup.buckets(answer.at("/aggregations/entity/value/id/buckets")))
                .containsExactly(
                        new EntityLookup.Found(VIENNA, "Vienna", "LOC", 2),
                        new EntityLookup.Found(KYIV, "Kyiv", "LOC", 1));
        assertThat(answer.at("/aggregations/time/doc_count").asInt()).isEqualTo(2);
    }

    @Test
    void aParentTopicAndAnEntityFilterAndATimeHold() throws Exception {
        // When
        JsonNode byTopic = run("full-text", Map.of("topics", List.of("medtop:03000000")));
        JsonNode byEntity = run("full-text", Map.of("entities", List.of(KYIV), "languages", List.of("en")));
        JsonNode byTime = run("full-text", Map.of("words", "flood", "since", "now-50d", "until", "now-30d"));
        JsonNode byClause = run("full-text", Map.of("also", List.of(Map.of("term", Map.of("articleId", "fr-1")))));

        // Then
        assertThat(ids(byTopic)).containsExactly("flood-1");
        assertThat(ids(byEntity)).containsExactly("tram-1", "tram-2");
        assertThat(ids(byTime)).containsExactly("flood-old");
        assertThat(ids(byClause)).containsExactly("fr-1");
    }

    @Test
    void withoutWordsTheNewestStandFirst() throws Exception {
        // When
        JsonNode answer = run("full-text", Map.of("size", 3));

        // Then
        assertThat(ids(answer)).containsExactly("flood-1", "guild-0", "guild-1");
    }

    @Test
    void aPhraseWantsItsOrder() throws Exception {
        // When
        JsonNode inOrder = run("phrase", Map.of("words", "used trams and spare parts"));
        JsonNode outOfOrder = run("phrase", Map.of("words", "spare trams and used parts"));

        // Then
        assertThat(ids(inOrder)).containsExactly("tram-1");
        assertThat(inOrder.at("/hits/hits/0/highlight/body/0").asText()).contains("«used trams and spare parts»");
        assertThat(ids(outOfOrder)).isEmpty();
    }

    @Test
    void fuzzyFindsWhatIsMistyped() throws Exception {
        // When
        JsonNode exact = run("full-text", Map.of("words", "agrement"));
        JsonNode fuzzy = run("fuzzy", Map.of("words", "Viena agrement"));

        // Then
        assertThat(ids(exact)).isEmpty();
        assertThat(ids(fuzzy)).startsWith("tram-1");
        assertThat(fuzzy.at("/hits/hits/0/highlight/title/0").asText()).contains("«agreement»");
    }

    @Test
    void didYouMeanOffersWordsOfTheIndex() throws Exception {
        // When
        Optional<Spelling.Offer> offer = Spelling.offer(search, "floood warning", "«", "»");
        Optional<Spelling.Offer> none = Spelling.offer(search, "flood warning", "«", "»");

        // Then
        assertThat(offer).contains(new Spelling.Offer("flood warning", "«flood» warning"));
        assertThat(none).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'flood warn', flood-1",
        "'museum of tr', tram-2",
        "'tram muse', tram-2",
        "'l’él', fr-1",
        "'eleve qui r', fr-1"
    })
    void titlesAreSuggestedAsTheReaderTypes(String typed, String first) throws Exception {
        // When
        JsonNode answer = run("suggest-titles", Map.of("prefix", typed, "size", 3));

        // Then
        assertThat(ids(answer)).startsWith(first);
    }

    @ParameterizedTest
    @CsvSource({
        "Kie, Kyiv",
        "kyi, Kyiv",
        "Grub, Anna Gruber",
        "anna g, Anna Gruber",
        "gruber an, Anna Gruber",
        "solar, Solar Guild",
        "Wie, Vienna"
    })
    void entitiesAreSuggestedInAnySpelling(String typed, String name) throws Exception {
        // When
        List<EntityLookup.Found> found = new EntityLookup(search).suggest(typed, 5);

        // Then
        assertThat(found).extracting(EntityLookup.Found::name).containsExactly(name);
    }

    @Test
    void suggestionsKeepToATypeOfEntity() throws Exception {
        // When
        JsonNode people = run("suggest-entities", Map.of("prefix", "kyi", "types", List.of("PER")));

        // Then
        assertThat(people.at("/aggregations/named/match/id/buckets"))
                .isInstanceOf(ArrayNode.class)
                .isEmpty();
    }

    @Test
    void anEntityIsFoundByAnySpellingAndNamedByItsId() throws Exception {
        // When
        EntityLookup lookup = new EntityLookup(search);

        // Then
        assertThat(lookup.find("kiev")).containsExactly(new EntityLookup.Found(KYIV, "Kyiv", "LOC", 2));
        assertThat(lookup.id("Gruber")).isEqualTo(GRUBER);
        assertThat(lookup.byId(List.of(GUILD, "Q0"))).containsOnlyKeys(GUILD);
    }

    @Test
    void anArticleComesWithAllThatIsKnownOfIt() throws Exception {
        // When
        JsonNode answer = run("article", Map.of("articles", List.of("flood-1")));

        // Then
        JsonNode article = answer.at("/hits/hits/0/_source");
        assertThat(article.at("/related/0/articleId").asText()).isEqualTo("tram-1");
        assertThat(article.at("/entities/0/mentions/0/start").isInt()).isTrue();
        assertThat(article.has("text")).as("the stemmed copy").isFalse();
        assertThat(answer.at("/hits/hits/0/_version").asLong()).isEqualTo(1);
    }

    @Test
    void aStoryHasItsRecordAndItsTimeline() throws Exception {
        // When
        JsonNode story = run("story", Map.of("story", "s-flood"));
        JsonNode timeline = run("story-timeline", Map.of("story", "s-flood"));
        JsonNode top = run("top-stories", Map.of());

        // Then
        assertThat(story.at("/hits/hits/0/_source/leadArticleId").asText()).isEqualTo("flood-1");
        assertThat(ids(timeline)).containsExactly("flood-2", "flood-3", "flood-1");
        assertThat(timeline.at("/aggregations/originals/doc_count").asInt()).isEqualTo(2);
        assertThat(timeline.at("/aggregations/publisher/buckets")).hasSize(3);
        assertThat(ids(top)).containsExactly("s-flood");
    }

    @Test
    void moreLikeThisFindsOtherStoriesOnTheSameThings() throws Exception {
        // Given
        JsonNode hit = run("article", Map.of("articles", List.of("tram-1"))).at("/hits/hits/0");

        // When
        JsonNode answer = run(
                "more-like-this", Map.of("index", hit.path("_index").asText(), "article", "tram-1", "group", "s-tram"));

        // Then
        assertThat(ids(answer)).startsWith("tram-2").doesNotContain("tram-1");
    }

    @Test
    void similarFindsTheNearestVectors() throws Exception {
        // Given
        float[] vector = ToyEmbedder.vector("old trams on show in a museum, with spare parts for drivers");

        // When
        JsonNode nearest = run("similar", Map.of("vector", vector, "size", 2));
        JsonNode german = run("similar", Map.of("vector", vector, "languages", List.of("de")));
        JsonNode recent = run("similar", Map.of("vector", vector, "size", 3, "since", "now-150m"));

        // Then
        assertThat(ids(nearest)).containsExactly("tram-2", "tram-1");
        assertThat(ids(german)).containsExactly("flood-de");
        assertThat(ids(recent)).containsExactly("flood-1");
    }

    @Test
    void whatRisesIsWhatWasNotThereBefore() throws Exception {
        // When
        JsonNode answer = run(
                "rising",
                Map.of("least", 3, "before", NOW.minus(Duration.ofDays(14)).toString()));

        // Then
        JsonNode entities = answer.at("/aggregations/entities/buckets");
        assertThat(entities.at("/0/key").asText()).isIn(GUILD, VIENNA);
        assertThat(entities.findValuesAsText("key")).contains(GUILD).doesNotContain("Q-parliament");
    }

    @Test
    void articlesWhereTwoEntitiesMeetBeginWithThoseThatAreAboutBoth() throws Exception {
        // When
        JsonNode answer = run("together", Map.of("first", KYIV, "second", VIENNA));

        // Then
        assertThat(ids(answer)).containsExactly("tram-1", "tram-2");
        assertThat(answer.at("/hits/hits/0/_score").asDouble()).isCloseTo(1.5, within(0.01));
        assertThat(answer.at("/hits/total/value").asInt()).isEqualTo(2);
    }

    @Test
    void quotesAreFoundBySpeakerNameAndWords() throws Exception {
        // When
        JsonNode byId = run("quotes", Map.of("speaker", GRUBER));
        JsonNode byName = run("quotes", Map.of("name", "anna gruber"));
        JsonNode byWords = run("quotes", Map.of("speaker", GRUBER, "words", "workshops"));

        // Then
        assertThat(ids(byId)).containsExactly("flood-1", "tram-1");
        assertThat(byId.at("/hits/hits/0/inner_hits/quotes/hits/hits/0/_source/text")
                        .asText())
                .isEqualTo("We expect the peak on Friday night");
        assertThat(ids(byName)).containsExactly("tram-1");
        assertThat(ids(byWords)).containsExactly("tram-1");
    }

    @Test
    void articlesNearAPlaceComeWithTheirDistance() throws Exception {
        // When
        JsonNode bratislava = run("near", Map.of("latitude", 48.1486, "longitude", 17.1077, "distance", "100km"));
        JsonNode wide = run("near", Map.of("latitude", 48.1486, "longitude", 17.1077, "distance", "2000km"));

        // Then
        assertThat(ids(bratislava)).containsExactly("flood-1");
        assertThat(bratislava.at("/hits/hits/0/sort/0").asDouble()).isCloseTo(55, within(3.0));
        assertThat(ids(wide)).containsExactly("flood-1", "tram-1");
        assertThat(wide.at("/aggregations/map/buckets")).hasSize(2);
    }

    @Test
    void aScanHandsOutEveryArticleOnceOverItsPages() throws Exception {
        // Given
        List<String> ids = new ArrayList<>();

        // When
        long found = search.scan(
                Map.of("size", 4, "languages", List.of("en")),
                hit -> ids.add(hit.path("_id").asText()));

        // Then
        assertThat(found).isEqualTo(22);
        assertThat(ids).hasSize(22).doesNotHaveDuplicates().startsWith("flood-1");
    }

    @Test
    void savedSearchesAreAnsweredWhereTheClusterCanPercolate() throws Exception {
        assumeTrue(search.hasModule("percolator"), "this Elasticsearch has no percolator module");
        // Given
        SavedSearches alerts = new SavedSearches(search);
        alerts.save("floods", "flood warnings");
        alerts.save("trams", "trams");

        // When
        List<String> matches = alerts.matching(
                run("article", Map.of("articles", List.of("flood-1"))).at("/hits/hits/0/_source"));

        // Then
        assertThat(matches).containsExactly("floods");
    }

    @Test
    void savedSearchesSayWhereTheClusterCannotPercolate() throws Exception {
        assumeTrue(!search.hasModule("percolator"), "this Elasticsearch has the percolator module");
        // When
        SavedSearches alerts = new SavedSearches(search);

        // Then
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> alerts.save("floods", "flood warnings"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("percolator");
    }

    private static JsonNode run(String recipe, Map<String, ?> values) throws Exception {
        return search.search(Recipe.named(recipe), values);
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.at("/hits/hits").forEach(hit -> ids.add(hit.path("_id").asText()));
        return ids;
    }

    private static Map<String, Long> facet(JsonNode answer, String name) {
        Map<String, Long> counts = new HashMap<>();
        answer.at("/aggregations/" + name + "/value/buckets")
                .forEach(bucket -> counts.put(
                        bucket.path("key").asText(), bucket.path("doc_count").asLong()));
        return counts;
    }

    private static EnrichedArticle article(
            String id,
            int hoursAgo,
            String language,
            String publisher,
            String country,
            String story,
            String content,
            String analysis) {
        Instant at = NOW.minus(Duration.ofHours(hoursAgo));
        EnrichedArticle article = RecordJson.read(EnrichedArticle.class, """
                {"language": {"tag": "%s", "confidence": 1}, %s
                 "article": {%s, "publisher": {"name": "%s", "country": "%s"}, "firstSeen": "%s"}}
                """.formatted(
                        language, analysis.isBlank() ? "" : analysis + ",", content, publisher, country, at));
        article.setArticleId(id);
        article.setRevision(1);
        article.setStoryId(story);
        return article;
    }

    private static String entity(String id, String name, String type, double salience, String... surfaces) {
        StringBuilder mentions = new StringBuilder();
        for (String surface : surfaces) {
            mentions.append(mentions.isEmpty() ? "" : ",")
                    .append("{\"field\": \"BODY\", \"start\": 0, \"end\": 4, \"surface\": \"%s\"}".formatted(surface));
        }
        return "{\"id\": \"%s\", \"name\": \"%s\", \"type\": \"%s\", \"salience\": %s, \"confidence\": 1, \"mentionCount\": %d, \"mentions\": [%s]}"
                .formatted(id, name, type, salience, surfaces.length, mentions);
    }

    private static String topic(String code, String label, int level, String... ancestors) {
        return "\"topics\": [{\"code\": \"medtop:%s\", \"label\": \"%s\", \"labelEn\": \"%s\", \"level\": %d, \"score\": 0.8, \"ancestors\": [\"medtop:%s\"]}]"
                .formatted(code, label, label, level, String.join("\", \"medtop:", ancestors));
    }

    private static Story story() {
        return RecordJson.read(
                Story.class, """
                {"storyId": "s-flood", "revision": 3, "language": "en", "leadArticleId": "flood-1", "size": 3,
                 "title": "Flood warning issued for the Danube valley", "publishers": 3,
                 "firstSeen": "%s", "lastSeen": "%s",
                 "members": [{"articleId": "flood-1", "title": "Flood warning issued for the Danube valley"}]}
                """.formatted(NOW.minus(Duration.ofHours(5)), NOW.minus(Duration.ofHours(2))));
    }
}
