package io.newsflow.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexLoader;
import io.newsflow.indexer.IndexNames;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code newsflow bench index-space FILE}: what articles of yours take on disk in the index, in all and by field. The file has
 * one enriched article a line, as {@code newsflow analyze} writes them. Starts an Elasticsearch of its own on this machine.
 */
final class IndexSpaceBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOME = IndexNames.ARTICLES;
    private static final double KB = 1024;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String elasticsearch;

    private IndexSpaceBenchmark(String elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    /**
     * Runs it.
     *
     * @param options a file of enriched articles as JSON lines
     */
    static void run(String[] options) throws Exception {
        if (options.length != 1) {
            throw new IllegalArgumentException(
                    "expected one file of enriched articles, as `newsflow analyze` writes them");
        }
        List<EnrichedArticle> articles = new ArrayList<>();
        // One month, so that it is one index.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (String line : Files.readAllLines(Path.of(options[0]))) {
            EnrichedArticle article = RecordJson.read(EnrichedArticle.class, line);
            article.getArticle().setFirstSeen(now);
            articles.add(article);
        }
        try (NewsStack stack = NewsStack.start(StackOptions.temporary().with(Component.ELASTICSEARCH));
                ElasticsearchClients clients = ElasticsearchClients.open(
                        IndexerConfig.Elasticsearch.plain(List.of(stack.elasticsearchUrl())))) {
            new IndexLoader(clients).load(articles, List.of());
            new IndexSpaceBenchmark(stack.elasticsearchUrl()).measure();
        }
    }

    private void measure() throws IOException, InterruptedException {
        post(HOME + "/_forcemerge?max_num_segments=1&flush=true");
        // The files of the segments before the merge go when the index is opened for searches anew.
        post(HOME + "/_refresh");
        // Nested entities count as documents of their own there, so what is counted are the articles of a search.
        double articles = post(HOME + "/_count").path("count").asDouble();
        JsonNode usage = post(HOME + "/_disk_usage?run_expensive_tasks=true");
        usage.properties().forEach(index -> {
            if (IndexNames.monthOf(index.getKey()).isPresent()) {
                report(index.getValue(), articles).forEach(System.out::println);
            }
        });
    }

    /** Lines that tell of an index, by what Elasticsearch's analysis of its disk usage says. */
    static List<String> report(JsonNode index, double articles) {
        Map<String, Double> groups = new TreeMap<>();
        index.path("fields")
                .properties()
                .forEach(field -> groups.merge(
                        group(field.getKey()),
                        field.getValue().path("total_in_bytes").asDouble(),
                        Double::sum));
        double all = index.path("store_size_in_bytes").asDouble();
        double stemmed = groups.getOrDefault("text", 0.0);
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "%.0f articles: %.2f KB an article, %.2f KB without the stemmed text",
                articles, all / articles / KB, (all - stemmed) / articles / KB));
        groups.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .filter(group -> group.getValue() / all >= 0.01)
                .map(group -> line(
                        "  %-14s %6.2f KB %5.1f %%",
                        group.getKey(), group.getValue() / articles / KB, 100 * group.getValue() / all))
                .forEach(lines::add);
        return lines;
    }

    /** The field, but all that hangs on one name together; those that are for one use alone by themselves. */
    private static String group(String field) {
        return field.startsWith("title.") || field.startsWith("_") ? field : field.replaceFirst("\\..*", "");
    }

    private JsonNode post(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(elasticsearch + "/" + path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + answer);
        }
        return answer;
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
