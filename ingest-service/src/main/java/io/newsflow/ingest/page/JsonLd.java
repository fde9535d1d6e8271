package io.newsflow.ingest.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a page's JSON-LD says of its article. Arrays, {@code @graph}, references by {@code @id} and broken JSON are taken as
 * they come: comments, trailing commas, raw line breaks in strings, text around it, and ends cut off.
 */
final class JsonLd {
    private static final int MAX_SCRIPT = 2_000_000;
    private static final int MAX_NODES = 5_000;
    private static final Set<String> ARTICLES = Set.of(
            "newsarticle",
            "article",
            "reportagenewsarticle",
            "analysisnewsarticle",
            "opinionnewsarticle",
            "backgroundnewsarticle",
            "asknewsarticle",
            "askpublicnewsarticle",
            "reviewnewsarticle",
            "advertisercontentarticle",
            "satiricalarticle",
            "scholarlyarticle",
            "techarticle",
            "blogposting",
            "liveblogposting",
            "socialmediaposting",
            "report",
            "discussionforumposting",
            "medicalscholarlyarticle");
    private static final Set<String> LESSER = Set.of(
            "webpage",
            "review",
            "recipe",
            "creativework",
            "blog",
            "itempage",
            "faqpage",
            "howto",
            "newsmediaarticle",
            "videoobject",
            "podcastepisode",
            "audioobject");

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(MAX_SCRIPT)
                            .build())
                    .build())
            .enable(
                    JsonReadFeature.ALLOW_JAVA_COMMENTS,
                    JsonReadFeature.ALLOW_TRAILING_COMMA,
                    JsonReadFeature.ALLOW_MISSING_VALUES,
                    JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES,
                    JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
                    JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<JsonNode> objects = new ArrayList<>();
    private final Map<String, JsonNode> byId = new HashMap<>();
    private final List<JsonNode> tops = new ArrayList<>();
    private boolean broken;

    /** Adds a script's content. */
    void add(String script) {
        if (script.length() > MAX_SCRIPT) {
            broken = true;
            return;
        }
        String json = script.strip();
        int from = 0;
        while (from < json.length() && json.charAt(from) != '{' && json.charAt(from) != '[') {
            from++;
        }
        if (from == json.length()) {
            return;
        }
        JsonNode root = parse(json.substring(from));
        if (root == null) {
            return;
        }
        collect(root);
    }

    /** Whether some of it could not be read. */
    boolean broken() {
        return broken;
    }

    /** Reads JSON that may be followed by something else; null where it is none. */
    static JsonNode lenient(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            return null;
        }
    }

    private JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            broken = true;
            return prefix(json);
        }
    }

    /** The members that stand before the place where the JSON breaks. */
    private static JsonNode prefix(String json) {
        StringBuilder whole = new StringBuilder(json.length() + 16);
        Deque<Character> open = new ArrayDeque<>();
        int safe = -1;
        String closing = "";
        try (JsonParser parser = MAPPER.getFactory().createParser(json)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token == JsonToken.START_OBJECT) {
                    open.push('}');
                } else if (token == JsonToken.START_ARRAY) {
                    open.push(']');
                } else if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
                    open.pop();
                }
                if (token != JsonToken.FIELD_NAME) {
                    parser.finishToken();
                    safe = (int) parser.currentLocation().getCharOffset();
                    StringBuilder close = new StringBuilder();
                    open.forEach(close::append);
                    closing = close.toString();
                }
                token = parser.nextToken();
            }
        } catch (IOException e) {
            // Where it breaks is where it ends.
        }
        if (safe <= 0) {
            return null;
        }
        whole.append(json, 0, Math.min(safe, json.length())).append(closing);
        try {
            return MAPPER.readTree(whole.toString());
        } catch (IOException e) {
            return null;
        }
    }

    private void collect(JsonNode root) {
        Deque<JsonNode> open = new ArrayDeque<>();
        List<JsonNode> top = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(top::add);
        } else {
            top.add(root);
        }
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode node : top) {
            JsonNode graph = node.get("@graph");
            if (graph != null && graph.isArray()) {
                graph.forEach(all::add);
            } else if (graph != null && graph.isObject()) {
                all.add(graph);
            }
            if (node.isArray()) {
                node.forEach(all::add);
            } else {
                all.add(node);
            }
        }
        tops.addAll(all);
        open.addAll(all);
        int seen = 0;
        while (!open.isEmpty() && seen++ < MAX_NODES) {
            JsonNode node = open.poll();
            if (node.isArray()) {
                node.forEach(open::add);
                continue;
            }
            if (!node.isObject()) {
                continue;
            }
            if (node.has("@type")) {
                objects.add(node);
                JsonNode id = node.get("@id");
                if (id != null && id.isTextual() && node.size() > 2) {
                    byId.putIfAbsent(id.asText(), node);
                }
            }
            for (JsonNode child : node) {
                if (child.isContainerNode()) {
                    open.add(child);
                }
            }
        }
    }

    /**
     * The object that describes the page's article.
     *
     * @param url address of the page, or null
     * @return the object, or null where there is none
     */
    JsonNode article(String url) {
        String own = url == null ? null : CanonicalUrl.of(url).orElse(null);
        JsonNode best = null;
        int bestScore = Integer.MIN_VALUE;
        for (JsonNode object : objects) {
            int score = typeScore(object);
            if (score == 0) {
                continue;
            }
            boolean top = tops.contains(object);
            score += top ? 30 : 0;
            if (object.has("articleBody")) {
                score += 10;
            }
            if (object.has("headline")) {
                score += 10;
            }
            if (object.has("datePublished")) {
                score += 5;
            }
            if (own != null) {
                String address = address(object);
                if (address != null) {
                    boolean same = CanonicalUrl.resolve(url, address)
                            .flatMap(CanonicalUrl::of)
                            .filter(own::equals)
                            .isPresent();
                    score += same ? 40 : top ? 0 : -40;
                }
            }
            if (!top && !object.has("datePublished")) {
                score -= 40;
            }
            if (score > bestScore && score > 20) {
                best = object;
                bestScore = score;
            }
        }
        return best;
    }

    private static int typeScore(JsonNode object) {
        int score = 0;
        for (String type : types(object)) {
            if (ARTICLES.contains(type)) {
                score = Math.max(score, type.contains("news") || type.endsWith("blogposting") ? 52 : 50);
            } else if (LESSER.contains(type)) {
                score = Math.max(score, 10);
            }
        }
        return score;
    }

    private static String address(JsonNode object) {
        for (String field : new String[] {"url", "mainEntityOfPage", "@id"}) {
            JsonNode value = object.get(field);
            if (value == null) {
                continue;
            }
            String text = value.isTextual()
                    ? value.asText()
                    : value.path("@id").asText(value.path("url").asText(""));
            if (text.startsWith("http") || text.startsWith("/")) {
                return text;
            }
        }
        return null;
    }

    /** Whether the object is an article or its kin, and not a page in general. */
    static boolean isArticle(JsonNode object) {
        return object != null && typeScore(object) >= 50;
    }

    /** Whether some object has the type. */
    boolean has(String type) {
        return objects.stream().anyMatch(o -> types(o).contains(type));
    }

    /** The first object of a type, or null. */
    JsonNode first(String type) {
        return objects.stream().filter(o -> types(o).contains(type)).findFirst().orElse(null);
    }

    private static List<String> types(JsonNode object) {
        JsonNode type = object.get("@type");
        List<String> types = new ArrayList<>();
        if (type == null) {
            return types;
        }
        if (type.isArray()) {
            type.forEach(t -> types.add(bare(t.asText())));
        } else {
            types.add(bare(type.asText()));
        }
        return types;
    }

    private static String bare(String type) {
        return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    /** The object that a reference by {@code @id} means, or the node itself. */
    JsonNode resolve(JsonNode node) {
        if (node != null && node.isObject() && node.has("@id") && !node.has("name")) {
            return byId.getOrDefault(node.get("@id").asText(), node);
        }
        return node;
    }

    /** A field's text: itself, its {@code @value} or the first of an array; cleaned of markup; null where there is none. */
    static String text(JsonNode object, String field) {
        if (object == null) {
            return null;
        }
        return text(object.get(field));
    }

    private static String text(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isArray()) {
            return value.isEmpty() ? null : text(value.get(0));
        }
        if (value.isObject()) {
            return value.has("@value") ? text(value.get("@value")) : value.has("name") ? text(value.get("name")) : null;
        }
        String line = HtmlText.line(value.asText());
        return line.isEmpty() ? null : line;
    }

    /** All texts of a field that may be a string, an object with a name, or an array of them. */
    List<String> names(JsonNode object, String field) {
        List<String> names = new ArrayList<>();
        if (object != null) {
            names(object.get(field), names, 0);
        }
        return names;
    }

    private void names(JsonNode value, List<String> names, int depth) {
        if (value == null || depth > 3 || names.size() > 100) {
            return;
        }
        if (value.isArray()) {
            value.forEach(v -> names(v, names, depth + 1));
            return;
        }
        if (value.isObject()) {
            JsonNode named = resolve(value);
            JsonNode name = named.get("name");
            if (name != null) {
                names(name, names, depth + 1);
            } else if (named.has("@value")) {
                names(named.get("@value"), names, depth + 1);
            }
            return;
        }
        if (value.isTextual()) {
            String line = HtmlText.line(value.asText());
            if (!line.isEmpty()) {
                names.add(line);
            }
        }
    }
}
