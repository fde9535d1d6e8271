package io.newsflow.indexer;

/**
 * Chooses the size of bulk requests and how many are under way at once, by what the answers take.
 *
 * <p>Size: a request should take about {@link BulkPipeline.Limits#targetLatencyMs()}. The speed of one request (bytes
 * per millisecond) is averaged over the answers, exponentially with weight {@value #WEIGHT}; speed times target is the
 * next size, which grows and shrinks by at most half at a time. Requests of less than half the present size say little
 * of what a full one would take, and only count against it when they are too slow.
 *
 * <p>Number: additive increase, multiplicative decrease on the delay that waiting in the cluster adds. What a byte takes
 * in a request that is alone is what the cluster needs without a queue; every {@value #ROUNDS_TO_PROBE} rounds one
 * request goes alone to measure it, since clusters change. After each round (as many answers as requests may be under
 * way): less than {@value #CALM} times that, while requests waited to be sent, allows one request more; more than
 * {@value #CROWDED} times takes one away; and a refusal (429, 5xx, no answer) halves the number at once.
 *
 * <p>Not thread-safe: the polling thread owns it.
 */
final class LoadControl {
    private static final double WEIGHT = 0.2;
    private static final int ROUNDS_TO_PROBE = 50;
    private static final int ROUNDS_TO_FIRST_PROBE = 4;
    private static final double CALM = 1.5;
    private static final double CROWDED = 2.5;
    private static final double MOST_CHANGE = 1.5;

    private final BulkPipeline.Limits limits;
    private double size;
    private int requests;
    private double speed;
    private double pace;
    private double paceAlone;
    private int roundsToProbe = ROUNDS_TO_FIRST_PROBE;
    private boolean probing;
    private int answersInRound;
    private boolean waitedInRound;

    LoadControl(BulkPipeline.Limits limits) {
        this.limits = limits;
        this.size = Math.min(limits.maxBytes(), Math.max(limits.minBytes(), limits.maxBytes() / 4.0));
        this.requests = Math.min(2, limits.maxRequests());
    }

    /** Bytes that a request should have. */
    int bytes() {
        return (int) size;
    }

    /** Requests that may be under way at once. */
    int requests() {
        return probing ? 1 : requests;
    }

    /**
     * A request was answered, and its documents taken or refused for good.
     *
     * @param bytes size of the request
     * @param millis time from sending it to the answer
     * @param othersWait whether more requests were ready than could be sent
     * @param alone whether no other request was under way all the time
     */
    void answered(int bytes, long millis, boolean othersWait, boolean alone) {
        double took = Math.max(1, millis);
        boolean full = bytes >= size / 2;
        if (full || took > limits.targetLatencyMs()) {
            speed = speed == 0 ? bytes / took : speed + WEIGHT * (bytes / took - speed);
            double wanted = speed * limits.targetLatencyMs();
            double bounded = Math.max(size / MOST_CHANGE, Math.min(size * MOST_CHANGE, wanted));
            size = Math.max(limits.minBytes(), Math.min(limits.maxBytes(), bounded));
        }
        if (full) {
            double now = took / bytes;
            pace = pace == 0 ? now : pace + WEIGHT * (now - pace);
            if (alone) {
                paceAlone = probing || paceAlone == 0 ? now : Math.min(now, paceAlone);
                probing = false;
            }
        }
        if (probing) {
            return;
        }
        waitedInRound |= othersWait;
        if (++answersInRound >= requests) {
            endRound();
        }
    }

    /** A request, or all that was in it, was refused for now, or got no answer. */
    void refused() {
        requests = Math.max(1, requests / 2);
        startRound();
    }

    private void endRound() {
        if (paceAlone > 0) {
            double delay = pace / paceAlone;
            if (delay > CROWDED) {
                requests = Math.max(1, requests - 1);
            } else if (delay < CALM && waitedInRound) {
                requests = Math.min(limits.maxRequests(), requests + 1);
            }
        }
        if (--roundsToProbe <= 0) {
            roundsToProbe = ROUNDS_TO_PROBE;
            probing = true;
        }
        startRound();
    }

    private void startRound() {
        answersInRound = 0;
        waitedInRound = false;
    }
}
