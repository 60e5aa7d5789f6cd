package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicStreamType;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.Varint;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an accepted connection does with the streams and bytes of a peer that misbehaves (docs/protocol/04, section 5). */
@Timeout(300)
class QuicStreamRulesIT {
    @Test
    void finEndsTheConnectionAfterItsLastFrame() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            RawClient.write(stream, 1, 7);
            RawClient.await(stream.shutdownOutput());
            assertThat(server.frame().bytes()).containsExactly(7);
            assertThat(server.closed().reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(client.awaitClose().isApplicationClose()).isTrue();
            assertThat(client.awaitClose().error()).isZero();
            server.awaitNothingLeft();
        }
    }

    /** No more than 64 frames are handled in one turn: the end is known before the others have had theirs. */
    @Test
    void finLosesNoneOfTheFramesBeforeIt() throws Exception {
        int frames = 300;
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            ByteBuf bytes = Unpooled.buffer();
            for (int i = 0; i < frames; i++) {
                bytes.writeByte(1).writeByte(i);
            }

            RawClient.await(stream.writeAndFlush(new DefaultQuicStreamFrame(bytes, true)));

            assertThat(server.closed().reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(server.frames.size()).isEqualTo(frames);
            server.awaitNothingLeft();
        }
    }

    @Test
    void resetEndsTheConnection() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            RawClient.write(stream, 1, 7, 5);
            server.frame();
            RawClient.await(stream.shutdownOutput(9));
            assertThat(server.closed().reason()).isEqualTo(CloseReason.STREAM_ENDED);
        }
    }

    @Test
    void oversizedLengthEndsTheConnection() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            RawClient.write(stream, 1, 7, 0x81, 0x80, 0x04);
            server.frame();
            assertThat(server.closed().reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
            assertThat(server.count(TransportCounter.FRAME_TOO_LARGE)).isOne();
            assertThat(client.awaitClose().error()).isZero();
        }
    }

    @Test
    void framesTrickledByteByByteArriveWhole() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            for (int value : new int[] {0x83, 0x00, 1, 2, 3, 0, 1, 9}) {
                RawClient.write(stream, value);
            }
            assertThat(server.frame().bytes()).containsExactly(1, 2, 3);
            assertThat(server.frame().bytes()).isEmpty();
            assertThat(server.frame().bytes()).containsExactly(9);
        }
    }

    @Test
    void frameThatDoesNotBecomeCompleteEndsTheConnection() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.frameTimeout(Duration.ofMillis(200)));
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            RawClient.write(stream, 1, 7, 5, 1);
            server.frame();
            assertThat(server.closed().reason()).isEqualTo(CloseReason.FRAME_TIMEOUT);
            assertThat(server.count(TransportCounter.FRAME_TIMEOUT)).isOne();
        }
    }

    /** Peers can begin and end connections faster than frames time out. */
    @Test
    void connectionThatEndsInsideAFrameIsForgottenAtOnce() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.frameTimeout(Duration.ofHours(1)));
                RawClient client = new RawClient()) {
            QuicChannel quic = client.connect(server);
            RawClient.write(RawClient.open(quic), 1, 7, 5, 1);
            WeakReference<Connection> connection =
                    new WeakReference<>(server.frame().connection());

            RawClient.await(quic.close());
            server.closed();

            server.await("nobody who holds the connection", () -> {
                System.gc();
                return connection.get() == null;
            });
        }
    }

    @Test
    void surplusStreamsAreRefusedAndTheEdgeLives() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicChannel channel = client.connect(server);
            QuicStreamChannel edge = RawClient.open(channel);
            RawClient.write(edge, 1, 7);
            server.frame();

            RawClient.Stream second = new RawClient.Stream();
            QuicStreamChannel surplus = RawClient.open(channel, QuicStreamType.BIDIRECTIONAL, second);
            RawClient.write(surplus, 1, 8);
            assertThat(second.failure.get(RawClient.SECONDS, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            QuicStreamResetException.class,
                            reset -> assertThat(reset.applicationProtocolCode()).isZero());
            QuicStreamChannel oneWay = RawClient.open(channel, QuicStreamType.UNIDIRECTIONAL, new RawClient.Stream());
            RawClient.write(oneWay, 1, 9);
            server.await("refusals", () -> server.count(TransportCounter.SURPLUS_STREAM) == 2);

            RawClient.write(edge, 1, 10);
            assertThat(server.frame().bytes()).containsExactly(10);
            assertThat(server.frames).isEmpty();
        }
    }

    @Test
    void streamFloodEndsTheConnection() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxSurplusStreams(5));
                RawClient client = new RawClient()) {
            QuicChannel channel = client.connect(server);
            RawClient.write(RawClient.open(channel), 1, 7);
            server.frame();
            for (int i = 0; i < 6; i++) {
                RawClient.write(RawClient.open(channel), 1);
            }
            assertThat(server.closed().reason()).isEqualTo(CloseReason.STREAM_FLOOD);
        }
    }

    @Test
    void dataOnALaterStreamLeavesStreamZeroToTheEdge() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicChannel channel = client.connect(server);
            QuicStreamChannel first = RawClient.open(channel);
            RawClient.write(RawClient.open(channel), 1, 8);
            server.await("refusal", () -> server.count(TransportCounter.SURPLUS_STREAM) == 1);
            RawClient.write(first, 1, 7);
            assertThat(server.frame().bytes()).containsExactly(7);
        }
    }

    @Test
    void connectionWithoutAFirstFrameIsClosed() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.firstFrameTimeout(Duration.ofMillis(200)));
                RawClient client = new RawClient()) {
            RawClient.write(RawClient.open(client.connect(server)), 5, 1);
            assertThat(client.awaitClose().error()).isZero();
            assertThat(server.count(TransportCounter.FIRST_FRAME_TIMEOUT)).isOne();
            assertThat(server.closed).isEmpty();
            server.awaitNothingLeft();
        }
    }

    @Test
    void firstFrameLiftsTheTimer() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.firstFrameTimeout(Duration.ofMillis(150)));
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            RawClient.write(stream, 0);
            server.frame();
            CompletableFuture<Boolean> after = new CompletableFuture<>();
            server.transport.loop().schedule(() -> after.complete(true), TimeUnit.MILLISECONDS.toNanos(400));
            after.get();
            RawClient.write(stream, 1, 4);
            assertThat(server.frame().bytes()).containsExactly(4);
        }
    }

    @Test
    void acceptorsBytesArriveFramedOnStreamZero() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            RawClient.Stream received = new RawClient.Stream();
            QuicStreamChannel stream = RawClient.open(client.connect(server), QuicStreamType.BIDIRECTIONAL, received);
            assertThat(stream.streamId()).isZero();
            RawClient.write(stream, 1, 7);
            var connection = server.frame().connection();
            assertThat(server.send(connection, new byte[200])).isEqualTo(WriteResult.ACCEPTED);
            server.close(connection, CloseReason.DROPPED);
            client.awaitClose();
            assertThat(received.bytes.toByteArray()).hasSize(202).startsWith(0xc8, 0x01, 0);
            assertThat(received.finished).as("in front of the close").isTrue();
        }
    }

    /** Whoever keeps to no rule, or has closed, would otherwise hold the connection for as long as it likes to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void peerThatMisbehavesOrHasClosedIsNotWaitedFor(boolean misbehaves) throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            RawClient.Stream received = new RawClient.Stream();
            QuicStreamChannel stream = RawClient.open(client.connect(server), QuicStreamType.BIDIRECTIONAL, received);
            RawClient.write(stream, 1, 7);
            server.send(server.frame().connection(), new byte[200]);
            server.await("what the server sends", () -> received.bytes.size() == 202);

            if (misbehaves) {
                RawClient.write(stream, 0x81, 0x80, 0x04);
            } else {
                RawClient.await(stream.shutdownOutput());
            }

            client.awaitClose();
            assertThat(received.finished).isFalse();
        }
    }

    /** The rest of a burst is read at its end, and a close must not come between. */
    @Test
    void allFramesOfABurstArriveInOrderBeforeItsClose() throws Exception {
        int frames = 8;
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicChannel quic = client.connect(server);
            QuicStreamChannel stream = RawClient.open(quic);
            RawClient.write(stream, 1, 0);
            server.frame();

            CompletableFuture<Void> arrived = hold(server, () -> {});
            for (int i = 1; i <= frames; i++) {
                RawClient.await(stream.writeAndFlush(frame(1000, i)));
            }
            RawClient.await(quic.close());
            arrived.complete(null);

            for (int i = 1; i <= frames; i++) {
                assertThat(server.frame().bytes()).hasSize(1000).startsWith(i);
            }
            assertThat(server.closed().reason()).isEqualTo(CloseReason.PEER_CLOSED);
        }
    }

    @Test
    void restOfABurstWaitsForAListenerThatHasHadEnough() throws Exception {
        int frames = 8;
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicStreamChannel stream = RawClient.open(client.connect(server));
            RawClient.write(stream, 1, 0);
            Connection connection = server.frame().connection();

            CompletableFuture<Void> arrived =
                    hold(server, () -> server.onFrame = (edge, frame) -> edge.setReading(false));
            for (int i = 1; i <= frames; i++) {
                RawClient.await(stream.writeAndFlush(frame(1000, i)));
            }
            arrived.complete(null);
            assertThat(server.frame().bytes()).startsWith(1);
            server.onLoop(() -> true);
            assertThat(server.frames).isEmpty();

            server.onFrame = (edge, frame) -> {};
            server.onLoop(() -> {
                connection.setReading(true);
                return true;
            });
            for (int i = 2; i <= frames; i++) {
                assertThat(server.frame().bytes()).hasSize(1000).startsWith(i);
            }
        }
    }

    /** Runs a task on the loop of a peer, which then reads nothing until the answer is complete. */
    private static CompletableFuture<Void> hold(QuicPeer peer, Runnable task) {
        CompletableFuture<Void> held = new CompletableFuture<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        peer.transport.loop().execute(() -> {
            task.run();
            held.complete(null);
            end.join();
        });
        held.join();
        return end;
    }

    private static ByteBuf frame(int length, int first) {
        ByteBuf bytes = Unpooled.buffer();
        Varint.write(length, bytes);
        return bytes.writeByte(first).writeZero(length - 1);
    }

    /** A peer that is heard is waited for, up to 5 s: the end of its stream must be read although the edge takes no frames any more. */
    @Test
    void endOfThePeersStreamEndsTheWaitOfAClose() throws Exception {
        int packets = 40;
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            server.onFrame = (connection, frame) -> {
                connection.send(frame);
                connection.close(CloseReason.DROPPED);
            };
            QuicChannel quic = client.connect(server);
            QuicStreamChannel stream = RawClient.open(quic);
            RawClient.write(stream, 1, 7);
            RawClient.await(stream.shutdownOutput());

            int sent = 0;
            while (!quic.closeFuture().await(50) && sent < packets) {
                RawClient.open(quic, QuicStreamType.UNIDIRECTIONAL, new RawClient.Stream())
                        .writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
                sent++;
            }

            assertThat(sent).isLessThan(packets);
        }
    }
}
