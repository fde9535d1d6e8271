package io.newsflow.schemas.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/**
 * What a schema would break. Topics are replayed, and services are not upgraded in one moment: so every version must
 * read what every other version wrote (the registry's FULL_TRANSITIVE), by the rules of Avro's specification for schema
 * resolution. Beyond these, a field must keep its logical type, which Avro does not look at: milliseconds read as
 * microseconds would be no error but a wrong time.
 */
public final class Compatibility {
    private Compatibility() {}

    /**
     * Compares a schema with those that records were written with.
     *
     * @param next the schema as it is to be
     * @param released all versions that were published
     * @return what breaks, one line each; empty where nothing does
     */
    public static List<String> breaks(Schema next, Collection<Schema> released) {
        Set<String> breaks = new java.util.LinkedHashSet<>();
        for (Schema earlier : released) {
            for (Incompatibility fault : faults(next, earlier)) {
                breaks.add("cannot read what earlier versions wrote: " + say(fault));
            }
            for (Incompatibility fault : faults(earlier, next)) {
                breaks.add("earlier versions could not read it: " + say(fault));
            }
            compareLogicalTypes(next, earlier, "", new HashSet<>(), breaks);
        }
        return List.copyOf(breaks);
    }

    /** Names of all records, enums and fields in a schema that do not say what they are. */
    public static List<String> undocumented(Schema schema) {
        List<String> found = new ArrayList<>();
        collectUndocumented(schema, new HashSet<>(), found);
        return found;
    }

    private static List<Incompatibility> faults(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
    }

    private static String say(Incompatibility fault) {
        return fault.getType().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " at "
                + fault.getLocation() + ": " + fault.getMessage();
    }

    private static void compareLogicalTypes(
            Schema next, Schema earlier, String path, Set<String> visited, Set<String> breaks) {
        if (next.getType() != earlier.getType()) {
            return;
        }
        if (!Objects.equals(nameOf(next.getLogicalType()), nameOf(earlier.getLogicalType()))) {
            breaks.add("logical type changed at " + path + ": " + nameOf(earlier.getLogicalType()) + " became "
                    + nameOf(next.getLogicalType()));
        }
        switch (next.getType()) {
            case RECORD -> {
                if (visited.add(next.getFullName())) {
                    for (Schema.Field field : next.getFields()) {
                        Schema.Field before = earlier.getField(field.name());
                        if (before != null) {
                            compareLogicalTypes(
                                    field.schema(), before.schema(), path + "/" + field.name(), visited, breaks);
                        }
                    }
                }
            }
            case ARRAY ->
                compareLogicalTypes(next.getElementType(), earlier.getElementType(), path + "[]", visited, breaks);
            case MAP -> compareLogicalTypes(next.getValueType(), earlier.getValueType(), path + "{}", visited, breaks);
            case UNION -> {
                for (Schema branch : next.getTypes()) {
                    for (Schema before : earlier.getTypes()) {
                        compareLogicalTypes(branch, before, path, visited, breaks);
                    }
                }
            }
            default -> {}
        }
    }

    private static String nameOf(LogicalType type) {
        return type == null ? "none" : type.getName();
    }

    private static void collectUndocumented(Schema schema, Set<String> visited, List<String> found) {
        switch (schema.getType()) {
            case RECORD, ENUM -> {
                if (!visited.add(schema.getFullName())) {
                    return;
                }
                if (isBlank(schema.getDoc())) {
                    found.add(schema.getFullName());
                }
                if (schema.getType() == Schema.Type.RECORD) {
                    for (Schema.Field field : schema.getFields()) {
                        if (isBlank(field.doc())) {
                            found.add(schema.getFullName() + "." + field.name());
                        }
                        collectUndocumented(field.schema(), visited, found);
                    }
                }
            }
            case ARRAY -> collectUndocumented(schema.getElementType(), visited, found);
            case MAP -> collectUndocumented(schema.getValueType(), visited, found);
            case UNION -> schema.getTypes().forEach(branch -> collectUndocumented(branch, visited, found));
            default -> {}
        }
    }

    private static boolean isBlank(String doc) {
        return doc == null || doc.isBlank();
    }
}
