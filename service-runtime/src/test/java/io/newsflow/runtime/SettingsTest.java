package io.newsflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Setting<Duration> PAUSE = Setting.duration("fetch.pause", "5m", "Time between fetches.");
    private static final Setting<Long> ROOM = Setting.bytes("fetch.max.bytes", "16m", "Largest response.");
    private static final List<String> NEEDED =
            List.of("kafka.bootstrap.servers=localhost:9092", "schema.registry.url=http://localhost:8081");

    private static Settings load(List<String> arguments, Map<String, String> environment) {
        return Settings.load(
                List.of(PAUSE, ROOM),
                java.util.stream.Stream.concat(NEEDED.stream(), arguments.stream())
                        .toList(),
                environment);
    }

    @Test
    void argumentsWinOverTheEnvironmentAndThatOverTheFile(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("service.properties"), "fetch.pause=1s\nfetch.max.bytes=1k\n");
        Map<String, String> environment = Map.of("NEWSFLOW_FETCH_PAUSE", "2s", "NEWSFLOW_CONFIG", file.toString());

        // When
        Settings settings = load(List.of("fetch.pause=3s"), environment);
        Settings withoutArgument = load(List.of(), environment);

        // Then
        assertThat(settings.get(PAUSE)).isEqualTo(Duration.ofSeconds(3));
        assertThat(withoutArgument.get(PAUSE)).isEqualTo(Duration.ofSeconds(2));
        assertThat(withoutArgument.get(ROOM)).isEqualTo(1024L);
    }

    @Test
    void wrongKeysAndValuesAreNamed() {
        assertThatThrownBy(() -> load(List.of("fetch.pauze=3s"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fetch.pauze");
        assertThatThrownBy(() -> load(List.of("fetch.pause=3"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fetch.pause")
                .hasMessageContaining("unit");
        assertThatThrownBy(() -> load(List.of(), Map.of("NEWSFLOW_FETCH_ROOM", "1")))
                .hasMessageContaining("NEWSFLOW_FETCH_ROOM");
        assertThatThrownBy(() -> load(List.of(), Map.of("NEWSFLOW_LOG_FORMAT", "jsn")))
                .hasMessageContaining("NEWSFLOW_LOG_FORMAT");
        assertThatThrownBy(() -> Settings.load(List.of(), List.of(), Map.of()))
                .hasMessageContaining("kafka.bootstrap.servers")
                .hasMessageContaining("NEWSFLOW_KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void boundsOfSizesAndTimesHold() {
        // Given
        Setting<Long> size = Setting.bytes("a.size", "16m", "1k", "256m", "A size.");
        Setting<Duration> time = Setting.positiveDuration("a.time", "1s", "A time.");
        List<Setting<?>> settings = List.of(size, time);

        // When, Then
        Settings within = Settings.of(settings, Map.of("a.size", "1k", "a.time", "1ms"));
        assertThat(within.get(size)).isEqualTo(1_024);
        assertThat(within.get(time)).isEqualTo(Duration.ofMillis(1));
        for (String wrong : List.of("1023", "257m", "-1k")) {
            assertThatThrownBy(() -> Settings.of(settings, Map.of("a.size", wrong)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("a.size");
        }
        assertThatThrownBy(() -> Settings.of(settings, Map.of("a.time", "0s")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.time");
    }

    @Test
    void clientSettingsPassThroughAndSecretsAreMasked() {
        // When
        Settings settings = load(
                List.of(
                        "kafka.security.protocol=SSL",
                        "kafka.ssl.key.password=hush",
                        "schema.registry.url=http://me:hush@one:8081,http://me:hush@two:8081"),
                Map.of("NEWSFLOW_SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", "me:hush"));

        // Then
        assertThat(settings.kafka()).containsEntry("security.protocol", "SSL");
        assertThat(settings.schemaRegistry()).containsEntry("schema.registry.basic.auth.user.info", "me:hush");
        assertThat(settings.report().values()).noneMatch(value -> value.contains("hush"));
        assertThat(settings.report()).containsEntry("schema.registry.url", "http://***@one:8081,http://***@two:8081");
    }

    @Test
    void whatKubernetesAddsForNeighboursIsPassedOver() {
        // When
        Settings settings = load(
                List.of(),
                Map.of(
                        "NEWSFLOW_INGEST_SERVICE_HOST", "10.0.0.7",
                        "NEWSFLOW_INGEST_SERVICE_PORT_HTTP", "8080",
                        "NEWSFLOW_INGEST_PORT", "tcp://10.0.0.7:8080",
                        "NEWSFLOW_INGEST_PORT_8080_TCP_ADDR", "10.0.0.7",
                        "NEWSFLOW_HTTP_PORT", "9090"));

        // Then
        assertThat(settings.get(Settings.HTTP_PORT)).isEqualTo(9090);
        assertThat(settings.report()).doesNotContainValue("10.0.0.7");
    }

    @Test
    void registrySettingsAreCheckedAtTheStart() {
        assertThatThrownBy(() -> load(List.of("schema.registry.basic.auth.credentials.source=USERINFO"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.basic.auth.credentials.source");
    }
}
