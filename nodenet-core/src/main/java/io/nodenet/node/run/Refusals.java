package io.nodenet.node.run;

import io.nodenet.kad.NodeId;
import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Remembers the peers toward which the budget of {@link Submissions} had no room for a direct message, until half of it is free.
 *
 * <p>Thread-safe; tells on the loop.
 */
final class Refusals {
    /** The most peers that are remembered; when there are more, the one that waits longest is told early. */
    static final int MAX_PEERS = 1024;

    /** How long after a look at the budget it is looked at again, while peers wait for it. */
    static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

    private final NodeLoop loop;
    private final Submissions submissions;
    private final Consumer<NodeId> roomFor;
    private final Set<NodeId> peers = new LinkedHashSet<>();

    /**
     * Creates a memory of refusals.
     *
     * @param roomFor told on the loop of each peer, once
     */
    Refusals(NodeLoop loop, Submissions submissions, Consumer<NodeId> roomFor) {
        this.loop = loop;
        this.submissions = submissions;
        this.roomFor = roomFor;
    }

    /** Remembers a peer. Any thread. */
    void add(NodeId peer) {
        boolean first;
        NodeId early = null;
        synchronized (peers) {
            first = peers.isEmpty();
            if (peers.add(peer) && peers.size() > MAX_PEERS) {
                early = peers.iterator().next();
                peers.remove(early);
            }
        }
        if (first) {
            loop.execute(this::look);
        }
        if (early != null) {
            NodeId told = early;
            loop.execute(() -> roomFor.accept(told));
        }
    }

    private void look() {
        if (!submissions.isHalfFree()) {
            loop.schedule(this::look, LOOK_NANOS);
            return;
        }
        List<NodeId> told;
        synchronized (peers) {
            told = List.copyOf(peers);
            peers.clear();
        }
        told.forEach(roomFor);
    }
}
