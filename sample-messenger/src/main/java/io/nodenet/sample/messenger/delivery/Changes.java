package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;

/** Receives changes of the data that the page shows; called after the change is in the database. Must not block. */
public interface Changes {
    /** The list of contacts changed: one was added or removed, or changed its state or its number of unread messages. */
    void contacts();

    /** Messages with a contact were added or changed. */
    void chat(NodeId contact);
}
