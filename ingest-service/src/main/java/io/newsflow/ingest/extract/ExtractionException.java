package io.newsflow.ingest.extract;

/** A document could not be read as what it was taken for, or as anything. The message is for the document's sender. */
public class ExtractionException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Without a cause.
     *
     * @param message what was expected, and where it broke
     */
    public ExtractionException(String message) {
        super(message);
    }

    /**
     * With a cause.
     *
     * @param message what was expected, and where it broke
     * @param cause what the parser said
     */
    public ExtractionException(String message, Throwable cause) {
        super(message, cause);
    }
}
