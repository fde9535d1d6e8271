package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches the index with the full-text recipe. */
@Command(name = "search", description = "Search the articles of the index.", mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    @Mixin
    private StackAddresses addresses;

    @Parameters(paramLabel = "WORDS", arity = "1..*", description = "What to look for.")
    private List<String> words;

    @Option(names = "--entity", paramLabel = "ID", description = "Only articles about this entity, such as Q1899.")
    private String entity;

    @Option(names = "--topic", paramLabel = "CODE", description = "Only articles on this Media Topic or below it.")
    private String topic;

    @Option(names = "--lang", paramLabel = "TAG", description = "Only articles in this language.")
    private String language;

    @Option(names = "--story", paramLabel = "ID", description = "Only articles of this story.")
    private String story;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only articles since then: an ISO 8601 time, or date math such as now-2d.")
    private String since;

    @Option(names = "--size", paramLabel = "N", description = "Articles to show; 10 by default.")
    private int size = 10;

    @Option(names = "--json", description = "Print Elasticsearch's answer as it is.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NewsSearch search = new NewsSearch(addresses.elasticsearch().split(",")[0]);
        JsonNode answer = search.search(
                Recipe.named("full-text"), Map.of("words", String.join(" ", words), "size", size, "also", filters()));
        if (json) {
            System.out.println(answer.toPrettyString());
        } else {
            print(answer, System.out);
        }
        return 0;
    }

    private List<Map<String, ?>> filters() {
        List<Map<String, ?>> filters = new ArrayList<>();
        term("entityIds", entity, filters);
        term("topicCodes", topic, filters);
        term("language", language, filters);
        term("storyId", story, filters);
        if (since != null) {
            filters.add(Map.of("range", Map.of("date", Map.of("gte", since))));
        }
        return filters;
    }

    private static void term(String field, String value, List<Map<String, ?>> filters) {
        if (value != null) {
            filters.add(Map.of("term", Map.of(field, value)));
        }
    }

    /** Prints hits and facets for people. */
    static void print(JsonNode answer, PrintStream out) {
        JsonNode hits = answer.path("hits");
        out.printf("%d articles%n", hits.path("total").path("value").asLong());
        int place = 0;
        for (JsonNode hit : hits.path("hits")) {
            JsonNode article = hit.path("_source");
            out.printf("%n%2d. %s%n", ++place, article.path("title").asText());
            out.printf(
                    "    %s | %s | %s | %s%n",
                    article.path("publisher").path("name").asText("unknown publisher"),
                    article.path("date").asText(),
                    article.path("language").asText(),
                    article.path("articleId").asText());
            JsonNode fragment = hit.path("highlight").path("body").path(0);
            if (!fragment.isMissingNode()) {
                out.printf("    … %s …%n", fragment.asText().replace('\n', ' '));
            }
        }
        out.println();
        for (String facet : List.of("publisher", "language", "topic", "day")) {
            facet(facet, answer.path("aggregations").path(facet).path("buckets"), out);
        }
        StringJoiner entities = new StringJoiner(", ");
        for (JsonNode bucket :
                answer.path("aggregations").path("entity").path("id").path("buckets")) {
            entities.add(bucket.path("name").path("buckets").path(0).path("key").asText()
                    + " [" + bucket.path("key").asText() + "] "
                    + bucket.path("doc_count").asLong());
        }
        out.printf("  %-10s %s%n", "entity", entities);
    }

    private static void facet(String name, JsonNode buckets, PrintStream out) {
        StringJoiner values = new StringJoiner(", ");
        for (JsonNode bucket : buckets) {
            String key = bucket.has("key_as_string")
                    ? bucket.path("key_as_string").asText().substring(0, 10)
                    : bucket.path("key").asText();
            values.add(key + " " + bucket.path("doc_count").asLong());
        }
        out.printf("  %-10s %s%n", name, values);
    }
}
