package io.nodenet.sample.common;

/** Thrown when a sample refuses a request of the user; the message gives the reason. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The reason. */
    public enum Reason {
        /** There is no such contact. */
        UNKNOWN_CONTACT,
        /** It is not possible in the current state. */
        CONFLICT,
        /** A limit is reached. */
        FULL,
        /** The value is not allowed. */
        INVALID
    }

    public RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
