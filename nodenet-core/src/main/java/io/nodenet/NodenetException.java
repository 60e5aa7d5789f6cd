package io.nodenet;

/** The root of every exception that this library throws; all of them are unchecked. */
public class NodenetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NodenetException(String message) {
        super(message);
    }

    public NodenetException(String message, Throwable cause) {
        super(message, cause);
    }
}
