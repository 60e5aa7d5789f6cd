package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeAdmission;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Admits edges only with anchors and with peers that the console has allowed. Thread-safe. */
final class ConsoleGate implements EdgeAdmission {
    private final Set<NodeId> allowed = ConcurrentHashMap.newKeySet();

    /** Admits a peer from now on. */
    void allow(NodeId peer) {
        allowed.add(peer);
    }

    @Override
    public boolean admit(NodeId peer, boolean outbound) {
        return allowed.contains(peer);
    }
}
