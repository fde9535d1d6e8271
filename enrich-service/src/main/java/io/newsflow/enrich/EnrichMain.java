package io.newsflow.enrich;

import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.analysis.NewsAnalyzer;
import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.RegistryHealth;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.schemas.serde.AvroSerdes;
import io.newsflow.schemas.serde.RegistryConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** enrich-service: from raw articles to enriched ones, stories and trends. */
public final class EnrichMain {
    private static final String NAME = "enrich-service";
    /** Shorter than a transaction may last: a thread that waits longer is fenced, and must start over all the same. */
    private static final String REGISTRY_RETRY_BUDGET_MS = "8000";

    private EnrichMain() {}

    /** Runs the service. */
    public static void main(String[] arguments) {
        System.exit(ServiceMain.run(NAME, EnrichConfig.SETTINGS, arguments, EnrichMain::start));
    }

    private static AutoCloseable start(ServiceMain.Context context) {
        EnrichConfig config = EnrichConfig.of(context.settings());
        Map<String, Object> registry = new HashMap<>(context.settings().schemaRegistry());
        registry.putIfAbsent(RegistryConfig.RETRY_BUDGET_MS, REGISTRY_RETRY_BUDGET_MS);
        AvroSerdes serdes = new AvroSerdes(registry);
        RegistryHealth.watch(context, serdes.registry());
        EnrichService service = new EnrichService(context, config, serdes, () -> analyzer(config.knowledge()));
        service.start();
        return () -> {
            service.close();
            serdes.close();
        };
    }

    private static ArticleAnalyzer analyzer(Path knowledge) {
        try {
            return knowledge == null ? NewsAnalyzer.standard() : NewsAnalyzer.standardWith(knowledge);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(EnrichConfig.KNOWLEDGE.key(), e.getMessage());
        }
    }
}
