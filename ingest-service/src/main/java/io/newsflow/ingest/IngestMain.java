package io.newsflow.ingest;

import io.newsflow.ingest.service.IngestConfig;
import io.newsflow.ingest.service.IngestService;
import io.newsflow.runtime.ServiceMain;
import java.security.Security;

/** ingest-service: sources to {@code news.raw}. */
public final class IngestMain {
    private static final String NAME = "ingest-service";

    private IngestMain() {}

    /** Runs the service. */
    public static void main(String[] arguments) {
        // The address that was checked must be the one connected to: see AddressGuard.
        Security.setProperty("networkaddress.cache.ttl", "60");
        // Thousands of hosts are asked once in minutes: an idle connection to each is of no use to anybody.
        System.setProperty("jdk.httpclient.keepalive.timeout", "20");
        System.exit(ServiceMain.run(NAME, IngestConfig.SETTINGS, arguments, IngestService::start));
    }
}
