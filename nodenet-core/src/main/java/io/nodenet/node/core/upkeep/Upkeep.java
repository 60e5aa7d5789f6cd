package io.nodenet.node.core.upkeep;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.message.Learning;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Jitter;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Keeps the edges that routing needs: dials what {@link FillPolicy} finds missing, and releases what it finds superfluous
 * (docs/protocol/08, section 9.3, [L]).
 *
 * <p>It acts a moment after something has happened, so that several events are one.
 */
public final class Upkeep implements EdgeObserver, Learning.Listener {
    /** How long an event waits for others before the edges are looked at. */
    static final long SOON_NANOS = Duration.ofMillis(50).toNanos();

    /** How often the edges are looked at without an event. */
    static final long TICK_NANOS = Duration.ofSeconds(5).toNanos();

    /** The most dials at a time, once there are a few edges. */
    static final int MAX_DIALS = 4;

    /** The time between two dials, once there are a few edges: many nodes that start at once do not all dial at once (W-26). */
    static final long PACE_NANOS = Duration.ofMillis(500).toNanos();

    /** An edge that lived as long shows that its peer is stable; one that is lost sooner counts as a failure to reach it. */
    static final long STABLE_NANOS = Duration.ofMinutes(1).toNanos();

    /** An edge stays as long at least. */
    static final long MIN_LIFE_NANOS = Duration.ofSeconds(30).toNanos();

    /** The most edges that are released at a time. */
    static final int MAX_RELEASED = 2;

    private final CoreConfig config;
    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final KnowledgeTable knowledge;
    private final PeerDialer dialer;
    private final Parts parts;
    private final AnchorList anchors;
    private final FillPolicy policy;
    private final EvictionProbes probes;
    private final Redials redials = new Redials();
    private UpkeepState state = UpkeepState.NONE;
    private boolean running;
    private boolean soon;
    private long nextDialNanos;

    /**
     * What upkeep works with besides.
     *
     * @param control says goodbye on the edges that are released
     * @param keptPeers the peers whose edges the application wants, in addition to those that upkeep dials
     * @param traversals connects to those that matter and that no dial reaches
     */
    public record Parts(
            ControlPlane control,
            AnchorList anchors,
            KeptPeers keptPeers,
            Traversals traversals,
            Counts counts,
            RandomGenerator random) {
        /** Returns whether an edge must stay although it is superfluous: one to a kept peer, or to an anchor that is not dispensable. */
        public boolean keeps(NodeId peer) {
            return anchors.keeps(peer) || keptPeers.contains(peer);
        }
    }

    /** Creates an upkeep at rest. */
    public Upkeep(
            CoreConfig config,
            Turn turn,
            Timers timers,
            Edges edges,
            KnowledgeTable knowledge,
            PeerDialer dialer,
            Parts parts) {
        this.config = config;
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.knowledge = knowledge;
        this.dialer = dialer;
        this.parts = parts;
        this.anchors = parts.anchors;
        this.policy = new FillPolicy(edges.table(), knowledge, config.targetEdges(), parts.random);
        this.probes = new EvictionProbes(turn, edges, knowledge, dialer, parts.counts);
    }

    /** Starts to look after the edges. */
    public void start() {
        running = true;
        nextDialNanos = turn.nowNanos();
        tick();
        lookSoon();
    }

    /** Stops for good. */
    public void stop() {
        running = false;
        dialer.stop();
    }

    /** Returns how far the edges are there that are wanted, as of the last look at them. */
    public UpkeepState state() {
        return state;
    }

    /** Dials everybody again who was not reached: the network of this node has changed. */
    @Override
    public void onNetworkChange() {
        redials.reset();
        parts.traversals.reset();
        lookSoon();
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        dialer.cancel(connection.peer());
        redials.isBack(connection.peer(), turn.nowNanos(), parts.random);
        lookSoon();
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        if (turn.nowNanos() - edge.sinceNanos() >= STABLE_NANOS) {
            redials.succeeded(edge.id());
            parts.traversals.succeeded(edge.id());
        }
        backOff(edge.id()); // its contact is kept: the peer was there
        lookSoon();
    }

    @Override
    public void onLearned() {
        lookSoon();
    }

    @Override
    public void onDoubt(KnownContact incumbent) {
        if (running) {
            probes.add(incumbent);
        }
    }

    /**
     * Dials a contact on behalf of somebody else.
     *
     * @param reached told whether there is a connection
     * @return false if this contact is being dialed, or too many others are
     */
    public boolean dial(KnownContact contact, Consumer<Boolean> reached) {
        if (!dialer.mayDial(contact.id())) {
            return false;
        }
        dialer.dial(contact, new PeerDialer.Asker() {
            @Override
            public void onReached(Connection connection) {
                edges.register(connection);
                reached.accept(true);
            }

            @Override
            public void onUnreached() {
                reached.accept(false);
            }

            @Override
            public void onRefused() {
                reached.accept(false);
            }
        });
        return true;
    }

    private void tick() {
        timers.after(Jitter.around(TICK_NANOS, parts.random), () -> {
            if (running) {
                release(look());
                probes.probe();
                tick();
            }
        });
    }

