package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeAdmission;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Admits edges only with anchors and with peers that the console has allowed. Thread-safe. */
final class ConsoleGate implements EdgeAdmission {
    private final Set<NodeId> allowed = ConcurrentHashMap.newKeySet();

    /** Starts admitting a peer. */
    void allow(NodeId peer) {
        allowed.add(peer);
    }

    /** Starts admitting peers and returns those that were not admitted before. */
    Set<NodeId> allowAll(Collection<NodeId> peers) {
        return peers.stream().filter(allowed::add).collect(Collectors.toUnmodifiableSet());
    }

    /** Stops admitting peers. */
    void forget(Set<NodeId> peers) {
        allowed.removeAll(peers);
    }

    @Override
    public boolean admit(NodeId peer, boolean outbound) {
        return allowed.contains(peer);
    }
}
