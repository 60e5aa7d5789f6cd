package io.nodenet.sample.messenger.demo;

/** Thrown when the demonstration cannot continue; the message is the single line that the user sees. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
