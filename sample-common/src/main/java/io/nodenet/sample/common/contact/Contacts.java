package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import java.util.Map;

/** The operations of a user on contacts. Thread-safe. */
public interface Contacts {
    /**
     * Sends a contact request, or accepts the peer's request if there is one.
     *
     * @throws RefusedException if the name is not allowed, there are too many, or it is the user
     */
    void invite(NodeId id, String name);

    /**
     * Accepts a contact request.
     *
     * @throws RefusedException if there is none, or there are too many contacts
     */
    void accept(NodeId id);

    /**
     * Declines a contact request.
     *
     * @throws RefusedException if there is none
     */
    void decline(NodeId id);

    /**
     * Removes a contact with all that belongs to it.
     *
     * @throws RefusedException if it is unknown
     */
    void remove(NodeId id);

    /** Returns the number of unseen items of each contact; contacts without any are left out. */
    Map<NodeId, Integer> unseen();
}
