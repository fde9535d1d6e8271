package io.newsflow.ingest.service;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import java.time.Instant;
import java.util.Arrays;

/** Dead letters of documents. */
public final class Letters {
    private static final String SERVICE = "ingest-service";
    private static final String STAGE = "extract";
    /** Headers have to fit beside the document. */
    private static final int MOST_BYTES = Topics.MAX_MESSAGE_BYTES - 64 * 1024;

    private Letters() {}

    /**
     * A document, or a part of one, that could not be read. One that is too large for the topic is cut, and says so.
     *
     * @param key source id
     * @param bytes the document, or the part
     * @param location where it stands
     * @param failure what is wrong with it
     * @param at when it was found
     * @return the dead letter
     */
    public static DeadLetter of(String key, byte[] bytes, String location, Exception failure, Instant at) {
        if (bytes.length <= MOST_BYTES) {
            return DeadLetter.ofDocument(key, bytes, location, SERVICE, STAGE, failure, at);
        }
        Exception cut = new ExtractionException(
                failure.getMessage() + " (the first " + MOST_BYTES + " of " + bytes.length + " bytes are kept here)",
                failure);
        return DeadLetter.ofDocument(key, Arrays.copyOf(bytes, MOST_BYTES), location, SERVICE, STAGE, cut, at);
    }
}
