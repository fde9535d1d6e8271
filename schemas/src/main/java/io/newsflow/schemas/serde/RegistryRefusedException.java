package io.newsflow.schemas.serde;

import org.apache.kafka.common.KafkaException;

/**
 * The schema registry answered, and its answer keeps every record of a topic from being read or written: our schema is
 * not registered, is not compatible, or the credentials are not accepted. Neither the record is at fault nor does waiting
 * help: stop and let an operator act, never send the record to the dead letters.
 */
public final class RegistryRefusedException extends KafkaException {
    /** An error with what was asked, what to do about it, and the registry's answer. */
    public RegistryRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
