package io.newsflow.schemas.admin;

import io.newsflow.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Compares the topics of a cluster with the catalogue, and creates those that are missing. A topic that is there is never
 * changed: more partitions would send keys elsewhere, and another retention may delete what somebody relies on.
 */
public final class TopicAdmin {
    private static final int USUAL_REPLICATION = 3;
    private static final Duration LEADERS_LIMIT = Duration.ofSeconds(60);

    private final Admin admin;

    /** Works through an admin client, which stays open. */
    public TopicAdmin(Admin admin) {
        this.admin = admin;
    }

    /** How a topic of the catalogue stands in the cluster. */
    public enum Status {
        /** It is not there. */
        MISSING,
        /** It was made just now. */
        CREATED,
        /** It is as the catalogue has it. */
        AS_WANTED,
        /** It is there, but not as the catalogue has it. */
        DIFFERENT
    }

    /**
     * A topic in the cluster.
     *
     * @param topic what it should be
     * @param status how it stands
     * @param partitions number of partitions, 0 where it is missing
     * @param replicationFactor copies of each partition, 0 where it is missing
     * @param differences for each setting that differs, a line that names both values
     */
    public record State(
            Topic<?> topic, Status status, int partitions, int replicationFactor, List<String> differences) {}

    /**
     * Compares topics with the cluster.
     *
     * @throws KafkaException when the cluster cannot be asked
     */
    public List<State> describe(Collection<Topic<?>> topics) {
        Map<String, TopicDescription> descriptions = descriptions(topics);
        Map<String, Config> configs = configs(descriptions.keySet());
        List<State> states = new ArrayList<>();
        for (Topic<?> topic : topics) {
            TopicDescription found = descriptions.get(topic.name());
            if (found == null) {
                states.add(new State(topic, Status.MISSING, 0, 0, List.of()));
                continue;
            }
            Config config = configs.get(topic.name());
            List<String> differences = differences(topic, found.partitions().size(), key -> {
                var entry = config.get(key);
                return entry == null ? null : entry.value();
            });
            states.add(new State(
                    topic,
                    differences.isEmpty() ? Status.AS_WANTED : Status.DIFFERENT,
                    found.partitions().size(),
                    found.partitions().get(0).replicas().size(),
                    differences));
        }
        return states;
    }

    /**
     * Creates the topics that are missing and touches no other. May be repeated, also by several at a time. Returns when the
     * leader of each partition of the new topics answers, so that whoever writes first is not refused.
     *
     * @param topics what should be there
     * @param replicationFactor copies of each partition; 0 chooses three, or as many as there are brokers
     * @return how each topic stands now
     * @throws KafkaException when a topic cannot be made, its leaders do not answer within a minute, or the cluster cannot
     *     be asked
     */
    public List<State> create(Collection<Topic<?>> topics, int replicationFactor) {
        List<Topic<?>> missing = describe(topics).stream()
                .filter(state -> state.status() == Status.MISSING)
                .<Topic<?>>map(State::topic)
                .toList();
        int replicas = replicationFactor > 0 ? replicationFactor : Math.min(USUAL_REPLICATION, brokers());
        Set<String> created = new TreeSet<>();
        var results = admin.createTopics(
                        missing.stream().map(topic -> newTopic(topic, replicas)).toList())
                .values();
        results.forEach((name, result) -> {
            if (found(result, TopicExistsException.class)) {
                created.add(name);
            }
        });
        awaitLeaders(missing);
        return describe(topics).stream()
                .map(state -> created.contains(state.topic().name()) && state.status() == Status.AS_WANTED
                        ? new State(
                                state.topic(),
                                Status.CREATED,
                                state.partitions(),
                                state.replicationFactor(),
                                state.differences())
                        : state)
                .toList();
    }

    /**
     * Asks each partition for its offsets, which only a leader answers that has taken up its work. That a leader is named
     * says less: a broker knows that it is to lead before it does.
     */
    private void awaitLeaders(Collection<Topic<?>> topics) {
        Map<TopicPartition, OffsetSpec> partitions = new LinkedHashMap<>();
        for (Topic<?> topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.earliest());
            }
        }
        var offsets = admin.listOffsets(
                partitions, new ListOffsetsOptions().timeoutMs(Math.toIntExact(LEADERS_LIMIT.toMillis())));
        Map<TopicPartition, KafkaFuture<?>> answers = new LinkedHashMap<>();
        partitions.keySet().forEach(partition -> answers.put(partition, offsets.partitionResult(partition)));
        checkLeaders(answers);
    }

    static void checkLeaders(Map<TopicPartition, KafkaFuture<?>> answers) {
        List<TopicPartition> silent = answers.keySet().stream()
                .filter(partition -> !found(answers.get(partition), TimeoutException.class))
                .toList();
        if (!silent.isEmpty()) {
            throw new TimeoutException("the topics are made, but within " + LEADERS_LIMIT.toSeconds()
                    + " s no leader answered for " + silent);
        }
    }

    /** With three copies, a write counts once two have it: one broker may be lost without losing or stopping anything. */
    static NewTopic newTopic(Topic<?> topic, int replicationFactor) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        if (replicationFactor >= USUAL_REPLICATION) {
            configs.putIfAbsent(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(replicationFactor - 1));
        }
        return new NewTopic(topic.name(), topic.partitions(), (short) replicationFactor).configs(configs);
    }

    /** What differs from the catalogue; settings that the catalogue does not name are the operator's own. */
    static List<String> differences(Topic<?> topic, int partitions, Function<String, String> config) {
        List<String> differences = new ArrayList<>();
        if (partitions != topic.partitions()) {
            differences.add("partitions: " + partitions + ", wanted " + topic.partitions());
        }
        topic.configs().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(wanted -> {
            String found = config.apply(wanted.getKey());
            if (!parts(wanted.getValue()).equals(parts(found))) {
                differences.add(wanted.getKey() + ": " + found + ", wanted " + wanted.getValue());
            }
        });
        return differences;
    }

    /** "compact,delete" is "delete,compact". */
    private static Set<String> parts(String value) {
        return value == null
                ? Set.of()
                : Arrays.stream(value.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private int brokers() {
        return get(admin.describeCluster().nodes()).size();
    }

    private Map<String, TopicDescription> descriptions(Collection<Topic<?>> topics) {
        Map<String, TopicDescription> found = new LinkedHashMap<>();
        admin.describeTopics(topics.stream().map(Topic::name).toList())
                .topicNameValues()
                .forEach((name, description) -> {
                    if (found(description, UnknownTopicOrPartitionException.class)) {
                        found.put(name, get(description));
                    }
                });
        return found;
    }

    private Map<String, Config> configs(Set<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        get(admin.describeConfigs(resources).all()).forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    /** Waits for an answer; false when it is the one failure that is expected here. */
    private static boolean found(KafkaFuture<?> answer, Class<? extends Exception> expected) {
        try {
            get(answer);
            return true;
        } catch (KafkaException e) {
            if (expected.isInstance(e)) {
                return false;
            }
            throw e;
        }
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }
}
