package io.newsflow.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of a service at one time.
 *
 * @param nanos when they were read, by {@link System#nanoTime()}
 * @param values values by name with labels, as exposed
 */
record Scrape(long nanos, Map<String, Double> values) {
    private static final Pattern BUCKET = Pattern.compile(".*le=\"([^\"]+)\".*");

    /** Reads them; the service must answer. */
    static Scrape of(HttpClient http, String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics"))
                .timeout(Duration.ofSeconds(30))
                .build();
        String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        Map<String, Double> values = new TreeMap<>();
        for (String line : body.split("\n")) {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && space > 0) {
                values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return new Scrape(System.nanoTime(), values);
    }

    /** Sum over all label values of a metric, or over those with a label. */
    double sum(String name, String label) {
        return values.entrySet().stream()
                .filter(e -> e.getKey().equals(name) || e.getKey().startsWith(name + "{"))
                .filter(e -> label == null || e.getKey().contains(label))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    double sum(String name) {
        return sum(name, null);
    }

    /**
     * A quantile of what a histogram counted since an earlier scrape: the upper bound of its bucket, in the metric's unit.
     *
     * @param q such as 0.99
     */
    double quantile(String name, double q, Scrape before) {
        TreeMap<Double, Double> counts = new TreeMap<>();
        values.forEach((key, count) -> {
            Matcher m = BUCKET.matcher(key);
            if (key.startsWith(name + "_bucket{") && m.matches()) {
                double bound = m.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(m.group(1));
                counts.merge(bound, count - before.values().getOrDefault(key, 0.0), Double::sum);
            }
        });
        if (counts.isEmpty()) {
            return Double.NaN;
        }
        double wanted = q * counts.lastEntry().getValue();
        return counts.entrySet().stream()
                .filter(e -> e.getValue() >= wanted)
                .mapToDouble(Map.Entry::getKey)
                .findFirst()
                .orElse(Double.NaN);
    }
}
