package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.EnrichConfig;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.ingest.service.IngestConfig;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import io.newsflow.stack.Component;
import io.newsflow.stack.ContainerStack;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds docker-compose.yml to the sources, as far as that goes without an engine. */
class ComposeFileTest {
    /** Elements of a service in the Compose Specification that the file uses; a new one is to be added knowingly. */
    private static final Set<String> SERVICE_KEYS = Set.of(
            "build",
            "cap_drop",
            "command",
            "depends_on",
            "environment",
            "healthcheck",
            "image",
            "init",
            "mem_limit",
            "networks",
            "ports",
            "read_only",
            "restart",
            "security_opt",
            "stop_grace_period",
            "tmpfs",
            "volumes");

    private static final Set<String> CONDITIONS =
            Set.of("service_started", "service_healthy", "service_completed_successfully");
    private static final Map<String, List<Setting<?>>> SETTINGS = Map.of(
            "ingest-service", IngestConfig.SETTINGS,
            "enrich-service", EnrichConfig.SETTINGS,
            "indexer-service", IndexerConfig.SETTINGS);

    private static Map<String, Object> file;

    @BeforeAll
    static void read() throws IOException {
        try (Reader in = Files.newBufferedReader(Home.root().resolve("docker-compose.yml"))) {
            file = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        }
    }

    @Test
    void everyElementIsOneOfTheComposeSpecification() {
        assertThat(file.keySet())
                .allMatch(key -> key.startsWith("x-")
                        || Set.of("services", "networks", "volumes").contains(key));
        services().forEach((name, service) -> assertThat(SERVICE_KEYS).as(name).containsAll(service.keySet()));
    }

    @Test
    void theBackendsAreThoseOfTheContainerStack() {
        for (Component component : Component.values()) {
            assertThat(services().get(component.label()))
                    .as(component.label())
                    .containsEntry("image", ContainerStack.IMAGES.get(component));
        }
    }

    @Test
    void everyServiceHasItsImageDefinitionAndItsJar() throws IOException {
        for (Map.Entry<String, Map<String, Object>> service : services().entrySet()) {
            if (!(service.getValue().get("build") instanceof String folder)) {
                continue;
            }
            Path module = Home.root().resolve(folder);
            String dockerfile = Files.readString(module.resolve("Dockerfile"));
            String jar =
                    Files.readString(module.resolve("pom.xml")).replaceAll("(?s).*<finalName>(.*?)</finalName>.*", "$1")
                            + "-exec.jar";
            assertThat(dockerfile)
                    .as(folder)
                    .contains("FROM eclipse-temurin:25-jre")
                    .contains("COPY target/" + jar)
                    .containsPattern("(?m)^USER 10001");
            if (SETTINGS.containsKey(service.getKey())) {
                assertThat(dockerfile).as(folder).contains("HEALTHCHECK", "/health/ready");
            }
            assertThat(service.getValue()).containsEntry("image", "newsflow/" + folder);
            assertThat(Files.readString(module.resolve(".dockerignore"))).contains("!target/" + jar);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-service", "enrich-service", "indexer-service"})
    void theEnvironmentOfAServiceIsWhatItsSettingsTake(String name) {
        Map<String, String> environment = new TreeMap<>();
        map(services().get(name).get("environment")).forEach((key, value) -> environment.put(key, value.toString()));

        assertThat(Settings.load(SETTINGS.get(name), List.of(), environment).get(Settings.KAFKA_BOOTSTRAP_SERVERS))
                .isEqualTo("kafka:9092");
        assertThat(environment.keySet()).allMatch(key -> key.startsWith("NEWSFLOW_"));
    }

    @Test
    void whatIsReferredToIsThere() {
        services().forEach((name, service) -> {
            map(service.get("depends_on")).forEach((other, how) -> {
                assertThat(services()).as(name).containsKey(other);
                Object condition = map(how).get("condition");
                assertThat(CONDITIONS).as(name).contains(String.valueOf(condition));
                if ("service_healthy".equals(condition)) {
                    assertThat(services().get(other)).as(other).containsKey("healthcheck");
                }
            });
            for (Object volume : list(service.get("volumes"))) {
                assertThat(map(file.get("volumes")))
                        .as(name)
                        .containsKey(volume.toString().split(":")[0]);
            }
            for (Object network : list(service.get("networks"))) {
                assertThat(map(file.get("networks"))).as(name).containsKey(network.toString());
            }
            map(service.get("environment")).values().forEach(value -> {
                Matcher host = Pattern.compile("//([a-z][a-z-]*):\\d").matcher(value.toString());
                while (host.find()) {
                    assertThat(services()).as(name + ": " + value).containsKey(host.group(1));
                }
            });
        });
    }

    @Test
    void everythingHasALimitOfMemoryAndIsPublishedOnLoopbackOnly() {
        services().forEach((name, service) -> {
            assertThat(service).as(name).containsKey("mem_limit");
            assertThat(list(service.get("ports")))
                    .as(name)
                    .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() {
        return (Map<String, Map<String, Object>>) file.get("services");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static Collection<?> list(Object value) {
        return value == null ? List.of() : (Collection<?>) value;
    }
}
