package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A search request kept as a file: JSON in which a string of the form {@code "{{name}}"} stands for a value. The value
 * takes the place of the whole string, so it may be a number or a list, and needs no escaping. Where a value is absent
 * and has no default, what needs it goes too: the nearest element of a list around it, or else the field it is in.
 *
 * <p>The file {@code recipes/catalogue.json} says what each recipe is for and what its parameters mean.
 */
public final class Recipe {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Map<String, Recipe> ALL = load();

    /**
     * A value that a recipe takes.
     *
     * @param name its name
     * @param about what it means
     * @param required whether the recipe makes no sense without it
     * @param fallback what holds when it is absent; null where it is left out then
     * @param example a value to try the recipe with; null where the recipe is tried without
     */
    public record Parameter(String name, String about, boolean required, JsonNode fallback, JsonNode example) {}

    private final String name;
    private final String path;
    private final String about;
    private final JsonNode template;
    private final Map<String, Parameter> parameters;

    private Recipe(String name, String path, String about, JsonNode template, Map<String, Parameter> parameters) {
        this.name = name;
        this.path = path;
        this.about = about;
        this.template = template;
        this.parameters = parameters;
    }

    /**
     * A recipe as shipped.
     *
     * @param name name of its file without ending
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Recipe named(String name) {
        Recipe recipe = ALL.get(name);
        if (recipe == null) {
            throw new IllegalArgumentException("no search recipe is called " + name + "; there are " + ALL.keySet());
        }
        return recipe;
    }

    /** All recipes, in the order of the catalogue. */
    public static List<Recipe> all() {
        return List.copyOf(ALL.values());
    }

    /** Name of its file without ending. */
    public String name() {
        return name;
    }

    /** Where to post it, below Elasticsearch's address. */
    public String path() {
        return path;
    }

    /** What it is for. */
    public String about() {
        return about;
    }

    /** Its parameters, in the order in which they stand in the file. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    /**
     * The request body with its values filled in.
     *
     * @param values value by name
     * @throws IllegalArgumentException when a required value is missing, or a value is given that it does not take; the
     *     message names it
     */
    public JsonNode fill(Map<String, ?> values) {
        for (String given : values.keySet()) {
            if (!parameters.containsKey(given)) {
                throw new IllegalArgumentException(
                        "recipe " + name + " takes no " + given + "; it takes " + parameters.keySet());
            }
        }
        Map<String, JsonNode> known = new TreeMap<>();
        for (Parameter parameter : parameters.values()) {
            Object value = values.get(parameter.name());
            if (value != null) {
                known.put(parameter.name(), JSON.valueToTree(value));
            } else if (parameter.fallback() != null) {
                known.put(parameter.name(), parameter.fallback());
            } else if (parameter.required()) {
                throw new IllegalArgumentException("recipe " + name + " wants a value for " + parameter.name());
            }
        }
        return fill(template, known);
    }

    /** The body with the examples of its parameters. */
    public JsonNode example() {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        for (Parameter parameter : parameters.values()) {
            if (parameter.example() != null) {
                examples.put(parameter.name(), parameter.example());
            }
        }
        return fill(examples);
    }

    /** The node with its values, or null where one that it needs is absent. */
    private static JsonNode fill(JsonNode node, Map<String, JsonNode> values) {
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JSON.createArrayNode();
            for (JsonNode element : array) {
                if (values.keySet().containsAll(needs(element))) {
                    filled.add(fill(element, values));
                }
            }
            return filled;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (values.keySet().containsAll(needs(field.getValue()))) {
                    filled.set(field.getKey(), fill(field.getValue(), values));
                }
            }
            return filled;
        }
        String placeholder = placeholder(node);
        return placeholder == null ? node : values.get(placeholder);
    }

    /** Values without which a node makes no sense: those outside the lists in it, whose elements may go alone. */
    private static Set<String> needs(JsonNode node) {
        Set<String> needs = new LinkedHashSet<>();
        if (node instanceof ObjectNode object) {
            object.forEach(value -> needs.addAll(needs(value)));
        } else if (placeholder(node) != null) {
            needs.add(placeholder(node));
        }
        return needs;
    }

    private static void placeholders(JsonNode node, Set<String> found) {
        node.forEach(child -> placeholders(child, found));
        String placeholder = placeholder(node);
        if (placeholder != null) {
            found.add(placeholder);
        }
    }

    private static String placeholder(JsonNode node) {
        if (!node.isTextual()) {
            return null;
        }
        Matcher matcher = PLACEHOLDER.matcher(node.asText());
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static Map<String, Recipe> load() {
        JsonNode catalogue = read("catalogue");
        Map<String, Recipe> recipes = new LinkedHashMap<>();
        for (JsonNode entry : catalogue.path("recipes")) {
            String name = entry.path("name").asText();
            JsonNode template = read(name);
            Set<String> names = new LinkedHashSet<>();
            placeholders(template, names);
            Map<String, Parameter> parameters = new LinkedHashMap<>();
            for (String parameter : names) {
                parameters.put(parameter, parameter(parameter, catalogue.path("parameters"), entry));
            }
            recipes.put(
                    name,
                    new Recipe(
                            name,
                            entry.path("path").asText(),
                            entry.path("about").asText(),
                            template,
                            parameters));
        }
        return recipes;
    }

    private static Parameter parameter(String name, JsonNode shared, JsonNode entry) {
        JsonNode known = shared.path(name);
        if (known.isMissingNode()) {
            throw new IllegalStateException("the catalogue of recipes does not know the parameter " + name);
        }
        List<String> required = new ArrayList<>();
        entry.path("required").forEach(node -> required.add(node.asText()));
        return new Parameter(
                name,
                known.path("about").asText(),
                required.contains(name),
                entry.path("defaults").has(name) ? entry.path("defaults").get(name) : known.get("default"),
                entry.path("examples").has(name)
                        ? absentWhereNull(entry.path("examples").get(name))
                        : known.get("example"));
    }

    private static JsonNode absentWhereNull(JsonNode node) {
        return node.isNull() ? null : node;
    }

    private static JsonNode read(String name) {
        try (InputStream in = Recipe.class.getResourceAsStream("recipes/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the recipe " + name + " has no file");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("recipe " + name + " is no JSON", e);
        }
    }
}
