package io.nodenet.sample.messenger.demo;

/** The demonstration cannot go on; the message is the one line that the user sees. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
