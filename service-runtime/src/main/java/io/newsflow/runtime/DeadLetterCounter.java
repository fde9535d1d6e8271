package io.newsflow.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The count of what a service has put aside, under one name in all services, so that one alert serves them all. A step that
 * is known beforehand should have its counter from the start: a counter that has just come up has not increased.
 */
public final class DeadLetterCounter {
    private DeadLetterCounter() {}

    /**
     * The counter of a step; made at the first call.
     *
     * @param registry where the service's metrics go
     * @param stage step that gives records up, as in the header of the dead letter
     */
    public static Counter of(MeterRegistry registry, String stage) {
        return Counter.builder("newsflow.dead.letters")
                .description("What was sent to the dead letters, by the step that gave up")
                .tag("stage", stage)
                .register(registry);
    }
}
