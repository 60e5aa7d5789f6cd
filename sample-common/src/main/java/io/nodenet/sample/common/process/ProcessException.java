package io.nodenet.sample.common.process;

/** Thrown when a process of a sample fails; the message is the single line that the user sees. */
public class ProcessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProcessException(String message) {
        super(message);
    }

    public ProcessException(String message, Throwable cause) {
        super(message, cause);
    }
}
