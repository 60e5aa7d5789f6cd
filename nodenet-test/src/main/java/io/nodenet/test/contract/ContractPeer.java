package io.nodenet.test.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transport under test and everything that it reported to its listener; its operations run on the transport's loop. */
final class ContractPeer implements TransportListener {
    private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration MEDIA_TIMEOUT = Duration.ofSeconds(5);

    private final ContractBase contract;
    private final Transport transport;
    private final NodeId id;
    private final AtomicLong operations = new AtomicLong();
    private final Map<Long, Connection> dialed = new ConcurrentHashMap<>();
    private final Map<Long, DialFailure> failures = new ConcurrentHashMap<>();
    final List<Received> frames = new CopyOnWriteArrayList<>();
    final List<Connection> closed = new CopyOnWriteArrayList<>();
    final List<Connection> writable = new CopyOnWriteArrayList<>();
    volatile Consumer<Received> onFrame = received -> {};

    /** The media sessions that peers have opened, in order. */
    final List<MediaConnection> inboundMedia = new CopyOnWriteArrayList<>();

    /** The reasons why media sessions have ended, in order. */
    final List<MediaCloseReason> mediaClosed = new CopyOnWriteArrayList<>();

    final Map<Long, DialFailure> mediaFailures = new ConcurrentHashMap<>();
    private final Map<Long, MediaConnection> openedMedia = new ConcurrentHashMap<>();

    /** The reports about relay sessions. */
    final List<RelayNews> relays = new CopyOnWriteArrayList<>();

    /** The two sides of an open relay session, or null sides and a reason if it was refused, or neither if it has ended. */
    record RelayNews(
            long session,
            @Nullable Endpoint callerSide,
            @Nullable Endpoint calleeSide,
            @Nullable String refusal) {}

    /** A frame and the connection on which it arrived. */
    record Received(Connection connection, String hex) {}

    /** Starts a transport. */
    ContractPeer(ContractBase contract, NodeId id, Transport transport) {
        this.contract = contract;
        this.id = id;
        this.transport = transport;
        transport.start(this);
    }

    NodeId id() {
        return id;
    }

    Transport transport() {
        return transport;
    }

    Endpoint endpoint() {
        return transport.boundEndpoint();
    }

    /** Starts a dial and returns its number. */
    long dial(NodeId expected, Endpoint endpoint) {
        long operation = operations.incrementAndGet();
        transport.loop().execute(() -> transport.dial(operation, expected, endpoint, DIAL_TIMEOUT.toNanos()));
        return operation;
    }

    /** Sends a datagram that opens NATs, and waits until the loop has done so. */
    void punch(Endpoint target) {
        call(() -> {
            transport.punch(target);
            return true;
        });
    }

    /** Opens a relay session and waits for the answer. */
    RelayNews openRelay(long session, ContractPeer caller, ContractPeer callee) {
        int before = relays.size();
        call(() -> {
            transport.openRelay(session, caller.endpoint(), callee.endpoint());
            return true;
        });
        contract.awaitThat("the relay session is granted or refused", () -> relays.size() > before);
        return relays.get(before);
    }

    /** Starts to open a media session and returns its number. */
    long beginMedia(NodeId peer, Endpoint endpoint) {
        long operation = operations.incrementAndGet();
        transport.loop().execute(() -> transport.openMedia(operation, peer, endpoint, MEDIA_TIMEOUT.toNanos()));
        return operation;
    }

    /** Opens a media session and waits for it. */
    MediaConnection openMedia(ContractPeer peer) {
        long operation = beginMedia(peer.id, peer.endpoint());
        contract.awaitThat(
                "the session is opened",
                () -> openedMedia.containsKey(operation) || mediaFailures.containsKey(operation));
        MediaConnection session = openedMedia.get(operation);
        if (session == null) {
            throw new AssertionError("No session was opened: " + mediaFailures.get(operation));
        }
        return session;
    }

    /** Waits for a media session opened by a peer. */
    MediaConnection inboundMedia(int index) {
        contract.awaitThat("a peer opens a session", () -> inboundMedia.size() > index);
        return inboundMedia.get(index);
    }

    /** Dials a peer and waits for the connection. */
    Connection connect(ContractPeer peer) {
        return connect(peer, peer.endpoint());
    }

    /** Dials a peer at an endpoint and waits for the connection. */
    Connection connect(ContractPeer peer, Endpoint endpoint) {
        long operation = dial(peer.id, endpoint);
        contract.awaitThat("the dial succeeds", () -> dialed.containsKey(operation) || failures.containsKey(operation));
        Connection connection = dialed.get(operation);
        if (connection == null) {
            throw new AssertionError("The dial failed: " + failures.get(operation));
        }
        return connection;
    }

    @Nullable
    DialFailure failure(long operation) {
        return failures.get(operation);
    }

    boolean ended(long operation) {
        return dialed.containsKey(operation) || failures.containsKey(operation);
    }

    @Nullable
    Connection dialed(long operation) {
        return dialed.get(operation);
    }

    WriteResult send(Connection connection, byte[] frame) {
        return call(() -> connection.send(Unpooled.wrappedBuffer(frame)));
    }

    void close(Connection connection) {
        call(() -> {
            connection.close(CloseReason.DROPPED);
            return true;
        });
    }

    /** Runs a task on the loop and waits for its result. */
    <T> T call(Supplier<T> task) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        transport.loop().execute(() -> result.set(task.get()));
        contract.awaitThat("the loop has run the task", () -> result.get() != null);
        T value = result.get();
        if (value == null) {
            throw new AssertionError("unreachable");
        }
        return value;
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        byte[] bytes = new byte[frame.readableBytes()];
        frame.getBytes(frame.readerIndex(), bytes);
        Received received = new Received(connection, HexFormat.of().formatHex(bytes));
        frames.add(received);
        onFrame.accept(received);
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        closed.add(connection);
    }

    @Override
    public void onWritable(Connection connection) {
        writable.add(connection);
    }

    @Override
    public void onDialed(long operation, Connection connection) {
        dialed.put(operation, connection);
    }

    @Override
    public void onDialFailed(long operation, DialFailure failure) {
        failures.put(operation, failure);
    }

    @Override
    public void onMedia(MediaConnection session) {
        // not refused: its fate is decided when it is ready
    }

    @Override
    public void onMediaReady(MediaConnection session) {
        inboundMedia.add(session);
    }

    @Override
    public void onMediaOpened(long operation, MediaConnection session) {
        openedMedia.put(operation, session);
    }

    @Override
    public void onMediaFailed(long operation, DialFailure failure) {
        mediaFailures.put(operation, failure);
    }

    @Override
    public void onMediaClosed(MediaConnection session, MediaCloseReason reason) {
        mediaClosed.add(reason);
    }

    @Override
    public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
        relays.add(new RelayNews(session, callerSide, calleeSide, null));
    }

    @Override
    public void onRelayRefused(long session, String reason) {
        relays.add(new RelayNews(session, null, null, reason));
    }

    @Override
    public void onRelayClosed(long session) {
        relays.add(new RelayNews(session, null, null, null));
    }
}
