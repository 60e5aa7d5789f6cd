package io.nodenet.transport;

/** What became of a frame that was handed to a {@link Connection}. */
public enum WriteResult {
    /** The frame was copied into the connection's aggregation buffer. */
    ACCEPTED,
    /** The aggregation buffer has no room; nothing was taken, and the connection lives on until it counts as stalled. */
    FULL,
    /** The connection is down; nothing was taken. */
    CLOSED
}
