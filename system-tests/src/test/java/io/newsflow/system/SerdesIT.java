package io.newsflow.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.SchemaAdmin.State;
import io.newsflow.schemas.admin.SchemaAdmin.Status;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.PublishedSchemas;
import io.newsflow.schemas.serde.RegistryConfig;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import io.newsflow.schemas.serde.SchemaRegistry;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The serdes on a real broker and a real registry, also while the registry is away. */
class SerdesIT {
    private static NewsStack stack;

    @BeforeAll
    static void start() {
        stack = NewsStack.start(StackOptions.temporary().with(Component.KAFKA, Component.SCHEMA_REGISTRY));
        try (Admin admin = Admin.create(kafka());
                SchemaRegistry registry = registry()) {
            new TopicAdmin(admin).create(Topics.all(), 0);
            new SchemaAdmin(registry.client()).register();
        }
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    private static Map<String, Object> kafka() {
        return new HashMap<>(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    private static Map<String, String> settings(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of(RegistryConfig.URL, stack.schemaRegistryUrl()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    private static SchemaRegistry registry() {
        return new SchemaRegistry(RegistryConfig.of(settings()));
    }

    private static RawArticle article(int number) {
        return RecordJson.read(RawArticle.class, """
                {"articleId": "u1-%d", "idRule": "url-v1", "title": "Fähre %d 🚢", "body": "Text.",
                 "firstSeen": "2026-01-01T02:00:00Z"}""".formatted(number, number));
    }

    private static Producer<String, RawArticle> producer(AvroSerdes serdes) {
        return new KafkaProducer<>(kafka(), new StringSerializer(), serdes.serializer(RawArticle.class));
    }

    private static void send(Producer<String, RawArticle> producer, RawArticle article) throws Exception {
        producer.send(new ProducerRecord<>(Topics.RAW.name(), article.getArticleId(), article))
                .get(20, TimeUnit.SECONDS);
    }

    /** All records of {@code news.raw} whose keys end in one of the numbers, as bytes. */
    private static List<ConsumerRecord<String, byte[]>> fetch(List<String> keys) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Topics.RAW.partitions())
                    .mapToObj(partition -> new TopicPartition(Topics.RAW.name(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(30, TimeUnit.SECONDS).pollInterval(Duration.ZERO).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (keys.contains(record.key())) {
                        found.add(record);
                    }
                });
                return found.size() >= keys.size();
            });
        }
        return found;
    }

    @Test
    void theRegistryHoldsOurSchemasAndProtectsThem() throws Exception {
        // Given
        try (SchemaRegistry registry = registry()) {
            SchemaAdmin admin = new SchemaAdmin(registry.client());

            // When
            List<State> states = admin.register();

            // Then
            assertThat(states).hasSameSizeAs(Subjects.all().entrySet()).allMatch(State::isReady);
            assertThat(states).extracting(State::status).containsOnly(Status.REGISTERED);
            assertThat(registry.client().getAllVersions("news.raw-value")).hasSize(1);
            Schema ours = PublishedSchemas.of(RawArticle.class);
            Schema breaking = new Schema.Parser()
                    .parse(ours.toString()
                            .replaceFirst("\"fields\":\\[", "\"fields\":[{\"name\":\"mood\",\"type\":\"string\"},"));
            assertThatThrownBy(() -> registry.client().register("news.raw-value", new AvroSchema(breaking)))
                    .isInstanceOfSatisfying(
                            RestClientException.class,
                            refusal -> assertThat(refusal.getStatus()).isEqualTo(409));
        }
    }

    @Test
    void recordsDecodeWithNothingButTheRegistrysHttpInterface() throws Exception {
        // Given
        try (AvroSerdes serdes = new AvroSerdes(settings());
                Producer<String, RawArticle> producer = producer(serdes)) {
            send(producer, article(1));
        }

        // When
        byte[] wire = fetch(List.of("u1-1")).get(0).value();
        int id = ByteBuffer.wrap(wire, 1, 4).getInt();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.schemaRegistryUrl() + "/schemas/ids/" + id))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode json = new ObjectMapper().readTree(answer.body());
        Schema writer = new Schema.Parser().parse(json.get("schema").asText());
        GenericRecord record = new GenericDatumReader<GenericRecord>(writer)
                .read(null, DecoderFactory.get().binaryDecoder(wire, 5, wire.length - 5, null));

        // Then
        assertThat(wire[0]).isZero();
        assertThat(record.get("title")).hasToString("Fähre 1 🚢");
    }

    @Test
    void nothingIsLostWhileTheRegistryIsAway() throws Exception {
        // Given: a producer that knows its schema, then the registry is killed
        List<String> keys = List.of("u1-10", "u1-11", "u1-12");
        try (AvroSerdes serdes = new AvroSerdes(settings());
                Producer<String, RawArticle> producer = producer(serdes)) {
            send(producer, article(10));
            stack.kill(Component.SCHEMA_REGISTRY);
            try (AvroSerdes fresh = new AvroSerdes(settings(RegistryConfig.RETRY_BUDGET_MS, "60000"))) {
                // When: what runs goes on, what starts waits
                send(producer, article(11));
                CompletableFuture<RawArticle> reading =
                        CompletableFuture.supplyAsync(() -> fresh.deserializer(RawArticle.class)
                                .deserialize(
                                        Topics.RAW.name(),
                                        fetch(List.of("u1-11")).get(0).value()));
                await().atMost(30, TimeUnit.SECONDS)
                        .untilAsserted(
                                () -> assertThat(fresh.registry().outage()).isPresent());
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                    try (Producer<String, RawArticle> second = producer(fresh)) {
                        send(second, article(12));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                stack.start(Component.SCHEMA_REGISTRY);

                // Then
                assertThat(reading.get(60, TimeUnit.SECONDS)).isEqualTo(article(11));
                writing.get(60, TimeUnit.SECONDS);
                assertThat(fresh.registry().outage()).isEmpty();
                assertThat(fetch(keys).stream()
                                .map(record -> fresh.deserializer(RawArticle.class)
                                        .deserialize(record.topic(), record.headers(), record.value())))
                        .containsExactlyInAnyOrder(article(10), article(11), article(12));
            }
        } finally {
            stack.start(Component.SCHEMA_REGISTRY);
        }
    }

    @Test
    void anOutageBeyondTheBudgetFailsTheWriteAndNotTheRecord() {
        // Given
        stack.stop(Component.SCHEMA_REGISTRY);
        try (AvroSerdes serdes = new AvroSerdes(settings(RegistryConfig.RETRY_BUDGET_MS, "300"));
                Producer<String, RawArticle> producer = producer(serdes)) {
            // When, Then
            assertThatThrownBy(() -> send(producer, article(20)))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isInstanceOf(RegistryUnavailableException.class),
                            thrown -> assertThat(thrown)
                                    .isInstanceOf(ExecutionException.class)
                                    .hasCauseInstanceOf(RegistryUnavailableException.class));
        } finally {
            stack.start(Component.SCHEMA_REGISTRY);
        }
    }
}
