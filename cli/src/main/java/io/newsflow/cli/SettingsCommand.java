package io.newsflow.cli;

import io.newsflow.enrich.EnrichConfig;
import io.newsflow.indexer.IndexerConfig;
import io.newsflow.ingest.service.IngestConfig;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.SettingsReference;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code newsflow settings}: the reference of all settings of all services, as it stands in docs/configuration.md. */
@Command(
        name = "settings",
        description = "Print the reference of all settings, as in docs/configuration.md.",
        mixinStandardHelpOptions = true)
final class SettingsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(reference());
        out.flush();
        return 0;
    }

    static String reference() {
        Map<String, List<Setting<?>>> services = new LinkedHashMap<>();
        services.put("ingest-service", IngestConfig.SETTINGS);
        services.put("enrich-service", EnrichConfig.SETTINGS);
        services.put("indexer-service", IndexerConfig.SETTINGS);
        return SettingsReference.markdown(services);
    }
}
