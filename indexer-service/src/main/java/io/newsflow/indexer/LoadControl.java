package io.newsflow.indexer;

import java.util.Arrays;

/**
 * Chooses the size of bulk requests and how many are under way at once, by what the answers show.
 *
 * <p>Size: a request should take about {@link BulkPipeline.Limits#targetLatencyMs()}. The speed of one request (bytes
 * per millisecond) is averaged over the answers, exponentially with weight {@value #WEIGHT}; speed times target is the
 * next size, which grows and shrinks by at most half at a time. Requests of less than half the present size say little
 * of what a full one would take, and only count against it when they are too slow.
 *
 * <p>Number: as few as give the cluster's full throughput. The throughput of all requests together is measured over
 * rounds of some answers, while more requests wait to be sent. One request more and one fewer are tried, and the
 * smallest number is used that gives at least {@value #ENOUGH} of the best throughput known. After
 * {@value #ROUNDS_TO_FORGET} rounds the neighbours are tried anew, since clusters change. Requests that would only
 * queue are thus not sent, and what makes all answers slow, such as other users of the cluster, is not taken for a
 * queue. A refusal (429, 5xx, no answer) halves the number at once, and what was measured is forgotten.
 *
 * <p>Not thread-safe: the polling thread owns it.
 */
final class LoadControl {
    private static final double WEIGHT = 0.2;
    private static final double ROUND_WEIGHT = 0.3;
    private static final double MOST_CHANGE = 1.5;
    private static final double ENOUGH = 0.95;
    private static final int LEAST_ANSWERS = 6;
    private static final int ROUNDS_TO_TRUST = 3;
    private static final int ROUNDS_TO_FORGET = 50;

    private final BulkPipeline.Limits limits;
    private double size;
    private double speed;
    private int requests;

    /** Bytes a millisecond of all requests together, by their number; 0 where it is not known. */
    private final double[] throughput;

    private int rounds;
    /** Rounds with the present number. */
    private int roundsHere;
    /** Answers to requests that were sent when their number was another one; they do not count. */
    private int answersToSkip;

    private int answersInRound;
    private long bytesInRound;
    private long roundStart;

    LoadControl(BulkPipeline.Limits limits) {
        this.limits = limits;
        this.size = Math.min(limits.maxBytes(), Math.max(limits.minBytes(), limits.maxBytes() / 4.0));
        this.requests = Math.min(2, limits.maxRequests());
        this.throughput = new double[limits.maxRequests() + 2];
        this.answersToSkip = requests;
    }

    /** Bytes that a request should have. */
    int bytes() {
        return (int) size;
    }

    /** Requests that may be under way at once. */
    int requests() {
        return requests;
    }

    /**
     * A request was answered, and its documents taken or refused for good.
     *
     * @param bytes size of the request
     * @param sentAt when it was sent, in milliseconds of any clock
     * @param answeredAt when the answer came, by the same clock
     * @param othersWait whether more requests were ready than could be sent
     */
    void answered(int bytes, long sentAt, long answeredAt, boolean othersWait) {
        long took = Math.max(1, answeredAt - sentAt);
        if (bytes >= size / 2 || took > limits.targetLatencyMs()) {
            double now = (double) bytes / took;
            speed = speed == 0 ? now : speed + WEIGHT * (now - speed);
            double wanted = speed * limits.targetLatencyMs();
            double bounded = Math.max(size / MOST_CHANGE, Math.min(size * MOST_CHANGE, wanted));
            size = Math.max(limits.minBytes(), Math.min(limits.maxBytes(), bounded));
        }
        if (!othersWait || answersToSkip > 0) {
            // What was sent with nothing behind it tells of what there was to do, not of what the cluster can do.
            answersToSkip = Math.max(0, answersToSkip - 1);
            startRound(answeredAt);
            return;
        }
        answersInRound++;
        bytesInRound += bytes;
        if (answersInRound >= Math.max(LEAST_ANSWERS, 2 * requests)) {
            endRound(bytesInRound / (double) Math.max(1, answeredAt - roundStart));
            startRound(answeredAt);
        }
    }

    /** A request, or all that was in it, was refused for now, or got no answer. */
    void refused() {
        use(Math.max(1, requests / 2));
        forget();
    }

    private void endRound(double measured) {
        double known = throughput[requests];
        throughput[requests] = known == 0 ? measured : known + ROUND_WEIGHT * (measured - known);
        if (++rounds > ROUNDS_TO_FORGET) {
            double present = throughput[requests];
            forget();
            throughput[requests] = present;
        }
        roundsHere++;
        int wanted = fewestThatSuffice();
        if (wanted != requests) {
            use(requests + Integer.signum(wanted - requests));
        } else if (roundsHere >= ROUNDS_TO_TRUST) {
            // Only now: a number that one lucky round made look good must not be the first step to the next.
            explore();
        }
    }

    private void explore() {
        if (requests < limits.maxRequests() && throughput[requests + 1] == 0) {
            use(requests + 1);
        } else if (requests > 1 && throughput[requests - 1] == 0) {
            use(requests - 1);
        }
    }

    private int fewestThatSuffice() {
        double best = Arrays.stream(throughput).max().orElseThrow();
        int number = 1;
        while (throughput[number] < ENOUGH * best) {
            number++;
        }
        return number;
    }

    private void use(int number) {
        if (number != requests) {
            answersToSkip = Math.max(number, requests);
            requests = number;
            roundsHere = 0;
        }
    }

    private void forget() {
        Arrays.fill(throughput, 0);
        rounds = 0;
    }

    private void startRound(long now) {
        roundStart = now;
        answersInRound = 0;
        bytesInRound = 0;
    }
}
