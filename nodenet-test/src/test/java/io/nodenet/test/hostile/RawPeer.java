package io.nodenet.test.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.transport.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.QuicTransport;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer without a node above its transport, that does what a node would not: ping flat out, read nothing, send anything. */
class RawPeer implements TransportListener, AutoCloseable {
    static final long WAIT_SECONDS = 20;
    private static final byte[] PING = {1, 2, 0};
    private static final int DEAF_PINGS = 131_000;
    private static final int MAX_GARBAGE = 200;
    private static final int BATCH = 1000;

    final Identity identity = Identity.generate();
    private final Transport transport;
    private final CompletableFuture<Connection> dialed = new CompletableFuture<>();
    private final BlockingQueue<Long> pongs = new LinkedBlockingQueue<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    RawPeer(Node node) throws Exception {
        transport = QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)).apply(identity);
        transport.start(this);
        transport
                .loop()
                .execute(() -> transport.dial(
                        1,
                        node.id(),
                        node.endpoint(),
                        Duration.ofSeconds(WAIT_SECONDS).toNanos()));
        dialed.get(WAIT_SECONDS, TimeUnit.SECONDS);
        ping();
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

    /** Sends a ping and waits for its pong; answers the time between. */
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

    /** Answers the 99th percentile of the round trips of many pings, one after the other. */
    Duration pongP99(int pings) throws InterruptedException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < pings; i++) {
            times.add(ping());
        }
        Collections.sort(times);
        return times.get(pings * 99 / 100);
    }

    /** Reads nothing any more and sends half a megabyte of pings as fast as the connection takes them. */
    void becomeDeafAndNoisy() {
        onLoop(() -> {
            connection().setReading(false);
            flood(Unpooled.wrappedBuffer(PING), DEAF_PINGS);
        });
    }

    /** Sends frames that mean nothing, as fast as the connection takes them, until it is closed. */
    void babble(SplittableRandom random) {
        byte[] garbage = new byte[random.nextInt(MAX_GARBAGE)];
        random.nextBytes(garbage);
        onLoop(() -> flood(Unpooled.wrappedBuffer(garbage), Integer.MAX_VALUE));
    }

    private void flood(ByteBuf frame, int left) {
        int sent = 0;
        while (sent < Math.min(left, BATCH) && connection().isWritable()) {
            connection().send(frame);
            sent++;
        }
        int rest = left - sent;
        if (rest > 0 && !closed.isDone()) {
            transport
                    .loop()
                    .schedule(() -> flood(frame, rest), Duration.ofMillis(1).toNanos());
        }
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        if (frame.readableBytes() > 1 && frame.getByte(frame.readerIndex() + 1) == FrameType.PONG.code()) {
            pongs.add(System.nanoTime());
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
