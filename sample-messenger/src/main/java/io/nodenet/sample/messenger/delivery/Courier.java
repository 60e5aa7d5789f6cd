package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.envelope.Envelope;

/** Takes envelopes away. What it took may get lost, arrive twice, or arrive late. */
@FunctionalInterface
public interface Courier {
    /** Takes an envelope; answers false if it cannot leave now. Never blocks. */
    boolean send(NodeId to, Envelope envelope);
}
