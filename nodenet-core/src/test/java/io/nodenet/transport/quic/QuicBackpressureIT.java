package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when a peer stops reading. */
@Timeout(300)
class QuicBackpressureIT {
    private static final int FRAME = 10_000;

    @Test
    void fullBufferRefusesAndTellsWhenThereIsRoom() throws Exception {
        try (QuicPeer a = new QuicPeer(q -> q.aggregationBytes(64 << 10));
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            b.onLoop(() -> {
                ends[1].setReading(false);
                return null;
            });
            int sent = block(a, ends[0]);
            a.writable.clear();
            assertThat(ends[0].isWritable()).isFalse();
            assertThat(a.count(TransportCounter.SEND_REFUSED_FULL)).isPositive();

            b.onLoop(() -> {
                ends[1].setReading(true);
                return null;
            });
            assertThat(a.writable.poll(QuicPeer.SECONDS, TimeUnit.SECONDS)).isSameAs(ends[0]);
            assertThat(ends[0].isWritable()).isTrue();
            for (int i = 0; i < sent; i++) {
                assertThat(Unpooled.wrappedBuffer(b.frame().bytes()).getInt(0)).isEqualTo(i);
            }
            assertThat(a.send(ends[0], new byte[] {5})).isEqualTo(WriteResult.ACCEPTED);
            assertThat(b.frame().bytes()).containsExactly(5);
        }
    }

    @Test
    void peerThatDoesNotReadForTheSendDeadlineIsDropped() throws Exception {
        try (QuicPeer a = new QuicPeer(q -> q.sendDeadline(Duration.ofMillis(300)));
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            b.onLoop(() -> {
                ends[1].setReading(false);
                return null;
            });
            block(a, ends[0]);
            assertThat(a.closed()).isEqualTo(new QuicPeer.Closed(ends[0], CloseReason.STALLED));
            assertThat(a.count(TransportCounter.SEND_STALLED)).isOne();
            assertThat(b.closed().connection()).isSameAs(ends[1]);
            a.awaitNothingLeft();
        }
    }

    @Test
    void noMoreThanAShareOfAConnectionsFramesIsHandledInOneTurnAndNoneIsLost() throws Exception {
        int frames = 5_000;
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            EventLoopNodeLoop loop = (EventLoopNodeLoop) b.transport.loop();
            Map<Long, Integer> handled = new HashMap<>(); // by turn, the loop only
            b.onFrame = (connection, frame) -> handled.merge(loop.turn(), 1, Integer::sum);

            a.onLoop(() -> {
                for (int i = 0; i < frames; i++) {
                    assertThat(ends[0].send(Unpooled.wrappedBuffer(new byte[] {7})))
                            .isEqualTo(WriteResult.ACCEPTED);
                }
                return null;
            });
            for (int i = 0; i < frames; i++) {
                b.frame();
            }

            assertThat(b.<Integer>onLoop(() -> Collections.max(handled.values())))
                    .as("the most in one turn")
                    .isEqualTo(64);
        }
    }

    @Test
    void peerThatReadsSlowlyIsNotDropped() throws Exception {
        try (QuicPeer a = new QuicPeer(q -> q.sendDeadline(Duration.ofMillis(400)));
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            // reads for a moment every 100 ms
            for (int round = 0; round < 12; round++) {
                fill(a, ends[0], 0);
                boolean reading = round % 2 == 0;
                b.onLoop(() -> {
                    ends[1].setReading(reading);
                    return null;
                });
                pause(b);
                pause(b);
            }
            assertThat(a.closed).isEmpty();
            assertThat(a.count(TransportCounter.SEND_STALLED)).isZero();
        }
    }

    @Test
    void closingAConnectionThatIsBlockedDoesNotHang() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            b.onLoop(() -> {
                ends[1].setReading(false);
                return null;
            });
            block(a, ends[0]);
            a.close(ends[0], CloseReason.DROPPED);
            assertThat(a.closed().reason()).isEqualTo(CloseReason.DROPPED);
            a.awaitNothingLeft();
        }
    }

    /** Sends numbered frames until the connection has taken none for a while; returns how many it took. */
    private static int block(QuicPeer from, Connection connection) throws Exception {
        int sent = 0;
        for (int idle = 0; idle < 3; idle++) {
            int now = fill(from, connection, sent);
            idle = now == sent ? idle : 0;
            sent = now;
            pause(from);
        }
        return sent;
    }

    private static void pause(QuicPeer peer) throws Exception {
        CompletableFuture<Boolean> later = new CompletableFuture<>();
        peer.transport.loop().schedule(() -> later.complete(true), TimeUnit.MILLISECONDS.toNanos(50));
        later.get(QuicPeer.SECONDS, TimeUnit.SECONDS);
    }

    private static int fill(QuicPeer from, Connection connection, int first) throws Exception {
        return from.onLoop(() -> {
            ByteBuf frame = Unpooled.buffer(FRAME).writeZero(FRAME);
            for (int next = first; ; next++) {
                frame.setInt(0, next);
                if (connection.send(frame) != WriteResult.ACCEPTED) {
                    return next;
                }
            }
        });
    }
}
