package io.nodenet.node.core.port;

/** What became of a message that was handed to the application. */
public enum DeliveryResult {
    /** It waits for the application, or was handled. */
    TAKEN,
    /** There was no room for it. */
    FULL,
    /** The application ends and takes no message any more. */
    CLOSED
}
