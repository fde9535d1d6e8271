package io.newsflow.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Elasticsearch from its distribution for integration tests: the real server with few modules, and ours for analysis.
 * Started through its own launcher, which works out the many JVM options that differ between JDKs.
 */
final class ElasticsearchServer extends Server {
    private final Path home;
    private final Path folder;
    private final Path java;
    private final RunAs user;
    private final int port;
    private final int transportPort;
    private final boolean fullSpeed;

    ElasticsearchServer(
            Path home,
            Path folder,
            Path log,
            Path java,
            RunAs user,
            int port,
            int transportPort,
            StackOptions options) {
        super(Component.ELASTICSEARCH, log, options.startLimit(), Duration.ofSeconds(20));
        this.home = home;
        this.folder = folder;
        this.java = java;
        this.user = user;
        this.port = port;
        this.transportPort = transportPort;
        this.fullSpeed = options.fullSpeed();
    }

    @Override
    void prepare() throws IOException {
        write(config().resolve("elasticsearch.yml"), """
                cluster.name: newsflow-local
                node.name: local
                path.data: "%s"
                path.logs: "%s"
                network.host: 127.0.0.1
                http.port: %d
                transport.port: %d
                discovery.type: single-node
                xpack.security.enabled: false
                # A full disk of a developer's machine is no reason to refuse writes.
                cluster.routing.allocation.disk.threshold_enabled: false
                """.formatted(
                        folder.resolve("data"), folder.resolve("logs"), port, transportPort));
        write(config().resolve("log4j2.properties"), """
                status = error
                appender.console.type = Console
                appender.console.name = console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{ISO8601} %-5p %c{1.} %m%n
                rootLogger.level = info
                rootLogger.appenderRef.console.ref = console
                """);
        // Entitlements refuse a temporary folder that contains the server's own home, as /tmp may.
        String speed = fullSpeed
                ? "-Xms1g\n-Xmx1g\n-XX:+UseG1GC\n"
                : "-Xms512m\n-Xmx512m\n-XX:+UseSerialGC\n-XX:-AlwaysPreTouch\n-XX:TieredStopAtLevel=1\n";
        write(
                config().resolve("jvm.options"),
                speed + "-Djava.io.tmpdir=" + folder.resolve("tmp") + "\n-XX:+ExitOnOutOfMemoryError\n");
        for (String name : List.of("data", "logs", "tmp")) {
            Files.createDirectories(folder.resolve(name));
        }
        user.own(folder);
    }

    @Override
    List<String> command() {
        String libraries =
                String.join(File.pathSeparator, home.resolve("lib") + "/*", home.resolve("lib/cli-launcher") + "/*");
        return List.of(
                java.toString(),
                "-Xms4m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dcli.name=server",
                "-Dcli.script=" + home.resolve("bin/elasticsearch"),
                "-Dcli.libs=lib/tools/server-cli",
                "-Des.path.home=" + home,
                "-Des.path.conf=" + config(),
                "-Des.distribution.type=zip",
                "-cp",
                libraries,
                "org.elasticsearch.launcher.CliToolLauncher");
    }

    @Override
    Map<String, String> environment() {
        Map<String, String> environment = new java.util.HashMap<>();
        environment.put("ES_TMPDIR", folder.resolve("tmp").toString());
        environment.put("ES_JAVA_OPTS", null);
        environment.put("CLI_JAVA_OPTS", null);
        return environment;
    }

    /** The launcher takes the folder that it runs in for the server's home. */
    @Override
    Path workingFolder() {
        return home;
    }

    @Override
    RunAs user() {
        return user;
    }

    @Override
    boolean isReady() throws Exception {
        return Readiness.elasticsearch("http://127.0.0.1:" + port);
    }

    private Path config() {
        return folder.resolve("config");
    }
}
