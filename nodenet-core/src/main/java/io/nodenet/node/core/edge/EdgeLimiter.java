package io.nodenet.node.core.edge;

import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.transport.TokenBucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the budgets of NodeIDs whose edge is gone until they have refilled, so that a reconnect does not refill them (W-16).
 *
 * <p>Not thread-safe.
 */
public final class EdgeLimiter {
    /** The most budgets that are kept for NodeIDs without an edge; the one whose edge went first is forgotten first. */
    public static final int REMEMBERED = 4096;

    private static final double CONTROL_BURST = 32;
    private static final double CONTROL_PER_SECOND = 16;
    private static final double FORWARD_BURST = 1024;
    private static final double FORWARD_PER_SECOND = 512;
    private static final double PING_BURST = 1024;
    private static final double PING_PER_SECOND = 256;
    private static final double FORGERY_BURST = 1024;
    private static final double FORGERIES_PER_SECOND = 192;
    private static final double FORWARD_BYTES_BURST = 4 << 20;
    private static final double FORWARD_BYTES_PER_SECOND = 8 << 20;
    /** Half of what a deployed node queues for its application (W-37). */
    private static final double DIRECT_BURST = 32;
    /** Below the 512 frames per second that a deployed node lets through, so that a few of other kinds fit in (W-37). */
    private static final double DIRECT_PER_SECOND = 480;

    private final boolean limited;
    private final Counts counts;
    private final Map<NodeId, EdgeBudget> remembered = new LinkedHashMap<>();

    public EdgeLimiter(boolean limited, Counts counts) {
        this.limited = limited;
        this.counts = counts;
    }

    /** Returns the budget for a new edge: the one that its NodeID left behind, or a full one. */
    public EdgeBudget take(NodeId id) {
        EdgeBudget budget = remembered.remove(id);
        return budget == null ? create() : budget;
    }

    /** Keeps the budget of an edge that is gone. */
    public void remember(NodeId id, EdgeBudget budget, long nowNanos) {
        forgetOldest(nowNanos);
        if (!budget.isFull(nowNanos)) {
            remembered.put(id, budget);
        }
    }

    public int remembered() {
        return remembered.size();
    }

    /** Forgets those that have refilled, and one more if there is no room. */
    private void forgetOldest(long nowNanos) {
        Iterator<EdgeBudget> oldest = remembered.values().iterator();
        while (oldest.hasNext() && oldest.next().isFull(nowNanos)) {
            oldest.remove();
        }
        if (remembered.size() == REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
            counts.drop(DropReason.EDGE_BUDGET_EVICTED);
        }
    }

    private EdgeBudget create() {
        return limited
                ? new EdgeBudget(
                        new TokenBucket(CONTROL_BURST, CONTROL_PER_SECOND),
                        new TokenBucket(FORWARD_BURST, FORWARD_PER_SECOND),
                        new TokenBucket(PING_BURST, PING_PER_SECOND),
                        new TokenBucket(FORGERY_BURST, FORGERIES_PER_SECOND),
                        new TokenBucket(FORWARD_BYTES_BURST, FORWARD_BYTES_PER_SECOND),
                        new TokenBucket(DIRECT_BURST, DIRECT_PER_SECOND))
                : new EdgeBudget(unlimited(), unlimited(), unlimited(), unlimited(), unlimited(), unlimited());
    }

    private static TokenBucket unlimited() {
        return new TokenBucket(Double.POSITIVE_INFINITY, 0);
    }
}
