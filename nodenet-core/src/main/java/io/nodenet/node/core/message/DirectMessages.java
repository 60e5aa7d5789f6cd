package io.nodenet.node.core.message;

import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends direct messages, each over the edge to its peer: connects first if there is none, and no faster than the peer takes them in (W-37,
 * docs/protocol/08, section 14).
 *
 * <p>What cannot leave at once waits, in order for each peer, for an edge, for its turn by {@link io.nodenet.routing.EdgeBudget} or for room in
 * the connection, each message until its own deadline. When an edge is lost, what waits for its peer is connected for once more. What a
 * connection has taken is gone: it is not sent again, for nobody could tell whether it had arrived.
 */
public final class DirectMessages implements EdgeObserver {
    /** What a message that waits takes besides its payload. */
    public static final int OVERHEAD_BYTES = DirectRoom.OVERHEAD_BYTES;

    /** How long to wait for a chance to connect while too many others connect. */
    static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

    /** How long an attempt to connect is waited for: its stages have times of their own, and the messages their deadlines. */
    private static final long ATTEMPT_NANOS = Duration.ofDays(365).toNanos();

    private final Parts parts;
    private final DirectRoom room;
    private final Map<NodeId, Lane> lanes = new HashMap<>();
    private boolean stopped;

    /**
     * The collaborators that send messages.
     *
     * @param source makes the edges that are missing
     */
    public record Parts(
            Turn turn,
            Timers timers,
            Edges edges,
            Originator originator,
            EdgeSource source,
            Counts counts,
            ApplicationOutput application) {}

    /**
     * Creates a sender.
     *
     * @param maxBytes how much may wait, with {@value #OVERHEAD_BYTES} bytes for each message besides its payload
     */
    public DirectMessages(Parts parts, int maxBytes) {
        this.parts = parts;
        this.room = new DirectRoom(maxBytes, parts.application);
    }

    /**
     * Sends a message; completes with its size in bytes once a connection has taken it.
     *
     * @param payload not copied; must not change afterwards
     * @param paths what will do if there is no edge yet
     * @param timeoutNanos how long it may wait
     */
    public void send(long operation, NodeId peer, byte[] payload, Paths paths, long timeoutNanos) {
        if (stopped) {
            parts.application.failed(operation, new NodeStateException("This node leaves the network"));
            return;
        }
        Lane lane = lanes.get(peer);
        if (lane == null && leavesAtOnce(operation, peer, payload)) {
            return;
        }
        if (!room.tryTake(peer, payload.length)) {
            parts.counts.drop(DropReason.DIRECT_MESSAGES_FULL);
            parts.application.failed(
                    operation,
                    new BackpressureException(
                            "Too much waits to be sent to " + peer + "; try again when there is room"));
            return;
        }
        parts.counts.count(NodeCounter.MESSAGES_DELAYED);
        if (lane != null) {
            lane.add(operation, payload, paths, timeoutNanos);
            return;
        }
        Lane begun = new Lane(peer);
        lanes.put(peer, begun);
        begun.add(operation, payload, paths, timeoutNanos);
        begun.advance();
    }

    private boolean leavesAtOnce(long operation, NodeId peer, byte[] payload) {
        Edge edge = parts.edges.table().get(peer);
        if (edge == null || edge.budget().directWaitNanos(parts.turn.nowNanos()) > 0) {
            return false;
        }
        WriteResult result = parts.originator.sendDirect(edge, payload);
        if (result == WriteResult.CLOSED) {
            parts.edges.dropClosed(edge);
        }
        if (result != WriteResult.ACCEPTED) {
            return false;
        }
        parts.application.completed(operation, payload.length);
        return true;
    }

    /** Notes that a message for a peer was refused before it came here; the application is told when there is room. */
    public void refused(NodeId peer) {
        room.refused(peer);
    }

    /** Takes that a connection to a peer has room again, or is gone. */
    @Override
    public void onRoom(NodeId peer) {
        advance(peer);
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        advance(connection.peer());
    }

