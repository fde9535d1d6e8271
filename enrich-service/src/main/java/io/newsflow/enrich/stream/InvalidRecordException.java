package io.newsflow.enrich.stream;

/** A record that breaks its contract: the record is at fault, and goes to the dead letters. */
final class InvalidRecordException extends RuntimeException {
    InvalidRecordException(String message) {
        super(message);
    }
}
