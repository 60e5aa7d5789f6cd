package io.nodenet;

/** No live edge exists over which the message could leave; retry after an edge is up. */
public class UnroutableException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public UnroutableException(String message) {
        super(message);
    }

    public UnroutableException(String message, Throwable cause) {
        super(message, cause);
    }
}
