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
        // Names are looked up before every connection; the JVM's default of thirty seconds would ask for each of them
        // anew.
        Security.setProperty("networkaddress.cache.ttl", "60");
        System.exit(ServiceMain.run(NAME, IngestConfig.SETTINGS, arguments, IngestService::start));
    }
}
