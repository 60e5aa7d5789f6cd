package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;

/** Takes signals away. What it took may get lost, arrive twice, or arrive late. */
@FunctionalInterface
public interface SignalPort {
    /** Takes a signal. Neither blocks nor calls back. */
    void send(NodeId to, Signal signal);
}
