package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.newsflow.enrich.EnrichConfig;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.ingest.service.IngestConfig;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds deploy/ to Kubernetes' API and to the sources, as far as that goes without a cluster. */
class DeployFilesTest {
    /** Checks the fields of an object, and of all in it, by the types of Kubernetes' API. */
    private interface Check {
        void check(JsonElement object) throws IOException;
    }

    private static final Map<String, Check> KINDS = Map.of(
            "v1 Namespace", V1Namespace::validateJsonElement,
            "v1 Service", V1Service::validateJsonElement,
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "apps/v1 StatefulSet", V1StatefulSet::validateJsonElement,
            "batch/v1 Job", V1Job::validateJsonElement,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);
    private static final Map<String, List<Setting<?>>> SETTINGS = Map.of(
            "ingest-service", IngestConfig.SETTINGS,
            "enrich-service", EnrichConfig.SETTINGS,
            "indexer-service", IndexerConfig.SETTINGS);
    private static final String NAME = "app.kubernetes.io/name";

    private static final Path FOLDER = Home.root().resolve("deploy").resolve("kubernetes");
    private static final List<Map<String, Object>> OBJECTS = new ArrayList<>();
    private static Map<String, Object> kustomization;

    @BeforeAll
    static void read() throws IOException {
        kustomization = documents("kustomization.yaml").get(0);
        for (Object resource : list(kustomization.get("resources"))) {
            OBJECTS.addAll(documents(resource.toString()));
        }
    }

    @Test
    void everyObjectHasOnlyFieldsOfItsKind() throws IOException {
        for (Map<String, Object> object : OBJECTS) {
            String kind = object.get("apiVersion") + " " + object.get("kind");
            assertThat(KINDS).containsKey(kind);
            KINDS.get(kind).check(new Gson().toJsonTree(object));
        }
    }

