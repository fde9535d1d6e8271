package io.newsflow.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.schemas.TrustedRecords;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Newsflow's records as plain JSON, both ways. Not Avro's own JSON encoding: a nullable field is its value or
 * {@code null}, a time is an ISO 8601 string, an enum its symbol. Reading is lenient where an author of JSON may be:
 * absent fields take their default (an absent string, number or array without one is empty), unknown fields are passed
 * over, a time may be a number of milliseconds. All methods are thread-safe.
 */
public final class RecordJson {
    private static final int MAX_STRING = 64 * 1024 * 1024;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_STRING)
                    .maxNestingDepth(100)
                    .build())
            .build());

    static {
        TrustedRecords.trust();
    }

    private RecordJson() {}

    /** The record as one line of JSON. */
    public static String write(SpecificRecord record) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator out = MAPPER.getFactory().createGenerator(text)) {
            write(record, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    /** The record as JSON over several lines, for people. */
    public static String writePretty(SpecificRecord record) {
        StringWriter text = new StringWriter(4096);
        try (JsonGenerator out = MAPPER.getFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            write(record, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    /**
     * Writes the record to a generator.
     *
     * @throws IOException as thrown by the generator
     */
    public static void write(SpecificRecord record, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Schema.Field field : record.getSchema().getFields()) {
            out.writeFieldName(field.name());
            writeValue(record.get(field.pos()), out);
        }
        out.writeEndObject();
    }

    /**
     * Reads a record.
     *
     * @param type class of the record
     * @param json one JSON object
     * @throws RecordJsonException when it is no JSON, or a value does not fit its field; the message names the path
     */
    public static <T extends SpecificRecordBase> T read(Class<T> type, String json) {
        return read(type, parse(json));
    }

    /**
     * Reads a record from parsed JSON.
     *
     * @throws RecordJsonException when a value does not fit its field; the message names the path
     */
    public static <T extends SpecificRecordBase> T read(Class<T> type, JsonNode json) {
        return type.cast(readValue(SpecificData.get().getSchema(type), json, "$"));
    }

    /**
     * Parses JSON with the limits that records need.
     *
     * @throws RecordJsonException when it is no JSON
     */
    public static JsonNode parse(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node == null || node.isMissingNode()) {
                throw new RecordJsonException("$: empty input is no JSON");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new RecordJsonException("no JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        }
    }

    private static void writeValue(Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof CharSequence text) {
            out.writeString(text.toString());
        } else if (value instanceof SpecificRecord record) {
            write(record, out);
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object item : list) {
                writeValue(item, out);
            }
            out.writeEndArray();
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof Float number) {
            out.writeNumber(number);
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(entry.getKey().toString());
                writeValue(entry.getValue(), out);
            }
            out.writeEndObject();
        } else {
            out.writeString(value.toString());
        }
    }

    private static Object readValue(Schema schema, JsonNode json, String path) {
        return switch (schema.getType()) {
            case RECORD -> readRecord(schema, json, path);
            case UNION -> json.isNull() ? null : readValue(nonNull(schema), json, path);
            case ARRAY -> readArray(schema, json, path);
            case MAP -> readMap(schema, json, path);
            case STRING -> {
                if (!json.isValueNode() || json.isNull()) {
                    throw mismatch(path, "a string", json);
                }
                yield json.asText();
            }
            case ENUM -> readEnum(schema, json, path);
            case INT -> {
                if (!json.isIntegralNumber() || !json.canConvertToInt()) {
                    throw mismatch(path, "a 32-bit whole number", json);
                }
                yield json.intValue();
            }
            case LONG -> readLong(schema, json, path);
            case FLOAT -> {
                if (!json.isNumber()) {
                    throw mismatch(path, "a number", json);
                }
                yield json.floatValue();
            }
            case DOUBLE -> {
                if (!json.isNumber()) {
                    throw mismatch(path, "a number", json);
                }
                yield json.doubleValue();
            }
            case BOOLEAN -> {
                if (!json.isBoolean()) {
                    throw mismatch(path, "true or false", json);
                }
                yield json.booleanValue();
            }
            default -> throw new IllegalStateException(path + ": no record of ours has type " + schema.getType());
        };
    }

    private static Object readRecord(Schema schema, JsonNode json, String path) {
        if (!json.isObject()) {
            throw mismatch(path, "an object", json);
        }
        SpecificRecordBase record =
                (SpecificRecordBase) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = json.get(field.name());
            Object read;
            if (value == null || (value.isNull() && field.schema().getType() != Schema.Type.UNION)) {
                read = absent(field);
            } else {
                read = readValue(field.schema(), value, path + "." + field.name());
            }
            record.put(field.pos(), read);
        }
        return record;
    }

    private static Object absent(Schema.Field field) {
        if (field.hasDefaultValue()) {
            return SpecificData.get()
                    .deepCopy(field.schema(), SpecificData.get().getDefaultValue(field));
        }
        return empty(field.schema());
    }

    private static Object empty(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                SpecificRecordBase record = (SpecificRecordBase)
                        SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
                for (Schema.Field field : schema.getFields()) {
                    record.put(field.pos(), absent(field));
                }
                yield record;
            }
            case STRING -> "";
            case ARRAY -> new ArrayList<>();
            case MAP -> new LinkedHashMap<>();
            case INT -> 0;
            case LONG -> isTime(schema) ? Instant.EPOCH : (Object) 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0d;
            case BOOLEAN -> false;
            case ENUM -> SpecificData.get().createEnum(schema.getEnumDefault(), schema);
            default -> null;
        };
    }

    private static List<Object> readArray(Schema schema, JsonNode json, String path) {
        if (!json.isArray()) {
            throw mismatch(path, "an array", json);
        }
        List<Object> list = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            list.add(readValue(schema.getElementType(), json.get(i), path + "[" + i + "]"));
        }
        return list;
    }

    private static Map<String, Object> readMap(Schema schema, JsonNode json, String path) {
        if (!json.isObject()) {
            throw mismatch(path, "an object", json);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            map.put(entry.getKey(), readValue(schema.getValueType(), entry.getValue(), path + "." + entry.getKey()));
        }
        return map;
    }

    private static Object readEnum(Schema schema, JsonNode json, String path) {
        if (!json.isTextual() || !schema.hasEnumSymbol(json.asText())) {
            throw mismatch(path, "one of " + schema.getEnumSymbols(), json);
        }
        return SpecificData.get().createEnum(json.asText(), schema);
    }

    private static Object readLong(Schema schema, JsonNode json, String path) {
        if (!isTime(schema)) {
            if (!json.isIntegralNumber() || !json.canConvertToLong()) {
                throw mismatch(path, "a 64-bit whole number", json);
            }
            return json.longValue();
        }
        if (json.isIntegralNumber()) {
            return Instant.ofEpochMilli(json.longValue());
        }
        try {
            return OffsetDateTime.parse(json.asText()).toInstant();
        } catch (DateTimeException e) {
            throw mismatch(path, "an ISO 8601 time with a zone, such as 2026-01-31T08:15:00Z,", json);
        }
    }

    private static boolean isTime(Schema schema) {
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    }

    private static Schema nonNull(Schema union) {
        for (Schema branch : union.getTypes()) {
            if (branch.getType() != Schema.Type.NULL) {
                return branch;
            }
        }
        throw new IllegalStateException("a union of null alone: " + union);
    }

    private static RecordJsonException mismatch(String path, String wanted, JsonNode found) {
        String text = found.toString();
        return new RecordJsonException(path + ": expected " + wanted + " but found "
                + (text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
}
