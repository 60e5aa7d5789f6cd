package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;

/** Is told that something which the page shows has changed; called after the change is in the database. Must not block. */
public interface Changes {
    /** The list of contacts changed: one came, went, got another state or another number of unread messages. */
    void contacts();

    /** Messages with a contact came or changed. */
    void chat(NodeId contact);
}
