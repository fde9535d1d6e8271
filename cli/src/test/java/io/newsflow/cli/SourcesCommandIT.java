package io.newsflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.SchemaAdmin;
import io.newsflow.schemas.admin.TopicAdmin;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.stack.NewsStack;
import io.newsflow.stack.NewsStackExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that look after sources and publish documents, on a real broker and registry. */
@ExtendWith(NewsStackExtension.class)
class SourcesCommandIT {
    private static final String FEED = """
            <rss version="2.0"><channel><title>Courier</title><ttl>60</ttl>
            <item><title>Ferry returns</title><link>https://courier.example/1</link></item></channel></rss>
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private NewsStack stack;

    @BeforeAll
    static void prepare(NewsStack stack) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", stack.schemaRegistryUrl()))) {
            new TopicAdmin(admin).create(Topics.all(), 1);
            new SchemaAdmin(serdes.registry().client()).register();
        }
    }

    @BeforeEach
    void remember(NewsStack given) {
        stack = given;
    }

    @Test
    void addsListsAndRemovesSources() {
        assertThat(run(
                        "sources",
                        "add",
                        "--id",
                        "it-courier",
                        "--interval",
                        "10m",
                        "--tag",
                        "coast",
                        "https://courier.example/feed"))
                .isZero();
        assertThat(run("sources", "add", "https://courier.example/other")).isZero();
        String made = out.toString().strip().lines().reduce((a, b) -> b).orElseThrow();

        run("sources", "list", "--json");
        assertThat(out.toString())
                .contains("\"it-courier\"")
                .contains("\"intervalSeconds\":600")
                .contains(made);
        assertThat(run("sources", "remove", "it-courier", made, "it-unknown")).isEqualTo(1);
        assertThat(err.toString()).contains("it-unknown: no such source");
        out.getBuffer().setLength(0);
        run("sources", "list");
        assertThat(out.toString()).doesNotContain("it-courier").doesNotContain(made);
    }

    @Test
    void importsAndExportsOpml() throws Exception {
        Path list = folder.resolve("list.opml");
        Files.writeString(
                list, "<opml><body><outline text='Ledger' xmlUrl='https://ledger-import.example/rss'/></body></opml>");

        assertThat(run("sources", "import", list.toString())).isZero();
        run("sources", "export");

        assertThat(out.toString()).contains("1 sources added").contains("xmlUrl=\"https://ledger-import.example/rss\"");
    }

    @Test
    void refusesWhatCannotBeASource() {
        assertThat(run("sources", "add", "courier.example")).isEqualTo(2);
        assertThat(run("sources", "add", "--interval", "soon", "https://courier.example/"))
                .isEqualTo(2);
        assertThat(run("sources", "add", "--language", "english!", "https://courier.example/"))
                .isEqualTo(2);
        assertThat(run("sources")).isEqualTo(2);
    }

    @Test
    void showsWhatWouldBeTakenIn() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = FEED.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/feed";

            assertThat(plain("sources", "check", url)).isEqualTo(1);
            assertThat(err.toString()).contains("not a public address");
            assertThat(plain("sources", "check", "--private-addresses", url)).isZero();
            assertThat(out.toString())
                    .contains("feed-1")
                    .contains("Ferry returns")
                    .contains("PT1H");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void publishesDocumentsAndSaysWhatItCouldNotRead() throws Exception {
        Path good = folder.resolve("feed.xml");
        Files.writeString(good, FEED);
        Path bad = folder.resolve("list.txt");
        Files.writeString(bad, "Shopping list: bread.");

        int exit = run("ingest", bad.toString(), good.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains(good + ": 1 articles published");
        assertThat(err.toString()).contains(bad + ": ").contains("now in news.dead-letters");
        assertThat(run("dead-letters", "list")).isZero();
        assertThat(out.toString()).contains("list.txt");
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        boolean nested =
                all.get(0).equals("sources") && all.size() > 1 || all.get(0).equals("dead-letters");
        if (!all.equals(List.of("sources"))) {
            all.addAll(
                    nested ? 2 : 1,
                    List.of("--kafka", stack.bootstrapServers(), "--registry", stack.schemaRegistryUrl()));
        }
        return plain(all.toArray(String[]::new));
    }

    private int plain(String... args) {
        CommandLine line = NewsflowCli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
