package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;

/** Transports the messages by which two people become contacts. They may get lost, arrive twice, or arrive late. Never blocks. */
public interface ContactCourier {
    /** Sends a contact request. */
    void sendRequest(NodeId to, String ownName);

    /** Sends the acceptance of a contact request. */
    void sendAccept(NodeId to);

    /** Starts keeping a direct path to a contact, if possible. */
    void keep(NodeId peer);

    /** Stops keeping that path. */
    void stopKeeping(NodeId peer);
}
