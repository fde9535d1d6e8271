package io.newsflow.cli;

import io.newsflow.schemas.Topic;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.admin.TopicAdmin.State;
import io.newsflow.schemas.admin.TopicAdmin.Status;
import io.newsflow.schemas.admin.TopicReader;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code newsflow topics}: the topics of the catalogue, in a cluster. */
@Command(
        name = "topics",
        description = "Create the topics, or compare a cluster's topics with the catalogue.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "create, describe or read is missing");
    }

    @Command(
            name = "create",
            description = {
                "Create the topics that are missing.",
                "A topic that is there is never changed: where it differs from the catalogue, the differences are shown"
                        + " and the exit code is 1."
            },
            mixinStandardHelpOptions = true)
    int create(
            @Mixin ClientOptions clients,
            @Option(
                            names = "--replication-factor",
                            defaultValue = "0",
                            paramLabel = "N",
                            description = "Copies of each partition (default: 3, or as many as there are brokers).")
                    int replicationFactor) {
        return report(clients, admin -> admin.create(Topics.all(), replicationFactor));
    }

    @Command(
            name = "describe",
            description = "Show the topics, and where they differ from the catalogue (exit code 1).",
            mixinStandardHelpOptions = true)
    int describe(@Mixin ClientOptions clients) {
        return report(clients, admin -> admin.describe(Topics.all()));
    }

    @Command(
            name = "read",
            description = "Print the records of a topic as JSON, one a line, with key, offset and headers.",
            mixinStandardHelpOptions = true)
    int read(
            @Mixin ClientOptions clients,
            @Parameters(paramLabel = "TOPIC", description = "Such as news.enriched.") String name,
            @Option(names = "--key", description = "Only records with this key.") String key,
            @Option(
                            names = "--last",
                            defaultValue = "-1",
                            paramLabel = "N",
                            description = "Begin N records before the end of each partition (default: all).")
                    long last,
            @Option(
                            names = "--limit",
                            defaultValue = "0",
                            paramLabel = "N",
                            description = "Stop after N records (default: none).")
                    long limit,
            @Option(names = "--follow", description = "Go on with what comes, until Ctrl-C.") boolean follow) {
        Topic<?> topic = Topics.byName(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        name + " is no topic of Newsflow; there are "
                                + Topics.all().stream().map(Topic::name).toList()));
        PrintWriter out = spec.commandLine().getOut();
        AtomicLong printed = new AtomicLong();
        clients.withKafka(settings -> {
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            try (AvroSerdes serdes = new AvroSerdes(clients.schemaRegistry());
                    Consumer<byte[], byte[]> consumer =
                            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                TopicReader.read(consumer, serdes, new TopicReader.Selection(topic, key, last, follow), line -> {
                    out.println(line);
                    out.flush();
                    return printed.incrementAndGet() != limit && !out.checkError();
                });
                return null;
            }
        });
        return 0;
    }

    private int report(ClientOptions clients, Function<TopicAdmin, List<State>> work) {
        List<State> states = clients.withKafka(settings -> {
            try (Admin admin = Admin.create(settings)) {
                return work.apply(new TopicAdmin(admin));
            }
        });
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-18s %-10s %10s %8s  %s%n", "TOPIC", "STATUS", "PARTITIONS", "REPLICAS", "HOLDS");
        for (State state : states) {
            Topic<?> topic = state.topic();
            out.printf(
                    "%-18s %-10s %10d %8d  %s%n",
                    topic.name(),
                    state.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    state.partitions(),
                    state.replicationFactor(),
                    topic.description());
            state.differences().forEach(difference -> out.println("    differs: " + difference));
        }
        boolean different = states.stream().anyMatch(state -> state.status() == Status.DIFFERENT);
        boolean missing = states.stream().anyMatch(state -> state.status() == Status.MISSING);
        if (different) {
            out.println("Topics that differ were left as they are. Settings can be changed with kafka-configs.sh;"
                    + " another number of partitions moves keys and wants a new topic (docs/contracts.md).");
        }
        if (missing) {
            out.println("Missing topics are made by `newsflow topics create`.");
        }
        out.flush();
        return different || missing ? 1 : 0;
    }
}
