package io.newsflow.indexer;

import io.newsflow.schemas.Topics;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Where the topics of the index begin and end, and where its groups stand. Kafka's failures are thrown as they are. */
final class TopicOffsets {
    /** What is indexed. */
    static final List<String> INDEXED = List.of(Topics.ENRICHED.name(), Topics.STORIES.name());

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final Admin admin;

    TopicOffsets(Admin admin) {
        this.admin = admin;
    }

    /** First offsets that are there. */
    Map<TopicPartition, Long> beginnings() throws InterruptedException {
        return offsets(OffsetSpec.earliest());
    }

    /** Offsets behind the last committed records. */
    Map<TopicPartition, Long> ends() throws InterruptedException {
        return offsets(OffsetSpec.latest());
    }

    /** What a group has committed; partitions without a commit are absent. */
    Map<TopicPartition, Long> committed(String group) throws InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> answer =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        answer.forEach((partition, offset) -> {
            if (offset != null && INDEXED.contains(partition.topic())) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    /** Client ids of a group's members. */
    List<String> members(String group) throws InterruptedException {
        try {
            return get(admin.describeConsumerGroups(List.of(group)).all()).get(group).members().stream()
                    .map(MemberDescription::consumerId)
                    .toList();
        } catch (GroupIdNotFoundException e) {
            return List.of();
        }
    }

    /** Names of groups that begin so. */
    TreeSet<String> groups(String prefix) throws InterruptedException {
        TreeSet<String> groups = new TreeSet<>();
        get(admin.listGroups().all()).forEach(group -> {
            if (group.groupId().startsWith(prefix)) {
                groups.add(group.groupId());
            }
        });
        return groups;
    }

    /** Forgets what a group has committed; nothing happens when there is no such group. */
    void delete(String group) throws InterruptedException {
        try {
            get(admin.deleteConsumerGroups(List.of(group)).all());
        } catch (GroupIdNotFoundException e) {
            // As wanted.
        }
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        get(admin.describeTopics(INDEXED).allTopicNames())
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(info -> wanted.put(new TopicPartition(name, info.partition()), spec)));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                get(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        Map<TopicPartition, Long> offsets = new TreeMap<>(ORDER);
        answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
