package io.nodenet.node.core.call;

import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.MediaUnsupportedException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.TransportException;
import io.nodenet.fact.Connected;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.port.Paths;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens media sessions: comes to an edge with the peer, and has the session opened where that edge has it, so that it passes the same NATs or the
 * same relay (docs/protocol/08, section 15.1).
 */
public final class CallFlow {
    /** The most sessions that are being opened. */
    static final int MAX_OPENING = 64;

    /** The longest time for the handshake of a session. */
    static final long HANDSHAKE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Parts parts;
    private final Map<Long, Call> calls = new HashMap<>();
    private final Map<Long, Call> handshakes = new HashMap<>();
    private boolean stopped;

    /** The collaborators that open sessions. */
    public record Parts(
            Turn turn,
            Edges edges,
            ControlPlane control,
            MediaSlots slots,
            EdgeSource source,
            Operations operations,
            DialOutput output,
            ApplicationOutput application) {}

    public CallFlow(Parts parts) {
        this.parts = parts;
    }

    /** One session that is being opened for the application. */
    private final class Call implements EdgeSource.Asker {
        private final long operation;
        private final NodeId peer;
        private final long deadlineNanos;
        private PathKind path = PathKind.DIRECT;
        private long handshake;

        private Call(long operation, NodeId peer, long deadlineNanos) {
            this.operation = operation;
            this.peer = peer;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public void onConnected(Connected connected) {
            Edge edge = parts.edges.table().get(peer);
            EdgeConnection up = edge == null ? null : edge.current();
            if (up == null) {
                fail(new ConnectionClosedException("The edge to " + peer + " was lost again"));
            } else {
                open(up);
            }
        }

        @Override
        public void onFailed(NodenetException cause) {
            fail(cause);
        }

        private void open(EdgeConnection up) {
            path = up.path();
            handshake = parts.operations.next();
            handshakes.put(handshake, this);
            long left = Math.max(1, deadlineNanos - parts.turn.nowNanos());
            parts.output.openMedia(handshake, peer, up.connection().remoteEndpoint(), Math.min(HANDSHAKE_NANOS, left));
        }

        private void fail(NodenetException cause) {
            if (calls.remove(operation, this)) {
                parts.application.failed(operation, cause);
            }
        }
    }

    /**
     * Opens a session; ends with it.
     *
     * @param paths what will do if there is no edge yet
     * @param timeoutNanos the time for all that is tried together
     */
    public void call(long operation, NodeId peer, Paths paths, long timeoutNanos) {
        if (stopped) {
            parts.application.failed(operation, new NodeStateException("This node leaves the network"));
        } else if (!parts.output.hasMedia()) {
            parts.application.failed(
                    operation, new MediaUnsupportedException("The transport of this node has no media"));
        } else if (calls.size() == MAX_OPENING) {
            parts.application.failed(
                    operation,
                    new BackpressureException(
                            MAX_OPENING + " media sessions are being opened already; try again later"));
        } else {
            Call call = new Call(operation, peer, parts.turn.nowNanos() + timeoutNanos);
            calls.put(operation, call);
            parts.source.connect(peer, paths, timeoutNanos, call);
        }
    }

    /** Ends the opening of a session, which is told nothing; without effect if it has ended. */
    public void cancel(long operation) {
        Call call = calls.remove(operation);
        if (call != null) {
            parts.source.cancel(call);
            if (call.handshake != 0) {
                parts.output.cancelMedia(call.handshake);
            }
        }
    }

    /** Takes a session that is open; it is closed if nobody waits for it any more. */
    public void onOpened(long handshake, MediaConnection session) {
        Call call = handshakes.remove(handshake);
        if (call == null || !calls.remove(call.operation, call)) {
            session.close(MediaCloseReason.CLOSED);
        } else {
            parts.slots.onOutbound(session, call.path);
            parts.application.called(call.operation, session, call.path);
        }
    }

    /** Takes that a session was not opened. */
    public void onFailed(long handshake, DialFailure failure) {
        Call call = handshakes.remove(handshake);
        if (call == null) {
            return;
        }
        if (failure.reason() == DialFailure.Reason.UNSUPPORTED) {
            call.fail(new MediaUnsupportedException(call.peer + " has no media: " + failure.detail()));
        } else {
            if (failure.reason() != DialFailure.Reason.CANCELLED) {
                parts.control.ping(call.peer);
            }
            call.fail(new TransportException("No media session with " + call.peer + " over its " + Labels.of(call.path)
                    + " path: " + failure.detail()));
        }
    }

    /** Opens no session any more. */
    public void stop() {
        stopped = true;
        for (Call call : List.copyOf(calls.values())) {
            cancel(call.operation);
            parts.application.failed(call.operation, new NodeStateException("This node leaves the network"));
        }
    }
}
