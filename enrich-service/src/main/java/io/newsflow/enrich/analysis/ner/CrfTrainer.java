package io.newsflow.enrich.analysis.ner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Trains the conditional random field: stochastic gradient descent on the likelihood with an L2 penalty, its rate falling
 * with the steps (Bottou 2010). One thread, a fixed order and strict arithmetic: the same input gives the same weights on
 * any machine. Used once.
 */
final class CrfTrainer {
    private static final int S = TagSet.SIZE;

    /** Features seen less often are left out. */
    private static final int SEEN = 2;

    /** Weights that round to nothing everywhere take their feature out of the model. */
    private static final float LARGEST = 127;

    /** Probability of the right label from which a token has nothing more to teach. */
    private static final double SURE = 0.999;

    /** Zones after which the factors of pairs of labels are worked out anew; they change slowly. */
    private static final int TRANSITIONS_AFTER = 8;

    private final double penalty;
    private final int epochs;

    /** Hashes of all tokens' features, later their numbers. */
    private int[] features = new int[1 << 20];

    private int used;

    /** First feature of each token, and the end. */
    private int[] tokenAt = new int[1 << 14];

    private byte[] gold = new byte[1 << 14];
    private int tokens;
    private final List<Zone> zones = new ArrayList<>();

    private float[] weights;
    private final double[] transitions = new double[S * S];
    private double scale = 1;
    private long zonesSeen;

    private final double[] exp = new double[S * S];
    private double[] emission = new double[64 * S];
    private double[] forward = new double[64 * S];
    private double[] backward = new double[64 * S];
    private final double[] gradient = new double[S];

    private record Zone(int first, int end, float weight) {}

    /**
     * A trainer.
     *
     * @param penalty weight of the L2 penalty against the likelihood of all zones
     * @param epochs passes over the data
     */
    CrfTrainer(double penalty, int epochs) {
        this.penalty = penalty;
        this.epochs = epochs;
    }

    /** Takes the next token of a zone in. */
    void token(int[] hashes, int n, int label) {
        if (used + n > features.length) {
            features = Arrays.copyOf(features, features.length * 2);
        }
        if (tokens + 2 > tokenAt.length) {
            tokenAt = Arrays.copyOf(tokenAt, tokenAt.length * 2);
            gold = Arrays.copyOf(gold, gold.length * 2);
        }
        System.arraycopy(hashes, 0, features, used, n);
        used += n;
        gold[tokens++] = (byte) label;
        tokenAt[tokens] = used;
    }

    /** Ends a zone of tokens. */
    void zone(int length, float weight) {
        zones.add(new Zone(tokens - length, tokens, weight));
    }

    /** Number of tokens taken in. */
    int tokens() {
        return tokens;
    }

