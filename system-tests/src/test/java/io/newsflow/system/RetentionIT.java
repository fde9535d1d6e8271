package io.newsflow.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.stack.Component;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What the broker deletes by itself. */
class RetentionIT {
    private static final Instant LONG_AGO = Instant.parse("2015-03-01T12:00:00Z");
    private static final byte[] ANY = "any".getBytes(StandardCharsets.UTF_8);
    private static final String BY_EVENT_TIME = "by-event-time";

    @Test
    void anArticleOfAnArchiveIsNotDeletedForItsAge() throws Exception {
        // Given
        StackOptions options = StackOptions.temporary()
                .with(Component.KAFKA)
                .withKafkaSetting("log.initial.task.delay.ms", "500")
                .withKafkaSetting("log.retention.check.interval.ms", "500");
        try (NewsStack stack = NewsStack.start(options);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                Producer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            new TopicAdmin(admin).create(List.of(Topics.RAW, Topics.DEAD_LETTERS), 0);
            Map<String, String> settings =
                    Map.of(TopicConfig.RETENTION_MS_CONFIG, Topics.RAW.configs().get(TopicConfig.RETENTION_MS_CONFIG));
            admin.createTopics(List.of(new NewTopic(BY_EVENT_TIME, 1, (short) 1).configs(settings)))
                    .all()
                    .get();

            // When
            for (String topic : List.of(Topics.RAW.name(), Topics.DEAD_LETTERS.name(), BY_EVENT_TIME)) {
                producer.send(new ProducerRecord<>(topic, 0, LONG_AGO.toEpochMilli(), ANY, ANY))
                        .get();
            }

            // Then
            await().atMost(Duration.ofSeconds(60)).until(() -> earliest(admin, BY_EVENT_TIME) == 1);
            assertThat(earliest(admin, Topics.RAW.name())).isZero();
            assertThat(earliest(admin, Topics.DEAD_LETTERS.name())).isZero();
        }
    }

    private static long earliest(Admin admin, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
