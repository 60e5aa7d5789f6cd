package io.nodenet.sample.common.process;

/** A process of a sample does not do what it should; the message is the one line that the user sees. */
public class ProcessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProcessException(String message) {
        super(message);
    }

    public ProcessException(String message, Throwable cause) {
        super(message, cause);
    }
}
