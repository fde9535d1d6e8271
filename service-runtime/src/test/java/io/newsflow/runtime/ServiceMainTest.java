package io.newsflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a service as its operator sees it: a process, its exit code, its log and its pages. */
class ServiceMainTest {
    private static final Setting<String> DEED =
            Setting.text("deed", "serve", "What the service does: serve, fail, hang, settings or kafka-settings.");

    @TempDir
    private Path folder;

    private Path log;
    private Process process;

    /** The service under test, run as a process of its own. */
    public static final class Service {
        private Service() {}

        /** Runs it. */
        public static void main(String[] arguments) {
            System.exit(ServiceMain.run("tester", List.of(DEED), arguments, context -> {
                context.health().addReadiness("deed", () -> Health.Result.up("done"));
                switch (context.settings().get(DEED)) {
                    case "fail" -> context.fail(new IllegalStateException("the deed failed"));
                    case "settings" -> throw new ConfigException("deed", "no such deed");
                    case "kafka-settings" ->
                        throw new IllegalStateException(
                                new org.apache.kafka.common.config.ConfigException("acks: odd"));
                    default -> {}
                }
                return () -> {
                    if (context.settings().get(DEED).equals("hang")) {
                        new CountDownLatch(1).await();
                    }
                    Files.writeString(Path.of(System.getProperty("committed")), "yes");
                };
            }));
        }
    }

    @BeforeEach
    void name() {
        log = folder.resolve("service.log");
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dcommitted=" + folder.resolve("committed"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Service.class.getName(),
                "kafka.bootstrap.servers=127.0.0.1:9",
                "schema.registry.url=mock://tester",
                "http.host=127.0.0.1",
                "http.port=0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("NEWSFLOW_LOG_FORMAT", "json");
        process = builder.start();
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    private int portWhenStarted() throws IOException {
        await().atMost(30, TimeUnit.SECONDS).until(() -> log().contains("\"Started\""));
        for (String line : Files.readAllLines(log)) {
            JsonNode event = new ObjectMapper().readTree(line);
            for (JsonNode pair : event.path("kvpList")) {
                if (pair.has("http.port")) {
                    return pair.get("http.port").asInt();
                }
            }
        }
        throw new AssertionError("no port in " + log());
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aSignalStopsTheServiceInOrderWithCodeZero() throws Exception {
        // Given
        start();
        portWhenStarted();

        // When
        process.destroy();

        // Then
        assertThat(exitCode()).isEqualTo(ServiceMain.EXIT_OK);
        assertThat(folder.resolve("committed")).exists();
        assertThat(log()).contains("\"Stopping\"").contains("\"Stopped\"");
    }

    @Test
    void healthMetricsAndInfoAreServed() throws Exception {
        // Given
        start("kafka.ssl.key.password=hush");

        // When
        int port = portWhenStarted();

        // Then
        assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(port, "/health/ready").body()).contains("\"deed\":{\"ok\":true");
        assertThat(get(port, "/metrics").body())
                .contains("jvm_memory_used_bytes")
                .contains("logback_events_total")
                .contains("service=\"tester\"");
        assertThat(get(port, "/info").body()).contains("\"service\":\"tester\"").doesNotContain("hush");
        assertThat(get(port, "/info/else").statusCode()).isEqualTo(404);
    }

    @Test
    void aFailureEndsTheServiceWithCodeOneAndItsReason() throws Exception {
        // When
        start("deed=fail");

        // Then
        assertThat(exitCode()).isEqualTo(ServiceMain.EXIT_FAILED);
        assertThat(folder.resolve("committed")).exists();
        assertThat(log()).contains("the deed failed");
    }

    @Test
    void aStopThatHangsIsCutShortWithCodeOne() throws Exception {
        // Given
        start("deed=hang", "shutdown.timeout=200ms");
        portWhenStarted();

        // When
        process.destroy();

        // Then
        assertThat(exitCode()).isEqualTo(ServiceMain.EXIT_FAILED);
        assertThat(log()).contains("took too long");
    }

    @Test
    void wrongSettingsEndTheServiceWithCodeTwoAndTheKey() throws Exception {
        for (String wrong : List.of("deeed=serve", "deed=settings", "deed=kafka-settings")) {
            // When
            start(wrong);

            // Then
            assertThat(exitCode()).as(wrong).isEqualTo(ServiceMain.EXIT_USAGE);
            assertThat(log()).contains(wrong.equals("deed=kafka-settings") ? "kafka.*: acks" : wrong.split("=")[0]);
        }
    }
}
