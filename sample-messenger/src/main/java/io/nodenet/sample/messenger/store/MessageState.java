package io.nodenet.sample.messenger.store;

/** The delivery state of a message. */
public enum MessageState {
    /** Ours; it is in the database and will be sent. */
    QUEUED,
    /** Ours; the node has accepted it for an edge, which does not imply its arrival. */
    SENT,
    /** Ours; the other messenger has it in its database. */
    ACKNOWLEDGED,
    /** Theirs. */
    RECEIVED
}
