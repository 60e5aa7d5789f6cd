package io.nodenet.sample.common.process;

/** Thrown when a sample refuses a request or does not answer. */
public class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ClientException(int status, String message) {
        super(message);
        this.status = status;
    }

    public ClientException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** Returns the HTTP status, 0 if there was no answer. */
    public int status() {
        return status;
    }
}
