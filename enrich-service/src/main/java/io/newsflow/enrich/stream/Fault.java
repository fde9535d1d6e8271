package io.newsflow.enrich.stream;

import io.newsflow.schemas.serde.RegistryRefusedException;
import io.newsflow.schemas.serde.RegistryUnavailableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TopologyException;

/** Who is at fault when something fails: it decides whether the record is put aside, tried again, or the service stops. */
public enum Fault {
    /** The record: it would fail again. To the dead letters with it. */
    RECORD,
    /** The surroundings, for now: the same record will do when they are back. Never to the dead letters. */
    OUTAGE,
    /** The surroundings, until somebody changes something: stop, so that it is seen. */
    REFUSED,
    /** Not known. Worth a few tries. */
    UNKNOWN;

    /** Finds who is at fault. */
    public static Fault of(Throwable failure) {
        Fault outermost = null;
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
            Fault fault = ofOne(t);
            if (fault == OUTAGE || fault == REFUSED) {
                return fault;
            }
            if (outermost == null && fault == RECORD) {
                outermost = fault;
            }
        }
        return outermost == null ? UNKNOWN : outermost;
    }

    /** The same, for code that looks at nothing but the record: whatever is not known is the record's fault. */
    static Fault ofProcessing(Throwable failure) {
        Fault fault = of(failure);
        return fault == UNKNOWN && failure instanceof RuntimeException ? RECORD : fault;
    }

    private static Fault ofOne(Throwable t) {
        if (t instanceof RecordTooLargeException
                || t instanceof SerializationException
                || t instanceof InvalidRecordException) {
            return RECORD;
        }
        if (t instanceof RegistryRefusedException
                || t instanceof AuthenticationException
                || t instanceof AuthorizationException
                || t instanceof InvalidConfigurationException
                || t instanceof MissingSourceTopicException
                // A class or a native library that cannot be loaded will not be there at the next try either.
                || t instanceof LinkageError
                || t instanceof TopologyException) {
            return REFUSED;
        }
        if (t instanceof RegistryUnavailableException
                || t instanceof RetriableException
                || t instanceof InterruptException
                || t instanceof ProcessorStateException
                || t instanceof InvalidStateStoreException) {
            return OUTAGE;
        }
        return t instanceof StreamsException || t instanceof Error ? UNKNOWN : null;
    }
}
