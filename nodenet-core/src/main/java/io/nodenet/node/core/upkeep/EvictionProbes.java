package io.nodenet.node.core.upkeep;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out whether contacts live that newcomers to their full bucket would replace (docs/protocol/08, section 9.6).
 *
 * <p>[L] One that cannot be dialed gives way untested: it can be of no use as a neighbour (W-39).
 */
final class EvictionProbes {
    /** The most contacts that wait for their probe; more are left in peace. */
    static final int MAX_WAITING = 16;

    /** How many are probed at a time. */
    static final int PER_ROUND = 2;

    private final Turn turn;
    private final Edges edges;
    private final KnowledgeTable knowledge;
    private final PeerDialer dialer;
    private final Counts counts;
    private final Set<NodeId> waiting = new LinkedHashSet<>();

    EvictionProbes(Turn turn, Edges edges, KnowledgeTable knowledge, PeerDialer dialer, Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.knowledge = knowledge;
        this.dialer = dialer;
        this.counts = counts;
    }

    /** Takes a contact to be probed. */
    void add(KnownContact incumbent) {
        if (!incumbent.isDialable()) {
            judge(incumbent.id(), false);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(incumbent.id());
        } else if (!waiting.contains(incumbent.id())) {
            counts.count(NodeCounter.CONTACTS_UNPROBED);
        }
    }

    /** Probes the next contacts. */
    void probe() {
        List<NodeId> round = new ArrayList<>(waiting).subList(0, Math.min(PER_ROUND, waiting.size()));
        for (NodeId id : round) {
            KnownContact contact = knowledge.get(id);
            if (contact == null) {
                waiting.remove(id);
            } else if (edges.table().get(id) != null) {
                waiting.remove(id);
                judge(id, true);
            } else if (dialer.mayDial(id)) {
                waiting.remove(id);
                dialer.dial(contact, new Probe(id));
            }
        }
    }

    int waiting() {
        return waiting.size();
    }

    private void judge(NodeId id, boolean alive) {
        if (!alive && knowledge.get(id) != null) {
            counts.count(NodeCounter.CONTACTS_EVICTED);
        }
        knowledge.confirm(id, alive, turn.nowNanos());
    }

    /** Takes the outcome of one probe; the connection, over which nothing was sent, becomes no edge. */
    private final class Probe implements PeerDialer.Asker {
        private final NodeId id;

        Probe(NodeId id) {
            this.id = id;
        }

        @Override
        public void onReached(Connection connection) {
            connection.attach(Edges.CLOSED);
            connection.close(CloseReason.PROBED);
            judge(id, true);
        }

        @Override
        public void onUnreached() {
            if (!edges.table().isEmpty()) { // else it may be the network of this node that is down
                judge(id, false);
            }
        }

        @Override
        public void onRefused() {
            judge(id, false);
        }

        @Override
        public void onUndecided() {
            // strangers may keep the policy busy, and the contact is as good as before
        }
    }
}
