package io.newsflow.indexer;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends a bulk request. Implementations may answer on any thread. */
interface BulkClient {
    /**
     * Outcome of one operation.
     *
     * @param status HTTP status of the item
     * @param error type and reason, or null
     */
    record Outcome(int status, String error) {}

    /**
     * A whole request was refused or got no answer.
     *
     * <p>Status 0 stands for no answer: refused or closed connections, time-outs.
     */
    final class RequestFailed extends RuntimeException {
        private final int status;

        RequestFailed(int status, String message, Throwable cause) {
            super(message, cause);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Sends the operations in one request.
     *
     * @return one outcome for each operation, in order; or a failure, of type {@link RequestFailed} where the server
     *     or the network is the cause
     */
    CompletionStage<List<Outcome>> send(List<IndexOperation> operations);
}
