package io.nodenet.sample.messenger.store;

/** How far a message has come. */
public enum MessageState {
    /** Ours; it is in the database and will be sent. */
    QUEUED,
    /** Ours; the node took it onto an edge, which says nothing of its arrival. */
    SENT,
    /** Ours; the other messenger has it in its database. */
    ACKNOWLEDGED,
    /** Theirs. */
    RECEIVED
}
