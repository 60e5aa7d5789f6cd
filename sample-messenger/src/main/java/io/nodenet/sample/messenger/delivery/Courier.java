package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.ContactCourier;
import io.nodenet.sample.messenger.envelope.Envelope;

/** Takes envelopes away. What it took may get lost, arrive twice, or arrive late. */
@FunctionalInterface
public interface Courier extends ContactCourier {
    /** Takes an envelope; answers false if it cannot leave now. Never blocks. */
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

    /** Looks for a direct way to somebody once, unless there is one or too many are looked for already. Never blocks. */
    default void connect(NodeId peer) {}
}
