package io.nodenet.sample.common;

/** A sample does not do what the user asked for; the message tells the user why. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What stands against it. */
    public enum Reason {
        /** There is no such contact. */
        UNKNOWN_CONTACT,
        /** It makes no sense now. */
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
