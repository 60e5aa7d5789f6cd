package io.nodenet.benchmarks;

import io.nodenet.NodenetException;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.Policy;

/** An application that ignores messages and events. */
final class NoApplication implements ApplicationOutput {
    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        return DeliveryResult.FULL;
    }

    @Override
    public DeliveryResult deliverSealed(NodeId sender, byte[] content) {
        return DeliveryResult.FULL;
    }

    @Override
    public void completed(long operation, long value) {}

    @Override
    public void introduced(long operation, PeerIntroduction introduction) {}

    @Override
    public void connected(long operation, Connected connected) {}

    @Override
    public void failed(long operation, NodenetException cause) {}

    @Override
    public void askPolicy(long operation, Policy policy, NodeId peer, boolean outbound) {}

    @Override
    public void event(NodeEvent event) {}

    @Override
    public void left() {}
}
