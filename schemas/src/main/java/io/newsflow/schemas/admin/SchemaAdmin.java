package io.newsflow.schemas.admin;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.serde.PublishedSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Compares the registry's schemas with ours, and registers ours where that breaks nothing. */
public final class SchemaAdmin {
    /** Every version reads what every other wrote: topics are replayed, and services upgraded one by one. */
    public static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private static final int NOT_FOUND = 404;

    private final SchemaRegistryClient client;
    private final Map<String, Class<?>> subjects;

    /** Looks after all subjects of Newsflow. */
    public SchemaAdmin(SchemaRegistryClient client) {
        this(client, Subjects.all());
    }

    SchemaAdmin(SchemaRegistryClient client, Map<String, Class<?>> subjects) {
        this.client = client;
        this.subjects = subjects;
    }

    /** How a subject stands in the registry. */
    public enum Status {
        /** The registry does not know the subject. */
        MISSING,
        /** The registry knows the subject, but not this version; it may be registered. */
        NEWER,
        /** The registry knows this version. */
        REGISTERED,
        /** This version breaks what is registered. */
        INCOMPATIBLE
    }

    /**
     * A subject in the registry.
     *
     * @param subject its name
     * @param status how our schema stands to it
     * @param id id of our schema, or -1 where it is not registered
     * @param version version of our schema in the subject, or -1
     * @param compatibility level that the registry enforces for the subject itself; null where it sets none
     * @param problems what breaks, one line each
     */
    public record State(
            String subject, Status status, int id, int version, String compatibility, List<String> problems) {
        /** Whether services can run with it, and it is protected against a break. */
        public boolean isReady() {
            return status == Status.REGISTERED && COMPATIBILITY.equals(compatibility);
        }
    }

    /**
     * Compares all subjects; changes nothing.
     *
     * @throws UncheckedIOException when the registry cannot be asked
     */
    public List<State> check() {
        return subjects.entrySet().stream()
                .map(entry -> check(entry.getKey(), PublishedSchemas.of(entry.getValue())))
                .toList();
    }

    /**
     * Registers what is not registered, and sets the compatibility level of every subject. Where one schema breaks what
     * is registered, none is registered.
     *
     * @return how each subject stands now
     * @throws UncheckedIOException when the registry cannot be asked or refuses
     */
    public List<State> register() {
        List<State> before = check();
        if (before.stream().anyMatch(state -> state.status() == Status.INCOMPATIBLE)) {
            return before;
        }
        for (State state : before) {
            AvroSchema schema = new AvroSchema(PublishedSchemas.of(subjects.get(state.subject())));
            ask("register " + state.subject(), () -> {
                // Some registries keep no level for a subject that they do not know yet.
                if (state.status() == Status.MISSING) {
                    client.register(state.subject(), schema);
                }
                if (!COMPATIBILITY.equals(state.compatibility())) {
                    client.updateCompatibility(state.subject(), COMPATIBILITY);
                }
                if (state.status() == Status.NEWER) {
                    client.register(state.subject(), schema);
                }
                return null;
            });
        }
        return check();
    }

    private State check(String subject, Schema schema) {
        List<SchemaMetadata> registered = versions(subject);
        String level = compatibility(subject);
        if (registered.isEmpty()) {
            return new State(subject, Status.MISSING, -1, -1, level, List.of());
        }
        // The same question that the serializers ask.
        Integer id = ask("look up " + subject, () -> orNull(() -> client.getId(subject, new AvroSchema(schema))));
        if (id != null) {
            int version = registered.stream()
                    .filter(metadata -> metadata.getId() == id)
                    .mapToInt(SchemaMetadata::getVersion)
                    .max()
                    .orElse(-1);
            return new State(subject, Status.REGISTERED, id, version, level, List.of());
        }
        List<String> problems = Compatibility.breaks(
                schema,
                registered.stream()
                        .map(metadata -> new Schema.Parser().parse(metadata.getSchema()))
                        .toList());
        return new State(subject, problems.isEmpty() ? Status.NEWER : Status.INCOMPATIBLE, -1, -1, level, problems);
    }

    private List<SchemaMetadata> versions(String subject) {
        return ask("read the versions of " + subject, () -> {
            List<Integer> versions = orNull(() -> client.getAllVersions(subject));
            List<SchemaMetadata> schemas = new ArrayList<>();
            for (int version : versions == null ? List.<Integer>of() : versions) {
                schemas.add(client.getSchemaMetadata(subject, version));
            }
            return schemas;
        });
    }

    private String compatibility(String subject) {
        return ask("read the compatibility level of " + subject, () -> orNull(() -> client.getCompatibility(subject)));
    }

    private static <T> T orNull(Question<T> question) throws IOException, RestClientException {
        try {
            return question.ask();
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static <T> T ask(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (RestClientException e) {
            throw new UncheckedIOException(
                    "the schema registry refused to " + what + ": " + e.getMessage(), new IOException(e));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot " + what + " at the schema registry: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }
}
