package io.nodenet.node.core.upkeep;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.turn.Jitter;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Learns who is in the network: asks each new neighbour for its siblings, looks this node up, and the parts of the network of which too
 * little is known (docs/protocol/08, section 9.4, [L]).
 *
 * <p>It asks at once while the node is new, then less and less often; every interval varies by 20 % (W-12, W-26).
 */
public final class Discovery implements EdgeObserver {
    /** The time until the first look-up of this node, which doubles with each one. */
    static final long FIRST_SELF_LOOKUP_NANOS = Duration.ofSeconds(1).toNanos();

    static final long SELF_LOOKUP_NANOS = Duration.ofSeconds(90).toNanos();

    /** How often one of the siblings is asked for its own. */
    static final long SIBLING_REQUEST_NANOS = Duration.ofSeconds(20).toNanos();

    /** How often a part of the network is looked up in which too few are known; while there is none, the time doubles. */
    static final long EXPLORE_NANOS = Duration.ofSeconds(1).toNanos();

    static final long MAX_EXPLORE_NANOS = Duration.ofMinutes(1).toNanos();

    /** After how long a part of the network is looked up again although enough are known. */
    static final long STALE_NANOS = Duration.ofMinutes(15).toNanos();

    /** A part of the network in which fewer can be dialed is looked up. */
    static final int ENOUGH = 4;

    /** How many neighbours are asked about a part of the network besides looking it up. */
    private static final int ASKED = 2;

    /** With more edges than these, a new neighbour is asked within three seconds instead of at once. */
    private static final int FEW_EDGES = 4;

    /** So many neighbours are asked who is near this node. */
    private static final int FIRST_EDGES = 10;

    private static final long SPREAD_NANOS = Duration.ofSeconds(3).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final KnowledgeTable knowledge;
    private final Lookups lookups;
    private final RandomGenerator random;
    /** When a part of the network may be looked up again, by its distance. */
    private final Map<Integer, Exploration> explorations = new HashMap<>();

    private boolean running;
    private long selfLookupNanos = FIRST_SELF_LOOKUP_NANOS;
    private long exploreNanos = EXPLORE_NANOS;
    private Timers.@Nullable Deadline selfLookup;

    /** How often a part of the network was looked up in vain. */
    private record Exploration(long untilNanos, long pauseNanos) {}

    /** Creates a discovery at rest. */
    public Discovery(
            Turn turn, Timers timers, Edges edges, KnowledgeTable knowledge, Lookups lookups, RandomGenerator random) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.knowledge = knowledge;
        this.lookups = lookups;
        this.random = random;
    }

    /** Starts to learn. */
    public void start() {
        running = true;
        armSelfLookup();
        every(SIBLING_REQUEST_NANOS, this::askSibling);
        armExploration();
    }

    /** Stops for good. */
    public void stop() {
        running = false;
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        Edge edge = connection.edge();
        if (!running || edge.connections().size() > 1) {
            return;
        }
        if (edges.table().size() == 1) {
            selfLookupNanos = FIRST_SELF_LOOKUP_NANOS;
            exploreNanos = EXPLORE_NANOS;
            armSelfLookup();
        }
        if (edges.table().size() <= FEW_EDGES) {
            ask(connection);
        } else {
            timers.after((long) (random.nextDouble() * SPREAD_NANOS), () -> {
                if (running && connection.connection().attachment() == connection) {
                    ask(connection);
                }
            });
        }
    }

    /** Asks a new neighbour who is near it, which tells its own addresses too, and the first ones who is near this node. */
    private void ask(EdgeConnection connection) {
        lookups.askSiblings(connection);
        if (edges.table().size() <= FIRST_EDGES) {
            lookups.askNear(connection.edge(), edges.table().self());
        }
    }

    /** Looks this node up soon, and again, as if it were new: its network has changed. */
    @Override
    public void onNetworkChange() {
        if (!running) {
            return;
        }
        selfLookupNanos = FIRST_SELF_LOOKUP_NANOS;
        exploreNanos = EXPLORE_NANOS;
        explorations.clear();
        armSelfLookup();
    }

    private void every(long nanos, Runnable action) {
        timers.after(Jitter.around(nanos, random), () -> {
            if (running) {
                action.run();
                every(nanos, action);
            }
        });
    }

    private void armSelfLookup() {
        Timers.Deadline before = selfLookup;
        if (before != null) {
            before.cancel();
        }
        selfLookup = timers.after(Jitter.around(selfLookupNanos, random), () -> {
            if (running) {
                lookups.lookUp(edges.table().self());
                selfLookupNanos = Math.min(SELF_LOOKUP_NANOS, 2 * selfLookupNanos);
                armSelfLookup();
            }
        });
    }

    private void askSibling() {
        EdgeTable table = edges.table();
        if (!table.isEmpty()) {
            Edge sibling = table.at(random.nextInt(Math.min(table.size(), EdgeTable.SIBLINGS)));
            EdgeConnection current = sibling.current();
            if (current != null) {
                lookups.askSiblings(current);
            }
        }
    }

    private void armExploration() {
        timers.after(Jitter.around(exploreNanos, random), () -> {
            if (running) {
                NodeId target = edges.table().isEmpty() ? null : unexplored();
                if (target != null) {
                    lookups.lookUp(target);
                    edges.table()
                            .closestRoutes(target, ASKED, edge -> true)
                            .forEach(edge -> lookups.askNear(edge, target));
                }
                exploreNanos = target == null ? Math.min(MAX_EXPLORE_NANOS, 2 * exploreNanos) : EXPLORE_NANOS;
                armExploration();
            }
        });
    }

    /** Returns an ID in the farthest part of the network of which too little is known, or none has been heard for long. */
    private @Nullable NodeId unexplored() {
        long now = turn.nowNanos();
        int deepest = deepest();
        for (int bucket = 0; bucket <= deepest; bucket++) {
            Exploration before = explorations.get(bucket);
            if (dialable(bucket) < ENOUGH && (before == null || now - before.untilNanos >= 0)) {
                long pause = before == null ? 4 * EXPLORE_NANOS : Math.min(STALE_NANOS, 2 * before.pauseNanos);
                explorations.put(bucket, new Exploration(now + pause, pause));
                return knowledge.randomId(bucket, random);
            }
        }
        return exploreNanos < MAX_EXPLORE_NANOS ? null : knowledge.refreshTarget(now, STALE_NANOS, random);
    }

    /** Returns the bucket behind which this node knows all siblings it wants; lookups of itself find those. */
    private int deepest() {
        int known = 0;
        for (int bucket = KnowledgeTable.BUCKETS - 1; bucket >= 0; bucket--) {
            known += knowledge.bucketSize(bucket);
            if (known >= FillPolicy.SIBLINGS) {
                return bucket;
            }
        }
        return -1;
    }

    private long dialable(int bucket) {
        return knowledge.bucket(bucket).stream()
                .filter(KnownContact::isDialable)
                .count();
    }
}
