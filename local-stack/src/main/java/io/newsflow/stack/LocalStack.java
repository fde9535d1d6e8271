package io.newsflow.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stack as child processes of this JVM, on loopback. They end with the JVM however it ends; a clean end is
 * {@link #close()}'s work, there is no shutdown hook.
 */
public final class LocalStack implements NewsStack {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

    private static final int ATTEMPTS = 3;

    private final StackFolder folder;
    private final Map<Component, Server> servers = new EnumMap<>(Component.class);
    private final Map<Component, Integer> ports = new EnumMap<>(Component.class);

    private LocalStack(StackOptions options) {
        folder = StackFolder.open(options.folder());
        try {
            ServerFiles files = ServerFiles.locate();
            for (Component component : new TreeSet<>(options.components())) {
                int port = options.ports().containsKey(component)
                        ? options.ports().get(component)
                        : folder.port(component.label());
                ports.put(component, port);
                servers.put(component, server(component, files, port, options));
            }
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private Server server(Component component, ServerFiles files, int port, StackOptions options) {
        Path log = folder.log(component.label());
        Path data = folder.path().resolve(component.label());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return switch (component) {
            case KAFKA ->
                new KafkaServer(files.kafka(), data, log, java, port, folder.port("kafka-controller"), options);
            case SCHEMA_REGISTRY -> new SchemaRegistryServer(files.schemaRegistry(), data, log, java, port, options);
            case ELASTICSEARCH -> {
                RunAs user = RunAs.unprivileged();
                Reachable reachable = new Reachable(user);
                yield new ElasticsearchServer(
                        reachable.server(files.elasticsearch()),
                        reachable.folder(folder, component.label()),
                        log,
                        reachable.java(),
                        user,
                        port,
                        folder.port("elasticsearch-transport"),
                        options);
            }
        };
    }

    /**
     * Starts a stack of child processes and waits until it is ready.
     *
     * @throws StackException when a component does not become ready; whatever had started is stopped again
     */
    public static LocalStack start(StackOptions options) {
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce(options);
            } catch (PortTakenException e) {
                // Another draw helps, unless the ports were given or the luck is too bad to be luck.
                if (attempt == ATTEMPTS || !options.ports().isEmpty()) {
                    throw e;
                }
                LOG.atWarn().addKeyValue("attempt", attempt).log("a port was taken, trying others");
            }
        }
    }

    private static LocalStack startOnce(StackOptions options) {
        LocalStack stack = new LocalStack(options);
        try {
            stack.inParallel(Server::start);
        } catch (RuntimeException e) {
            try {
                stack.close();
            } catch (RuntimeException further) {
                e.addSuppressed(further);
            }
            throw e;
        }
        LOG.atInfo()
                .addKeyValue("folder", stack.folder.path())
                .addKeyValue("ports", stack.ports)
                .log("local stack is ready");
        return stack;
    }

    private void inParallel(Consumer<Server> action) {
        ExecutorService threads = Executors.newFixedThreadPool(servers.size(), task -> {
            Thread thread = new Thread(task, "local-stack");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> running = new ArrayList<>();
            servers.values().forEach(server -> running.add(threads.submit(() -> action.accept(server))));
            RuntimeException failure = null;
            for (Future<?> future : running) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    RuntimeException cause = e.getCause() instanceof RuntimeException runtime
                            ? runtime
                            : new StackException("a component of the stack failed", e.getCause());
                    if (failure == null) {
                        failure = cause;
                    } else {
                        failure.addSuppressed(cause);
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port(Component.KAFKA);
    }

    @Override
    public String schemaRegistryUrl() {
        return "http://127.0.0.1:" + port(Component.SCHEMA_REGISTRY) + SchemaRegistryServer.API;
    }

    @Override
    public String elasticsearchUrl() {
        return "http://127.0.0.1:" + port(Component.ELASTICSEARCH);
    }

    /** The components that this stack runs. */
    public Set<Component> components() {
        return servers.keySet();
    }

    /** Where the stack keeps its data, logs and configuration. */
    public Path folder() {
        return folder.path();
    }

    @Override
    public void kill(Component component) {
        server(component).kill();
    }

    @Override
    public void stop(Component component) {
        server(component).stop();
    }

    @Override
    public void start(Component component) {
        server(component).start();
    }

    @Override
    public boolean isRunning(Component component) {
        return server(component).isRunning();
    }

    @Override
    public Path log(Component component) {
        return server(component).log();
    }

    private Server server(Component component) {
        Server server = servers.get(component);
        if (server == null) {
            throw new IllegalArgumentException(component.label() + " is not part of this stack");
        }
        return server;
    }

    private int port(Component component) {
        server(component);
        return ports.get(component);
    }

    @Override
    public void close() {
        try {
            // Nobody will read temporary data again: there is nothing to close in good order.
            inParallel(folder.isTemporary() ? Server::kill : Server::stop);
        } finally {
            folder.close();
        }
    }
}
