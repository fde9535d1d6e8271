package io.newsflow.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the search page until it is stopped. */
@Command(
        name = "web",
        description =
                "Serve a search page for the index. It only reads, and has no log-in: put what you need in front.",
        mixinStandardHelpOptions = true)
final class WebCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions clients;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; default ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8085",
            description = "Port to listen on, 0 for a free one; default ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call() throws IOException {
        try (SearchSite site = SearchSite.start(new InetSocketAddress(host, port), clients.elasticsearch())) {
            System.out.println("search page: " + site.url());
            System.out.println("Ctrl-C stops it.");
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
