package io.nodenet.transport.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host of a {@link MemoryNetwork} that writes down what its transport tells it, and when. */
final class MemoryHost implements TransportListener {
    static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);

    final MemoryTransport transport;
    final List<Arrival> arrivals = new ArrayList<>();
    final List<CloseReason> closed = new ArrayList<>();
    private final VirtualTime time;

    @Nullable
    Connection accepted;

    @Nullable
    Connection dialed;

    @Nullable
    DialFailure failure;

    /** What was told about relay sessions, in order. */
    final List<String> relays = new ArrayList<>();

    /** Where the caller and the callee find the relay session that was opened last. */
    final List<Endpoint> relaySides = new ArrayList<>();

    /** The media sessions that peers have opened, in order. */
    final List<MediaConnection> accepts = new ArrayList<>();

    /** Why media sessions have ended, in order. */
    final List<MediaCloseReason> mediaClosed = new ArrayList<>();

    @Nullable
    MediaConnection opened;

    @Nullable
    DialFailure mediaFailure;

    /** A frame and the time since the network began. */
    record Arrival(Duration at, int bytes, int first) {}

    MemoryHost(MemoryNetwork network, int number, HostProfile profile) {
        this.time = network.time();
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) number;
        this.transport = network.transport(NodeId.of(id), Endpoint.quic("10.0." + number + ".1:4242"), profile);
        transport.start(this);
    }

    NodeId id() {
        return transport.localId();
    }

    void dial(MemoryHost other) {
        dialed = null;
        failure = null;
        transport.dial(1, other.id(), other.transport.boundEndpoint(), DIAL_TIMEOUT.toNanos());
    }

    /** Dials, waits, and sends a first frame, so that the other end knows of the connection. */
    Connection connect(MemoryHost other) {
        dial(other);
        time.runUntil(() -> dialed != null || failure != null, DIAL_TIMEOUT);
        Connection connection = dialed;
        if (connection == null) {
            throw new AssertionError("No connection: " + failure);
        }
        other.accepted = null;
        send(connection, 1, 0);
        if (!time.runUntil(() -> other.accepted != null, DIAL_TIMEOUT)) {
            throw new AssertionError("The first frame did not arrive");
        }
        other.arrivals.clear();
        return connection;
    }

    /** Sends a frame of a size whose first byte is given. */
    static WriteResult send(Connection connection, int bytes, int first) {
        byte[] frame = new byte[bytes];
        frame[0] = (byte) first;
        return connection.send(Unpooled.wrappedBuffer(frame));
    }

    void beginMedia(NodeId peer, Endpoint endpoint, Duration timeout) {
        opened = null;
        mediaFailure = null;
        transport.openMedia(1, peer, endpoint, timeout.toNanos());
    }

    /** Opens a media session and waits until both ends know of it. */
    MediaCall call(MemoryHost other) {
        return call(other, other.transport.boundEndpoint());
    }

    MediaCall call(MemoryHost other, Endpoint endpoint) {
        int before = other.accepts.size();
        beginMedia(other.id(), endpoint, DIAL_TIMEOUT);
        time.runUntil(() -> (opened != null && other.accepts.size() > before) || mediaFailure != null, DIAL_TIMEOUT);
        MediaConnection near = opened;
        if (near == null) {
            throw new AssertionError("No session: " + mediaFailure);
        }
        return new MediaCall(new MediaParty(time, near), new MediaParty(time, other.accepts.get(before)));
    }

    Duration now() {
        return Duration.ofNanos(time.wallNanos() - VirtualTime.WALL_START_NANOS);
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        if (!connection.isOutbound()) {
            accepted = connection;
        }
        arrivals.add(new Arrival(now(), frame.readableBytes(), ByteBufUtil.getBytes(frame)[0]));
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        closed.add(reason);
    }

    @Override
    public void onWritable(Connection connection) {}

    @Override
    public void onDialed(long operation, Connection connection) {
        dialed = connection;
    }

    @Override
    public void onDialFailed(long operation, DialFailure theFailure) {
        failure = theFailure;
    }

    @Override
    public void onMedia(MediaConnection session) {
        accepts.add(session);
    }

    @Override
    public void onMediaOpened(long operation, MediaConnection session) {
        opened = session;
    }

    @Override
    public void onMediaFailed(long operation, DialFailure theFailure) {
        mediaFailure = theFailure;
    }

    @Override
    public void onMediaClosed(MediaConnection session, MediaCloseReason reason) {
        mediaClosed.add(reason);
    }

    @Override
    public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
        relays.add("opened " + session);
        relaySides.clear();
        relaySides.add(callerSide);
        relaySides.add(calleeSide);
    }

    @Override
    public void onRelayRefused(long session, String reason) {
        relays.add("refused " + session + ": " + reason);
    }

    @Override
    public void onRelayClosed(long session) {
        relays.add("closed " + session);
    }
}
