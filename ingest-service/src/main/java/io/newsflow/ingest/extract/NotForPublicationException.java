package io.newsflow.ingest.extract;

/** A document was read, and must not be published: its sender has withdrawn it, or holds it back. No other reading of it is tried. */
public final class NotForPublicationException extends ExtractionException {
    private static final long serialVersionUID = 1L;

    /**
     * An item that is held back.
     *
     * @param message which one, and why
     */
    public NotForPublicationException(String message) {
        super(message);
    }
}
