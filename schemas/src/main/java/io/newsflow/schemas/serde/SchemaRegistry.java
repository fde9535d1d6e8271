package io.newsflow.schemas.serde;

import com.fasterxml.jackson.core.type.TypeReference;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry as the serdes need it: few questions, each repeated with jittered exponential back-off while the
 * registry is away. Answers are cached, so a running service asks once for each schema and does not notice an outage
 * that begins later. Thread-safe.
 *
 * <p>The exceptions tell who is at fault. {@link SerializationException}: the record; send it to the dead letters.
 * {@link RegistryUnavailableException}: the registry, and it may pass; wait and try again. {@link
 * RegistryRefusedException}: the set-up; stop, an operator must act.
 */
public final class SchemaRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
    private static final int CACHE = 1_000;
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 5_000;
    /** One warning for the first failure, then one for so many: about one a minute in the long run. */
    private static final int ATTEMPTS_A_WARNING = 12;

    private static final String MOCK = "mock://";

    private final RegistryConfig config;
    private final SchemaRegistryClient client;
    /** Beneath the client, for what it does not offer; null for a registry in memory. */
    private final RestService rest;

    private final Map<UUID, Schema> byGuid = new ConcurrentHashMap<>();
    private final AtomicReference<Outage> outage = new AtomicReference<>();

    /**
     * The registry gives no answer.
     *
     * @param since when the first question went unanswered
     * @param detail what was asked, and what happened instead
     */
    public record Outage(Instant since, String detail) {}

    /** Opens a client; nothing is asked yet, so the registry may be down. */
    public SchemaRegistry(RegistryConfig config) {
        this.config = config;
        String first = config.urls().get(0);
        if (first.startsWith(MOCK)) {
            this.rest = null;
            this.client = MockSchemaRegistry.getClientForScope(first.substring(MOCK.length()));
        } else {
            this.rest = new RestService(config.urls());
            this.client = new CachedSchemaRegistryClient(
                    rest, CACHE, List.of(new AvroSchemaProvider()), config.client(), Map.of());
        }
    }

    /** Confluent's client, for administration. */
    public SchemaRegistryClient client() {
        return client;
    }

    /** The outage that somebody is waiting through at the moment, for health checks; empty while all is well. */
    public Optional<Outage> outage() {
        return Optional.ofNullable(outage.get());
    }

    /**
     * The id under which a subject has exactly this schema.
     *
     * @throws RegistryRefusedException when the subject has no such schema and must not get it by itself
     * @throws RegistryUnavailableException when the registry cannot be asked
     */
    public int idOf(String subject, Schema schema) {
        AvroSchema parsed = new AvroSchema(schema);
        return ask(
                "the id of " + schema.getFullName() + " under " + subject,
                Duration.ZERO,
                () -> config.autoRegister() ? client.register(subject, parsed) : client.getId(subject, parsed),
                failure -> new RegistryRefusedException(
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
     * @throws RegistryRefusedException when the registry does not let us ask
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

    /**
     * The schema that a record was written with, by the name that it has in all registries. Confluent's registry knows
     * such names from 8.0 on.
     *
     * @throws SerializationException when no schema has the GUID, also after the grace, or the registry knows no GUIDs
     * @throws RegistryUnavailableException when the registry cannot be asked
     * @throws RegistryRefusedException when the registry does not let us ask
     */
    public Schema byGuid(UUID guid) {
        Schema known = byGuid.get(guid);
        if (known != null) {
            return known;
        }
        Schema found = ask(
                "schema " + guid,
                config.unknownIdGrace(),
                () -> {
                    if (rest == null) {
                        throw new SerializationException("wire format version 1 (schema GUID " + guid
                                + ") cannot be read with a registry in memory");
                    }
                    SchemaString answer = rest.httpRequest(
                            "/schemas/guids/" + guid,
                            "GET",
                            null,
                            RestService.DEFAULT_REQUEST_PROPERTIES,
                            new TypeReference<SchemaString>() {});
                    String type = answer.getSchemaType();
                    if (type != null && !type.equals(AvroSchema.TYPE)) {
                        throw new SerializationException("schema " + guid + " in the registry is no Avro schema");
                    }
                    return new Schema.Parser().parse(answer.getSchemaString());
                },
                failure -> new SerializationException(
                        "the registry knows no schema with GUID " + guid
                                + " (wire format version 1), or is older than Confluent's 8.0 and knows no GUIDs",
                        failure));
        byGuid.put(guid, found);
        return found;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("Closing the registry client failed");
        }
    }

    private <T> T ask(
            String what, Duration absentGrace, Question<T> question, Function<Exception, KafkaException> ifAbsent) {
        long started = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            Exception failure;
            boolean absent = false;
            try {
                T answer = question.ask();
                answered(attempt, what);
                return answer;
            } catch (RestClientException e) {
                absent = e.getStatus() == 404;
                if (!absent && !mayPass(e.getStatus())) {
                    throw new RegistryRefusedException(
                            "the registry refused to tell " + what + ": " + e.getMessage(), e);
                }
                if (!absent && rest != null) {
                    // The client turns to the next address only when a connection fails.
                    rest.getBaseUrls().fail(rest.getBaseUrls().current());
                }
                failure = e;
            } catch (IOException e) {
                failure = e;
            }
            Duration spent = Duration.ofNanos(System.nanoTime() - started);
            if (absent && spent.compareTo(absentGrace) >= 0) {
                answered(attempt, what);
                throw ifAbsent.apply(failure);
            }
            if (!absent) {
                unanswered(attempt, what, failure);
                if (spent.compareTo(config.retryBudget()) >= 0) {
                    throw new RegistryUnavailableException(
                            "the schema registry at " + config.shownUrls() + " did not tell " + what + " within "
                                    + config.retryBudget().toMillis() + " ms: " + failure.getMessage(),
                            failure);
                }
            }
            pause(attempt);
        }
    }

    private void answered(int attempt, String what) {
        Outage over = outage.getAndSet(null);
        if (over != null) {
            LOG.atInfo()
                    .addKeyValue("registry", config.shownUrls())
                    .addKeyValue("wanted", what)
                    .addKeyValue("attempts", attempt + 1)
                    .addKeyValue("since", over.since())
                    .log("Schema registry answers again");
        }
    }

    private void unanswered(int attempt, String what, Exception failure) {
        String detail = "no answer for " + what + ": " + failure.getMessage();
        outage.updateAndGet(before -> new Outage(before == null ? Instant.now() : before.since(), detail));
        if (attempt % ATTEMPTS_A_WARNING == 0) {
            LOG.atWarn()
                    .addKeyValue("registry", config.shownUrls())
                    .addKeyValue("wanted", what)
                    .addKeyValue("attempt", attempt + 1)
                    .addKeyValue("error", failure.getMessage())
                    .log("Schema registry gave no answer; trying again");
        }
    }

    /** Credentials may be rotated while a service runs, but 401 and 403 do not pass by themselves. */
    private static boolean mayPass(int status) {
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
}
