package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are closed before the peer has confirmed the handshake, which a hostile one never does (RFC 9001, section 4.1.2). */
@Timeout(300)
class QuicEarlyCloseIT {
    /** Longer than the codec waits before it repeats the end of its handshake, on loopback. */
    private static final long REPEAT_DUE_MILLIS = 500;

    private static final int DIALS = 300;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeAtTheMomentAtWhichTheHandshakeIsToBeRepeatedDoesNotHoldTheLoop(boolean nio) throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer(q -> q.forceNio(nio))) {
            proxy.cutAfterHandshake = true;
            client.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(QuicPeer.SECONDS));
            Connection connection = client.answer().connection();
            proxy.sendGarbageToClient(); // it looks like an answer

            client.onLoop(() -> {
                Thread.sleep(REPEAT_DUE_MILLIS); // a loop that is late
                connection.close(CloseReason.EDGE_REFUSED);
                return true;
            });

            assertThat(client.closed().connection()).isSameAs(connection);
            client.awaitNothingLeft();
            assertIsTold(server);
        }
    }

    /** Anybody who sees the packets of a dial can bring its end forward. */
    @Test
    void packetOfAStrangerAtTheEndOfTheHandshakeHarmsNoConnection() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            proxy.hold = true;
            client.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(QuicPeer.SECONDS));
            client.await("the end of the handshake", () -> !proxy.held.isEmpty());
            proxy.sendGarbageToClient();
            Connection connection = client.answer().connection();
            client.send(connection, new byte[] {7});
            client.await("the frame", () -> proxy.held.stream().anyMatch(UdpProxy::isShortHeader));
            proxy.release();
            proxy.hold = false;

            assertThat(server.frame().bytes()).containsExactly(7);
        }
    }

    @Test
    void connectionsThatAreClosedAsSoonAsTheyAreUpLeaveNothing() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInitialsPerAddress(2 * DIALS));
                QuicPeer client = new QuicPeer()) {
            client.onDialed = connection -> connection.close(CloseReason.EDGE_REFUSED);
            for (int i = 0; i < DIALS; i++) {
                assertThat(client.tryDial(server.id(), server.endpoint()).connection())
                        .isNotNull();
            }

            client.awaitNothingLeft();
            assertIsTold(server);
        }
    }

    @Test
    void peersThatProveAnotherIdentityAreTold() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInitialsPerAddress(2 * DIALS));
                QuicPeer client = new QuicPeer()) {
            for (int i = 0; i < DIALS; i++) {
                assertThat(client.tryDial(client.id(), server.endpoint())
                                .failure()
                                .reason())
                        .isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
            }

            client.awaitNothingLeft();
            assertIsTold(server);
        }
    }

    /** Before its end has come the peer cannot read a close that is sent behind it. */
    @Test
    void peerIsToldAlthoughTheEndOfTheHandshakeGotLost() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            proxy.loseHandshakeOnce = true;
            client.onDialed = connection -> connection.close(CloseReason.EDGE_REFUSED);

            client.tryDial(server.id(), proxy.endpoint()).connection();

            client.awaitNothingLeft();
            assertThat(proxy.loseHandshakeOnce).isFalse();
            assertIsTold(server);
            assertThat(server.count(TransportCounter.ACCEPTED)).isEqualTo(1);
        }
    }

    /** The peer has not ended its connections because they were silent, but because of what it was sent. */
    private static void assertIsTold(QuicPeer peer) throws Exception {
        peer.awaitNothingLeft();
        assertThat(peer.count(TransportCounter.FIRST_FRAME_TIMEOUT)).isZero();
    }
}
