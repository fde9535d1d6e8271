package io.newsflow.enrich.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The articles of the window in one language, in memory: finds duplicates and the clusters that an article could join.
 * What it answers depends on the articles in it alone, never on the order in which they came, so it can be built again
 * from the store. Not thread-safe.
 */
final class StoryIndex {
    /** Clusters whose similarity is worked out in full. */
    private static final int CANDIDATES = 24;
    /** A term in more clusters than this does not make candidates; it still counts towards their similarity. */
    private static final int COMMON = 400;
    /** Articles looked at in one bucket of the duplicate search, the oldest first. */
    private static final int BUCKET = 64;

    private static final int SIM_HASH_BANDS = 4;
    private static final int MIN_HASH_ROWS = 4;
    private static final double[] SPACE_WEIGHTS = {0.45, 0.35, 0.20};
    private static final Comparator<Item> OLDEST_FIRST =
            Comparator.comparingLong((Item item) -> item.eventTime).thenComparing(item -> item.id);

    private final StoryOptions options;
    private final Map<String, Item> items = new HashMap<>();
    private final TreeSet<Item> byAge = new TreeSet<>(OLDEST_FIRST);
    private final Map<String, Cluster> clusters = new HashMap<>();
    private final Map<Long, Term> terms = new HashMap<>();
    private final Map<Object, List<Item>> buckets = new HashMap<>();

    StoryIndex(StoryOptions options) {
        this.options = options;
    }

    /** An article in the index. */
    static final class Item {
        final String id;
        final String clusterId;
        final String duplicateOf;
        final long eventTime;
        final long storyTime;
        final String contentHash;
        final long simHash;
        final int[] minHash;
        final TermVector[] vectors;

        Item(
                String id,
                String clusterId,
                String duplicateOf,
                long eventTime,
                long storyTime,
                String contentHash,
                long simHash,
                int[] minHash,
                TermVector[] vectors) {
            this.id = id;
            this.clusterId = clusterId;
            this.duplicateOf = duplicateOf;
            this.eventTime = eventTime;
            this.storyTime = storyTime;
            this.contentHash = contentHash;
            this.simHash = simHash;
            this.minHash = minHash;
            this.vectors = vectors;
        }
    }

    /** Articles of the window that are in one story. */
    static final class Cluster {
        final String id;
        private final TreeSet<Item> items = new TreeSet<>(OLDEST_FIRST);
        private final long[] squares = new long[Space.COUNT];
        private long earliest = Long.MAX_VALUE;
        private long latest = Long.MIN_VALUE;

        private Cluster(String id) {
            this.id = id;
        }

        /** Its articles, the oldest first. */
        TreeSet<Item> items() {
            return items;
        }
    }

    /**
     * A cluster with its likeness to an article.
     *
     * @param similarity 0 to 1, distance in time taken into account
     */
    record Match(Cluster cluster, double similarity) {}

    private static final class Term {
        private int documents;
        private final Map<Cluster, Sum> sums = new HashMap<>(4);
    }

    private static final class Sum {
        private long weight;
    }

    int size() {
        return items.size();
    }

    Item item(String id) {
        return items.get(id);
    }

    Cluster cluster(String id) {
        return clusters.get(id);
    }

    int documentFrequency(long term) {
        Term entry = terms.get(term);
        return entry == null ? 0 : entry.documents;
    }

    void add(Item item) {
        items.put(item.id, item);
        byAge.add(item);
        Cluster cluster = clusters.computeIfAbsent(item.clusterId, Cluster::new);
        cluster.items.add(item);
        cluster.earliest = Math.min(cluster.earliest, item.storyTime);
        cluster.latest = Math.max(cluster.latest, item.storyTime);
        for (int space = 0; space < Space.COUNT; space++) {
            TermVector vector = item.vectors[space];
            for (int i = 0; i < vector.size(); i++) {
                Term term = terms.computeIfAbsent(vector.term(i), t -> new Term());
                term.documents++;
                Sum sum = term.sums.computeIfAbsent(cluster, c -> new Sum());
                long weight = vector.weight(i);
                cluster.squares[space] += 2 * sum.weight * weight + weight * weight;
                sum.weight += weight;
            }
        }
        for (Object key : bucketKeys(item.contentHash, item.simHash, item.minHash)) {
            List<Item> bucket = buckets.computeIfAbsent(key, k -> new ArrayList<>(1));
            int at = bucket.size();
            while (at > 0 && OLDEST_FIRST.compare(item, bucket.get(at - 1)) < 0) {
                at--;
            }
            bucket.add(at, item);
        }
    }

