package io.newsflow.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The stack as containers, through Testcontainers, from the images that {@code docker-compose.yml} names. Host ports
 * are fixed for the life of the stack, so that a component that was killed comes back at its address; data lives in
 * the containers and goes with them. Testcontainers removes what a JVM that was killed left behind.
 */
public final class ContainerStack implements NewsStack {
    /** Images of the components; a test holds them to {@code docker-compose.yml}. */
    public static final Map<Component, String> IMAGES = Map.of(
            Component.KAFKA, "apache/kafka:4.4.0",
            Component.SCHEMA_REGISTRY, "confluentinc/cp-schema-registry:8.1.0",
            Component.ELASTICSEARCH, "elasticsearch:8.19.21");

    private static final Logger LOG = LoggerFactory.getLogger(ContainerStack.class);
    private static final long POLL_MILLIS = 100;
    private static final int LAST_CHARS = 4000;

    private final StackOptions options;
    private final Network network = Network.newNetwork();
    private final Map<Component, GenericContainer<?>> containers = new EnumMap<>(Component.class);
    private final Map<Component, Integer> ports = new EnumMap<>(Component.class);
    private final Path logs;

    private ContainerStack(StackOptions options) {
        this.options = options;
        try {
            logs = Files.createTempDirectory("newsflow-container-logs-");
        } catch (IOException e) {
            throw new StackException("no folder for logs", e);
        }
        for (Component component : new TreeSet<>(options.components())) {
            ports.put(component, options.ports().getOrDefault(component, Ports.free()));
            containers.put(component, container(component, ports.get(component)));
        }
    }

