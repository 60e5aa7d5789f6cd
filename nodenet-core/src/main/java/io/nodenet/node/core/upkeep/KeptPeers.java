package io.nodenet.node.core.upkeep;

import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.turn.Backoff;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the edges to the peers that the application has named: makes each again when it is lost, every 30 seconds at most until it is up.
 *
 * <p>A peer without a known address, or at whose addresses nobody answers, is looked up, and connected to by all that {@link EdgeSource} has.
 */
public final class KeptPeers implements EdgeObserver {
    /** The most peers whose edges are kept. */
    public static final int MAX_KEPT = 256;

    /** The most peers that are being connected to by more than a dial; the others wait for their next attempt. */
    static final int MAX_CONNECTING = 16;

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final KnowledgeTable knowledge;
    private final Ways ways;
    private final RandomGenerator random;
    private final Map<NodeId, Kept> kept = new LinkedHashMap<>();
    private final Set<NodeId> connecting = new HashSet<>();
    private boolean running;

    /** How an edge to a peer comes about, the cheapest way first. */
    public record Ways(PeerDialer dialer, Lookups lookups, EdgeSource source) {}

    public KeptPeers(
            Turn turn, Timers timers, Edges edges, KnowledgeTable knowledge, Ways ways, RandomGenerator random) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.knowledge = knowledge;
        this.ways = ways;
        this.random = random;
    }

    /** Starts to make the edges that are missing. */
    public void start() {
        running = true;
        kept.values().forEach(Kept::attempt);
    }

    /** Stops for good. */
    public void stop() {
        running = false;
        kept.values().forEach(Kept::rest);
    }

    /** Keeps the edge to a peer from now on; returns false if there are {@value #MAX_KEPT} others already. */
    public boolean keep(NodeId peer) {
        if (kept.containsKey(peer)) {
            return true;
        }
        if (kept.size() == MAX_KEPT) {
            return false;
        }
        Kept added = new Kept(peer);
        kept.put(peer, added);
        if (running) {
            added.attempt();
        }
        return true;
    }

    /** Keeps the edge to a peer no longer; if it is up it stays for now. */
    public void stopKeeping(NodeId peer) {
        Kept removed = kept.remove(peer);
        if (removed != null) {
            removed.rest();
        }
    }

    /** Returns whether the edge to a peer is kept. */
    public boolean contains(NodeId peer) {
        return kept.containsKey(peer);
    }

    /** Returns how many peers are kept, with an edge or without. */
    public int size() {
        return kept.size();
    }

    /** Returns how many of the edges that this node dialed are kept. */
    int outboundEdges() {
        int outbound = 0;
        for (NodeId peer : kept.keySet()) {
            Edge edge = edges.table().get(peer);
            outbound += edge != null && edge.isOutbound() ? 1 : 0;
        }
        return outbound;
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        Kept peer = kept.get(connection.peer());
        if (peer != null) {
            peer.rest();
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        Kept peer = kept.get(edge.id());
        if (peer != null && running) {
            if (turn.nowNanos() - edge.sinceNanos() >= Upkeep.STABLE_NANOS) {
                peer.backoff.reset();
            }
            peer.attemptLater();
        }
    }

    /** Tries at once to make the edges that are missing. */
    @Override
    public void onNetworkChange() {
        for (Kept peer : List.copyOf(kept.values())) {
            peer.backoff.reset();
            peer.attempt();
        }
    }

    /** One peer whose edge is kept. */
    private final class Kept implements PeerDialer.Asker {
        private final NodeId id;

        /** Starts over only after an edge that lasted: a peer that has no room for one is not dialed every second. */
        private final Backoff backoff = new Backoff();

        private Timers.@Nullable Deadline next;

        Kept(NodeId id) {
            this.id = id;
        }

        void attempt() {
            rest();
            if (!running || edges.table().get(id) != null) {
                return;
            }
            attemptLater();
            KnownContact contact = knowledge.get(id);
            if (contact == null || !contact.isDialable()) {
                connect();
            } else if (ways.dialer.mayDial(id)) {
                ways.dialer.dial(contact, this);
            }
        }

        private void connect() {
            ways.lookups.lookUp(id);
            if (connecting.size() < MAX_CONNECTING && connecting.add(id)) {
                ways.source.connect(id, reached -> connecting.remove(id));
            }
        }

        private void attemptLater() {
            rest();
            next = timers.after(backoff.next(random), this::attempt);
        }

        void rest() {
            Timers.Deadline waiting = next;
            if (waiting != null) {
                waiting.cancel();
                next = null;
            }
        }

        @Override
        public void onReached(Connection connection) {
            edges.register(connection);
        }

        /** Goes on with all other ways, unless the peer says that it can always be dialed: then it is down. */
        @Override
        public void onUnreached() {
            KnownContact contact = knowledge.get(id);
            if (running && (contact == null || (contact.capabilities() & Contact.PUBLIC_ANCHOR) == 0)) {
                connect();
            }
        }

        @Override
        public void onRefused() {
            // the policy is asked again with the next attempt
        }
    }
}
