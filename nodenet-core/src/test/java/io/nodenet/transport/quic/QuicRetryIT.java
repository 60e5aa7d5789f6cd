package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.PacketDemux;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Floods of first packets, from addresses that answer and from those that do not. */
class QuicRetryIT {
    private static final int FLOOD = 200;

    @Test
    void newcomersGetInDuringAFloodOfHalfOpenHandshakesWhichTimeOut() throws Exception {
        try (QuicPeer server = new QuicPeer(q ->
                        q.maxInboundPerAddress(0).maxInitialsPerAddress(0).handshakeTimeout(Duration.ofSeconds(5)));
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer attacker = new QuicPeer();
                QuicPeer newcomer = new QuicPeer()) {
            proxy.cutToClient = true;
            for (int i = 0; i < FLOOD; i++) {
                attacker.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(2));
            }
            server.await("a Retry", () -> server.count(TransportCounter.RETRY_SENT) > 0);
            assertThat(server.transport.occupancy().handshakes()).isLessThanOrEqualTo(64);

            assertThat(newcomer.connect(server)).hasSize(2);

            server.await(
                    "the flood to be over", () -> server.transport.occupancy().handshakes() == 0);
            assertThat(server.count(TransportCounter.ACCEPT_HALF_OPEN_TIMEOUT)).isBetween(1L, 64L);
        }
    }

    @Test
    void anAddressThatOpensTooManyConnectionsASecondIsNotAnswered() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInitialsPerAddress(5).maxInboundPerAddress(0));
                QuicPeer client = new QuicPeer()) {
            for (int i = 0; i < 40; i++) {
                client.startDial(server.id(), server.endpoint(), TimeUnit.SECONDS.toNanos(1));
            }
            server.await("refusals", () -> server.count(TransportCounter.ACCEPT_RATE_LIMITED) > 0);
            for (int i = 0; i < 40; i++) {
                client.answer();
            }
            assertThat(server.count(TransportCounter.ACCEPTED)).isBetween(5L, 25L);
        }
    }

    @Test
    void packetsOfAnotherVersionDoNotUseUpWhatAnAddressMayOpen() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInitialsPerAddress(2));
                DatagramSocket stranger = new DatagramSocket();
                QuicPeer newcomer = new QuicPeer()) {
            byte[] datagram = new byte[PacketDemux.MIN_INITIAL_DATAGRAM];
            datagram[0] = (byte) 0xc0;
            Arrays.fill(datagram, 1, 5, (byte) 0x0a);
            datagram[5] = PacketDemux.CONNECTION_ID_LENGTH;
            for (int i = 0; i < 2 * PacketDemux.VERSION_NEGOTIATIONS_PER_SECOND; i++) {
                stranger.send(new DatagramPacket(
                        datagram, datagram.length, server.endpoint().toSocketAddress()));
            }
            server.await("refusals", () -> server.count(TransportCounter.VERSION_RATE_LIMITED) > 0);

            assertThat(newcomer.connect(server)).hasSize(2);

            assertThat(server.count(TransportCounter.ACCEPT_RATE_LIMITED)).isZero();
        }
    }
}
