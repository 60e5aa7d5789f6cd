package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a transport (docs/protocol/07, section 2) on real sockets. */
@Timeout(300)
class QuicContractIT {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void frameArrivesOnceFromTheDialersIdentity(boolean nio) throws Exception {
        try (QuicPeer a = new QuicPeer(q -> q.forceNio(nio));
                QuicPeer b = new QuicPeer(q -> q.forceNio(nio))) {
            Connection edge = a.dial(b);
            assertThat(edge.remoteId()).isEqualTo(b.id());
            assertThat(edge.isOutbound()).isTrue();
            assertThat(edge.remoteEndpoint()).isEqualTo(b.endpoint());
            assertThat(a.send(edge, new byte[] {1, 2, 0})).isEqualTo(WriteResult.ACCEPTED);

            QuicPeer.Frame frame = b.frame();
            assertThat(frame.bytes()).containsExactly(1, 2, 0);
            assertThat(frame.connection().remoteId()).isEqualTo(a.id());
            assertThat(frame.connection().isOutbound()).isFalse();
            assertThat(frame.connection().remoteEndpoint()).isEqualTo(a.endpoint());
            assertThat(b.frames).isEmpty();
        }
    }

    @Test
    void senderMayReuseItsBufferAtOnce() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection edge = a.dial(b);
            a.onLoop(() -> {
                ByteBuf frame = Unpooled.buffer().writeByte(7);
                edge.send(frame);
                assertThat(frame.readableBytes()).isOne();
                assertThat(frame.refCnt()).isOne();
                frame.setByte(0, 8);
                return edge.send(frame);
            });
            assertThat(b.frame().bytes()).containsExactly(7);
            assertThat(b.frame().bytes()).containsExactly(8);
        }
    }

    @Test
    void acceptorAnswersOnTheConnectionItReceivedOn() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            b.send(ends[1], new byte[] {9});
            QuicPeer.Frame answer = a.frame();
            assertThat(answer.bytes()).containsExactly(9);
            assertThat(answer.connection()).isSameAs(ends[0]);
        }
    }

    @Test
    void closingOneEndClosesTheOther() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            a.close(ends[0], CloseReason.DROPPED);
            assertThat(b.closed()).isEqualTo(new QuicPeer.Closed(ends[1], CloseReason.PEER_CLOSED));
            assertThat(a.closed()).isEqualTo(new QuicPeer.Closed(ends[0], CloseReason.DROPPED));
            assertThat(a.send(ends[0], new byte[1])).isEqualTo(WriteResult.CLOSED);
            assertThat(b.send(ends[1], new byte[1])).isEqualTo(WriteResult.CLOSED);
            a.awaitNothingLeft();
            b.awaitNothingLeft();
            assertThat(a.closed).isEmpty();
            assertThat(b.closed).isEmpty();
        }
    }

    @Test
    void dialRefusesAnotherIdentity() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer();
                QuicPeer c = new QuicPeer()) {
            QuicPeer.Dialed answer = a.tryDial(c.id(), b.endpoint());
            assertThat(answer.failure().reason()).isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
            assertThat(answer.failure().detail()).contains("is " + b.id().shortText());
            assertThat(a.count(TransportCounter.DIAL_IDENTITY_MISMATCH)).isOne();
            a.awaitNothingLeft();
            b.awaitNothingLeft();
            assertThat(b.count(TransportCounter.ACCEPT_FAILED)).isOne();
            assertThat(b.count(TransportCounter.ACCEPTED)).isZero();
        }
    }

    @Test
    void aCallThatReachesAnotherIdentityIsNeverSeenThere() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer();
                QuicPeer c = new QuicPeer()) {
            QuicPeer.OpenedMedia answer = a.openMedia(c.id(), b.endpoint());
            assertThat(answer.failure().reason()).isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
            assertThat(a.count(TransportCounter.DIAL_IDENTITY_MISMATCH)).isOne();
            a.awaitNothingLeft();
            b.await("the end of the handshake", () -> b.count(TransportCounter.ACCEPT_FAILED) == 1);
            assertThat(b.count(TransportCounter.MEDIA_ACCEPTED)).isZero();
        }
    }

    @Test
    void dialWhereNobodyAnswersTimesOut() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            var nowhere = b.endpoint();
            b.transport.close();
            a.startDial(b.id(), nowhere, TimeUnit.MILLISECONDS.toNanos(300));
            QuicPeer.Dialed answer = a.answer();
            assertThat(answer.failure().reason()).isIn(DialFailure.Reason.TIMEOUT, DialFailure.Reason.NO_ROUTE);
            a.awaitNothingLeft();
        }
    }

    @Test
    void closingTheTransportEndsItsConnectionsAndIsIdempotent() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            a.transport.close();
            a.transport.close();
            assertThat(a.closed()).isEqualTo(new QuicPeer.Closed(ends[0], CloseReason.SHUTDOWN));
            assertThat(b.closed()).isEqualTo(new QuicPeer.Closed(ends[1], CloseReason.PEER_CLOSED));
        }
    }

    @Test
    void closeHandsOverWhatWasSentJustBefore() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection[] ends = a.connect(b);
            a.onLoop(() -> {
                ends[0].send(Unpooled.wrappedBuffer(new byte[] {42}));
                ends[0].close(CloseReason.SHUTDOWN);
                return ends[0].send(Unpooled.wrappedBuffer(new byte[] {43}));
            });
            assertThat(b.frame().bytes()).containsExactly(42);
            assertThat(b.closed().reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(b.frames).isEmpty();
        }
    }

    @Test
    void everythingSentReachesThePeerBeforeTheClose() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            for (int i = 0; i < 10; i++) {
                Connection[] ends = a.connect(b);
                a.onLoop(() -> {
                    for (int frame = 0; frame < 4; frame++) {
                        ends[0].send(Unpooled.wrappedBuffer(new byte[60_000]));
                    }
                    ends[0].close(CloseReason.SHUTDOWN);
                    return null;
                });
                for (int frame = 0; frame < 4; frame++) {
                    assertThat(b.frame().bytes()).hasSize(60_000);
                }
                QuicPeer.Closed far = b.closed();
                assertThat(far.connection()).isSameAs(ends[1]);
                assertThat(far.reason()).isEqualTo(CloseReason.PEER_CLOSED);
                assertThat(a.closed()).isEqualTo(new QuicPeer.Closed(ends[0], CloseReason.SHUTDOWN));
            }
        }
    }

    @Test
    void everythingSentReachesAPeerFarAwayBeforeTheClose() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer();
                UdpProxy proxy = new UdpProxy(b.endpoint())) {
            Connection near = a.tryDial(b.id(), proxy.endpoint()).connection();
            a.send(near, new byte[] {1});
            b.frame();
            proxy.delayMillis = 150;
            a.onLoop(() -> {
                for (int frame = 0; frame < 4; frame++) {
                    near.send(Unpooled.wrappedBuffer(new byte[60_000]));
                }
                near.close(CloseReason.SHUTDOWN);
                return null;
            });

            for (int frame = 0; frame < 4; frame++) {
                assertThat(b.frame().bytes()).hasSize(60_000);
            }
            assertThat(b.closed().reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(a.closed()).isEqualTo(new QuicPeer.Closed(near, CloseReason.SHUTDOWN));
        }
    }

    @Test
    void closeOfAPeerThatIsGoneEndsThoughItNeverAnswers() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer();
                UdpProxy proxy = new UdpProxy(b.endpoint())) {
            Connection near = a.tryDial(b.id(), proxy.endpoint()).connection();
            a.send(near, new byte[60_000]);
            b.frame();
            proxy.cutToClient = true;
            long before = System.nanoTime();
            a.onLoop(() -> {
                near.send(Unpooled.wrappedBuffer(new byte[60_000]));
                near.close(CloseReason.SHUTDOWN);
                return null;
            });
            a.awaitNothingLeft();
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    @Test
    void closingFromTheListenerStopsDeliveryAtOnce() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            b.onFrame = (connection, frame) -> connection.close(CloseReason.MALFORMED);
            Connection edge = a.dial(b);
            a.onLoop(() -> {
                for (int i = 0; i < 50; i++) {
                    edge.send(Unpooled.wrappedBuffer(new byte[] {(byte) i}));
                }
                return null;
            });
            assertThat(b.closed().reason()).isEqualTo(CloseReason.MALFORMED);
            assertThat(b.frames).hasSize(1);
            assertThat(a.closed().connection()).isSameAs(edge);
        }
    }

    @Test
    void emptyAndLargestFramesPassInOrder() throws Exception {
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            Connection edge = a.dial(b);
            byte[] largest = new byte[65_536];
            Arrays.fill(largest, (byte) 5);
            a.onLoop(() -> {
                edge.send(Unpooled.EMPTY_BUFFER);
                edge.send(Unpooled.wrappedBuffer(largest));
                return edge.send(Unpooled.wrappedBuffer(new byte[] {3}));
            });
            assertThat(b.frame().bytes()).isEmpty();
            assertThat(b.frame().bytes()).isEqualTo(largest);
            assertThat(b.frame().bytes()).containsExactly(3);
        }
    }

    @Test
    void bothDirectionsCarryManyFramesInOrder() throws Exception {
        int count = 5_000;
        try (QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            b.onFrame = (connection, frame) -> {
                if (frame.readableBytes() >= 4) {
                    assertThat(connection.send(frame)).isEqualTo(WriteResult.ACCEPTED);
                }
            };
            Connection edge = a.dial(b);
            for (int start = 0; start < count; start += 50) {
                int from = start;
                a.onLoop(() -> {
                    for (int i = from; i < from + 50; i++) {
                        assertThat(edge.send(Unpooled.buffer(100).writeInt(i).writeZero(i % 90)))
                                .isEqualTo(WriteResult.ACCEPTED);
                    }
                    return null;
                });
            }
            for (int i = 0; i < count; i++) {
                byte[] frame = a.frame().bytes();
                assertThat(Unpooled.wrappedBuffer(frame).readInt()).isEqualTo(i);
                assertThat(frame).hasSize(4 + i % 90);
            }
        }
    }
}
