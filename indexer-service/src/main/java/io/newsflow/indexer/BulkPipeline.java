package io.newsflow.indexer;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns operations into bulk requests and outcomes into acknowledgements. A state machine with no thread and no wait of
 * its own: the polling thread calls {@link #offer}, {@link #tick} and {@link #drop}; answers that arrive on other
 * threads are queued and taken in at the next tick, so everything else is single-threaded.
 *
 * <p>Failure model. An operation leaves the pipeline in exactly one of three ways: it is acknowledged (2xx, 409: the
 * index has this revision or a newer one; 404 on a delete: nothing to delete; or a deletion with a newer revision waits
 * behind it), it is rejected (another 4xx: the document is at fault), or it is dropped because its partition was taken
 * away. Everything else (429, 5xx, a request that got no answer, missing rights, a missing or blocked index) is tried
 * again, with a jittered exponential back-off, for as long as it takes. A request that is refused as too large or
 * malformed is split until the one document at fault is found; a malformed one counts as at fault only when the server
 * has taken another request meanwhile, since a proxy in the way may find everything malformed.
 *
 * <p>Order. Revisions are external versions, so operations on one document may overtake one another. Only a deletion is
 * sent when nothing older for its document is under way or waiting: Elasticsearch does not remember the version of what
 * it deleted for ever, and an older operation that came late would bring the document back.
 *
 * <p>Load. {@link LoadControl} chooses the size and number of requests. An operation waits for others only while a
 * request is under way, and no longer than the linger. While requests fail, nothing new is sent but one probing
 * request, so a struggling cluster is not pressed further. Memory is bounded: {@link #isFull} tells the owner to stop
 * reading.
 */
final class BulkPipeline {
    /**
     * Limits of the pipeline.
     *
     * @param minBytes bytes in one request below which size is not cut, however slow the answers
     * @param maxBytes bytes in one request
     * @param targetLatencyMs how long an answer should take, in milliseconds; sizes follow from it
     * @param maxOperations operations in one request
     * @param maxRequests requests under way at once
     * @param lingerMs how long an operation waits for others, in milliseconds
     * @param firstBackoffMs ceiling of the first back-off
     * @param maxBackoffMs ceiling of any back-off
     * @param maxBufferedBytes bytes of operations held in all, beyond which the pipeline is full
     */
    record Limits(
            int minBytes,
            int maxBytes,
            long targetLatencyMs,
            int maxOperations,
            int maxRequests,
            long lingerMs,
            long firstBackoffMs,
            long maxBackoffMs,
            long maxBufferedBytes) {}

    /** Told what became of operations, on the polling thread. */
    interface Listener {
        /** The index holds this revision or a newer one. */
        void acknowledged(IndexOperation operation, BulkClient.Outcome outcome);

        /** The index will never take this document. */
        void rejected(IndexOperation operation, BulkClient.Outcome outcome);

        /** Operations will be tried again. */
        void retrying(int operations, String reason, long backoffMs);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BulkPipeline.class);
    private static final int MALFORMED = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;

    private static final class Batch {
        List<IndexOperation> operations;
        int attempts;
        long dueAt;
        long sentAt;
        int sentBytes;
        boolean othersWait;
        /** How many requests the server had taken when it first refused this one as malformed; -1 before that. */
        long takenAtRefusal = -1;

        Batch(List<IndexOperation> operations) {
            this.operations = operations;
        }
    }

    private record Answer(Batch batch, List<BulkClient.Outcome> outcomes, Throwable failure, long at) {}

    /** By topic rather than index: a deletion may not know the index, and an id has one. */
    private record DocumentId(String topic, String id) {}

    private final BulkClient client;
    private final Limits limits;
    private final Listener listener;
    private final Clock clock;
    private final LongUnaryOperator jitter;
    private final LoadControl load;

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Deque<Batch> ready = new ArrayDeque<>();
    private final List<Batch> backingOff = new ArrayList<>();
    private final List<Batch> underWay = new ArrayList<>();
    private final Set<TopicPartition> lost = new HashSet<>();
    /** Versions of the deletions that are held. */
    private final Map<DocumentId, Long> deletions = new HashMap<>();

    private List<IndexOperation> open = new ArrayList<>();
    private int openBytes;
    private long openSince;
    private long bufferedBytes;
    private int failuresInARow;
    private long pausedUntil;
    private long requestsTaken;

    /**
     * An empty pipeline.
     *
     * @param client sends requests
     * @param limits bounds
     * @param listener told of outcomes
     * @param clock for linger and back-off
     * @param jitter a back-off between 0 and the ceiling given to it
     */
    BulkPipeline(BulkClient client, Limits limits, Listener listener, Clock clock, LongUnaryOperator jitter) {
        this.client = client;
        this.limits = limits;
        this.listener = listener;
        this.clock = clock;
        this.jitter = jitter;
        this.load = new LoadControl(limits);
    }

    /** Takes an operation. It is accepted even when full: the owner must stop reading then. */
    void offer(IndexOperation operation) {
        if (open.isEmpty()) {
            openSince = clock.millis();
        }
        lost.remove(operation.partition());
        open.add(operation);
        openBytes += operation.size();
        bufferedBytes += operation.held();
        rememberDeletion(operation);
        if (openBytes >= load.bytes() || open.size() >= limits.maxOperations()) {
            closeOpenBatch();
        }
    }

    /** Whether the owner should stop reading. */
    boolean isFull() {
        return bufferedBytes >= limits.maxBufferedBytes() || failuresInARow > 0 && !ready.isEmpty();
    }

    /** Whether nothing is held or under way. */
    boolean isEmpty() {
        return open.isEmpty() && ready.isEmpty() && backingOff.isEmpty() && underWay.isEmpty() && answers.isEmpty();
    }

    /** Whether answers came that the next {@link #tick} takes in, after which more may be sent. */
    boolean hasAnswers() {
        return !answers.isEmpty();
    }

    /** Bytes of all operations held. */
    long bufferedBytes() {
        return bufferedBytes;
    }

    /** Requests without an answer yet. */
    int requestsUnderWay() {
        return underWay.size();
    }

    /** Bytes that a request should have now. */
    int requestBytes() {
        return load.bytes();
    }

    /** Requests that may be under way at once now. */
    int requestsAllowed() {
        return failuresInARow > 0 ? 1 : load.requests();
    }

    /** Takes in answers and sends what is due. Never waits. */
    void tick() {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (underWay.remove(answer.batch())) {
                takeIn(answer);
            }
        }
        long now = clock.millis();
        if (!open.isEmpty() && (now - openSince >= limits.lingerMs() || underWay.isEmpty() && ready.isEmpty())) {
            closeOpenBatch();
        }
        for (Iterator<Batch> it = backingOff.iterator(); it.hasNext(); ) {
            Batch batch = it.next();
            if (batch.dueAt <= now) {
                it.remove();
                ready.addFirst(batch);
            }
        }
        while (!ready.isEmpty() && now >= pausedUntil && underWay.size() < requestsAllowed()) {
            send(ready.removeFirst(), now);
        }
    }

    /** Sends what waits for others without more delay; for a stop in order. */
    void flush() {
        if (!open.isEmpty()) {
            closeOpenBatch();
        }
        tick();
    }

    /**
     * Forgets all operations of partitions that were taken away. Requests under way cannot be called back: what they
     * achieved counts, and what they did not is not tried again.
     */
    void drop(Collection<TopicPartition> partitions) {
        lost.addAll(partitions);
        open = kept(open);
        openBytes = open.stream().mapToInt(IndexOperation::size).sum();
        for (Collection<Batch> batches : List.of(ready, backingOff)) {
            batches.forEach(batch -> batch.operations = kept(batch.operations));
            batches.removeIf(batch -> batch.operations.isEmpty());
        }
        bufferedBytes = held(open);
        for (Collection<Batch> batches : List.of(ready, backingOff, underWay)) {
            batches.forEach(batch -> bufferedBytes += held(batch.operations));
        }
        deletions.clear();
        open.forEach(this::rememberDeletion);
        for (Collection<Batch> batches : List.of(ready, backingOff, underWay)) {
            batches.forEach(batch -> batch.operations.stream()
                    .filter(operation -> !lost.contains(operation.partition()))
                    .forEach(this::rememberDeletion));
        }
    }

    private void rememberDeletion(IndexOperation operation) {
        if (operation.document() == null) {
            deletions.merge(document(operation), operation.version(), Math::max);
        }
    }

    private List<IndexOperation> kept(List<IndexOperation> operations) {
        return operations.stream()
                .filter(operation -> !lost.contains(operation.partition()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void closeOpenBatch() {
        ready.addLast(new Batch(open));
        open = new ArrayList<>();
        openBytes = 0;
    }

    private void send(Batch batch, long now) {
        if (!deletions.isEmpty()) {
            keepOrder(batch);
            if (batch.operations.isEmpty()) {
                return;
            }
        }
        underWay.add(batch);
        batch.attempts++;
        batch.sentAt = now;
        batch.sentBytes =
                batch.operations.stream().mapToInt(IndexOperation::size).sum();
        batch.othersWait = !ready.isEmpty();
        List<IndexOperation> operations = List.copyOf(batch.operations);
        client.send(operations)
                .whenComplete((outcomes, failure) -> answers.add(new Answer(batch, outcomes, failure, clock.millis())));
    }

    /** Takes out what a held deletion makes needless, and deletions that must wait for a request under way. */
    private void keepOrder(Batch batch) {
        List<IndexOperation> sendable = new ArrayList<>(batch.operations.size());
        for (IndexOperation operation : batch.operations) {
            Long deletedAt = deletions.get(document(operation));
            if (deletedAt == null) {
                sendable.add(operation);
            } else if (operation.version() < deletedAt) {
                superseded(operation);
            } else if (operation.document() == null && isUnderWay(operation)) {
                if (open.isEmpty()) {
                    openSince = clock.millis();
                }
                open.add(operation);
                openBytes += operation.size();
            } else {
                sendable.add(operation);
                supersedeWaiting(operation);
            }
        }
        batch.operations = sendable;
    }

    /** What waits and is older than the deletion need not be sent, and must not be once the deletion is forgotten. */
    private void supersedeWaiting(IndexOperation deletion) {
        open.removeIf(operation -> isOlder(operation, deletion) && superseded(operation));
        openBytes = open.stream().mapToInt(IndexOperation::size).sum();
        for (Collection<Batch> batches : List.of(ready, backingOff)) {
            batches.forEach(batch ->
                    batch.operations.removeIf(operation -> isOlder(operation, deletion) && superseded(operation)));
            batches.removeIf(batch -> batch.operations.isEmpty());
        }
    }

    private boolean superseded(IndexOperation operation) {
        finished(operation);
        listener.acknowledged(operation, new BulkClient.Outcome(CONFLICT, "a newer deletion is held"));
        return true;
    }

    private static boolean isOlder(IndexOperation operation, IndexOperation deletion) {
        return operation.version() < deletion.version()
                && operation.id().equals(deletion.id())
                && operation.source().topic().equals(deletion.source().topic());
    }

    private boolean isUnderWay(IndexOperation deletion) {
        return underWay.stream()
                .flatMap(batch -> batch.operations.stream())
                .anyMatch(operation -> isOlder(operation, deletion));
    }

    /** The operation is no longer held. */
    private void finished(IndexOperation operation) {
        bufferedBytes -= operation.held();
        if (operation.document() == null) {
            deletions.remove(document(operation), operation.version());
        }
    }

    private static DocumentId document(IndexOperation operation) {
        return new DocumentId(operation.source().topic(), operation.id());
    }

    private void takeIn(Answer answer) {
        if (answer.failure() != null) {
            requestFailed(answer.batch(), unwrap(answer.failure()));
            return;
        }
        requestsTaken++;
        List<IndexOperation> again = new ArrayList<>();
        String reason = null;
        for (int i = 0; i < answer.outcomes().size(); i++) {
            IndexOperation operation = answer.batch().operations.get(i);
            BulkClient.Outcome outcome = answer.outcomes().get(i);
            if (isDone(operation, outcome)) {
                finished(operation);
                listener.acknowledged(operation, outcome);
            } else if (isPassing(outcome)) {
                again.add(operation);
                reason = outcome.status() + " " + outcome.error();
            } else {
                finished(operation);
                listener.rejected(operation, outcome);
            }
        }
        if (again.size() < answer.outcomes().size() && failuresInARow > 0) {
            recovered();
        }
        if (again.isEmpty()) {
            load.answered(answer.batch().sentBytes, answer.batch().sentAt, answer.at(), answer.batch().othersWait);
            return;
        }
        load.refused();
        if (again.size() == answer.outcomes().size()) {
            failuresInARow++;
        }
        Batch rest = new Batch(again);
        rest.attempts = answer.batch().attempts;
        backOff(rest, reason);
    }

    /** The cluster takes documents again: nothing waits any longer. */
    private void recovered() {
        failuresInARow = 0;
        pausedUntil = 0;
        backingOff.forEach(batch -> batch.dueAt = 0);
    }

    private void requestFailed(Batch batch, Throwable failure) {
        int status = failure instanceof BulkClient.RequestFailed failed ? failed.status() : 0;
        if (status == TOO_LARGE || status == MALFORMED) {
            split(batch, status, failure);
            return;
        }
        failuresInARow++;
        load.refused();
        backOff(batch, failure.getMessage());
    }

    private void split(Batch batch, int status, Throwable failure) {
        int half = batch.operations.size() / 2;
        if (half > 0) {
            ready.addFirst(new Batch(new ArrayList<>(batch.operations.subList(half, batch.operations.size()))));
            ready.addFirst(new Batch(new ArrayList<>(batch.operations.subList(0, half))));
            return;
        }
        if (status == MALFORMED && batch.takenAtRefusal < 0) {
            batch.takenAtRefusal = requestsTaken;
        }
        if (status == MALFORMED && batch.takenAtRefusal == requestsTaken) {
            backOff(batch, failure.getMessage());
            return;
        }
        IndexOperation operation = batch.operations.get(0);
        finished(operation);
        listener.rejected(operation, new BulkClient.Outcome(status, failure.getMessage()));
    }

    private void backOff(Batch batch, String reason) {
        List<IndexOperation> wanted = kept(batch.operations);
        bufferedBytes += held(wanted) - held(batch.operations);
        batch.operations = wanted;
        if (wanted.isEmpty()) {
            return;
        }
        long ceiling = Math.min(limits.maxBackoffMs(), limits.firstBackoffMs() << Math.min(batch.attempts - 1, 20));
        long pause = jitter.applyAsLong(ceiling);
        batch.dueAt = clock.millis() + pause;
        if (failuresInARow > 0) {
            pausedUntil = batch.dueAt;
        }
        backingOff.add(batch);
        listener.retrying(batch.operations.size(), reason, pause);
        LOG.atDebug()
                .addKeyValue("operations", batch.operations.size())
                .addKeyValue("attempts", batch.attempts)
                .addKeyValue("backoff.ms", pause)
                .addKeyValue("reason", reason)
                .log("Bulk request will be tried again");
    }

    private static boolean isDone(IndexOperation operation, BulkClient.Outcome outcome) {
        int status = outcome.status();
        // No document is nothing to delete; no index may be one that is being replaced behind its home.
        return status / 100 == 2
                || status == CONFLICT
                || operation.document() == null && status == NOT_FOUND && !isIndexMissing(outcome);
    }

    /**
     * Whether the cluster rather than the document is the cause: overload, faults, missing rights, a missing index, or
     * an index that the disk's flood stage has made read-only (403, cluster_block_exception).
     */
    private static boolean isPassing(BulkClient.Outcome outcome) {
        return switch (outcome.status()) {
            case 401, 403, 429 -> true;
            case NOT_FOUND -> isIndexMissing(outcome);
            default -> outcome.status() >= 500;
        };
    }

    private static boolean isIndexMissing(BulkClient.Outcome outcome) {
        return outcome.error() != null && outcome.error().startsWith("index_not_found_exception");
    }

    private static long held(Collection<IndexOperation> operations) {
        return operations.stream().mapToLong(IndexOperation::held).sum();
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
