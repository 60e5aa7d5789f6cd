package io.nodenet.node.run;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.node.core.NodeCore;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportListener;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings inputs into a core one at a time, each with the time of its loop, and keeps one timer armed for the core's next deadline.
 *
 * <p>Belongs to the loop, except {@link #execute}.
 */
public final class CoreLoop implements TransportListener {
    private final NodeLoop loop;
    private final NodeCore core;
    private final Consumer<Connection> onRoom;
    private Consumer<Throwable> failure = error -> {};
    private Supplier<List<Endpoint>> localEndpoints = List::of;
    private NodeLoop.@Nullable Timer timer;
    private long armedForNanos = Long.MAX_VALUE;

    /**
     * Creates the driver of a core.
     *
     * @param onRoom told of each connection that has room again, or has ended
     */
    public CoreLoop(NodeLoop loop, NodeCore core, Consumer<Connection> onRoom) {
        this.loop = loop;
        this.core = core;
        this.onRoom = onRoom;
    }

    /** Sets what is told of an {@link Error} in the core, whose state cannot be relied on after that. */
    public void onFailure(Consumer<Throwable> listener) {
        failure = listener;
    }

    /** Sets what lists the addresses of the node itself when the transport says that they have changed. */
    void localEndpoints(Supplier<List<Endpoint>> endpoints) {
        localEndpoints = endpoints;
    }

    @Override
    public void onLocalEndpointsChanged() {
        List<Endpoint> endpoints = localEndpoints.get();
        input(node -> node.onLocalEndpoints(endpoints));
    }

    /** Gives the core an input now. What is due later is done although an exception ends it. */
    public void input(Consumer<NodeCore> input) {
        try {
            begin();
            try {
                input.accept(core);
            } finally {
                arm();
            }
        } catch (Error e) {
            failure.accept(e);
            throw e;
        }
    }

    /** Gives the core an input in a later turn. Any thread. */
    public void execute(Consumer<NodeCore> input) {
        loop.execute(() -> input(input));
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        try {
            begin();
            try {
                core.onFrame(connection, frame);
            } finally {
                arm();
            }
        } catch (Error e) {
            failure.accept(e);
            throw e;
        }
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        input(node -> node.onConnectionClosed(connection, reason));
        onRoom.accept(connection);
    }

    @Override
    public void onWritable(Connection connection) {
        input(node -> node.onWritable(connection));
        onRoom.accept(connection);
    }

    @Override
    public void onDialed(long operation, Connection connection) {
        input(node -> node.onDialed(operation, connection));
    }

    @Override
    public void onDialFailed(long operation, DialFailure failure) {
        input(node -> node.onDialFailed(operation, failure));
    }

    @Override
    public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
        input(node -> node.onRelayOpened(session, callerSide, calleeSide));
    }

    @Override
    public void onRelayRefused(long session, String reason) {
        input(node -> node.onRelayRefused(session));
    }

    @Override
    public void onRelayClosed(long session) {
        input(node -> node.onRelayClosed(session));
    }

    @Override
    public void onMedia(MediaConnection session) {
        input(node -> node.media().onInbound(session));
    }

    @Override
    public void onMediaReady(MediaConnection session) {
        input(node -> node.media().onReady(session));
    }

    @Override
    public void onMediaOpened(long operation, MediaConnection session) {
        input(node -> node.calls().onOpened(operation, session));
    }

    @Override
    public void onMediaFailed(long operation, DialFailure failure) {
        input(node -> node.calls().onFailed(operation, failure));
    }

    @Override
    public void onMediaClosed(MediaConnection session, MediaCloseReason reason) {
        input(node -> node.media().onClosed(session, reason));
    }

    private void begin() {
        core.begin(loop.time().nanos(), loop.time().wallNanos());
    }

    /** Re-arms the timer only when the next deadline moved earlier. */
    private void arm() {
        long deadline = core.nextDeadline();
        if (deadline >= armedForNanos) {
            return;
        }
        NodeLoop.Timer before = timer;
        if (before != null) {
            before.cancel();
        }
        armedForNanos = deadline;
        timer = loop.schedule(this::onTimer, Math.max(0, deadline - loop.time().nanos()));
    }

    private void onTimer() {
        armedForNanos = Long.MAX_VALUE;
        timer = null;
        input(NodeCore::onTimer);
    }
}
