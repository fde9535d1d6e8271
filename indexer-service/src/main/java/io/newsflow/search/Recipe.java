package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A search request kept as a file: JSON in which a string of the form {@code "{{name}}"} stands for a value. The value
 * takes the place of the whole string, so it may be a number or a list, and needs no escaping.
 */
public final class Recipe {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final JsonNode template;

    private Recipe(String name, JsonNode template) {
        this.name = name;
        this.template = template;
    }

    /**
     * A recipe as shipped.
     *
     * @param name name of its file without ending
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Recipe named(String name) {
        try (InputStream in = Recipe.class.getResourceAsStream("recipes/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("no search recipe is called " + name);
            }
            return new Recipe(name, JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("recipe " + name + " is no JSON", e);
        }
    }

    /**
     * The request body with its values filled in.
     *
     * @param values value by name
     * @throws IllegalArgumentException when a value is missing; the message names it
     */
    public JsonNode fill(Map<String, ?> values) {
        return fill(template.deepCopy(), values);
    }

    private JsonNode fill(JsonNode node, Map<String, ?> values) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(fill(entry.getValue(), values)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, fill(array.get(i), values));
            }
        } else if (node.isTextual() && node.asText().matches("\\{\\{\\w+}}")) {
            String key = node.asText().substring(2, node.asText().length() - 2);
            if (!values.containsKey(key)) {
                throw new IllegalArgumentException("recipe " + name + " wants a value for " + key);
            }
            return JSON.valueToTree(values.get(key));
        }
        return node;
    }
}
