package io.nodenet;

/** The transport cannot be started: port in use, address not local, native library missing, Netty too old. */
public class TransportException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public TransportException(String message) {
        super(message);
    }

    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
