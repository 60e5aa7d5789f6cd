package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners one after the other, whatever one of them throws. */
final class NodeListeners implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger(NodeListeners.class);

    private final List<NodeListener> listeners;

    NodeListeners(List<NodeListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onEdgeUp(EdgeSnapshot edge) {
        each(listener -> listener.onEdgeUp(edge));
    }

    @Override
    public void onEdgeDown(NodeId peer, CloseReason reason) {
        each(listener -> listener.onEdgeDown(peer, reason));
    }

    @Override
    public void onPhase(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges) {
        each(listener -> listener.onPhase(from, to, outgoingEdges));
    }

    @Override
    public void onReflexiveAddress(ReflexiveAddress address) {
        each(listener -> listener.onReflexiveAddress(address));
    }

    private void each(Consumer<NodeListener> call) {
        for (NodeListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("The node listener {} threw", listener.getClass().getName(), e);
            }
        }
    }
}
