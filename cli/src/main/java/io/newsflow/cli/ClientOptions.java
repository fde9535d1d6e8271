package io.newsflow.cli;

import io.newsflow.indexer.IndexerConfig;
import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Settings;
import io.newsflow.schemas.serde.RegistryConfig;
import io.newsflow.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How a command reaches Kafka, the schema registry and Elasticsearch: addresses, and everything else that a service
 * would be given under {@code kafka.}, {@code schema.registry.} and {@code elasticsearch.}, from the same file and the
 * same environment variables.
 */
final class ClientOptions {
    private static final String ENVIRONMENT_PREFIX = "NEWSFLOW_";
    private static final String ELASTICSEARCH_PREFIX = "elasticsearch.";
    /** Somebody waits at a terminal; a minute, as the clients have it, is long for a mistyped address. */
    private static final String PATIENCE_MS = "20000";

    @Mixin
    private StackAddresses addresses = new StackAddresses();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file of a service; its kafka.*, schema.registry.* and elasticsearch.* keys are"
                    + " used, such as for TLS and passwords.")
    private Path config;

    /** Settings for a Kafka client. A new map. */
    Map<String, Object> kafka() {
        Map<String, Object> kafka = new HashMap<>();
        kafka.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        kafka.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        given(Settings.KAFKA_PREFIX)
                .forEach((key, value) -> kafka.put(key.substring(Settings.KAFKA_PREFIX.length()), value));
        kafka.computeIfAbsent(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, key -> addresses.kafka());
        return kafka;
    }

    /**
     * Works with Kafka.
     *
     * @param work is given the settings for its client
     * @throws IllegalStateException naming the address when nothing answers there
     */
    <T> T withKafka(Function<Map<String, Object>, T> work) {
        Map<String, Object> settings = kafka();
        try {
            return work.apply(settings);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka gave no answer at " + settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG), e);
        }
    }

    /** Settings for the serdes. A new map. */
    Map<String, String> schemaRegistry() {
        Map<String, String> registry = given(Settings.REGISTRY_PREFIX);
        registry.computeIfAbsent(RegistryConfig.URL, key -> addresses.registry());
        return registry;
    }

    /**
     * How Elasticsearch is reached.
     *
     * @throws ConfigException naming the key that is unknown or wrong
     */
    IndexerConfig.Elasticsearch elasticsearch() {
        Map<String, String> elasticsearch = given(ELASTICSEARCH_PREFIX);
        elasticsearch.computeIfAbsent(IndexerConfig.URLS.key(), key -> addresses.elasticsearch());
        return IndexerConfig.Elasticsearch.of(Settings.of(IndexerConfig.ELASTICSEARCH_SETTINGS, elasticsearch));
    }

    /** A registry client; the caller closes it. */
    SchemaRegistry openRegistry() {
        return new SchemaRegistry(RegistryConfig.of(schemaRegistry()));
    }

    private Map<String, String> given(String prefix) {
        Map<String, String> given = new HashMap<>();
        if (config != null) {
            Properties properties = new Properties();
            try (Reader in = Files.newBufferedReader(config)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + config, e);
            }
            properties.stringPropertyNames().stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> given.put(key, properties.getProperty(key)));
        }
        String variables = ENVIRONMENT_PREFIX + prefix.toUpperCase(Locale.ROOT).replace('.', '_');
        System.getenv().forEach((variable, value) -> {
            if (variable.startsWith(variables)) {
                given.put(
                        variable.substring(ENVIRONMENT_PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        addresses.given().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                given.put(key, value);
            }
        });
        return given;
    }
}
