package io.nodenet.node.core.edge;

import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;

/**
 * Notices by the silence of neighbours that the network of this node has changed, where the addresses of the host tell nothing: behind a NAT
 * whose own address is another one.
 *
 * <p>As soon as two edges are in doubt, or one of {@value #FEW}, all are pinged: neighbours that do answer tell where they see this node now, before
 * another path is looked for. When half of them are silent the network has changed: all that
 * looks after edges is told, so that they are made anew at once instead of one after the other.
 */
public final class NetworkWatch implements EdgeWatch {
    /** So few edges that one of them may tell of all. */
    static final int FEW = 8;

    /** The least time between two changes that are noticed: neighbours may be silent for other causes. */
    static final long PAUSE_NANOS = Duration.ofSeconds(15).toNanos();

    private final Turn turn;
    private final Edges edges;
    private final ControlPlane control;
    private final SelfCoordinates self;
    private boolean asked;
    private long notBeforeNanos = Long.MIN_VALUE;

    public NetworkWatch(Turn turn, Edges edges, ControlPlane control, SelfCoordinates self) {
        this.turn = turn;
        this.edges = edges;
        this.control = control;
        this.self = self;
    }

    @Override
    public boolean look() {
        int doubted = 0;
        int silent = 0;
        for (Edge edge : edges.table().edges()) {
            boolean isSilent = isSilent(edge);
            silent += isSilent ? 1 : 0;
            doubted += isSilent || isDoubted(edge) ? 1 : 0;
        }
        if (doubted == 0) {
            asked = false;
            return false;
        }
        int all = edges.table().size();
        if (!asked && (doubted > 1 || all <= FEW)) {
            asked = true;
            edges.table().edges().forEach(this::ask);
        } else if (isMost(silent, all) && turn.nowNanos() >= notBeforeNanos) {
            notBeforeNanos = turn.nowNanos() + PAUSE_NANOS;
            edges.table().edges().stream().filter(this::isSilent).map(Edge::id).forEach(self::forgetReport);
            edges.networkChanged();
        }
        return true;
    }

    /** Returns whether so many are silent that it is not they who are gone: half of them, and not one of two. */
    private static boolean isMost(int silent, int all) {
        return 2 * silent >= all && (silent > 1 || all == 1);
    }

    private boolean isDoubted(Edge edge) {
        EdgeConnection written = edge.current();
        return written != null && written.isDoubted(turn.nowNanos());
    }

    private boolean isSilent(Edge edge) {
        EdgeConnection written = edge.current();
        return written != null && written.isSuspect(turn.nowNanos());
    }

    private void ask(Edge edge) {
        EdgeConnection written = edge.current();
        if (written != null && !written.isPinging()) {
            control.ping(written);
        }
    }
}
