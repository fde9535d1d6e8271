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
        // The push API and the hubs' callbacks: a sender that dribbles does not hold a thread for ever, and small
        // answers are sent at once.
        System.setProperty("sun.net.httpserver.maxReqTime", "120");
        System.setProperty("sun.net.httpserver.maxRspTime", "120");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.exit(ServiceMain.run(NAME, IngestConfig.SETTINGS, arguments, IngestService::start));
    }
}
