package io.nodenet;

/** The identity file cannot be used: wrong length, too open, unreadable, or below the difficulty. */
public class IdentityException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message);
    }

    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
