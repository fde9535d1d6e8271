package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.model.Story;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of an operator on a real broker and a real registry. */
class AdminCommandsIT {
    private static NewsStack stack;

    private final StringWriter out = new StringWriter();

    @BeforeAll
    static void start() {
        stack = NewsStack.start(StackOptions.temporary().with(Component.KAFKA, Component.SCHEMA_REGISTRY));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine commandLine = NewsflowCli.commandLine();
        PrintWriter writer = new PrintWriter(out, true);
        commandLine.setOut(writer).setErr(writer);
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(
                new String[] {"--kafka", stack.bootstrapServers(), "--registry", stack.schemaRegistryUrl()},
                0,
                all,
                arguments.length,
                4);
        return commandLine.execute(all);
    }

    private static Map<String, Object> kafka() {
        return new HashMap<>(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void topicsAreCreatedOnceAndNeverChanged() throws Exception {
        // Given
        assertThat(run("topics", "create")).isZero();
        assertThat(out.toString()).contains("news.enriched");
        assertThat(run("topics", "describe")).isZero();
        assertThat(out.toString()).doesNotContain("missing").doesNotContain("differs");

        // When: somebody changes one
        ConfigResource trends = new ConfigResource(ConfigResource.Type.TOPIC, Topics.TRENDS.name());
        try (Admin admin = Admin.create(kafka())) {
            admin.incrementalAlterConfigs(Map.of(
                            trends,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            admin.createPartitions(Map.of(Topics.TRENDS.name(), NewPartitions.increaseTo(8)))
                    .all()
                    .get();
        }

        // Then
        assertThat(run("topics", "create")).isEqualTo(1);
        assertThat(out.toString())
                .contains("differs: partitions: 8, wanted 6")
                .contains("differs: retention.ms: 1000, wanted 7776000000");
        try (Admin admin = Admin.create(kafka())) {
            assertThat(admin.describeConfigs(List.of(trends))
                            .all()
                            .get()
                            .get(trends)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("1000");
        }
    }

    @Test
    void whoWritesToANewTopicFirstIsNotRefused() throws Exception {
        // Given: a producer that does not try again
        Map<String, Object> settings = kafka();
        settings.put(ProducerConfig.RETRIES_CONFIG, 0);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        try (Admin admin = Admin.create(kafka());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 5; i++) {
                Topic<byte[]> topic =
                        new Topic<>("test.many-partitions-" + i, "any", byte[].class, 60, Map.of(), "A test's.");

                // When
                new TopicAdmin(admin).create(List.of(topic), 1);

                // Then
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    sent.add(
                            producer.send(new ProducerRecord<>(topic.name(), partition, bytes("key"), bytes("value"))));
                }
                assertThat(sent)
                        .allSatisfy(record -> assertThat(record.get().offset()).isZero());
            }
        }
    }

    @Test
    void schemasAreRegisteredOnce() {
        assertThat(run("schemas", "register")).isZero();
        String first = out.toString();
        assertThat(run("schemas", "check")).isZero();
        assertThat(out).hasToString(first);
    }

    @Test
    void recordsAreReadByKeyWithTheirRetraction() throws Exception {
        // Given
        run("topics", "create");
        run("schemas", "register");
        Story story = RecordJson.read(Story.class, "{\"storyId\": \"st-1\", \"title\": \"Fähren\"}");
        try (AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", stack.schemaRegistryUrl()));
                Producer<String, Story> producer =
                        new KafkaProducer<>(kafka(), new StringSerializer(), serdes.serializer(Story.class))) {
            for (String key : List.of("st-1", "st-2")) {
                producer.send(new ProducerRecord<>(Topics.STORIES.name(), key, story));
                producer.send(new ProducerRecord<>(Topics.STORIES.name(), key, null));
            }
        }

        // When
        assertThat(run("topics", "read", "news.stories", "--key", "st-1")).isZero();

        // Then
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2).allMatch(line -> line.contains("\"key\":\"st-1\""));
        assertThat(lines.get(0)).contains("\"title\":\"Fähren\"");
        assertThat(lines.get(1)).contains("\"value\":null");
        assertThat(run("topics", "read", "news.stories", "--limit", "3")).isZero();
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(run("topics", "read", "news.stories", "--last", "0")).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(run("topics", "read", "news.nothing")).isEqualTo(2);
    }

    @Test
    void aDeadLetterIsListedShownAndReplayedOnce(@TempDir Path folder) throws Exception {
        // Given
        run("topics", "create");
        ConsumerRecord<byte[], byte[]> poison = new ConsumerRecord<>(
                Topics.RAW.name(),
                3,
                42L,
                1234L,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                bytes("u1-7"),
                new byte[] {9, 8, 7},
                new RecordHeaders(),
                Optional.empty());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(DeadLetter.of(
                                    poison,
                                    "enrich-service",
                                    "deserialize",
                                    new IllegalStateException("the magic byte is odd"),
                                    Instant.now())
                            .toRecord(poison.headers()))
                    .get(20, TimeUnit.SECONDS);
        }

        // When, Then: it is found by its cause, and by nothing else
        assertThat(run("dead-letters", "list", "--cause", "MAGIC", "--json")).isZero();
        JsonNode listed = new ObjectMapper().readTree(out.toString());
        String address =
                listed.get("partition").asInt() + ":" + listed.get("offset").asInt();
        assertThat(listed.get("originTopic").asText()).isEqualTo("news.raw");
        assertThat(listed.get("value").binaryValue()).containsExactly(9, 8, 7);
        assertThat(run("dead-letters", "list", "--stage", "index")).isZero();
        assertThat(out.toString()).startsWith("0 dead letters");

        // When, Then: it is shown in full
        Path value = folder.resolve("value");
        assertThat(run("dead-letters", "show", address, "--value-to", value.toString()))
                .isZero();
        assertThat(value).hasBinaryContent(new byte[] {9, 8, 7});
        assertThat(out.toString()).contains("IllegalStateException");

        // When, Then: it goes back once
        assertThat(run("dead-letters", "replay", address, "--dry-run")).isZero();
        assertThat(out.toString()).contains("would replay " + address);
        assertThat(run("dead-letters", "replay", address)).isZero();
        assertThat(out.toString()).contains("1 replayed");
        assertThat(run("dead-letters", "replay", address)).isZero();
        assertThat(out.toString()).contains("1 already replayed");
        assertThat(run("dead-letters", "list")).isZero();
        assertThat(out.toString()).contains("(sent back)").contains("1 dead letter");
        assertThat(run("topics", "read", "news.raw")).isZero();
        JsonNode back = new ObjectMapper().readTree(out.toString());
        assertThat(back.get("key").asText()).isEqualTo("u1-7");
        assertThat(back.get("bytes").binaryValue()).containsExactly(9, 8, 7);
        assertThat(back.get("error").asText()).contains("too few bytes for a schema id");
        assertThat(back.get("headers").get(DeadLetter.REPLAYS).asText()).isEqualTo("1");
    }
}