    @Test
    void theCheckOfFieldsFindsOneThatDoesNotExist() {
        Map<String, Object> wrong = Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "spec",
                Map.of(
                        "selector",
                        Map.of(),
                        "template",
                        Map.of("spec", Map.of("containers", List.of(Map.of("name", "a", "imagee", "b"))))));
        assertThatThrownBy(() -> V1Deployment.validateJsonElement(new Gson().toJsonTree(wrong)))
                .hasMessageContaining("imagee");
    }

    @Test
    void everyFileOfTheFolderIsPartOfTheKustomization() throws IOException {
        Set<String> named = new TreeSet<>(Set.of("kustomization.yaml"));
        list(kustomization.get("resources")).forEach(resource -> named.add(resource.toString()));
        for (Object generator : list(kustomization.get("configMapGenerator"))) {
            list(map(generator).get("envs")).forEach(file -> named.add(file.toString()));
        }
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(named);
        }
    }

    @Test
    void theImagesAreThoseThatComposeBuilds() throws IOException {
        Set<String> built = new TreeSet<>();
        Map<String, Object> compose = documents("../../docker-compose.yml").get(0);
        map(compose.get("services")).values().forEach(service -> {
            if (map(service).containsKey("build")) {
                built.add(map(service).get("image").toString());
            }
        });
        assertThat(workloads())
                .extracting(pod -> container(pod).get("image"))
                .containsExactlyInAnyOrderElementsOf(built);
        assertThat(list(kustomization.get("images")))
                .extracting(image -> map(image).get("name"))
                .containsExactlyInAnyOrderElementsOf(built);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-service", "enrich-service", "indexer-service"})
    void theEnvironmentOfAServiceIsWhatItsSettingsTake(String name) throws IOException {
        Map<String, String> environment = environment(workload(name));

        Settings settings = Settings.load(SETTINGS.get(name), List.of(), environment);
        assertThat(settings.get(Settings.KAFKA_BOOTSTRAP_SERVERS)).contains(":9092");
        assertThat(environment.keySet()).allMatch(key -> key.startsWith("NEWSFLOW_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-service", "enrich-service", "indexer-service"})
    void aStopHasTheTimeThatTheServiceTakes(String name) {
        Map<String, Object> pod = pod(workload(name));
        Settings defaults = Settings.load(
                SETTINGS.get(name), List.of("kafka.bootstrap.servers=a:1", "schema.registry.url=http://a"), Map.of());

        assertThat((Integer) pod.get("terminationGracePeriodSeconds"))
                .isGreaterThan((int) defaults.get(Settings.SHUTDOWN_TIMEOUT).toSeconds());
        assertThat(container(workload(name))).containsKeys("startupProbe", "livenessProbe", "readinessProbe");
    }

    @Test
    void noWorkloadMayDoMoreThanItNeeds() {
        for (Map<String, Object> workload : workloads()) {
            assertThat(map(pod(workload).get("securityContext")))
                    .containsEntry("runAsNonRoot", true)
                    .containsEntry("runAsUser", 10001);
            assertThat(map(container(workload).get("securityContext")))
                    .containsEntry("readOnlyRootFilesystem", true)
                    .containsEntry("allowPrivilegeEscalation", false);
            assertThat(map(map(container(workload).get("resources")).get("limits")))
                    .containsKey("memory");
            assertThat(pod(workload)).containsEntry("automountServiceAccountToken", false);
        }
    }

    @Test
    void whatIsReferredToIsThere() {
        for (Map<String, Object> object : OBJECTS) {
            Object selector = map(object.get("spec")).get("selector");
            if (object.get("kind").equals("Service")) {
                Map<String, Object> target = workload(map(selector).get(NAME).toString());
                Set<Object> ports = list(container(target).get("ports")).stream()
                        .map(port -> map(port).get("name"))
                        .collect(Collectors.toSet());
                for (Object port : list(map(object.get("spec")).get("ports"))) {
                    assertThat(ports).contains(map(port).get("targetPort"));
                }
            } else if (selector != null) {
                workload(map(map(selector).get("matchLabels")).get(NAME).toString());
            }
        }
        for (Map<String, Object> workload : workloads()) {
            Set<Object> volumes = new HashSet<>();
            list(pod(workload).get("volumes"))
                    .forEach(volume -> volumes.add(map(volume).get("name")));
            list(map(workload.get("spec")).get("volumeClaimTemplates"))
                    .forEach(
                            claim -> volumes.add(map(map(claim).get("metadata")).get("name")));
            assertThat(list(container(workload).get("volumeMounts")))
                    .allMatch(mount -> volumes.contains(map(mount).get("name")));
        }
    }

    private static List<Map<String, Object>> documents(String file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(FOLDER.resolve(file))) {
            new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(in).forEach(one -> documents.add(map(one)));
        }
        return documents;
    }

    private static Map<String, String> environment(Map<String, Object> workload) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (Object from : list(container(workload).get("envFrom"))) {
            Object configMap = map(from).get("configMapRef");
            if (configMap == null) {
                assertThat(map(map(from).get("secretRef"))).containsEntry("optional", true);
                continue;
            }
            Object name = map(configMap).get("name");
            Object generator = list(kustomization.get("configMapGenerator")).stream()
                    .filter(one -> map(one).get("name").equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing makes the config map " + name));
            for (Object file : list(map(generator).get("envs"))) {
                for (String line : Files.readAllLines(FOLDER.resolve(file.toString()))) {
                    environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
                }
            }
        }
        for (Object variable : list(container(workload).get("env"))) {
            Object value = map(variable).get("value");
            environment.put(map(variable).get("name").toString(), value == null ? "the-pod-0" : value.toString());
        }
        return environment;
    }

    private static List<Map<String, Object>> workloads() {
        return OBJECTS.stream()
                .filter(object -> map(object.get("spec")).containsKey("template"))
                .toList();
    }

    private static Map<String, Object> workload(String name) {
        return workloads().stream()
                .filter(one -> name.equals(
                        map(map(map(map(one.get("spec")).get("template")).get("metadata"))
                                        .get("labels"))
                                .get(NAME)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no workload has the name " + name));
    }

    private static Map<String, Object> pod(Map<String, Object> workload) {
        return map(map(map(workload.get("spec")).get("template")).get("spec"));
    }

    private static Map<String, Object> container(Map<String, Object> workload) {
        return map(list(pod(workload).get("containers")).iterator().next());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static Collection<?> list(Object value) {
        return value == null ? List.of() : (Collection<?>) value;
    }
}