    /** Trains. */
    NameModel.Weights train() {
        int[] keys = number();
        weights = new float[keys.length * S];
        double total = 0;
        for (Zone zone : zones) {
            total += zone.weight();
        }
        double lambda = penalty / total;
        double start = 1 / (lambda * 0.1);
        int[] order = new int[zones.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Random random = new Random(42);
        long step = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int k = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[k];
                order[k] = swap;
            }
            for (int z : order) {
                double rate = 1 / (lambda * (start + step));
                step++;
                scale *= 1 - rate * lambda;
                learn(zones.get(z), rate);
                if (scale < 1e-4) {
                    rescale();
                }
            }
        }
        rescale();
        return quantised(keys);
    }

    private void learn(Zone zone, double rate) {
        int n = zone.end() - zone.first();
        if (forward.length < n * S) {
            emission = new double[n * 2 * S];
            forward = new double[n * 2 * S];
            backward = new double[n * 2 * S];
        }
        if (zonesSeen++ % TRANSITIONS_AFTER == 0) {
            for (int b = 0; b < S; b++) {
                for (int a : TagSet.BEFORE[b]) {
                    exp[a * S + b] = StrictMath.exp(transitions[a * S + b] * scale);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            int t = zone.first() + i;
            int row = i * S;
            Arrays.fill(emission, row, row + S, 0);
            for (int f = tokenAt[t]; f < tokenAt[t + 1]; f++) {
                int w = features[f];
                if (w >= 0) {
                    for (int l = 0; l < S; l++) {
                        emission[row + l] += weights[w + l];
                    }
                }
            }
            double top = emission[row];
            for (int l = 1; l < S; l++) {
                top = Math.max(top, emission[row + l]);
            }
            for (int l = 0; l < S; l++) {
                double x = (emission[row + l] - top) * scale;
                emission[row + l] = x < -40 ? 0 : StrictMath.exp(x);
            }
        }
        forward(n);
        backward(n);
        double change = rate * zone.weight() / scale;
        for (int i = 0; i < n; i++) {
            int t = zone.first() + i;
            int row = i * S;
            double sum = 0;
            for (int l = 0; l < S; l++) {
                gradient[l] = forward[row + l] * backward[row + l];
                sum += gradient[l];
            }
            if (gradient[gold[t]] > SURE * sum) {
                pairs(i, n, t, change);
                continue;
            }
            for (int l = 0; l < S; l++) {
                gradient[l] = -gradient[l] / sum * change;
            }
            gradient[gold[t]] += change;
            for (int f = tokenAt[t]; f < tokenAt[t + 1]; f++) {
                int w = features[f];
                if (w >= 0) {
                    for (int l = 0; l < S; l++) {
                        weights[w + l] += (float) gradient[l];
                    }
                }
            }
            pairs(i, n, t, change);
        }
    }

    private void forward(int n) {
        for (int i = 0; i < n; i++) {
            int row = i * S;
            double sum = 0;
            for (int l = 0; l < S; l++) {
                double in = 0;
                if (i == 0) {
                    in = TagSet.FIRST[l] ? exp[l] : 0;
                } else {
                    for (int a : TagSet.BEFORE[l]) {
                        in += forward[row - S + a] * exp[a * S + l];
                    }
                }
                forward[row + l] = in * emission[row + l];
                sum += forward[row + l];
            }
            for (int l = 0; l < S; l++) {
                forward[row + l] /= sum;
            }
        }
    }

    private void backward(int n) {
        for (int i = n - 1; i >= 0; i--) {
            int row = i * S;
            double sum = 0;
            if (i == n - 1) {
                for (int l = 0; l < S; l++) {
                    backward[row + l] = TagSet.LAST[l] ? exp[l * S] : 0;
                    sum += backward[row + l];
                }
            } else {
                Arrays.fill(backward, row, row + S, 0);
                for (int b = 0; b < S; b++) {
                    double out = backward[row + S + b] * emission[row + S + b];
                    for (int a : TagSet.BEFORE[b]) {
                        backward[row + a] += out * exp[a * S + b];
                    }
                }
                for (int l = 0; l < S; l++) {
                    sum += backward[row + l];
                }
            }
            for (int l = 0; l < S; l++) {
                backward[row + l] /= sum;
            }
        }
    }

    /** Weights of pairs of labels: into a token, and out of the last one. */
    private void pairs(int i, int n, int t, double change) {
        int row = i * S;
        double sum = 0;
        for (int b = 0; b < S; b++) {
            double behind = emission[row + b] * backward[row + b];
            if (i == 0) {
                sum += TagSet.FIRST[b] ? exp[b] * behind : 0;
            } else {
                for (int a : TagSet.BEFORE[b]) {
                    sum += forward[row - S + a] * exp[a * S + b] * behind;
                }
            }
        }
        for (int b = 0; b < S; b++) {
            double behind = emission[row + b] * backward[row + b] / sum * change;
            if (i == 0) {
                transitions[b] -= TagSet.FIRST[b] ? exp[b] * behind : 0;
            } else {
                for (int a : TagSet.BEFORE[b]) {
                    transitions[a * S + b] -= forward[row - S + a] * exp[a * S + b] * behind;
                }
            }
        }
        transitions[(i == 0 ? TagSet.O : gold[t - 1]) * S + gold[t]] += change;
        if (i == n - 1) {
            double all = 0;
            for (int l = 0; l < S; l++) {
                all += TagSet.LAST[l] ? forward[row + l] * exp[l * S] : 0;
            }
            for (int l = 0; l < S; l++) {
                transitions[l * S] -= TagSet.LAST[l] ? forward[row + l] * exp[l * S] / all * change : 0;
            }
            transitions[gold[t] * S] += change;
        }
    }

    private void rescale() {
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= (float) scale;
        }
        for (int i = 0; i < transitions.length; i++) {
            transitions[i] *= scale;
        }
        scale = 1;
    }

    /** Turns hashes into places of their weights; those of rare features into -1. */
    private int[] number() {
        int[] sorted = Arrays.copyOf(features, used);
        Arrays.sort(sorted);
        int kept = 0;
        for (int i = 0; i < used; ) {
            int end = i + 1;
            while (end < used && sorted[end] == sorted[i]) {
                end++;
            }
            if (end - i >= SEEN) {
                sorted[kept++] = sorted[i];
            }
            i = end;
        }
        int[] keys = Arrays.copyOf(sorted, kept);
        for (int i = 0; i < used; i++) {
            int k = Arrays.binarySearch(keys, features[i]);
            features[i] = k < 0 ? -1 : k * S;
        }
        return keys;
    }

    private NameModel.Weights quantised(int[] keys) {
        float top = 0;
        for (float w : weights) {
            top = Math.max(top, Math.abs(w));
        }
        // The few largest weights are clipped, so that the others keep more of their precision.
        float step = Math.max(Math.min(top, 4f) / LARGEST, 1e-6f);
        int[] kept = new int[keys.length];
        byte[] bytes = new byte[weights.length];
        int n = 0;
        for (int k = 0; k < keys.length; k++) {
            boolean any = false;
            for (int l = 0; l < S; l++) {
                float w = weights[k * S + l] / step;
                int q = Math.round(Math.max(-LARGEST, Math.min(LARGEST, w)));
                bytes[n * S + l] = (byte) q;
                any |= Math.abs(q) > 1;
            }
            if (any) {
                kept[n++] = keys[k];
            }
        }
        int[] pairs = new int[S * S];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (int) Math.round(transitions[i] / step);
        }
        return new NameModel.Weights(Arrays.copyOf(kept, n), Arrays.copyOf(bytes, n * S), pairs, step);
    }
}
