package io.nodenet.node.core.upkeep;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks beyond what this node is content with: every few minutes it tries somebody to whom it has no edge, and looks itself up through that
 * edge, and through that of an anchor that is back, so that parts of the network that lost each other grow together again (docs/protocol/08,
 * W-03, [L]).
 */
public final class Islands implements EdgeObserver {
    /** The shortest time between two attempts. */
    static final long MIN_PAUSE_NANOS = Duration.ofMinutes(2).toNanos();

    /** The longest. */
    static final long MAX_PAUSE_NANOS = Duration.ofMinutes(6).toNanos();

    private final Timers timers;
    private final Edges edges;
    private final KnowledgeTable knowledge;
    private final AnchorList anchors;
    private final PeerDialer dialer;
    private final Lookups lookups;
    private final RandomGenerator random;
    private @Nullable NodeId tried;
    private boolean running;

    /** Creates an object at rest. */
    public Islands(
            Timers timers,
            Edges edges,
            KnowledgeTable knowledge,
            AnchorList anchors,
            PeerDialer dialer,
            Lookups lookups,
            RandomGenerator random) {
        this.timers = timers;
        this.edges = edges;
        this.knowledge = knowledge;
        this.anchors = anchors;
        this.dialer = dialer;
        this.lookups = lookups;
        this.random = random;
    }

    /** Starts to look beyond. */
    public void start() {
        running = true;
        arm();
    }

    /** Stops for good. */
    public void stop() {
        running = false;
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        NodeId peer = tried;
        boolean awaited = peer != null && connection.peer().equals(peer);
        if (awaited) {
            tried = null;
        }
        boolean isNew = connection.edge().connections().size() == 1;
        if (running && (awaited || (isNew && anchors.contains(connection.peer())))) {
            lookups.lookUpThrough(connection.edge(), edges.table().self());
            lookups.askNear(connection.edge(), edges.table().self());
        }
    }

    private void arm() {
        long pause = MIN_PAUSE_NANOS + (long) (random.nextDouble() * (MAX_PAUSE_NANOS - MIN_PAUSE_NANOS));
        timers.after(pause, () -> {
            if (running) {
                attempt();
                arm();
            }
        });
    }

    private void attempt() {
        tried = random.nextBoolean() ? anchors.recallOne(random) : null;
        if (tried != null) {
            return;
        }
        List<KnownContact> strangers = new ArrayList<>();
        for (KnownContact contact : knowledge.contacts()) {
            if (contact.isDialable() && edges.table().get(contact.id()) == null && dialer.mayDial(contact.id())) {
                strangers.add(contact);
            }
        }
        if (strangers.isEmpty()) {
            tried = anchors.recallOne(random);
            return;
        }
        KnownContact stranger = strangers.get(random.nextInt(strangers.size()));
        tried = stranger.id();
        dialer.dial(stranger, new Attempt());
    }

    /** Takes the outcome of one attempt; an edge that is not needed goes again as any other. */
    private final class Attempt implements PeerDialer.Asker {
        @Override
        public void onReached(Connection connection) {
            edges.register(connection);
        }

        @Override
        public void onUnreached() {
            tried = null;
        }

        @Override
        public void onRefused() {
            tried = null;
        }
    }
}
