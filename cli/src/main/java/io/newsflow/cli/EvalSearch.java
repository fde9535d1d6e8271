package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.enrich.analysis.NewsAnalyzer;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexLoader;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.ingest.extract.Documents;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Known-item search: for each query one story is right, and its reciprocal rank counts (1 in the first place, 1/2 in
 * the second, 0 below the tenth). Compares the full-text recipe with BM25 over the body alone.
 */
final class EvalSearch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEPTH = 10;
    private static final String ALL = "all";

    /**
     * Mean reciprocal ranks.
     *
     * @param queries how many queries
     * @param recipe of the full-text recipe
     * @param body of BM25 over the body
     * @param collapsed of BM25 over the body, each story once
     */
    record Score(int queries, double recipe, double body, double collapsed) {}

    private final NewsSearch search;

    private EvalSearch(NewsSearch search) {
        this.search = search;
    }

    /**
     * Fills an empty Elasticsearch with a made-up archive and the articles of the demo, and searches it.
     *
     * @param elasticsearch its address
     * @param size made-up articles
     * @param each queries of each kind
     * @param seed makes the archive
     * @return scores by kind of query, and over all under {@code all}
     */
    static Map<String, Score> run(String elasticsearch, int size, int each, long seed)
            throws IOException, InterruptedException {
        Instant now = Instant.now();
        KnownItems items = KnownItems.make(seed, size, now);
        List<EnrichedArticle> articles = new ArrayList<>(items.articles());
        List<KnownItems.Query> queries = new ArrayList<>(items.queries(each));
        for (EnrichedArticle article : demo(now)) {
            articles.add(article);
            queries.add(new KnownItems.Query(
                    "demo, long words of the title",
                    longWords(article.getArticle().getTitle()),
                    article.getArticleId()));
        }
        try (ElasticsearchClients clients =
                ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(List.of(elasticsearch)))) {
            new IndexLoader(clients).load(articles, List.of());
        }
        return new EvalSearch(new NewsSearch(elasticsearch)).score(queries);
    }

    /** Prints the scores as a table. */
    static void print(Map<String, Score> scores) {
        System.out.printf(
                "%-32s %8s %10s %10s %22s%n", "query", "queries", "full-text", "BM25 body", "BM25 body, by story");
        scores.forEach((kind, score) -> System.out.printf(
                Locale.ROOT,
                "%-32s %8d %10.3f %10.3f %22.3f%n",
                kind,
                score.queries(),
                score.recipe(),
                score.body(),
                score.collapsed()));
    }

    /** Whether the recipe is ahead of both others over all queries. */
    static boolean better(Map<String, Score> scores) {
        Score all = scores.get(ALL);
        return all.recipe() > all.body() && all.recipe() > all.collapsed();
    }

    private Map<String, Score> score(List<KnownItems.Query> queries) throws IOException, InterruptedException {
        Map<String, List<double[]>> ranks = new TreeMap<>();
        for (KnownItems.Query query : queries) {
            double[] reciprocal = {
                reciprocalRank(recipe(query.words()), query.group()),
                reciprocalRank(body(query.words(), false), query.group()),
                reciprocalRank(body(query.words(), true), query.group())
            };
            ranks.computeIfAbsent(query.kind(), key -> new ArrayList<>()).add(reciprocal);
        }
        Map<String, Score> scores = new LinkedHashMap<>();
        ranks.forEach((kind, values) -> scores.put(kind, mean(values)));
        scores.put(ALL, mean(ranks.values().stream().flatMap(List::stream).toList()));
        return scores;
    }

    private static Score mean(List<double[]> values) {
        double[] mean = new double[3];
        for (double[] value : values) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += value[i] / values.size();
            }
        }
        return new Score(values.size(), mean[0], mean[1], mean[2]);
    }

    private JsonNode recipe(String words) throws IOException, InterruptedException {
        return search.search(Recipe.named("full-text"), Map.of("words", words, "size", DEPTH));
    }

    private JsonNode body(String words, boolean byStory) throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("size", DEPTH);
        request.putObject("query").putObject("match").put("body", words);
        request.putArray("_source").add("articleId").add("storyId");
        if (byStory) {
            request.putObject("collapse").put("field", "group");
        }
        return search.post("news-articles/_search", request);
    }

    private static double reciprocalRank(JsonNode answer, String group) {
        int rank = 0;
        for (JsonNode hit : answer.at("/hits/hits")) {
            rank++;
            JsonNode article = hit.path("_source");
            if (article.path("storyId")
                    .asText(article.path("articleId").asText())
                    .equals(group)) {
                return 1.0 / rank;
            }
        }
        return 0;
    }

    private static List<EnrichedArticle> demo(Instant now) throws IOException {
        List<String> documents = new ArrayList<>(List.of("pages/danube-conference.txt"));
        DemoSite.FEEDS.forEach(feed -> documents.add("feeds/" + feed.file()));
        List<EnrichedArticle> articles = new ArrayList<>();
        for (String document : documents) {
            try {
                for (RawArticle article : Extractors.standard()
                        .extract(Documents.stream(new ByteArrayInputStream(DemoSite.resource(document)), document)
                                .build())
                        .articles()) {
                    article.setFirstSeen(now.minus(Duration.ofHours(articles.size())));
                    articles.add(NewsAnalyzer.standard().analyze(article));
                }
            } catch (ExtractionException e) {
                throw new IOException("the demo's document " + document + " cannot be read", e);
            }
        }
        return articles;
    }

    private static String longWords(String title) {
        return Arrays.stream(title.split("[^\\p{L}\\p{M}\\p{N}'’]+"))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .limit(3)
                .collect(Collectors.joining(" "));
    }
}
