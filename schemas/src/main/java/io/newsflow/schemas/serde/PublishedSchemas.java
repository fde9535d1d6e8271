package io.newsflow.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** The schemas as they are registered: self-contained, with their documentation, and without traces of Java. */
public final class PublishedSchemas {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JAVA_STRING = "avro.java.string";
    private static final Map<Schema, Schema> CACHE = new ConcurrentHashMap<>();

    private PublishedSchemas() {}

    /** The published schema of a record class. */
    public static Schema of(Class<?> recordType) {
        return published(SpecificData.get().getSchema(recordType));
    }

    static Schema published(Schema generated) {
        return CACHE.computeIfAbsent(generated, schema -> {
            try {
                return new Schema.Parser()
                        .parse(withoutJava(MAPPER.readTree(schema.toString())).toString());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Avro wrote a schema that is no JSON", e);
            }
        });
    }

    private static JsonNode withoutJava(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(JAVA_STRING);
            if (object.size() == 1 && object.path("type").isTextual()) {
                return object.get("type");
            }
            object.properties().forEach(entry -> entry.setValue(withoutJava(entry.getValue())));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                ((ArrayNode) node).set(i, withoutJava(node.get(i)));
            }
        }
        return node;
    }
}
