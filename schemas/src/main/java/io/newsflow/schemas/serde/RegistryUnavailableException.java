package io.newsflow.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The schema registry could not be asked, or answered with a fault of its own, for longer than the retry budget. The
 * record is not at fault: stop or wait and try again, never send it to the dead letters.
 */
public final class RegistryUnavailableException extends RetriableException {
    /** An error with what was asked and the last failure. */
    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
