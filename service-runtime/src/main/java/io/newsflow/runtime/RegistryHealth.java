package io.newsflow.runtime;

import io.micrometer.core.instrument.Gauge;
import io.newsflow.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;

/** Makes an outage of the schema registry visible in health and metrics. */
public final class RegistryHealth {
    private RegistryHealth() {}

    /**
     * Adds the readiness check {@code schema-registry} and the gauge {@code newsflow.schema.registry.outage}: for how
     * many seconds a record has been waiting for the registry, 0 while none is. A service that knows all schemas
     * already does not notice an outage, and stays ready.
     */
    public static void watch(ServiceMain.Context context, SchemaRegistry registry) {
        context.health()
                .addReadiness(
                        "schema-registry",
                        () -> registry.outage()
                                .map(outage -> Health.Result.down(outage.detail() + " (since " + outage.since() + ")"))
                                .orElseGet(() -> Health.Result.up("no record waits for it")));
        Gauge.builder("newsflow.schema.registry.outage", registry, RegistryHealth::secondsDown)
                .description("For how long a record has been waiting for the schema registry")
                .baseUnit("seconds")
                .strongReference(true)
                .register(context.metrics());
    }

    private static double secondsDown(SchemaRegistry registry) {
        return registry.outage()
                .map(outage -> Duration.between(outage.since(), Instant.now()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
