package io.newsflow.stack;

import java.io.IOException;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;

/** What makes a component ready, whatever form it runs in. An exception means that it is not. */
final class Readiness {
    private Readiness() {}

    /** The broker is registered, and every partition that it holds has a leader again. */
    static boolean kafka(String bootstrapServers) throws Exception {
        Properties client = new Properties();
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "3000");
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000");
        client.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200");
        try (Admin admin = Admin.create(client)) {
            if (admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty()) {
                return false;
            }
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get(5, TimeUnit.SECONDS);
            return admin.describeTopics(topics).allTopicNames().get(5, TimeUnit.SECONDS).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        }
    }

    /** The registry lists its subjects. */
    static boolean schemaRegistry(String url) throws IOException, InterruptedException {
        return Http.get(url + "/subjects").statusCode() == 200;
    }

    /** The node is master of its cluster, and the primaries that it holds are back. */
    static boolean elasticsearch(String url) throws IOException, InterruptedException {
        return Http.get(url + "/_cluster/health?wait_for_status=yellow&timeout=1s")
                        .statusCode()
                == 200;
    }
}