    /** Why containers cannot be used here; empty when a Docker engine answers. */
    public static Optional<String> unavailable() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? Optional.empty()
                : Optional.of("no Docker engine answers: the stack's container form cannot run here");
    }

    /**
     * Starts a stack of containers and waits until it is ready.
     *
     * @throws IllegalArgumentException when the options ask for a folder: containers keep their data to themselves
     * @throws StackException when a component does not become ready; whatever had started is removed again
     */
    public static ContainerStack start(StackOptions options) {
        if (options.folder() != null) {
            throw new IllegalArgumentException("a stack of containers is temporary and takes no folder");
        }
        ContainerStack stack = new ContainerStack(options);
        try {
            stack.startAll();
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
        LOG.atInfo().addKeyValue("ports", stack.ports).log("container stack is ready");
        return stack;
    }

    private void startAll() {
        // The registry keeps its schemas in Kafka and ends when there is none.
        CompletableFuture<Void> kafka = run(Component.KAFKA);
        CompletableFuture<Void> registry = kafka.thenCompose(done -> run(Component.SCHEMA_REGISTRY));
        try {
            CompletableFuture.allOf(registry, run(Component.ELASTICSEARCH)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private CompletableFuture<Void> run(Component component) {
        GenericContainer<?> container = containers.get(component);
        if (container == null) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(() -> {
            container.start();
            awaitReady(component);
        });
    }

    private GenericContainer<?> container(Component component, int port) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGES.get(component)))
                .withNetwork(network)
                .withNetworkAliases(component.label())
                .withStartupTimeout(options.startLimit())
                .waitingFor(new AbstractWaitStrategy() {
                    @Override
                    protected void waitUntilReady() {
                        // awaitReady tells it, at every start and not only at the first.
                    }
                });
        int inside = switch (component) {
            case KAFKA -> {
                kafka(container, port);
                yield 29092;
            }
            case SCHEMA_REGISTRY -> {
                container
                        .withEnv("SCHEMA_REGISTRY_HOST_NAME", Component.SCHEMA_REGISTRY.label())
                        .withEnv("SCHEMA_REGISTRY_LISTENERS", "http://0.0.0.0:8081")
                        .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://kafka:9092")
                        .withEnv("SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR", "1");
                yield 8081;
            }
            case ELASTICSEARCH -> {
                String heap = options.fullSpeed() ? "-Xms1g -Xmx1g" : "-Xms512m -Xmx512m";
                container
                        .withEnv("discovery.type", "single-node")
                        .withEnv("xpack.security.enabled", "false")
                        .withEnv("cluster.routing.allocation.disk.threshold_enabled", "false")
                        .withEnv("ES_JAVA_OPTS", heap);
                yield 9200;
            }
        };
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + inside));
        return container;
    }

    private void kafka(GenericContainer<?> container, int port) {
        container
                .withEnv("CLUSTER_ID", "bmV3c2Zsb3ctY29tcG9zZQ")
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                .withEnv("KAFKA_LISTENERS", "INSIDE://:9092,CONTROLLER://:9093,OUTSIDE://:29092")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "INSIDE://kafka:9092,OUTSIDE://127.0.0.1:" + port)
                .withEnv(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_LOG_DIRS", "/var/lib/kafka/data")
                .withEnv("KAFKA_HEAP_OPTS", options.fullSpeed() ? "-Xms512m -Xmx1g" : "-Xms64m -Xmx384m");
        KafkaServer.singleBroker().forEach((key, value) -> setting(container, key, value));
        options.kafkaSettings().forEach((key, value) -> setting(container, key, value));
    }

    /** A broker setting as the image takes it. */
    private static void setting(GenericContainer<?> container, String key, String value) {
        container.withEnv("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value);
    }

    private void awaitReady(Component component) {
        long deadline = System.nanoTime() + options.startLimit().toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            if (!isRunning(component)) {
                throw new StackException(component.label() + " ended while it started\n" + endOfLog(component));
            }
            try {
                if (isReady(component)) {
                    return;
                }
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("interrupted while " + component.label() + " started", e);
            } catch (Exception e) {
                last = e;
            }
        }
        throw new StackException(
                component.label() + " was not ready within "
                        + options.startLimit().toSeconds() + " s\n" + endOfLog(component),
                last);
    }

    private boolean isReady(Component component) throws Exception {
        return switch (component) {
            case KAFKA -> Readiness.kafka(bootstrapServers());
            case SCHEMA_REGISTRY -> Readiness.schemaRegistry(schemaRegistryUrl());
            case ELASTICSEARCH -> Readiness.elasticsearch(elasticsearchUrl());
        };
    }

    private String endOfLog(Component component) {
        String log = container(component).getLogs();
        return log.substring(Math.max(0, log.length() - LAST_CHARS));
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port(Component.KAFKA);
    }

    @Override
    public String schemaRegistryUrl() {
        return "http://127.0.0.1:" + port(Component.SCHEMA_REGISTRY);
    }

    @Override
    public String elasticsearchUrl() {
        return "http://127.0.0.1:" + port(Component.ELASTICSEARCH);
    }

    @Override
    public void kill(Component component) {
        synchronized (container(component)) {
            if (isRunning(component)) {
                docker().killContainerCmd(id(component)).exec();
                awaitEnd(component);
            }
        }
    }

    @Override
    public void stop(Component component) {
        synchronized (container(component)) {
            if (isRunning(component)) {
                docker().stopContainerCmd(id(component)).withTimeout(20).exec();
                awaitEnd(component);
            }
        }
    }

    @Override
    public void start(Component component) {
        synchronized (container(component)) {
            if (!isRunning(component)) {
                docker().startContainerCmd(id(component)).exec();
                awaitReady(component);
            }
        }
    }

    private void awaitEnd(Component component) {
        docker().waitContainerCmd(id(component)).start().awaitStatusCode();
    }

    @Override
    public boolean isRunning(Component component) {
        try {
            return Boolean.TRUE.equals(docker().inspectContainerCmd(id(component))
                    .exec()
                    .getState()
                    .getRunning());
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public Path log(Component component) {
        String text = container(component).getLogs();
        try {
            return Files.writeString(logs.resolve(component.label() + ".log"), text);
        } catch (IOException e) {
            throw new StackException("the log of " + component.label() + " cannot be written", e);
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(containers.values());
        all.add(network);
        for (AutoCloseable part : all) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a part of the container stack could not be removed");
            }
        }
        for (Component component : Component.values()) {
            try {
                Files.deleteIfExists(logs.resolve(component.label() + ".log"));
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("a log could not be removed");
            }
        }
        try {
            Files.deleteIfExists(logs);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the folder of the logs could not be removed");
        }
    }

    private GenericContainer<?> container(Component component) {
        GenericContainer<?> container = containers.get(component);
        if (container == null) {
            throw new IllegalArgumentException(component.label() + " is not part of this stack");
        }
        return container;
    }

    private int port(Component component) {
        container(component);
        return ports.get(component);
    }

    private String id(Component component) {
        return container(component).getContainerId();
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }
}
