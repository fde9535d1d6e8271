package io.newsflow.schemas.serde;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry as the serdes need it: two questions, each repeated with jittered exponential back-off while the
 * registry is away. Answers are cached by the client, so a running service asks once for each schema. Thread-safe.
 */
public final class SchemaRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
    private static final int CACHE = 1_000;
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 5_000;
    /** Confluent's error code for an id that no schema has. */
    private static final int SCHEMA_NOT_FOUND = 40403;

    private static final String MOCK = "mock://";

    private final RegistryConfig config;
    private final SchemaRegistryClient client;

    /** Opens a client; nothing is asked yet, so the registry may be down. */
    public SchemaRegistry(RegistryConfig config) {
        this.config = config;
        String first = config.urls().get(0);
        this.client = first.startsWith(MOCK)
                ? MockSchemaRegistry.getClientForScope(first.substring(MOCK.length()))
                : new CachedSchemaRegistryClient(
                        config.urls(), CACHE, List.of(new AvroSchemaProvider()), config.client());
    }

    /** Confluent's client, for administration. */
    public SchemaRegistryClient client() {
        return client;
    }

    /**
     * The id under which a subject has exactly this schema.
     *
     * @throws SerializationException when the subject has no such schema and must not get it by itself
     * @throws RegistryUnavailableException when the registry cannot be asked
     */
    public int idOf(String subject, Schema schema) {
        AvroSchema parsed = new AvroSchema(schema);
        return ask(
                "the id of " + schema.getFullName() + " under " + subject,
                Duration.ZERO,
                () -> config.autoRegister() ? client.register(subject, parsed) : client.getId(subject, parsed),
                failure -> new SerializationException(
                        "the registry has no schema of " + schema.getFullName()
                                + " like ours under subject " + subject
                                + ": run `newsflow schemas register` before the services start",
                        failure));
    }

    /**
     * The schema that a record was written with.
     *
     * @throws SerializationException when no schema has the id, also after the grace
     * @throws RegistryUnavailableException when the registry cannot be asked
     */
    public Schema byId(int id) {
        return ask(
                "schema " + id,
                config.unknownIdGrace(),
                () -> {
                    if (client.getSchemaById(id) instanceof AvroSchema avro) {
                        return avro.rawSchema();
                    }
                    throw new SerializationException("schema " + id + " in the registry is no Avro schema");
                },
                failure -> new SerializationException("the registry knows no schema with id " + id, failure));
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("Closing the registry client failed");
        }
    }

    private <T> T ask(String what, Duration notFoundGrace, Question<T> question, NotFound notFound) {
        long started = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            Exception failure;
            boolean absent = false;
            try {
                return question.ask();
            } catch (RestClientException e) {
                absent = e.getStatus() == 404 || e.getErrorCode() == SCHEMA_NOT_FOUND;
                if (!absent && !isPassing(e.getStatus())) {
                    throw new SerializationException("the registry refused to tell " + what + ": " + e.getMessage(), e);
                }
                failure = e;
            } catch (IOException e) {
                failure = e;
            }
            Duration spent = Duration.ofNanos(System.nanoTime() - started);
            if (absent && spent.compareTo(notFoundGrace) >= 0) {
                throw notFound.because(failure);
            }
            if (!absent && spent.compareTo(config.retryBudget()) >= 0) {
                throw new RegistryUnavailableException(
                        "the schema registry at " + config.urls() + " did not tell " + what + " within "
                                + config.retryBudget().toMillis() + " ms: " + failure.getMessage(),
                        failure);
            }
            if (attempt == 0 || attempt % 10 == 9) {
                LOG.atWarn()
                        .addKeyValue("registry", config.urls())
                        .addKeyValue("wanted", what)
                        .addKeyValue("attempt", attempt + 1)
                        .addKeyValue("error", failure.getMessage())
                        .log("Schema registry gave no answer; trying again");
            }
            pause(attempt);
        }
    }

    /** Credentials may be rotated while a service runs, but 401 and 403 do not pass by themselves. */
    private static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    private static void pause(int attempt) {
        long ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(attempt, 10));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }

    @FunctionalInterface
    private interface NotFound {
        SerializationException because(Exception failure);
    }
}
