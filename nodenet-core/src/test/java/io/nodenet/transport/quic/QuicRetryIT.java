package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.FirstPackets;
import io.nodenet.transport.quic.socket.PacketDemux;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
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
    void datagramTooShortToOpenAConnectionIsNeitherAnsweredNorCounted() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInitialsPerAddress(1));
                DatagramSocket stranger = new DatagramSocket()) {
            stranger.connect(server.endpoint().toSocketAddress());
            stranger.setSoTimeout((int) TimeUnit.SECONDS.toMillis(QuicPeer.SECONDS));
            int tooShort = PacketDemux.MIN_INITIAL_DATAGRAM - 1;
            for (int i = 0; i < 20; i++) {
                stranger.send(longHeader(1, tooShort, 1));
            }
            stranger.send(longHeader(0x0a0a0a0a, tooShort, 2));
            for (int i = 0; i < 5; i++) {
                stranger.send(longHeader(1, tooShort + 1, 3));
            }
            stranger.send(longHeader(0x0a0a0a0a, tooShort + 1, 4));

            DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
            stranger.receive(answer);
            assertThat(answer.getData()[6]).as("whose answer it is").isEqualTo((byte) 4);
            assertThat(server.count(TransportCounter.ACCEPT_RATE_LIMITED))
                    .as("refused of the five that are long enough")
                    .isBetween(1L, 4L);
            assertThat(tooShort).isEqualTo(1199);
        }
    }

    /** Returns a datagram that begins as a first packet does; all bytes of its source ID are the mark. */
    private static DatagramPacket longHeader(int version, int length, int mark) {
        ByteBuffer datagram = ByteBuffer.allocate(length);
        datagram.put((byte) 0xc0).putInt(version).put((byte) PacketDemux.CONNECTION_ID_LENGTH);
        datagram.putLong(mark).put((byte) PacketDemux.CONNECTION_ID_LENGTH);
        for (int i = 0; i < PacketDemux.CONNECTION_ID_LENGTH; i++) {
            datagram.put((byte) mark);
        }
        return new DatagramPacket(datagram.array(), length);
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
            for (int i = 0; i < 2 * FirstPackets.VERSION_NEGOTIATIONS_PER_SECOND; i++) {
                stranger.send(new DatagramPacket(
                        datagram, datagram.length, server.endpoint().toSocketAddress()));
            }
            server.await("refusals", () -> server.count(TransportCounter.VERSION_RATE_LIMITED) > 0);

            assertThat(newcomer.connect(server)).hasSize(2);

            assertThat(server.count(TransportCounter.ACCEPT_RATE_LIMITED)).isZero();
        }
    }
}
