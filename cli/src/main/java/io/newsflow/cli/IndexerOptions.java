package io.newsflow.cli;

import io.newsflow.indexer.IndexerConfig;
import io.newsflow.runtime.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The settings of indexer-service for a command that works on its index: the same file, environment variables and
 * checks, with addresses as options.
 */
final class IndexerOptions {
    @Mixin
    private StackAddresses addresses = new StackAddresses();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file of indexer-service, such as for TLS, passwords and the consumer group.")
    private Path config;

    /** Checked settings; messages of failures name the key. */
    Settings settings() {
        List<String> arguments = new ArrayList<>();
        if (config == null) {
            arguments.add(Settings.KAFKA_BOOTSTRAP_SERVERS.key() + "=" + addresses.kafka());
            arguments.add(Settings.SCHEMA_REGISTRY_URL.key() + "=" + addresses.registry());
            arguments.add(IndexerConfig.URLS.key() + "=" + addresses.elasticsearch());
        } else {
            arguments.add("--config");
            arguments.add(config.toString());
            addresses.given().forEach((key, value) -> arguments.add(key + "=" + value));
        }
        Map<String, String> environment = System.getenv();
        return Settings.load(IndexerConfig.SETTINGS, arguments, environment);
    }
}
