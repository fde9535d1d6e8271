package io.newsflow.schemas.json;

/** JSON that does not fit a record. The message says what was wrong and, as a path from {@code $}, where. */
public final class RecordJsonException extends IllegalArgumentException {
    /** An error with its message. */
    public RecordJsonException(String message) {
        super(message);
    }
}
