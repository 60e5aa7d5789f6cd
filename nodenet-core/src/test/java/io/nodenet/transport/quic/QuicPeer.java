package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.WriteResult;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A started transport whose listener writes down what it is told. */
final class QuicPeer implements TransportListener, AutoCloseable {
    /** After so long something hangs; nothing that is tested takes as long, on however busy a machine. */
    static final long SECONDS = 60;

    /** What a transport holds that has no connection and no dial. */
    static final Occupancy NOTHING = new Occupancy(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** A frame that arrived. */
    static final class Frame {
        private final Connection connection;
        private final byte[] bytes;

        Frame(Connection connection, byte[] bytes) {
            this.connection = connection;
            this.bytes = bytes;
        }

        Connection connection() {
            return connection;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** What was told of a relay session: the two sides if it is open, a reason if it was refused, neither if it has ended. */
    record Relay(
            long session,
            @Nullable Endpoint callerSide,
            @Nullable Endpoint calleeSide,
            @Nullable String refusal) {}

    record Closed(Connection connection, CloseReason reason) {}

    record ClosedMedia(MediaConnection session, MediaCloseReason reason) {}

    /** How the opening of a media session ended: exactly one of session and failure is set. */
    record OpenedMedia(
            long operation,
            @Nullable MediaConnection up,
            @Nullable DialFailure down) {
        MediaConnection session() {
            assertThat(down).isNull();
            return Objects.requireNonNull(up);
        }

        DialFailure failure() {
            return Objects.requireNonNull(down);
        }
    }

    /** How a dial ended: exactly one of connection and failure is set. */
    record Dialed(
            long operation,
            @Nullable Connection up,
            @Nullable DialFailure down) {
        Connection connection() {
            assertThat(down).isNull();
            return Objects.requireNonNull(up);
        }

        DialFailure failure() {
            return Objects.requireNonNull(down);
        }
    }

    final QuicTransport transport;
    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Closed> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<Dialed> dialed = new LinkedBlockingQueue<>();
    final BlockingQueue<Connection> writable = new LinkedBlockingQueue<>();
    final BlockingQueue<List<Endpoint>> localEndpoints = new LinkedBlockingQueue<>();
    final BlockingQueue<Relay> relays = new LinkedBlockingQueue<>();
    final BlockingQueue<MediaConnection> media = new LinkedBlockingQueue<>();
    final BlockingQueue<OpenedMedia> openedMedia = new LinkedBlockingQueue<>();
    final BlockingQueue<ClosedMedia> closedMedia = new LinkedBlockingQueue<>();
    final AtomicLong operations = new AtomicLong();
    volatile BiConsumer<Connection, ByteBuf> onFrame = (c, f) -> {};
    volatile Consumer<Connection> onDialed = connection -> {};

    QuicPeer(Consumer<QuicTransportBuilder> settings) {
        transport = (QuicTransport) QuicTransport.factory(q -> {
                    q.bind("127.0.0.1", 0);
                    settings.accept(q);
                })
                .apply(Identity.generate());
        try {
            transport.start(this);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    QuicPeer() {
        this(q -> {});
    }

    /** Returns the socket address of a literal address. */
    static InetSocketAddress socketAddress(String literal, int port) {
        String host = literal.contains(":") ? "[" + literal + "]" : literal;
        return Objects.requireNonNull(Endpoint.quic(host + ":" + port).toSocketAddress());
    }

    NodeId id() {
        return transport.localId();
    }

    /** Returns the address that the socket is bound to. */
    InetSocketAddress address() {
        return Objects.requireNonNull(transport.boundEndpoint().toSocketAddress());
    }

    /** Returns how the dial ended whose answer comes next. */
    Dialed answer() throws InterruptedException {
        Dialed answer = dialed.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(answer).as("answer of the dial").isNotNull();
        return answer;
    }

    Endpoint endpoint() {
        return transport.localEndpoints().get(0);
    }

    /** Opens a media session to a peer and answers what came of it. */
    OpenedMedia openMedia(QuicPeer peer) throws InterruptedException {
        return openMedia(peer.id(), peer.endpoint());
    }

    /** Opens a media session and answers what came of it. */
    OpenedMedia openMedia(NodeId peer, Endpoint endpoint) throws InterruptedException {
        long operation = operations.incrementAndGet();
        transport
                .loop()
                .execute(() -> transport.openMedia(operation, peer, endpoint, TimeUnit.SECONDS.toNanos(SECONDS)));
        OpenedMedia answer = openedMedia.poll(2 * SECONDS, TimeUnit.SECONDS);
        assertThat(answer).as("answer of the opening").isNotNull();
        return answer;
    }

    /** Returns the session of a peer that comes next. */
    MediaConnection takeMedia() throws InterruptedException {
        MediaConnection session = media.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(session).as("session of a peer").isNotNull();
        return session;
    }

    /** Returns the end of a media session that comes next. */
    ClosedMedia takeClosedMedia() throws InterruptedException {
        ClosedMedia closed = closedMedia.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(closed).as("end of a media session").isNotNull();
        return closed;
    }

    @Override
    public void onMedia(MediaConnection session) {
        media.add(session);
    }

    @Override
    public void onMediaOpened(long operation, MediaConnection session) {
        openedMedia.add(new OpenedMedia(operation, session, null));
    }

    @Override
    public void onMediaFailed(long operation, DialFailure failure) {
        openedMedia.add(new OpenedMedia(operation, null, failure));
    }

    @Override
    public void onMediaClosed(MediaConnection session, MediaCloseReason reason) {
        closedMedia.add(new ClosedMedia(session, reason));
    }

    /** Dials and answers what came of it. */
    Dialed tryDial(NodeId expected, Endpoint endpoint) throws Exception {
        long operation = startDial(expected, endpoint, TimeUnit.SECONDS.toNanos(SECONDS));
        Dialed answer = answer();
        assertThat(answer.operation()).isEqualTo(operation);
        return answer;
    }

    long startDial(NodeId expected, Endpoint endpoint, long timeoutNanos) {
        long operation = operations.incrementAndGet();
        transport.loop().execute(() -> transport.dial(operation, expected, endpoint, timeoutNanos));
        return operation;
    }

    Connection dial(QuicPeer other) throws Exception {
        Dialed answer = tryDial(other.id(), other.endpoint());
        return answer.connection();
    }

    /** Dials, sends a frame and answers both ends. */
    Connection[] connect(QuicPeer other) throws Exception {
        Connection near = dial(other);
        assertThat(send(near, new byte[] {1})).isEqualTo(WriteResult.ACCEPTED);
        return new Connection[] {near, other.frame().connection()};
    }

    WriteResult send(Connection connection, byte[] frame) throws Exception {
        return onLoop(() -> connection.send(Unpooled.wrappedBuffer(frame)));
    }

    void close(Connection connection, CloseReason reason) {
        transport.loop().execute(() -> connection.close(reason));
    }

    <T> T onLoop(Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        transport.loop().execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(SECONDS, TimeUnit.SECONDS);
    }

    Frame frame() throws InterruptedException {
        Frame frame = frames.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("a frame").isNotNull();
        return frame;
    }

    Closed closed() throws InterruptedException {
        Closed event = closed.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("a closed connection").isNotNull();
        return event;
    }

    long count(TransportCounter counter) {
        return transport.counters().get(counter);
    }

    /** Waits until a condition holds that is asked on the loop, again after each of its turns. */
    void await(String what, BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!onLoop(condition::getAsBoolean)) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            CompletableFuture<Boolean> later = new CompletableFuture<>();
            transport.loop().schedule(() -> later.complete(true), TimeUnit.MILLISECONDS.toNanos(5));
            later.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    void awaitNothingLeft() throws Exception {
        try {
            await("empty tables", () -> transport.occupancy().equals(NOTHING));
        } catch (AssertionError e) {
            throw new AssertionError("left: " + onLoop(transport::occupancy), e);
        }
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        assertThat(frame.hasArray()).isTrue();
        frames.add(new Frame(connection, ByteBufUtil.getBytes(frame)));
        onFrame.accept(connection, frame);
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        closed.add(new Closed(connection, reason));
    }

    @Override
    public void onWritable(Connection connection) {
        writable.add(connection);
    }

    @Override
    public void onDialed(long operation, Connection connection) {
        dialed.add(new Dialed(operation, connection, null));
        onDialed.accept(connection);
    }

    @Override
    public void onDialFailed(long operation, DialFailure failure) {
        dialed.add(new Dialed(operation, null, failure));
    }

    @Override
    public void onLocalEndpointsChanged() {
        localEndpoints.add(transport.localEndpoints());
    }

    @Override
    public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
        relays.add(new Relay(session, callerSide, calleeSide, null));
    }

    @Override
    public void onRelayRefused(long session, String reason) {
        relays.add(new Relay(session, null, null, reason));
    }

    @Override
    public void onRelayClosed(long session) {
        relays.add(new Relay(session, null, null, null));
    }

    /** Returns what is told next of a relay session. */
    Relay relay() throws InterruptedException {
        Relay relay = relays.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(relay).as("news of a relay session").isNotNull();
        return relay;
    }

    void openRelay(long session, Endpoint caller, Endpoint callee) {
        transport.loop().execute(() -> transport.openRelay(session, caller, callee));
    }

    /** Waits until the addresses of the host have changed. */
    void awaitOtherLocalEndpoints() throws InterruptedException {
        assertThat(localEndpoints.poll(SECONDS, TimeUnit.SECONDS))
                .as("a change of addresses")
                .isNotNull();
    }

    @Override
    public void close() {
        transport.close();
    }
}
