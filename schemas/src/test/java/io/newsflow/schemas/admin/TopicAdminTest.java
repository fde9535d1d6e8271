package io.newsflow.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
    @Test
    void aTopicAsCreatedDoesNotDiffer() {
        for (Topic<?> topic : Topics.all()) {
            // When
            Map<String, String> created = TopicAdmin.newTopic(topic, 3).configs();

            // Then
            assertThat(TopicAdmin.differences(topic, topic.partitions(), created::get))
                    .isEmpty();
        }
    }

    @Test
    void everyDifferenceIsNamedWithBothValues() {
        // Given
        Map<String, String> found = new HashMap<>(Topics.TRENDS.configs());
        found.put("retention.ms", "1000");
        found.put("cleanup.policy", "delete,compact");
        found.remove("message.timestamp.type");
        found.put("segment.ms", "60000");

        // When, Then
        assertThat(TopicAdmin.differences(Topics.TRENDS, 3, found::get))
                .containsExactly(
                        "partitions: 3, wanted 6",
                        "message.timestamp.type: null, wanted CreateTime",
                        "retention.ms: 1000, wanted 7776000000");
    }

    @Test
    void threeCopiesSurviveTheLossOfOneBroker() {
        assertThat(TopicAdmin.newTopic(Topics.RAW, 3).configs()).containsEntry("min.insync.replicas", "2");
        assertThat(TopicAdmin.newTopic(Topics.RAW, 1).configs()).doesNotContainKey("min.insync.replicas");
        assertThat(TopicAdmin.newTopic(Topics.RAW, 1).replicationFactor()).isEqualTo((short) 1);
    }

    @Test
    void partitionsWhoseLeadersDoNotAnswerAreNamed() {
        // Given
        KafkaFutureImpl<Long> silent = new KafkaFutureImpl<>();
        silent.completeExceptionally(new TimeoutException("timed out"));
        KafkaFutureImpl<Long> refused = new KafkaFutureImpl<>();
        refused.completeExceptionally(new TopicAuthorizationException("news.raw"));
        TopicPartition first = new TopicPartition("news.raw", 0);
        TopicPartition second = new TopicPartition("news.raw", 1);

        // When, Then
        assertThatCode(() -> TopicAdmin.checkLeaders(Map.of(first, KafkaFuture.completedFuture(0L))))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> TopicAdmin.checkLeaders(Map.of(first, KafkaFuture.completedFuture(0L), second, silent)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageEndingWith("no leader answered for [news.raw-1]");
        assertThatThrownBy(() -> TopicAdmin.checkLeaders(Map.of(first, refused)))
                .isInstanceOf(TopicAuthorizationException.class);
    }
}