    /** Takes an article out; null where it is not in. */
    Item remove(String id) {
        Item item = items.remove(id);
        if (item == null) {
            return null;
        }
        byAge.remove(item);
        Cluster cluster = clusters.get(item.clusterId);
        cluster.items.remove(item);
        for (int space = 0; space < Space.COUNT; space++) {
            TermVector vector = item.vectors[space];
            for (int i = 0; i < vector.size(); i++) {
                Term term = terms.get(vector.term(i));
                Sum sum = term.sums.get(cluster);
                long weight = vector.weight(i);
                sum.weight -= weight;
                cluster.squares[space] -= 2 * sum.weight * weight + weight * weight;
                if (sum.weight == 0) {
                    term.sums.remove(cluster);
                }
                if (--term.documents == 0) {
                    terms.remove(vector.term(i));
                }
            }
        }
        if (cluster.items.isEmpty()) {
            clusters.remove(cluster.id);
        } else if (item.storyTime == cluster.earliest || item.storyTime == cluster.latest) {
            spread(cluster);
        }
        for (Object key : bucketKeys(item.contentHash, item.simHash, item.minHash)) {
            List<Item> bucket = buckets.get(key);
            bucket.remove(item);
            if (bucket.isEmpty()) {
                buckets.remove(key);
            }
        }
        return item;
    }

    /** Takes out what was first seen before a time, and the oldest beyond the greatest size. */
    int evict(long before) {
        int evicted = 0;
        while (!byAge.isEmpty() && (byAge.first().eventTime < before || byAge.size() > options.maxIndexed())) {
            remove(byAge.first().id);
            evicted++;
        }
        return evicted;
    }

    /**
     * The oldest article with the same or nearly the same text, or null. Exact copies by content hash, others by
     * banded MinHash (Broder 1997; Leskovec, Rajaraman and Ullman 2014, chapter 3) and SimHash (Manku, Jain and Das
     * Sarma 2007).
     */
    Item duplicate(String contentHash, long simHash, int[] minHash, long storyTime) {
        Item oldest = null;
        for (Object key : bucketKeys(contentHash, simHash, minHash)) {
            List<Item> bucket = buckets.getOrDefault(key, List.of());
            for (int i = 0; i < Math.min(BUCKET, bucket.size()); i++) {
                Item item = bucket.get(i);
                if (oldest != null && OLDEST_FIRST.compare(item, oldest) >= 0) {
                    break;
                }
                if (Math.abs(item.storyTime - storyTime) <= options.window().toMillis()
                        && isDuplicate(item, contentHash, simHash, minHash)) {
                    oldest = item;
                    break;
                }
            }
        }
        return oldest;
    }

    /** Clusters that are like an article, the most alike first. */
    List<Match> matches(TermVector[] vectors, long storyTime) {
        Map<Cluster, double[]> rough = new HashMap<>();
        for (int space = 0; space < Space.COUNT; space++) {
            TermVector vector = vectors[space];
            for (int i = 0; i < vector.size(); i++) {
                Term term = terms.get(vector.term(i));
                if (term == null || term.sums.size() > COMMON) {
                    continue;
                }
                double weight = SPACE_WEIGHTS[space] * vector.weight(i) / vector.norm();
                int inSpace = space;
                term.sums.forEach((cluster, sum) -> rough.computeIfAbsent(cluster, c -> new double[1])[0] +=
                        weight * sum.weight / Math.sqrt(cluster.squares[inSpace]));
            }
        }
        List<Map.Entry<Cluster, double[]>> best = new ArrayList<>(rough.entrySet());
        best.removeIf(
                entry -> distance(entry.getKey(), storyTime) > options.window().toMillis());
        if (best.size() > CANDIDATES) {
            best.sort((a, b) -> {
                int byScore = Double.compare(b.getValue()[0], a.getValue()[0]);
                return byScore != 0 ? byScore : a.getKey().id.compareTo(b.getKey().id);
            });
            best = best.subList(0, CANDIDATES);
        }
        List<Match> matches = new ArrayList<>(best.size());
        for (Map.Entry<Cluster, double[]> entry : best) {
            matches.add(new Match(entry.getKey(), similarity(vectors, entry.getKey(), storyTime)));
        }
        matches.sort((a, b) -> {
            int bySimilarity = Double.compare(b.similarity, a.similarity);
            return bySimilarity != 0 ? bySimilarity : a.cluster.id.compareTo(b.cluster.id);
        });
        return matches;
    }

