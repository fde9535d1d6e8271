package io.newsflow.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every form of the stack promises to those who break it. */
abstract class StackContract {
    /** The stack under test, with all components. */
    abstract NewsStack stack();

    @Test
    void kafkaKeepsItsRecordsAndItsPortWhenKilled() throws Exception {
        // Given
        String topic = "killed";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack().bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get(30, TimeUnit.SECONDS);
        }

        // When
        stack().kill(Component.KAFKA);
        assertThat(stack().isRunning(Component.KAFKA)).isFalse();
        stack().start(Component.KAFKA);

        // Then
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack().bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(consumer.poll(Duration.ofMillis(200)))
                            .extracting(record -> record.key() + "=" + record.value())
                            .containsExactly("key=value"));
        }
    }

    @Test
    void theRegistryKeepsSchemasAndIdsWhenKilled() throws Exception {
        // Given
        String subject = stack().schemaRegistryUrl() + "/subjects/killed-value/versions";
        HttpResponse<String> registered = send("POST", subject, "{\"schema\":\"\\\"long\\\"\"}");
        assertThat(registered.statusCode()).isEqualTo(200);

        // When
        stack().kill(Component.SCHEMA_REGISTRY);
        stack().start(Component.SCHEMA_REGISTRY);

        // Then
        assertThat(send("POST", subject, "{\"schema\":\"\\\"long\\\"\"}").body())
                .isEqualTo(registered.body());
    }

    @Test
    void elasticsearchKeepsItsDocumentsWhenKilled() throws Exception {
        // Given
        String document = stack().elasticsearchUrl() + "/killed/_doc/1";
        assertThat(send("PUT", document, "{\"title\":\"A bridge reopens\"}").statusCode())
                .isEqualTo(201);

        // When
        stack().kill(Component.ELASTICSEARCH);
        stack().start(Component.ELASTICSEARCH);

        // Then
        HttpResponse<String> found = send("GET", document, null);
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).contains("A bridge reopens");
    }

    private static HttpResponse<String> send(String method, String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
