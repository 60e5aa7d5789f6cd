package io.nodenet;

/** The operation did not end within its deadline. */
public class NodenetTimeoutException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public NodenetTimeoutException(String message) {
        super(message);
    }

    public NodenetTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
