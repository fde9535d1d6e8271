package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.search.EntityLookup;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import io.newsflow.search.SearchRequest;
import io.newsflow.search.Spelling;
import io.newsflow.search.StorySizes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches the index with the recipes. */
@Command(
        name = "search",
        description =
                "Search the articles of the index: by words, or what an option asks for; without either, the newest.",
        mixinStandardHelpOptions = true,
        subcommands = {RecipesCommand.class, AlertsCommand.class})
final class SearchCommand implements Callable<Integer> {
    private static final Pattern COORDINATES = Pattern.compile("(-?\\d+(?:\\.\\d+)?),(-?\\d+(?:\\.\\d+)?)");
    private static final int FUZZY_LIMIT = 5;

    @Mixin
    private ClientOptions clients;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "WORDS", arity = "0..*", description = "What to look for.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--entity",
            paramLabel = "NAME",
            description = "Only articles about this entity, by name or id (Q1899); about all of them where repeated.")
    private List<String> entities = new ArrayList<>();

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Only articles on this Media Topic or below it, by name or code; any of them where repeated.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--lang",
            paramLabel = "TAG",
            description = "Only articles in this language; any of them where repeated.")
    private List<String> languages = new ArrayList<>();

    @Option(
            names = "--publisher",
            paramLabel = "NAME",
            description = "Only articles of this publisher; any of them where repeated.")
    private List<String> publishers = new ArrayList<>();

    @Option(
            names = "--country",
            paramLabel = "CODE",
            description = "Only publishers of this country (ISO 3166); any of them where repeated.")
    private List<String> countries = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only articles since then: an ISO 8601 time, or date math such as now-2d.")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only articles before then.")
    private String until;

    @Option(
            names = "--story",
            paramLabel = "ID",
            description = "One story with its timeline; with words, only articles of it.")
    private String story;

    @Option(
            names = "--related",
            paramLabel = "ID",
            description = "Articles related to this one: as its record has them, and by what they have in common.")
    private String related;

    @Option(
            names = "--quotes",
            paramLabel = "NAME",
            description = "What this person said, by name or id; with words, what they said about that.")
    private String quotes;

    @Option(names = "--suggest", paramLabel = "PREFIX", description = "What a reader may be typing: titles, entities.")
    private String suggest;

    @Option(
            names = "--near",
            paramLabel = "PLACE",
            description = "Articles about places nearby: a name, or latitude and longitude as in 48.21,16.37.")
    private String near;

    @Option(
            names = "--distance",
            paramLabel = "KM",
            description = "How far --near reaches, in kilometres; 50 by default.")
    private int distance = 50;

    @Option(names = "--phrase", description = "The words in this order.")
    private boolean phrase;

    @Option(names = "--fuzzy", description = "Also words that are one or two letters away.")
    private boolean fuzzy;

    @Option(names = "--rising", description = "What is in more articles than before; since a day ago by default.")
    private boolean rising;

    @Option(names = "--stories", description = "What most publishers write about; since a day ago by default.")
    private boolean stories;

    @Option(
            names = "--all",
            description = "Every article that is found, however many, the newest first, as JSON lines.")
    private boolean all;

    @Option(names = "--size", paramLabel = "N", description = "Articles to show; 10 by default.")
    private int size = 10;

    @Option(names = "--from", paramLabel = "N", description = "Articles to pass over.")
    private int from;

    @Option(names = "--json", description = "Print Elasticsearch's answer as it is.")
    private boolean json;

    @Option(names = "--curl", description = "Print each request as a curl command on standard error.")
    private boolean curl;

    private NewsSearch search;
    private SearchView view;

    @Override
    public Integer call() throws IOException, InterruptedException {
        search = new NewsSearch(clients.elasticsearch(), this::sent);
        view = SearchView.onStandardOutput();
        if (suggest != null) {
            suggest();
        } else if (related != null) {
            related();
        } else if (quotes != null) {
            quotes();
        } else if (near != null) {
            near();
        } else if (rising) {
            rising();
        } else if (stories) {
            JsonNode answer = run("top-stories", put(put(values("topics", "languages"), "size", size), "since", since));
            show(answer, () -> view.stories(answer));
        } else if (all) {
            search.scan(scanValues(), hit -> System.out.println(hit.path("_source")));
        } else if (story != null && words.isEmpty()) {
            story();
        } else {
            articles();
        }
        return 0;
    }

    private void sent(SearchRequest request) {
        if (curl) {
            System.err.println(request.toCurl());
        }
    }

    private void articles() throws IOException, InterruptedException {
        if ((phrase || fuzzy) && words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--phrase and --fuzzy want words");
        }
        if (words.isEmpty() && entities.size() == 2 && publishers.isEmpty() && countries.isEmpty()) {
            together();
            return;
        }
        boolean full = !phrase && !fuzzy;
        Map<String, Object> values = full ? values("topics", "languages", "publishers", "countries") : new HashMap<>();
        put(put(put(put(put(values, "size", size), "from", from), "since", since), "until", until), "story", story);
        put(values, "also", full ? entityClauses() : allClauses());
        put(put(values, "markStart", mark(SearchView.MARK_START)), "markEnd", mark(SearchView.MARK_END));
        put(values, "words", words.isEmpty() ? null : String.join(" ", words));
        JsonNode answer = run(phrase ? "phrase" : fuzzy ? "fuzzy" : "full-text", values);
        showArticles(answer);
        if (!json
                && !fuzzy
                && !words.isEmpty()
                && answer.at("/hits/total/value").asLong() < FUZZY_LIMIT) {
            Spelling.offer(search, String.join(" ", words), SearchView.MARK_START, SearchView.MARK_END)
                    .ifPresent(view::didYouMean);
        }
    }

    private void together() throws IOException, InterruptedException {
        List<String> ids = entityIds();
        Map<String, Object> values = new HashMap<>(Map.of("first", ids.get(0), "second", ids.get(1)));
        put(put(put(put(put(values, "size", size), "from", from), "since", since), "until", until), "story", story);
        List<Map<String, ?>> clauses = new ArrayList<>();
        clause("topicCodes", topicCodes(), clauses);
        clause("language", languages, clauses);
        put(values, "also", clauses);
        JsonNode answer = run("together", values);
        showArticles(answer);
        if (!json) {
            view.heading("Also in them");
            view.entities(EntityLookup.buckets(answer.at("/aggregations/entity/others/id/buckets")));
        }
    }

    private void story() throws IOException, InterruptedException {
        JsonNode timeline =
                run("story-timeline", put(new HashMap<>(Map.of("story", story)), "size", Math.max(size, 50)));
        JsonNode record = run("story", Map.of("story", story));
        if (json) {
            System.out.println(record.toPrettyString());
            System.out.println(timeline.toPrettyString());
        } else if (timeline.at("/hits/hits").isEmpty()) {
            throw new IllegalArgumentException("no story of the index has the id '" + story + "'");
        } else {
            view.story(record, timeline);
        }
    }

    private void related() throws IOException, InterruptedException {
        JsonNode hit = run("article", Map.of("articles", List.of(related))).at("/hits/hits/0");
        if (hit.isMissingNode()) {
            throw new IllegalArgumentException("no article of the index has the id '" + related + "'");
        }
        List<String> ids = hit.at("/_source/related").findValuesAsText("articleId");
        JsonNode recorded = ids.isEmpty() ? null : run("article", Map.of("articles", ids, "size", ids.size()));
        Map<String, Object> values = values("languages");
        put(put(put(values, "index", hit.path("_index").asText()), "article", related), "size", size);
        put(values, "group", hit.at("/_source/group").asText(related));
        JsonNode alike = run("more-like-this", values);
        if (json) {
            if (recorded != null) {
                System.out.println(recorded.toPrettyString());
            }
            System.out.println(alike.toPrettyString());
            return;
        }
        view.heading("As its record has them");
        if (recorded != null) {
            view.list(recorded, Map.of());
        }
        view.heading("With words, entities and keywords in common");
        view.list(alike, Map.of());
    }

    private void quotes() throws IOException, InterruptedException {
        Map<String, Object> values = new HashMap<>();
        put(put(put(put(values, "size", size), "from", from), "since", since), "until", until);
        put(values, "words", words.isEmpty() ? null : String.join(" ", words));
        List<EntityLookup.Found> people = new ArrayList<>();
        if (!EntityLookup.isId(quotes)) {
            people.addAll(new EntityLookup(search).find(quotes));
            people.removeIf(
                    found -> !found.type().equals("PER") && !found.type().equals("ORG"));
        }
        if (EntityLookup.isId(quotes)) {
            values.put("speaker", quotes);
        } else if (!people.isEmpty()) {
            values.put("speaker", people.get(0).id());
        } else {
            values.put("name", quotes);
        }
        JsonNode answer = run("quotes", values);
        showArticles(answer);
    }

    private void near() throws IOException, InterruptedException {
        double latitude;
        double longitude;
        Matcher coordinates = COORDINATES.matcher(near);
        if (coordinates.matches()) {
            latitude = Double.parseDouble(coordinates.group(1));
            longitude = Double.parseDouble(coordinates.group(2));
        } else {
            JsonNode location = place(new EntityLookup(search).id(near));
            latitude = location.path("lat").asDouble();
            longitude = location.path("lon").asDouble();
        }
        Map<String, Object> values =
                new HashMap<>(Map.of("latitude", latitude, "longitude", longitude, "distance", distance + "km"));
        put(put(put(put(values, "size", size), "from", from), "since", since), "until", until);
        JsonNode answer = run("near", values);
        showArticles(answer);
    }

    /** Where an entity is, by an article that has it on its map. */
    private JsonNode place(String id) throws IOException, InterruptedException {
        JsonNode answer = run("full-text", Map.of("size", 1, "also", List.of(Map.of("term", Map.of("places.id", id)))));
        for (JsonNode place : answer.at("/hits/hits/0/_source/places")) {
            if (place.path("id").asText().equals(id)) {
                return place.path("location");
            }
        }
        throw new IllegalArgumentException("the index does not know where '" + near + "' is");
    }

    private void rising() throws IOException, InterruptedException {
        Map<String, Object> values = put(put(values("topics", "languages"), "size", size), "since", since);
        JsonNode answer = run("rising", put(values, "before", SearchView.comparisonStart()));
        List<String> ids = new ArrayList<>();
        answer.at("/aggregations/entities/buckets")
                .forEach(bucket -> ids.add(bucket.path("key").asText()));
        Map<String, EntityLookup.Found> names = new EntityLookup(search).byId(ids);
        show(answer, () -> view.rising(answer, names));
    }

    private void suggest() throws IOException, InterruptedException {
        JsonNode titles = run("suggest-titles", put(put(values("languages"), "prefix", suggest), "size", size));
        if (json) {
            System.out.println(titles.toPrettyString());
            System.out.println(run("suggest-entities", Map.of("prefix", suggest, "size", size))
                    .toPrettyString());
            return;
        }
        view.heading("Titles");
        view.titles(titles);
        view.heading("Entities");
        view.entities(new EntityLookup(search).suggest(suggest, size));
    }

    private JsonNode run(String recipe, Map<String, ?> values) throws IOException, InterruptedException {
        return search.search(Recipe.named(recipe), values);
    }

    private void show(JsonNode answer, Runnable printer) {
        if (json) {
            System.out.println(answer.toPrettyString());
        } else {
            printer.run();
        }
    }

    private void showArticles(JsonNode answer) throws IOException, InterruptedException {
        if (json) {
            System.out.println(answer.toPrettyString());
        } else {
            view.articles(answer, StorySizes.of(search, answer));
        }
    }

    private String mark(String mark) {
        return json ? null : mark;
    }

    private Map<String, Object> scanValues() throws IOException, InterruptedException {
        Map<String, Object> values = values("topics", "languages", "publishers", "countries");
        put(put(put(values, "since", since), "until", until), "story", story);
        put(values, "words", words.isEmpty() ? null : String.join(" ", words));
        return put(values, "also", entityClauses());
    }

    /** Those of the repeatable options that were given, as recipes take them. */
    private Map<String, Object> values(String... names) {
        Map<String, Object> values = new HashMap<>();
        for (String name : names) {
            List<String> given = switch (name) {
                case "topics" -> topicCodes();
                case "languages" -> languages;
                case "publishers" -> publishers;
                case "countries" -> countries;
                default -> throw new IllegalArgumentException(name);
            };
            if (!given.isEmpty()) {
                values.put(name, given);
            }
        }
        return values;
    }

    private static Map<String, Object> put(Map<String, Object> values, String name, Object value) {
        if (value != null) {
            values.put(name, value);
        }
        return values;
    }

    private List<String> topicCodes() {
        return topics.stream().map(TopicNames::code).toList();
    }

    private List<String> entityIds() throws IOException, InterruptedException {
        EntityLookup lookup = new EntityLookup(search);
        List<String> ids = new ArrayList<>();
        for (String entity : entities) {
            ids.add(lookup.id(entity));
        }
        return ids;
    }

    private List<Map<String, ?>> entityClauses() throws IOException, InterruptedException {
        List<Map<String, ?>> clauses = new ArrayList<>();
        entityIds().forEach(id -> clauses.add(Map.of("term", Map.of("entityIds", id))));
        return clauses;
    }

    /** For recipes without facets. */
    private List<Map<String, ?>> allClauses() throws IOException, InterruptedException {
        List<Map<String, ?>> clauses = entityClauses();
        clause("topicCodes", topicCodes(), clauses);
        clause("language", languages, clauses);
        clause("publisher.name", publishers, clauses);
        clause("publisher.country", countries, clauses);
        return clauses;
    }

    private static void clause(String field, List<String> any, List<Map<String, ?>> clauses) {
        if (!any.isEmpty()) {
            clauses.add(Map.of("terms", Map.of(field, any)));
        }
    }
}
