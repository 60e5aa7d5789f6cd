package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.memory.MemoryTransport;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host of an {@link Overlay}, to which a test can make connections itself.
 *
 * <p>The frames with which the test makes a connection known to its acceptor, or fills one up, and the answers to its dials are kept from
 * whoever lives on the host.
 */
abstract class Host implements TransportListener {
    /** Makes a connection known to the transport that accepted it. */
    static final byte[] GREETING = Frames.bytes("a greeting of the test");

    /** The type of the frames that fill a connection; it means nothing to a core. */
    private static final byte FILLING = 0x7e;

    private static final byte[] FILLER = new byte[60_000];
    private static final long DIAL_OF_THE_TEST = Long.MIN_VALUE;

    static {
        FILLER[0] = 1;
        FILLER[1] = FILLING;
    }

    private final MemoryTransport transport;
    private final Map<Connection, CloseReason> closed = new IdentityHashMap<>();
    private @Nullable Connection dialed;
    private @Nullable Connection greeted;

    Host(MemoryTransport transport) {
        this.transport = transport;
        transport.start(this);
    }

    NodeId id() {
        return transport.localId();
    }

    Endpoint endpoint() {
        return transport.boundEndpoint();
    }

    MemoryTransport transport() {
        return transport;
    }

    /** Begins to dial another host; {@link #dialed} answers the connection. */
    void dial(Host other, long timeoutNanos) {
        dialed = null;
        other.greeted = null;
        transport.dial(DIAL_OF_THE_TEST, other.id(), other.endpoint(), timeoutNanos);
    }

    /** Returns what the last dial of the test led to, null as long as it has not. */
    @Nullable
    Connection dialed() {
        return dialed;
    }

    /** Returns the accepted connection over which the last greeting came, null before it. */
    @Nullable
    Connection greeted() {
        return greeted;
    }

    /** Returns why a connection of this host has ended, null while it is up. */
    @Nullable
    CloseReason closedFor(Connection connection) {
        return closed.get(connection);
    }

    /** Returns how many frames left this host. */
    long sentFrames() {
        return transport.counters().get(TransportCounter.FRAMES_SENT);
    }

    /** Returns how many frames came to this host. */
    long receivedFrames() {
        return transport.counters().get(TransportCounter.FRAMES_RECEIVED);
    }

    /** Sends until the connection takes no more. */
    static void fill(Connection connection) {
        while (connection.isWritable()) {
            connection.send(Unpooled.wrappedBuffer(FILLER));
        }
        connection.send(Unpooled.wrappedBuffer(FILLER));
    }

    /** Takes a frame of a peer. */
    abstract void hear(Connection connection, ByteBuf frame);

    /** Takes the success of a dial that was not the test's. */
    void answered(long operation, Connection connection) {}

    /** Takes the failure of a dial that was not the test's. */
    void unanswered(long operation, DialFailure failure) {}

    @Override
    public final void onFrame(Connection connection, ByteBuf frame) {
        if (frame.equals(Unpooled.wrappedBuffer(GREETING))) {
            greeted = connection;
        } else if (frame.readableBytes() < FILLER.length || frame.getByte(1) != FILLING) {
            hear(connection, frame);
        }
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        closed.put(connection, reason);
    }

    @Override
    public void onWritable(Connection connection) {}

    @Override
    public final void onDialed(long operation, Connection connection) {
        if (operation == DIAL_OF_THE_TEST) {
            dialed = connection;
        } else {
            answered(operation, connection);
        }
    }

    @Override
    public final void onDialFailed(long operation, DialFailure failure) {
        if (operation == DIAL_OF_THE_TEST) {
            throw new AssertionError("The dial of the test failed: " + failure.detail());
        }
        unanswered(operation, failure);
    }
}