    private void lookSoon() {
        boolean scarce = edges.table().size() < FillPolicy.MINIMUM_EDGES;
        lookSoon(scarce ? SOON_NANOS : Math.max(SOON_NANOS, nextDialNanos - turn.nowNanos()));
    }

    private void lookSoon(long nanos) {
        if (running && !soon) {
            soon = true;
            timers.after(Jitter.around(nanos, parts.random), () -> {
                soon = false;
                if (running) {
                    look();
                }
            });
        }
    }

    private FillPolicy.Plan look() {
        long now = turn.nowNanos();
        FillPolicy.Plan plan = policy.plan(
                id -> edges.table().get(id) != null || redials.mayDial(id, now),
                parts::keeps,
                parts.keptPeers.outboundEdges());
        state = plan.state();
        boolean scarce = edges.table().size() < FillPolicy.MINIMUM_EDGES;
        int room = edges.table().isEmpty()
                ? PeerDialer.MAX_UNDER_WAY
                : MAX_DIALS - (scarce ? edges.table().size() : 0);
        int outbound = edges.table().outboundCount() - parts.keptPeers.outboundEdges();
        int left = plan.essential();
        for (KnownContact contact : edges.table().isEmpty() ? inTurn(now) : plan.missing()) {
            boolean allowed = left-- > 0 || outbound + dialer.underWay() < config.targetEdges();
            boolean wanted = scarce || (now - nextDialNanos >= 0 && allowed);
            if (wanted && dialer.underWay() < room && dialer.mayDial(contact.id())) {
                nextDialNanos = now + Jitter.around(PACE_NANOS, parts.random);
                dialer.dial(contact, new Wanted(contact.id()));
            }
        }
        if (!plan.missing().isEmpty()) {
            lookSoon(PACE_NANOS);
        }
        if (plan.essential() == 0) {
            parts.traversals.look(this::isUnreached);
        }
        return plan;
    }

    /** Returns whether a contact cannot be dialed, and an edge to it is nobody else's business. One that was ever reached where it is known is down. */
    private boolean isUnreached(KnownContact contact) {
        NodeId id = contact.id();
        boolean undialable = !contact.isDialable()
                || (redials.hasFailed(id) && contact.provenEndpoints().isEmpty());
        return undialable
                && (contact.capabilities() & Contact.PUBLIC_ANCHOR) == 0
                && !anchors.contains(id)
                && !parts.keptPeers.contains(id);
    }

    /** Returns whom a node without an edge dials: everybody, so that the dead ones whom it prefers do not keep it from a living one. */
    private List<KnownContact> inTurn(long nowNanos) {
        return knowledge.contacts().stream()
                .filter(contact -> contact.isDialable() && redials.mayDial(contact.id(), nowNanos))
                .sorted(Comparator.comparingLong(contact -> -redials.dueForNanos(contact.id(), nowNanos)))
                .toList();
    }

    private void release(FillPolicy.Plan plan) {
        int released = 0;
        boolean content = plan.state().isComplete() && edges.table().size() > AnchorList.WELL_CONNECTED;
        if (!content && edges.table().size() < AnchorList.WELL_CONNECTED) {
            anchors.recall();
        }
        for (NodeId anchor : content ? anchors.dispensable() : List.<NodeId>of()) {
            Edge edge = edges.table().get(anchor);
            if (edge != null && released < MAX_RELEASED && !isNeeded(plan, anchor) && isOldEnough(edge)) {
                released++;
                parts.control.release(edge);
            }
        }
        for (Edge edge : plan.surplus()) {
            if (released < MAX_RELEASED && isOldEnough(edge)) {
                released++;
                parts.control.release(edge);
            }
        }
    }

    private boolean isNeeded(FillPolicy.Plan plan, NodeId anchor) {
        return plan.needed().contains(anchor) || parts.keptPeers.contains(anchor);
    }

    private boolean isOldEnough(Edge edge) {
        return turn.nowNanos() - edge.sinceNanos() >= MIN_LIFE_NANOS;
    }

    private void notReached(NodeId peer) {
        if (!edges.table().isEmpty()) {
            knowledge.unreached(peer);
        }
        if (backOff(peer) && knowledge.get(peer) != null) {
            knowledge.remove(peer);
            parts.counts.count(NodeCounter.CONTACTS_EVICTED);
        }
    }

    /** Lets a peer be dialed later only; returns whether it was tried in vain for so long that it should be forgotten. */
    private boolean backOff(NodeId peer) {
        if (edges.table().isEmpty()) {
            redials.postpone(peer, turn.nowNanos(), parts.random); // it may be the network of this node that is down
            return false;
        }
        return redials.failed(peer, turn.nowNanos(), parts.random);
    }

    /** Takes the outcome of a dial for an edge. */
    private final class Wanted implements PeerDialer.Asker {
        private final NodeId peer;

        Wanted(NodeId peer) {
            this.peer = peer;
        }

        @Override
        public void onReached(Connection connection) {
            edges.register(connection);
        }

        @Override
        public void onUnreached() {
            notReached(peer);
            lookSoon();
        }

        @Override
        public void onRefused() {
            redials.failed(peer, turn.nowNanos(), parts.random);
            lookSoon();
        }
    }
}
