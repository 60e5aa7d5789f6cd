package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;

/** Transports signals. They may get lost, arrive twice, or arrive late. */
@FunctionalInterface
public interface SignalPort {
    /** Sends a signal. Neither blocks nor calls back. */
    void send(NodeId to, Signal signal);
}
