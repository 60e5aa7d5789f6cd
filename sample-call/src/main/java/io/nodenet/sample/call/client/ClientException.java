package io.nodenet.sample.call.client;

/** A telephone refused a request or did not answer. */
public class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ClientException(int status, String message) {
        super(message);
        this.status = status;
    }

    ClientException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** Answers the status of HTTP, 0 if there was no answer. */
    public int status() {
        return status;
    }
}
