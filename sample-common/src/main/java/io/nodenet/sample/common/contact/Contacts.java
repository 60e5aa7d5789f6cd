package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import java.util.Map;

/** What a user does with contacts. Thread-safe. */
public interface Contacts {
    /**
     * Asks somebody to become a contact, or accepts if they have asked.
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

    /** Answers how much of each contact the user has not seen; nothing of those without any. */
    Map<NodeId, Integer> unseen();
}
