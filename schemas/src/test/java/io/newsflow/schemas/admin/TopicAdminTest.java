package io.newsflow.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
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
}
