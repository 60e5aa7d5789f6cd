package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.envelope.Envelope;

/** Takes envelopes away. What it took may get lost, arrive twice, or arrive late. */
@FunctionalInterface
public interface Courier {
    /** Takes an envelope; answers false if it cannot leave now. Never blocks. */
    boolean send(NodeId to, Envelope envelope);

    /** Keeps a direct way to somebody from now on, as far as there is one. Never blocks. */
    default void keep(NodeId peer) {}

    /** Keeps that way no longer. Never blocks. */
    default void stopKeeping(NodeId peer) {}

    /** Looks for a direct way to somebody once, unless there is one or too many are looked for already. Never blocks. */
    default void connect(NodeId peer) {}
}
