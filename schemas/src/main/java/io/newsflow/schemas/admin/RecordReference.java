package io.newsflow.schemas.admin;

import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.PublishedSchemas;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** Writes the reference of all records, {@code docs/records.md}, from what the schemas say of themselves. */
public final class RecordReference {
    private RecordReference() {}

    /** The reference as Markdown: the values of topics first, then what they are made of. */
    public static String markdown() {
        StringBuilder text = new StringBuilder("""
                # Records

                Made from the schemas in `schemas/src/main/avro` by `newsflow schemas docs`; a test keeps it up to date.
                Optional fields may be null. Times are milliseconds since 1970 in UTC on the topics (Avro's
                `timestamp-millis`), and ISO 8601 text in the JSON that the command line prints. How records change is
                in [contracts.md](contracts.md#schemas-and-how-they-change).

                | topic | value |
                |---|---|
                """);
        Map<String, Schema> parts = new LinkedHashMap<>();
        for (Topic<?> topic : Topics.all()) {
            if (topic.isAvro()) {
                String name = topic.valueType().getSimpleName();
                text.append("| `%s` | %s |%n".formatted(topic.name(), link(name)));
                collect(PublishedSchemas.of(topic.valueType()), parts);
            }
        }
        Subjects.all().values().forEach(type -> collect(PublishedSchemas.of(type), parts));
        parts.values().forEach(schema -> chapter(text, schema));
        return text.toString().replace("\r\n", "\n");
    }

    private static void collect(Schema schema, Map<String, Schema> parts) {
        switch (schema.getType()) {
            case RECORD -> {
                if (parts.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), parts));
                }
            }
            case ENUM -> parts.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), parts);
            case MAP -> collect(schema.getValueType(), parts);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, parts));
            default -> {}
        }
    }

    private static void chapter(StringBuilder text, Schema schema) {
        text.append("\n## ").append(schema.getName()).append("\n\n");
        text.append(schema.getDoc()).append("\n\n");
        if (schema.getType() == Schema.Type.ENUM) {
            text.append("Symbols: `")
                    .append(String.join("`, `", schema.getEnumSymbols()))
                    .append('`');
            if (schema.getEnumDefault() != null) {
                text.append(". Readers that do not know a symbol see `")
                        .append(schema.getEnumDefault())
                        .append('`');
            }
            text.append(".\n");
            return;
        }
        text.append("| field | type | |\n|---|---|---|\n");
        for (Schema.Field field : schema.getFields()) {
            text.append("| `")
                    .append(field.name())
                    .append("` | ")
                    .append(type(field.schema()))
                    .append(" | ")
                    .append(field.doc().replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    private static String type(Schema schema) {
        if (schema.getLogicalType() != null) {
            return "time";
        }
        return switch (schema.getType()) {
            case RECORD, ENUM -> link(schema.getName());
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map from string to " + type(schema.getValueType());
            case UNION -> {
                StringBuilder branches = new StringBuilder("optional");
                for (Schema branch : schema.getTypes()) {
                    if (branch.getType() != Schema.Type.NULL) {
                        branches.append(' ').append(type(branch));
                    }
                }
                yield branches.toString();
            }
            default -> schema.getType().getName();
        };
    }

    /** GitHub's anchors are in lower case. */
    private static String link(String name) {
        return "[" + name + "](#" + name.toLowerCase(java.util.Locale.ROOT) + ")";
    }
}