    private void advance(NodeId peer) {
        Lane lane = lanes.get(peer);
        if (lane != null) {
            lane.advance();
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        Lane lane = lanes.get(edge.id());
        if (lane != null) {
            lane.onDown(reason);
        }
    }

    /** Ends everything that waits, and sends nothing any more. */
    public void stop() {
        stopped = true;
        List.copyOf(lanes.values())
                .forEach(lane -> lane.failAll(
                        new NodeStateException("The node left the network before the message could leave"),
                        DropReason.DIRECT_MESSAGE_EXPIRED));
    }

    /** Returns how many bytes wait, with what each message costs besides its payload. */
    public int waitingBytes() {
        return room.usedBytes();
    }

    /** What waits for one peer, in order; it exists as long as something does. */
    private final class Lane {
        private final NodeId peer;
        private final Set<Waiting> waiting = new LinkedHashSet<>();
        private @Nullable Attempt attempt;
        private Timers.@Nullable Deadline next;

        Lane(NodeId peer) {
            this.peer = peer;
        }

        void add(long operation, byte[] payload, Paths paths, long timeoutNanos) {
            waiting.add(new Waiting(operation, payload, paths, timeoutNanos));
        }

        /** Sends what may leave now, and waits for what keeps the first of the others from it. */
        void advance() {
            stopWaiting();
            while (!waiting.isEmpty()) {
                Edge edge = parts.edges.table().get(peer);
                if (edge == null) {
                    connect();
                    return;
                }
                long turnNanos = edge.budget().directWaitNanos(parts.turn.nowNanos());
                if (turnNanos > 0) {
                    next = parts.timers.after(turnNanos, this::advance);
                    return;
                }
                Waiting head = waiting.iterator().next();
                WriteResult result = parts.originator.sendDirect(edge, head.payload);
                if (result == WriteResult.FULL) { // the connection tells when it has room
                    return;
                }
                if (result == WriteResult.CLOSED) { // which comes back as the loss of the edge
                    parts.edges.dropClosed(edge);
                    return;
                }
                remove(head);
                parts.application.completed(head.operation, head.payload.length);
            }
        }

        private void connect() {
            if (attempt == null) {
                Attempt begun = new Attempt(this, waiting.iterator().next().paths);
                attempt = begun;
                parts.source.connect(peer, begun.paths, ATTEMPT_NANOS, begun);
            }
        }

        void onConnected() {
            attempt = null;
            advance();
        }

        /** Ends what the attempt was for; what allows other paths has an attempt of its own. */
        void onFailed(Attempt failed, NodenetException cause) {
            attempt = null;
            if (cause instanceof BackpressureException) {
                next = parts.timers.after(RETRY_NANOS, this::advance);
                return;
            }
            if (parts.edges.table().get(peer) == null) {
                for (Waiting each : List.copyOf(waiting)) {
                    if (failed.paths.include(each.paths)) {
                        fail(each, cause, DropReason.UNROUTABLE);
                    }
                }
            }
            advance();
        }

        void onDown(CloseReason reason) {
            boolean wanted = reason == CloseReason.DROPPED;
            for (Waiting each : List.copyOf(waiting)) {
                if (wanted || each.hasLostAnEdge) {
                    fail(
                            each,
                            new ConnectionClosedException("The edge to " + peer + " is gone: " + Labels.of(reason)
                                    + (wanted ? "" : ", and the one before was lost, too")),
                            DropReason.CLOSED_CONNECTION);
                }
                each.hasLostAnEdge = true;
            }
            if (!waiting.isEmpty()) {
                parts.application.event(new NodeEvent.Reconnecting(peer, reason, waiting.size()));
                advance();
            }
        }

        void failAll(NodenetException cause, DropReason reason) {
            List.copyOf(waiting).forEach(each -> fail(each, cause, reason));
        }

        private void fail(Waiting message, NodenetException cause, DropReason reason) {
            remove(message);
            parts.counts.drop(reason);
            parts.application.failed(message.operation, cause);
        }

        /** Takes out a message, and ends with the last one. */
        private void remove(Waiting message) {
            message.deadline.cancel();
            waiting.remove(message);
            room.giveBack(peer, message.payload.length);
            if (waiting.isEmpty()) {
                lanes.remove(peer);
                stopWaiting();
                Attempt running = attempt;
                if (running != null) {
                    attempt = null;
                    parts.source.cancel(running);
                }
            }
        }

        private void stopWaiting() {
            Timers.Deadline deadline = next;
            if (deadline != null) {
                deadline.cancel();
                next = null;
            }
        }

        /** One message and its deadline. */
        private final class Waiting {
            final long operation;
            final byte[] payload;
            final Paths paths;
            final long timeoutNanos;
            final Timers.Deadline deadline;
            boolean hasLostAnEdge;

            Waiting(long operation, byte[] payload, Paths paths, long timeoutNanos) {
                this.operation = operation;
                this.payload = payload;
                this.paths = paths;
                this.timeoutNanos = timeoutNanos;
                this.deadline = parts.timers.after(timeoutNanos, this::expire);
            }

            private void expire() {
                String late = "The message did not leave within "
                        + Duration.ofNanos(timeoutNanos).toMillis() + " ms: ";
                Attempt running = attempt;
                if (running != null) {
                    List<ConnectStep> steps = parts.source.stepsOf(running);
                    fail(
                            this,
                            new ConnectFailedException(peer, late + peer + " was not reached", steps),
                            DropReason.DIRECT_MESSAGE_EXPIRED);
                    return;
                }
                boolean isConnected = parts.edges.table().get(peer) != null;
                String why = isConnected
                        ? "the edge to " + peer + " takes no more"
                        : "too many peers are being connected to";
                fail(this, new BackpressureException(late + why + " for now"), DropReason.DIRECT_MESSAGE_EXPIRED);
                room.refused(peer);
            }
        }
    }

    /** An attempt to come to an edge for what waits. */
    private static final class Attempt implements EdgeSource.Asker {
        private final Lane lane;
        private final Paths paths;

        Attempt(Lane lane, Paths paths) {
            this.lane = lane;
            this.paths = paths;
        }

        @Override
        public void onConnected(Connected connected) {
            if (lane.attempt == this) {
                lane.onConnected();
            }
        }

        @Override
        public void onFailed(NodenetException cause) {
            if (lane.attempt == this) {
                lane.onFailed(this, cause);
            }
        }
    }
}
