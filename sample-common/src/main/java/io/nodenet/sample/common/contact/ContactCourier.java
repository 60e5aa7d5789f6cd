package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;

/** Takes away what two people say to become contacts. What it took may get lost, arrive twice, or arrive late. Never blocks. */
public interface ContactCourier {
    /** Asks somebody to become a contact. */
    void sendRequest(NodeId to, String ownName);

    /** Tells somebody that they are a contact. */
    void sendAccept(NodeId to);

    /** Keeps a direct way to somebody from now on, as far as there is one. */
    void keep(NodeId peer);

    /** Keeps that way no longer. */
    void stopKeeping(NodeId peer);
}
