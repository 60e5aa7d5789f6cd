package io.nodenet.sample.common.process;

/** A sample refused a request or did not answer. */
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

    /** Answers the status of HTTP, 0 if there was no answer. */
    public int status() {
        return status;
    }
}