    /** Likeness of an article and a cluster, 0 to 1. */
    double similarity(TermVector[] vectors, Cluster cluster, long storyTime) {
        double sum = 0;
        double weights = 0;
        for (int space = 0; space < Space.COUNT; space++) {
            TermVector vector = vectors[space];
            if (vector.isEmpty()) {
                continue;
            }
            weights += SPACE_WEIGHTS[space];
            if (cluster.squares[space] == 0) {
                continue;
            }
            long dot = 0;
            for (int i = 0; i < vector.size(); i++) {
                Term term = terms.get(vector.term(i));
                Sum clusterSum = term == null ? null : term.sums.get(cluster);
                if (clusterSum != null) {
                    dot += clusterSum.weight * vector.weight(i);
                }
            }
            sum += SPACE_WEIGHTS[space] * dot / (vector.norm() * Math.sqrt(cluster.squares[space]));
        }
        return weights == 0 ? 0 : sum / weights * decay(distance(cluster, storyTime));
    }

    /** Likeness of two articles, 0 to 1. */
    double similarity(TermVector[] a, Item b, long storyTime) {
        double sum = 0;
        double weights = 0;
        for (int space = 0; space < Space.COUNT; space++) {
            if (!a[space].isEmpty() || !b.vectors[space].isEmpty()) {
                weights += SPACE_WEIGHTS[space];
                sum += SPACE_WEIGHTS[space] * a[space].cosine(b.vectors[space]);
            }
        }
        return weights == 0 ? 0 : sum / weights * decay(Math.abs(b.storyTime - storyTime));
    }

    /** Gaussian decay as in Miranda et al. 2018: little for hours, much for days. */
    private double decay(long distance) {
        double halves = (double) distance / options.halfLife().toMillis();
        return StrictMath.pow(0.5, halves * halves);
    }

    private boolean isDuplicate(Item item, String contentHash, long simHash, int[] minHash) {
        if (!contentHash.isEmpty() && contentHash.equals(item.contentHash)) {
            return true;
        }
        if (minHash.length > 0 && minHash.length == item.minHash.length) {
            int equal = 0;
            for (int i = 0; i < minHash.length; i++) {
                if (minHash[i] == item.minHash[i]) {
                    equal++;
                }
            }
            return equal >= options.duplicateThreshold() * minHash.length;
        }
        return simHash != 0
                && item.simHash != 0
                && Long.bitCount(simHash ^ item.simHash) <= options.duplicateSimHashBits();
    }

    private static List<Object> bucketKeys(String contentHash, long simHash, int[] minHash) {
        List<Object> keys = new ArrayList<>(1 + SIM_HASH_BANDS + minHash.length / MIN_HASH_ROWS);
        if (!contentHash.isEmpty()) {
            keys.add(contentHash);
        }
        if (minHash.length > 0) {
            for (int band = 0; band + MIN_HASH_ROWS <= minHash.length; band += MIN_HASH_ROWS) {
                long hash = band + 1;
                for (int row = 0; row < MIN_HASH_ROWS; row++) {
                    hash = (hash ^ minHash[band + row]) * 0x9E3779B97F4A7C15L;
                    hash ^= hash >>> 29;
                }
                keys.add(hash);
            }
        } else if (simHash != 0) {
            for (int band = 0; band < SIM_HASH_BANDS; band++) {
                keys.add((int) (band << 16 | simHash >>> 16 * band & 0xFFFF));
            }
        }
        return keys;
    }

    private static long distance(Cluster cluster, long storyTime) {
        return Math.max(0, Math.max(cluster.earliest - storyTime, storyTime - cluster.latest));
    }

    private static void spread(Cluster cluster) {
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (Item item : cluster.items) {
            earliest = Math.min(earliest, item.storyTime);
            latest = Math.max(latest, item.storyTime);
        }
        cluster.earliest = earliest;
        cluster.latest = latest;
    }

    @Override
    public String toString() {
        return "StoryIndex" + Arrays.asList(items.size(), clusters.size(), terms.size());
    }
}
