package io.nodenet.test.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.QuicTransport;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A peer without a node above its transport, that answers pings and else does what a node would not: ping flat out, read nothing, send anything. */
class RawPeer implements TransportListener, AutoCloseable {
    static final long WAIT_SECONDS = 20;
    static final byte[] PING = {1, 2, 0};

    /** With an observed endpoint that is unknown. */
    private static final byte[] PONG = {1, 3, 2, 0, 0};

    /** Below the 256 pings per second that a node answers. */
    private static final long PING_INTERVAL_NANOS = Duration.ofMillis(5).toNanos();

    private static final long FLOOD_INTERVAL_NANOS = Duration.ofMillis(1).toNanos();
    private static final int BATCH = 1000;

    final Identity identity = Identity.generate();
    private final Transport transport;
    private final CompletableFuture<Connection> dialed = new CompletableFuture<>();
    private final BlockingQueue<Long> pongs = new LinkedBlockingQueue<>();
    private final AtomicLong sent = new AtomicLong();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    RawPeer(Node node) throws Exception {
        this(node.id(), node.endpoint());
    }

    RawPeer(NodeId node, Endpoint endpoint) throws Exception {
        transport = QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)).apply(identity);
        transport.start(this);
        transport
                .loop()
                .execute(() -> transport.dial(
                        1, node, endpoint, Duration.ofSeconds(WAIT_SECONDS).toNanos()));
        try {
            dialed.get(WAIT_SECONDS, TimeUnit.SECONDS);
            ping();
        } catch (Exception | AssertionError e) {
            // its loop would keep the process alive
            transport.close();
            throw e;
        }
    }

    Connection connection() {
        return dialed.join();
    }

    void onLoop(Runnable task) {
        transport.loop().execute(task);
    }

    void send(byte[] frame) {
        onLoop(() -> connection().send(Unpooled.wrappedBuffer(frame)));
    }

    /** Sends a message of this peer's own, signed now. */
    void sendMessage(NodeId target) {
        Instant now = Instant.now();
        long sentNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        ByteBuf frame = Unpooled.buffer();
        RoutedSigning.sign(identity, FrameType.ROUTE, target, sentNanos, new byte[100])
                .writeFrame(frame, SignedMessage.MAX_HOPS, List.of());
        onLoop(() -> connection().send(frame));
    }

    /** Returns the number of frames that the connection accepted from a flood. */
    long sent() {
        return sent.get();
    }

    /** Sends a ping and waits for its pong; returns the time between. */
    Duration ping() throws InterruptedException {
        pongs.clear();
        long start = System.nanoTime();
        send(PING);
        Long back = pongs.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (back == null) {
            throw new AssertionError("No pong within " + WAIT_SECONDS + " s; closed: " + closed.getNow(null));
        }
        return Duration.ofNanos(back - start);
    }

    /** Pings for a time, at most 200 times per second and one after the other; returns the round trips, the shortest first. */
    List<Duration> pings(Duration time) throws InterruptedException {
        List<Duration> trips = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        for (long start = System.nanoTime(); start - end < 0; start = System.nanoTime()) {
            trips.add(ping());
            long next = start + PING_INTERVAL_NANOS;
            while (next - System.nanoTime() > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        Collections.sort(trips);
        return trips;
    }

    /** Reads nothing any more. */
    void becomeDeaf() {
        onLoop(() -> connection().setReading(false));
    }

    /** Reads for an instant once in a while, until it is closed. */
    void trickle(Duration every) {
        onLoop(() -> readOnce(every));
    }

    private void readOnce(Duration every) {
        connection().setReading(true);
        transport.loop().schedule(() -> connection().setReading(false), 1);
        if (!closed.isDone()) {
            transport.loop().schedule(() -> readOnce(every), every.toNanos());
        }
    }

    /** Sends frames as fast as the connection takes them, until it is closed. */
    void flood(Supplier<byte[]> frames) {
        flood(frames, BATCH, FLOOD_INTERVAL_NANOS);
    }

    /** Sends a number of frames at each interval, as far as the connection takes them, until it is closed. */
    void flood(Supplier<byte[]> frames, int batch, long intervalNanos) {
        onLoop(() -> sendBatch(frames, batch, intervalNanos));
    }

    private void sendBatch(Supplier<byte[]> frames, int batch, long intervalNanos) {
        for (int i = 0; i < batch && connection().isWritable(); i++) {
            connection().send(Unpooled.wrappedBuffer(frames.get()));
            sent.incrementAndGet();
        }
        if (!closed.isDone()) {
            transport.loop().schedule(() -> sendBatch(frames, batch, intervalNanos), intervalNanos);
        }
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        if (frame.readableBytes() > 1) {
            byte type = frame.getByte(frame.readerIndex() + 1);
            if (type == FrameType.PONG.code()) {
                pongs.add(System.nanoTime());
            } else if (type == FrameType.PING.code()) {
                connection.send(Unpooled.wrappedBuffer(PONG));
            }
        }
    }

    @Override
    public void onConnectionClosed(Connection connection, CloseReason reason) {
        closed.complete(reason);
    }

    @Override
    public void onWritable(Connection connection) {}

    @Override
    public void onDialed(long operation, Connection connection) {
        dialed.complete(connection);
    }

    @Override
    public void onDialFailed(long operation, DialFailure failure) {
        dialed.completeExceptionally(new AssertionError(failure.toString()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
