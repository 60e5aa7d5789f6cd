package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.transport.TransportCounter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuicPunchIT {
    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(QuicPeer.SECONDS));
        socket.receive(packet);
        return packet;
    }

    private static void punch(QuicPeer peer, Endpoint target) throws Exception {
        peer.onLoop(() -> {
            peer.transport.punch(target);
            return true;
        });
    }

    /** A NAT lets a dial's answers in only if both have left from the same address and port. */
    @Test
    void punchComesFromWhereALaterDialToThatTargetComesFrom() throws Exception {
        List<InetAddress> addresses = List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1"));
        try (QuicPeer everywhere = new QuicPeer(q -> q.bind("0.0.0.0", 0).localAddresses(() -> addresses));
                DatagramSocket stranger = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0))) {
            Endpoint target = Endpoint.quic("127.0.0.1:" + stranger.getLocalPort());

            punch(everywhere, target);
            DatagramPacket punch = receive(stranger);
            everywhere.startDial(everywhere.id(), target, TimeUnit.SECONDS.toNanos(1));
            DatagramPacket first = receive(stranger);

            assertThat(HexFormat.of().formatHex(Arrays.copyOf(punch.getData(), punch.getLength())))
                    .isEqualTo("006e7001");
            assertThat(first.getLength()).isGreaterThanOrEqualTo(1200);
            assertThat(first.getSocketAddress())
                    .isEqualTo(punch.getSocketAddress())
                    .isEqualTo(QuicPeer.socketAddress(
                            "127.0.0.1", everywhere.address().getPort()));
        }
    }

    @Test
    void punchForWhichThisHostHasNoWayIsCountedOnly() throws Exception {
        try (QuicPeer onLoopback = new QuicPeer()) {
            punch(onLoopback, Endpoint.quic("192.0.2.1:4242"));

            assertThat(onLoopback.count(TransportCounter.SEND_UNREACHABLE)).isOne();
        }
    }

    @Test
    void punchAfterTheEndIsNotSent() throws Exception {
        QuicPeer peer = new QuicPeer();
        peer.close();
        peer.transport.punch(Endpoint.quic("127.0.0.1:4242"));

        assertThat(Arrays.stream(TransportCounter.values()).mapToLong(peer::count))
                .containsOnly(0L);
    }
}
