package io.nodenet;

/** The payload exceeds the constant limit of the operation; retry with less data. */
public class PayloadTooLargeException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public PayloadTooLargeException(String message) {
        super(message);
    }

    public PayloadTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
