package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.search.EntityLookup;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import io.newsflow.search.Spelling;
import io.newsflow.search.StorySizes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A search page for the index: a few static files, and an interface that runs recipes and nothing else. It only reads;
 * of a request's parameters it takes those that a reader may choose, each of a length and number that a search can
 * bear.
 */
final class SearchSite implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SearchSite.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/style.css", "style.css",
            "/app.js", "app.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final Set<String> LISTS = Set.of("publishers", "languages", "countries", "topics", "entities");
    private static final Set<String> TIMES = Set.of("since", "until");
    private static final Pattern TIME =
            Pattern.compile("now(-\\d{1,5}[hdwMy])?|\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z)?");
    private static final int MAX_QUERY = 4000;
    private static final int MAX_VALUE = 300;
    private static final int MAX_VALUES = 20;
    private static final int MAX_FROM = 9_000;
    private static final int SUGGESTIONS = 5;
    private static final int THREADS = 8;

    private final HttpServer server;
    private final ExecutorService threads;
    private final NewsSearch search;

    /** A request that cannot be answered as it is. */
    private static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRequest(String message) {
            super(message);
        }
    }

    private interface Answer {
        JsonNode of(Map<String, List<String>> parameters) throws IOException, InterruptedException;
    }

    private SearchSite(HttpServer server, NewsSearch search) {
        this.server = server;
        this.search = search;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "search-site");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts serving.
     *
     * @param listen where; port 0 takes a free one
     * @param elasticsearch how to reach Elasticsearch
     * @throws IOException when the port cannot be bound
     */
    static SearchSite start(InetSocketAddress listen, IndexerConfig.Elasticsearch elasticsearch) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(listen, 0);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + listen + ": " + e.getMessage(), e);
        }
        SearchSite site = new SearchSite(server, new NewsSearch(elasticsearch));
        server.setExecutor(site.threads);
        server.createContext("/", site::file);
        site.serve("/api/search", site::searched);
        site.serve("/api/suggest", site::suggested);
        site.serve("/api/article", site::article);
        site.serve("/api/story", site::story);
        site.serve("/api/stories", site::stories);
        site.serve("/api/rising", site::rising);
        site.serve("/api/quotes", site::quotes);
        site.serve("/health/ready", parameters -> {
            site.search.count("news-articles");
            return JSON.createObjectNode().put("status", "UP");
        });
        server.start();
        return site;
    }

    /**
     * Serves a stack of this machine, on a free port of loopback.
     *
     * @throws IOException when none can be bound
     */
    static SearchSite onLoopback(StackAddresses addresses) throws IOException {
        return start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                IndexerConfig.Elasticsearch.plain(List.of(addresses.elasticsearch())));
    }

    /** Address of the page. */
    String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "localhost"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void file(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = FILES.get(exchange.getRequestURI().getPath());
            if (name == null) {
                send(exchange, 404, "text/plain; charset=utf-8", "Not found\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            try (InputStream in = SearchSite.class.getResourceAsStream("web/" + name)) {
                send(exchange, 200, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), in.readAllBytes());
            }
        }
    }

    private void serve(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer(exchange, path, answer);
            }
        });
    }

    private static void answer(HttpExchange exchange, String path, Answer answer) throws IOException {
        try {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                sendError(exchange, 404, "not found");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                sendError(exchange, 405, "only GET");
            } else {
                send(exchange, 200, "application/json", JSON.writeValueAsBytes(answer.of(parameters(exchange))));
            }
        } catch (BadRequest e) {
            sendError(exchange, 400, e.getMessage());
        } catch (IOException e) {
            // Elasticsearch's own words are for the log: they tell of the inside.
            LOG.atWarn()
                    .addKeyValue("path", path)
                    .addKeyValue("error", e.getMessage())
                    .log("Search failed");
            if (exchange.getResponseCode() < 0) {
                sendError(exchange, 502, "the index does not answer, or not to this search");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode searched(Map<String, List<String>> given) throws IOException, InterruptedException {
        Map<String, Object> values =
                values(given, "words", "publishers", "languages", "countries", "topics", "entities", "since", "until");
        values.put("from", number(given, "from", MAX_FROM));
        marks(values);
        ObjectNode answer = run("full-text", values);
        answer.set("sizes", JSON.valueToTree(StorySizes.of(search, answer)));
        if (values.containsKey("words") && answer.at("/hits/total/value").asLong() < SUGGESTIONS) {
            Spelling.offer(search, (String) values.get("words"), SearchView.MARK_START, SearchView.MARK_END)
                    .ifPresent(offer -> answer.put("didYouMean", offer.words()));
        }
        Set<String> keys = new LinkedHashSet<>(given.getOrDefault("topics", List.of()));
        answer.at("/aggregations/topic/value/buckets")
                .forEach(bucket -> keys.add(bucket.path("key").asText()));
        label(answer, keys, given.getOrDefault("entities", List.of()));
        return answer;
    }

    private JsonNode suggested(Map<String, List<String>> given) throws IOException, InterruptedException {
        String prefix = required(given, "prefix");
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode titles = answer.putArray("titles");
        for (JsonNode hit : run("suggest-titles", Map.of("prefix", prefix, "size", SUGGESTIONS))
                .at("/hits/hits")) {
            titles.addObject()
                    .put("articleId", hit.at("/_source/articleId").asText())
                    .put("title", hit.at("/_source/title").asText())
                    .put("publisher", hit.at("/_source/publisher/name").asText());
        }
        answer.set("entities", JSON.valueToTree(new EntityLookup(search).suggest(prefix, SUGGESTIONS)));
        return answer;
    }

    private JsonNode article(Map<String, List<String>> given) throws IOException, InterruptedException {
        String id = required(given, "article");
        JsonNode hit = run("article", Map.of("articles", List.of(id))).at("/hits/hits/0");
        if (hit.isMissingNode()) {
            throw new BadRequest("there is no such article");
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.set("article", hit.path("_source"));
        List<String> related = hit.at("/_source/related").findValuesAsText("articleId");
        answer.set(
                "related",
                related.isEmpty()
                        ? JSON.createArrayNode()
                        : run("article", Map.of("articles", related)).at("/hits/hits"));
        answer.set(
                "alike",
                run(
                                "more-like-this",
                                Map.of(
                                        "index",
                                        hit.path("_index").asText(),
                                        "article",
                                        id,
                                        "group",
                                        hit.at("/_source/group").asText(id),
                                        "size",
                                        SUGGESTIONS))
                        .at("/hits/hits"));
        return answer;
    }

    private JsonNode story(Map<String, List<String>> given) throws IOException, InterruptedException {
        String id = required(given, "story");
        ObjectNode answer = JSON.createObjectNode();
        JsonNode record = run("story", Map.of("story", id)).at("/hits/hits/0/_source");
        answer.set("timeline", run("story-timeline", Map.of("story", id)));
        if (answer.at("/timeline/hits/hits").isEmpty()) {
            throw new BadRequest("there is no such story");
        }
        answer.set("story", record.isMissingNode() ? JSON.createObjectNode() : record);
        return answer;
    }

    private JsonNode stories(Map<String, List<String>> given) throws IOException, InterruptedException {
        Map<String, Object> values = values(given, "languages", "topics");
        values.put("since", "now-7d");
        values.put("size", 20);
        return run("top-stories", values);
    }

    private JsonNode rising(Map<String, List<String>> given) throws IOException, InterruptedException {
        Map<String, Object> values = values(given, "languages", "topics");
        values.put("before", SearchView.comparisonStart());
        ObjectNode answer = run("rising", values);
        label(
                answer,
                keys(answer.at("/aggregations/topics/buckets")),
                new ArrayList<>(keys(answer.at("/aggregations/entities/buckets"))));
        return answer;
    }

    private JsonNode quotes(Map<String, List<String>> given) throws IOException, InterruptedException {
        String speaker = required(given, "speaker");
        ObjectNode answer = run("quotes", Map.of("speaker", speaker, "size", 20));
        label(answer, Set.of(), List.of(speaker));
        return answer;
    }

    private static Set<String> keys(JsonNode buckets) {
        Set<String> keys = new LinkedHashSet<>();
        buckets.forEach(bucket -> keys.add(bucket.path("key").asText()));
        return keys;
    }

    /** Names of topics and entities, for the page knows their codes and ids only. */
    private void label(ObjectNode answer, Set<String> topics, List<String> entities)
            throws IOException, InterruptedException {
        ObjectNode labels = answer.putObject("labels");
        topics.forEach(code -> labels.put(code, TopicNames.name(code)));
        new EntityLookup(search).byId(entities).values().forEach(found -> labels.put(found.id(), found.name()));
    }

    private static void marks(Map<String, Object> values) {
        values.put("markStart", SearchView.MARK_START);
        values.put("markEnd", SearchView.MARK_END);
    }

    private ObjectNode run(String recipe, Map<String, ?> values) throws IOException, InterruptedException {
        return (ObjectNode) search.search(Recipe.named(recipe), values);
    }

    private static String required(Map<String, List<String>> given, String name) {
        List<String> values = given.get(name);
        if (values == null) {
            throw new BadRequest("the parameter " + name + " is missing");
        }
        return values.get(0);
    }

    private static Map<String, Object> values(Map<String, List<String>> given, String... names) {
        Map<String, Object> values = new HashMap<>();
        for (String name : names) {
            List<String> found = given.get(name);
            if (found != null) {
                if (TIMES.contains(name) && !TIME.matcher(found.get(0)).matches()) {
                    throw new BadRequest(name + " is an ISO 8601 time, or now-2d and the like");
                }
                values.put(name, LISTS.contains(name) ? found : found.get(0));
            }
        }
        return values;
    }

    private static int number(Map<String, List<String>> given, String name, int most) {
        String text = given.getOrDefault(name, List.of("0")).get(0);
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > most) {
            throw new BadRequest(name + " is a number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }

    private static Map<String, List<String>> parameters(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query == null) {
            return parameters;
        }
        if (query.length() > MAX_QUERY) {
            throw new BadRequest("the search is too long");
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String value;
            try {
                value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new BadRequest("the search is not encoded as it should be");
            }
            if (value.length() > MAX_VALUE) {
                throw new BadRequest("the search is too long");
            }
            if (!value.isBlank()) {
                List<String> values = parameters.computeIfAbsent(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8), key -> new ArrayList<>());
                values.add(value);
                if (values.size() > MAX_VALUES) {
                    throw new BadRequest("too many values");
                }
            }
        }
        return parameters;
    }

    private static void sendError(HttpExchange exchange, int code, String message) throws IOException {
        send(
                exchange,
                code,
                "application/json",
                JSON.writeValueAsBytes(JSON.createObjectNode().put("error", message)));
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
