package io.newsflow.stack;

/** Somebody else took a server's port between the choice of it and the server's start. */
final class PortTakenException extends StackException {
    PortTakenException(String message) {
        super(message);
    }
}
