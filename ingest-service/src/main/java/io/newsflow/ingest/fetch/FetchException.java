package io.newsflow.ingest.fetch;

import java.io.IOException;

/** A fetch that gave no response. */
public final class FetchException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is no response. */
    public enum Reason {
        /** Address cannot be used at all: scheme, syntax. */
        BAD_ADDRESS,
        /** Private, loopback, link-local or otherwise not public address. */
        FORBIDDEN_ADDRESS,
        /** robots.txt forbids it, or cannot be had, which forbids everything. */
        DISALLOWED,
        /** Others were waiting for the same host for too long. */
        HOST_BUSY,
        /** Host name unknown. */
        UNKNOWN_HOST,
        /** No connection. */
        CONNECT,
        /** Too slow. */
        TIMEOUT,
        /** Larger than the limit, before or after decompression. */
        TOO_LARGE,
        /** Redirects in a circle or too many of them, or to nowhere. */
        REDIRECT,
        /** Certificate or handshake. */
        TLS,
        /** Anything else on the wire. */
        IO
    }

    /**
     * A failure.
     *
     * @param reason why
     * @param message for an operator
     * @param cause what was thrown, or null
     */
    public FetchException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why there is no response. */
    public Reason reason() {
        return reason;
    }
}
