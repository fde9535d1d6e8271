package io.newsflow.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a service knows of its own state. A service is live while every liveness check passes: when one fails, only a
 * restart helps. It is ready while, beyond that, every readiness check passes: when one fails, it should be left
 * alone until it passes again. Thread-safe.
 */
public final class Health {
    /**
     * Outcome of a check.
     *
     * @param ok whether it passed
     * @param detail one line for an operator
     */
    public record Result(boolean ok, String detail) {
        /** A check that passed. */
        public static Result up(String detail) {
            return new Result(true, detail);
        }

        /** A check that failed. */
        public static Result down(String detail) {
            return new Result(false, detail);
        }
    }

    private final Map<String, Supplier<Result>> liveness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Result>> readiness = new ConcurrentHashMap<>();

    /** Adds a check that only a restart can mend. It must answer at once. */
    public void addLiveness(String name, Supplier<Result> check) {
        liveness.put(name, check);
    }

    /** Adds a check that may come and go. It must answer at once. */
    public void addReadiness(String name, Supplier<Result> check) {
        readiness.put(name, check);
    }

    /** Results of the liveness checks by name. */
    public Map<String, Result> live() {
        return run(liveness);
    }

    /** Results of all checks by name. */
    public Map<String, Result> ready() {
        Map<String, Result> results = run(liveness);
        results.putAll(run(readiness));
        return results;
    }

    private static Map<String, Result> run(Map<String, Supplier<Result>> checks) {
        Map<String, Result> results = new LinkedHashMap<>();
        checks.forEach((name, check) -> {
            try {
                results.put(name, check.get());
            } catch (RuntimeException e) {
                results.put(name, Result.down("the check itself failed: " + e));
            }
        });
        return results;
    }
}
