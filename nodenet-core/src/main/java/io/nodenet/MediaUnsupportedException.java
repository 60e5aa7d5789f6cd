package io.nodenet;

/** One of the two nodes has no media; the edge between them is fine. */
public class MediaUnsupportedException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public MediaUnsupportedException(String message) {
        super(message);
    }

    public MediaUnsupportedException(String message, Throwable cause) {
        super(message, cause);
    }
}
