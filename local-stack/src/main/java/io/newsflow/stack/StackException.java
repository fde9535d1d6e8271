package io.newsflow.stack;

/** A component did not start, did not become ready or did not stop; the message names it and shows the end of its log. */
public class StackException extends RuntimeException {
    /** A failure with nothing underneath. */
    public StackException(String message) {
        super(message);
    }

    /** A failure and what led to it. */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
