package io.newsflow.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Entry point of all measurements: {@code ./newsflow bench NAME [options]}. Exit codes: 0 measured, 1 failed, 2 no such
 * measurement.
 */
public final class BenchMain {
    /** A measurement; throws when it cannot be made. */
    @FunctionalInterface
    interface Measurement {
        void run(String[] options) throws Exception;
    }

    private static final Map<String, Measurement> MEASUREMENTS = new LinkedHashMap<>();

    static {
        MEASUREMENTS.put("serde", options -> jmh(SerdeBenchmark.class, options));
        MEASUREMENTS.put("pages", options -> jmh(PageBenchmark.class, withData(options)));
        MEASUREMENTS.put("index", IndexBenchmark::run);
        MEASUREMENTS.put("index-space", IndexSpaceBenchmark::run);
        MEASUREMENTS.put("feeds", options -> jmh(FeedBenchmark.class, options));
        MEASUREMENTS.put("fetch", FetchBenchmark::run);
        MEASUREMENTS.put("fuzz", InputFuzz::main);
        MEASUREMENTS.put("analysis", AnalysisBenchmark::run);
        MEASUREMENTS.put("names", NamesBenchmark::run);
        MEASUREMENTS.put("jmh", org.openjdk.jmh.Main::main);
    }

    private BenchMain() {}

    /**
     * Runs a measurement.
     *
     * @param arguments its name, then its options; those of JMH for micro-benchmarks
     */
    public static void main(String[] arguments) throws Exception {
        Measurement measurement = arguments.length == 0 ? null : MEASUREMENTS.get(arguments[0]);
        if (measurement == null) {
            System.err.println(
                    "usage: newsflow bench NAME [options]; names: " + String.join(", ", MEASUREMENTS.keySet()));
            System.exit(2);
            return;
        }
        measurement.run(Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    /** {@code --data DIR} for a benchmark that has the parameter {@code pages}. */
    private static String[] withData(String[] options) {
        String[] all = options.clone();
        for (int i = 0; i + 1 < all.length; i++) {
            if (all[i].equals("--data")) {
                all[i] = "-p";
                all[i + 1] = "pages=" + all[i + 1];
            }
        }
        return all;
    }

    /** One class of micro-benchmarks, with JMH's own options. */
    private static void jmh(Class<?> benchmarks, String[] options) throws Exception {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = benchmarks.getName() + ".*";
        org.openjdk.jmh.Main.main(all);
    }
}
