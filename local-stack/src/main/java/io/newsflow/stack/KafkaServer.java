package io.newsflow.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** A broker and controller in one process (KRaft), on two ports of loopback. */
final class KafkaServer extends Server {
    private static final Duration FORMAT_LIMIT = Duration.ofSeconds(60);
    private static final String NODE_ID = "1";

    private final Path jars;
    private final Path folder;
    private final Path java;
    private final int port;
    private final int controllerPort;
    private final StackOptions options;

    KafkaServer(Path jars, Path folder, Path log, Path java, int port, int controllerPort, StackOptions options) {
        super(Component.KAFKA, log, options.startLimit(), Duration.ofSeconds(20));
        this.jars = jars;
        this.folder = folder;
        this.java = java;
        this.port = port;
        this.controllerPort = controllerPort;
        this.options = options;
    }

    @Override
    void prepare() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        settings()
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append('\n'));
        write(properties(), text.toString());
        write(logging(), LOGGING);
        if (!Files.exists(data().resolve("meta.properties"))) {
            format();
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", NODE_ID);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data().toString());
        settings.putAll(singleBroker());
        settings.putAll(options.kafkaSettings());
        return settings;
    }

    /** What differs from the defaults because the broker is alone, and short-lived. */
    static Map<String, String> singleBroker() {
        Map<String, String> settings = new LinkedHashMap<>();
        // One broker cannot hold more than one copy of anything.
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // The defaults of 50 serve clusters; here they only cost files and time at start.
        settings.put("offsets.topic.num.partitions", "5");
        settings.put("transaction.state.log.num.partitions", "5");
        settings.put("share.coordinator.state.topic.num.partitions", "5");
        // A broker that was killed is let in again when its old session has run out; the default is 9 s.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Topics are declared (`newsflow topics create`), never made by a typing error.
        settings.put("auto.create.topics.enable", "false");
        return settings;
    }

    private void format() throws InterruptedException {
        GuardedProcess format = GuardedProcess.start(
                jvm(
                        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
                        "kafka.tools.StorageTool",
                        "format",
                        "--ignore-formatted",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        properties().toString()),
                user(),
                environment(),
                folder,
                log());
        if (!format.waitFor(FORMAT_LIMIT) || !Files.exists(data().resolve("meta.properties"))) {
            format.kill();
            throw new StackException("kafka's storage could not be formatted\n" + GuardedProcess.endOf(log()));
        }
    }

    @Override
    List<String> command() {
        List<String> flags = new ArrayList<>(List.of("-Xshare:auto", "-XX:+ExitOnOutOfMemoryError"));
        flags.addAll(
                options.fullSpeed()
                        ? List.of("-Xms512m", "-Xmx1g", "-XX:+UseG1GC")
                        : List.of("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        return jvm(flags, "kafka.Kafka", properties().toString());
    }

    private List<String> jvm(List<String> flags, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(flags);
        command.addAll(List.of(
                "-Djava.awt.headless=true",
                "-Dlog4j2.configurationFile=" + logging().toUri(),
                "-cp",
                jars + "/*",
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    Path workingFolder() {
        return folder;
    }

    @Override
    boolean isReady() throws Exception {
        return !Ports.isFree(port) && Readiness.kafka("127.0.0.1:" + port);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path properties() {
        return folder.resolve("server.properties");
    }

    private Path logging() {
        return folder.resolve("log4j2.properties");
    }

    private static final String LOGGING = """
            status = warn
            appender.out.type = Console
            appender.out.name = out
            appender.out.layout.type = PatternLayout
            appender.out.layout.pattern = %d{ISO8601} %-5p %c{1.} %m%n
            rootLogger.level = info
            rootLogger.appenderRef.out.ref = out
            logger.values.name = org.apache.kafka.common.config.AbstractConfig
            logger.values.level = warn
            """;
}
