package io.newsflow.cli;

import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexAdmin;
import io.newsflow.indexer.IndexGenerations;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.RegistryConfig;
import io.newsflow.schemas.serde.SchemaRegistry;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * The whole of Newsflow on this machine: the local stack, its topics, schemas and index, and the three services as
 * processes of their own. Closing it stops everything that it started.
 */
public final class Pipeline implements AutoCloseable {
    /** The services, in the order in which news passes through them. */
    public static final List<String> SERVICES = List.of("ingest-service", "enrich-service", "indexer-service");

    private static final Duration READY_LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final NewsStack stack;
    private final StackAddresses addresses;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

    private Pipeline(Path folder, NewsStack stack) {
        this.folder = folder;
        this.stack = stack;
        this.addresses =
                new StackAddresses(stack.bootstrapServers(), stack.schemaRegistryUrl(), stack.elasticsearchUrl());
    }

    /**
     * Starts everything and waits until it is ready.
     *
     * @param folder where data, logs and addresses go; data of an earlier run is used again
     * @param progress told of each step
     * @throws IllegalStateException naming the part that did not come up
     */
    static Pipeline start(Path folder, Progress progress) throws InterruptedException {
        makeFolder(folder);
        progress.begin("Kafka, schema registry and Elasticsearch");
        NewsStack stack = NewsStack.start(StackOptions.at(folder.resolve("stack")));
        progress.done("ready");
        return start(folder, stack, progress);
    }

    /** Starts the services on a stack that runs already, and takes it over. */
    static Pipeline start(Path folder, NewsStack stack, Progress progress) throws InterruptedException {
        makeFolder(folder);
        Pipeline pipeline = new Pipeline(folder, stack);
        try {
            progress.begin("topics, schemas and index");
            prepare(pipeline.addresses);
            progress.done("created");
            progress.begin("the three services");
            for (String name : SERVICES) {
                pipeline.startService(name);
            }
            for (ServiceProcess service : pipeline.services()) {
                progress.detail(service.name());
                service.awaitReady(READY_LIMIT);
            }
            progress.done("ready");
            pipeline.addresses.save(folder);
            return pipeline;
        } catch (RuntimeException | InterruptedException e) {
            pipeline.close();
            throw e;
        }
    }

    /**
     * Creates topics, schemas and index where they are missing.
     *
     * @throws IllegalStateException when something is there and differs, saying how
     */
    public static void prepare(StackAddresses addresses) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", addresses.kafka()))) {
            for (TopicAdmin.State state : new TopicAdmin(admin).create(Topics.all(), 1)) {
                if (state.status() == TopicAdmin.Status.DIFFERENT) {
                    throw new IllegalStateException(
                            "topic " + state.topic().name() + " differs: " + state.differences());
                }
            }
        }
        try (SchemaRegistry registry =
                new SchemaRegistry(RegistryConfig.of(Map.of(RegistryConfig.URL, addresses.registry())))) {
            for (SchemaAdmin.State state : new SchemaAdmin(registry.client()).register()) {
                if (state.status() != SchemaAdmin.Status.REGISTERED) {
                    throw new IllegalStateException(
                            "schema " + state.subject() + " is " + state.status() + ": " + state.problems());
                }
            }
        }
        try (ElasticsearchClients clients = ElasticsearchClients.open(
                        IndexerConfig.Elasticsearch.plain(List.of(addresses.elasticsearch())));
                Admin admin = Admin.create(Map.of("bootstrap.servers", addresses.kafka()))) {
            new IndexGenerations(new IndexAdmin(clients.blocking()), admin, IndexerConfig.GROUP.defaultText()).create();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the index", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Where the parts listen. */
    StackAddresses addresses() {
        return addresses;
    }

    /** The stack under the services. */
    NewsStack stack() {
        return stack;
    }

    /** The services that run. */
    List<ServiceProcess> services() {
        return new ArrayList<>(services.values());
    }

    @Override
    public void close() {
        StackAddresses.forget(folder);
        services().forEach(ServiceProcess::close);
        stack.close();
    }

    private void startService(String name) {
        services.put(
                name, ServiceProcess.start(name, name, folder, freePort(), settings(addresses, folder, name, name)));
    }

    /**
     * Settings for a service on this machine.
     *
     * @param addresses where the stack listens
     * @param folder where state goes
     * @param service which service
     * @param instance name of this instance of it: instances keep their state apart
     */
    public static Map<String, String> settings(StackAddresses addresses, Path folder, String service, String instance) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap.servers", addresses.kafka());
        settings.put("schema.registry.url", addresses.registry());
        switch (service) {
            case "ingest-service" -> {
                settings.put("fetch.private.addresses", "true");
                settings.put("fetch.host.pause", "50ms");
            }
            case "enrich-service" ->
                settings.put(
                        "streams.state.dir",
                        folder.resolve("state").resolve(instance).toString());
            case "indexer-service" -> settings.put("elasticsearch.urls", addresses.elasticsearch());
            default -> throw new IllegalArgumentException("no service is called " + service);
        }
        return settings;
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    /** A port of loopback that is free now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
