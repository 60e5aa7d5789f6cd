package io.nodenet;

/** The native QUIC library of this platform is missing or cannot be loaded; the message names the artifact to add. */
public class NativeLibraryException extends TransportException {
    private static final long serialVersionUID = 1L;

    public NativeLibraryException(String message) {
        super(message);
    }

    public NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
