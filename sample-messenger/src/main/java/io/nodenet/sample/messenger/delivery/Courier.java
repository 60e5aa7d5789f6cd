package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.ContactCourier;
import io.nodenet.sample.messenger.envelope.Envelope;

/** Transports envelopes. They may get lost, arrive twice, or arrive late. */
@FunctionalInterface
public interface Courier extends ContactCourier {
    /** Sends an envelope; returns false if it cannot be sent now. Never blocks. */
    boolean send(NodeId to, Envelope envelope);

    @Override
    default void sendRequest(NodeId to, String ownName) {
        send(to, new Envelope.Request(ownName));
    }

    @Override
    default void sendAccept(NodeId to) {
        send(to, new Envelope.Accept());
    }

    @Override
    default void keep(NodeId peer) {}

    @Override
    default void stopKeeping(NodeId peer) {}

    /** Seeks a direct path to a contact once, unless there is one or too many are already being sought. Never blocks. */
    default void connect(NodeId peer) {}
}
