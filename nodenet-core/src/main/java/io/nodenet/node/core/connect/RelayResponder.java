package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.nat.RelayBind;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The callee's part of relaying: opens its NAT to a volunteer that says somebody will come through it, and knows a connection that does
 * (docs/protocol/06, section 5).
 *
 * <p>A volunteer forwards nothing before it was punched, so the punch is repeated each second until the connection is there, for
 * {@value #PUNCHES} seconds at most (W4-15). [L] Only an address of the volunteer itself is punched (W6-16).
 */
public final class RelayResponder implements EdgeObserver {
    /** How often a volunteer is punched for one bind at most. */
    static final int PUNCHES = 5;

    static final long REPEAT_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long it is remembered that a connection from an address of a bind is relayed: as long as a volunteer keeps an unused session. */
    static final long MEMORY_NANOS = Duration.ofSeconds(45).toNanos();

    /** The most binds that are remembered; the oldest goes for a new one. */
    static final int MAX_BINDS = 256;

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final RelayFrames frames;
    private final RelayAddresses addresses;
    private final PunchBursts bursts;
    private final Counts counts;
    private final Cursor cursor = new Cursor();
    /** By where the volunteer expects the punches, the oldest first. */
    private final Map<Endpoint, Bind> binds = new LinkedHashMap<>();

    public RelayResponder(
            Turn turn,
            Timers timers,
            Edges edges,
            RelayFrames frames,
            RelayAddresses addresses,
            PunchBursts bursts,
            Counts counts) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.frames = frames;
        this.addresses = addresses;
        this.bursts = bursts;
        this.counts = counts;
    }

    /** Takes the bind of a neighbour. */
    public void onBind(EdgeConnection from, FrameHeader header, byte[] array) {
        if (!frames.admit(from)) {
            return;
        }
        List<RelayBind> read = new ArrayList<>(1);
        if (RelayBind.read(cursor.reset(array, header.payloadOffset(), header.payloadLength()), read) != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        Endpoint target = from.path() == PathKind.RELAYED
                ? null
                : addresses.usable(from, read.get(0).endpoint());
        if (target == null) {
            counts.drop(DropReason.RELAY_FOREIGN_ADDRESS);
        } else if (isPunched(target)) {
            counts.drop(DropReason.DUPLICATE);
        } else if (bursts.request(List.of(target)) != null) {
            counts.count(NodeCounter.RELAY_BINDS_ANSWERED);
            binds.remove(target);
            forget();
            Bind bind = new Bind(target);
            binds.put(target, bind);
            bind.repeat();
        }
    }

    private boolean isPunched(Endpoint target) {
        Bind bind = binds.get(target);
        return bind != null && bind.next != null;
    }

    /** Returns how a connection that a peer made came about: over a relay, if it comes from where one is. */
    public PathKind pathOf(Connection accepted) {
        Endpoint from = accepted.remoteEndpoint();
        Bind bind = binds.get(from);
        boolean isBound = bind != null && turn.nowNanos() - bind.sinceNanos < MEMORY_NANOS;
        Edge edge = edges.table().get(accepted.remoteId());
        boolean isAnother = edge != null
                && edge.connections().stream()
                        .anyMatch(each -> each.path() == PathKind.RELAYED
                                && each.connection().remoteEndpoint().equals(from));
        return isBound || isAnother ? PathKind.RELAYED : bursts.pathOf(accepted);
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        Bind bind = binds.get(connection.connection().remoteEndpoint());
        if (bind != null) {
            bind.stop();
        }
    }

    /** Punches nobody any more. */
    public void stop() {
        binds.values().forEach(Bind::stop);
    }

    /** Returns how many binds are remembered. */
    int size() {
        return binds.size();
    }

    private void forget() {
        Iterator<Bind> oldestFirst = binds.values().iterator();
        while (oldestFirst.hasNext()) {
            Bind oldest = oldestFirst.next();
            boolean isOld = turn.nowNanos() - oldest.sinceNanos >= MEMORY_NANOS;
            if (!isOld && binds.size() < MAX_BINDS) {
                return;
            }
            oldest.stop();
            oldestFirst.remove();
        }
    }

    /** One address that is punched until somebody comes from there. */
    private final class Bind {
        private final Endpoint target;
        private final long sinceNanos = turn.nowNanos();
        private Timers.@Nullable Deadline next;
        private int punches = 1;

        Bind(Endpoint target) {
            this.target = target;
        }

        void repeat() {
            next = timers.after(REPEAT_NANOS, () -> {
                next = null;
                punches++;
                bursts.repeat(target);
                if (punches < PUNCHES) {
                    repeat();
                }
            });
        }

        void stop() {
            Timers.Deadline waiting = next;
            if (waiting != null) {
                waiting.cancel();
                next = null;
            }
        }
    }
}
