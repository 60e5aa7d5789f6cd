package io.nodenet.transport;

/**
 * Why a dial did not yield a connection.
 *
 * @param reason the kind of failure, for decisions
 * @param detail one line for people; never secret, may name the remote endpoint
 */
public record DialFailure(Reason reason, String detail) {
    /** The kinds of failure (docs/protocol/04, section 13). */
    public enum Reason {
        /** Nobody answered, the handshake failed, or the remote refused it. */
        NO_ROUTE,
        /** The time given was over. */
        TIMEOUT,
        /** Somebody else answered. */
        IDENTITY_MISMATCH,
        /** The endpoint is not a concrete {@code ip:port} that may be dialed. */
        BAD_ENDPOINT,
        /** The peer has no media: it knows neither the application protocol nor datagrams, or this transport does not. */
        UNSUPPORTED,
        /** The operation was cancelled. */
        CANCELLED,
        /** The transport is closing. */
        CLOSED
    }
}
