package io.newsflow.cli;

import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.search.NewsSearch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how the pipeline stands: services, topics, lag, index. Exit code 1 where something is down. */
@Command(
        name = "status",
        description = "Show services, topics, consumer lag and the index.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final String PREFIX = "newsflow-";

    @Mixin
    private ClientOptions clients;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        boolean allUp = true;
        Optional<RunningPipeline> running = RunningPipeline.find(Home.runFolder());
        if (running.isPresent()) {
            System.out.println("services");
            for (Map.Entry<String, String> service : running.get().services().entrySet()) {
                String health = health(service.getValue());
                allUp &= health.startsWith("ready");
                System.out.printf("  %-18s %-10s %s%n", service.getKey(), health, service.getValue());
            }
        }
        try (Admin admin = Admin.create(clients.kafka())) {
            Map<TopicPartition, Long> ends = ends(admin);
            System.out.println("topics");
            for (Topic<?> topic : Topics.all()) {
                long records = ends.entrySet().stream()
                        .filter(entry -> entry.getKey().topic().equals(topic.name()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                System.out.printf("  %-18s end offsets %d%n", topic.name(), records);
            }
            System.out.println("consumer groups");
            for (GroupListing group : admin.listGroups().all().get()) {
                if (group.groupId().startsWith(PREFIX)) {
                    System.out.printf("  %-18s lag %d%n", group.groupId(), lag(admin, group.groupId(), ends));
                }
            }
        }
        System.out.println("index");
        NewsSearch search = new NewsSearch(clients.elasticsearch());
        for (String alias : new String[] {"news-articles", "news-stories"}) {
            System.out.printf("  %-18s %d documents%n", alias, search.count(alias));
        }
        return allUp ? 0 : 1;
    }

    private static Map<TopicPartition, Long> ends(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        admin.describeTopics(Topics.all().stream().map(Topic::name).toList())
                .allTopicNames()
                .get()
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(info -> wanted.put(new TopicPartition(name, info.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new TreeMap<>(
                java.util.Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
                admin.listOffsets(wanted).all().get().entrySet()) {
            ends.put(entry.getKey(), entry.getValue().offset());
        }
        return ends;
    }

    private static long lag(Admin admin, String group, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException {
        long lag = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()) {
            Long end = ends.get(entry.getKey());
            if (end != null && entry.getValue() != null) {
                lag += end - entry.getValue().offset();
            }
        }
        return lag;
    }

    private static String health(String url) throws InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200
                    ? "ready"
                    : "not ready";
        } catch (IOException e) {
            return "no answer";
        }
    }
}
