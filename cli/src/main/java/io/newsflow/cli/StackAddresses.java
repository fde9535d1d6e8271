package io.newsflow.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/**
 * Where Kafka, the schema registry and Elasticsearch are. A command mixes this in; each address comes from its
 * option, else from its environment variable, else from the file that {@code newsflow up} and {@code newsflow demo}
 * write while they run.
 */
public final class StackAddresses {
    private static final String FILE = "addresses.properties";
    private static final String KAFKA = "kafka.bootstrap.servers";
    private static final String REGISTRY = "schema.registry.url";
    private static final String ELASTICSEARCH = "elasticsearch.urls";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT,...",
            description = "Kafka's bootstrap servers (environment: NEWSFLOW_KAFKA_BOOTSTRAP_SERVERS).")
    private String kafka;

    @Option(
            names = "--registry",
            paramLabel = "URL,...",
            description = "Schema registry (environment: NEWSFLOW_SCHEMA_REGISTRY_URL).")
    private String registry;

    @Option(
            names = "--elasticsearch",
            paramLabel = "URL,...",
            description = "Elasticsearch (environment: NEWSFLOW_ELASTICSEARCH_URLS).")
    private String elasticsearch;

    /** Addresses given, none where the options are absent; picocli makes one for each command. */
    public StackAddresses() {}

    /**
     * Known addresses.
     *
     * @param kafka bootstrap servers
     * @param registry base URL of the registry's API
     * @param elasticsearch base URL
     */
    public StackAddresses(String kafka, String registry, String elasticsearch) {
        this.kafka = kafka;
        this.registry = registry;
        this.elasticsearch = elasticsearch;
    }

    /** Kafka's bootstrap servers. */
    public String kafka() {
        return find(kafka, KAFKA, "--kafka");
    }

    /** Base URL of the registry's Confluent API; several are separated by commas. */
    public String registry() {
        return find(registry, REGISTRY, "--registry");
    }

    /** Base URL of Elasticsearch; several are separated by commas. */
    public String elasticsearch() {
        return find(elasticsearch, ELASTICSEARCH, "--elasticsearch");
    }

    /** What was given as options, by the key that it sets. */
    Map<String, String> given() {
        Map<String, String> given = new HashMap<>();
        given.put(KAFKA, kafka);
        given.put(REGISTRY, registry);
        given.put(ELASTICSEARCH, elasticsearch);
        given.values().removeIf(Objects::isNull);
        return given;
    }

    /**
     * Writes the addresses for other commands to find, replacing the file in one step.
     *
     * @param folder the run folder
     * @throws UncheckedIOException when the file cannot be written
     */
    void save(Path folder) {
        Properties properties = new Properties();
        properties.setProperty(KAFKA, kafka);
        properties.setProperty(REGISTRY, registry);
        properties.setProperty(ELASTICSEARCH, elasticsearch);
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(FILE + ".part");
            try (Writer out = Files.newBufferedWriter(part)) {
                properties.store(out, "Where the local stack listens");
            }
            Files.move(part, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(FILE), e);
        }
    }

    /** Removes the file of {@link #save}. */
    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder.resolve(FILE), e);
        }
    }

    /** What {@link #save} wrote, if a local stack runs. */
    static Optional<StackAddresses> saved(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = read(file);
        return Optional.of(new StackAddresses(
                properties.getProperty(KAFKA),
                properties.getProperty(REGISTRY),
                properties.getProperty(ELASTICSEARCH)));
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return properties;
    }

    private static String find(String given, String key, String option) {
        if (given != null) {
            return given;
        }
        String variable = "NEWSFLOW_" + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
        String environment = System.getenv(variable);
        if (environment != null && !environment.isBlank()) {
            return environment;
        }
        Path file = Home.runFolder().resolve(FILE);
        if (Files.exists(file)) {
            return read(file).getProperty(key);
        }
        throw new IllegalStateException(
                "no address: give " + option + " or " + variable + ", or start a local stack with `newsflow up`");
    }
}
