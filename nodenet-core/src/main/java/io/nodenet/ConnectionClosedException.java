package io.nodenet;

/** The connection went down before the operation could complete. */
public class ConnectionClosedException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public ConnectionClosedException(String message) {
        super(message);
    }

    public ConnectionClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
