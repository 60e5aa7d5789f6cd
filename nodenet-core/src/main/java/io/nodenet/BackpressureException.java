package io.nodenet;

/** A bounded queue on the way is full; retry later or send less. */
public class BackpressureException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public BackpressureException(String message) {
        super(message);
    }

    public BackpressureException(String message, Throwable cause) {
        super(message, cause);
    }
}
