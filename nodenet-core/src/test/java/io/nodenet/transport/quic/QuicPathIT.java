package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.PeerPath;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Source pinning, rebinding and the other rules of the shared socket (docs/protocol/04, section 1; traps T3 and T4). */
@Timeout(300)
class QuicPathIT {
    /** A handshake takes one round trip (RFC 9001): nothing that comes after the server's answer is waited for. */
    @Test
    void dialIsUpOnceTheServerHasAnsweredAndItsFirstFrameFollowsTheHandshake() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            proxy.cutAfterHandshake = true;

            Connection out = client.tryDial(server.id(), proxy.endpoint()).connection();
            client.send(out, new byte[] {7});

            assertThat(server.frame().bytes()).containsExactly(7);
            assertThat(proxy.cutToClient).isTrue();
        }
    }

    @Test
    void forgedSourceDrawsNoPacketAndTheEdgeLives() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer();
                DatagramSocket forger = new DatagramSocket(QuicPeer.socketAddress("127.0.0.2", 0))) {
            Connection[] ends = connectThrough(proxy, client, server);
            forger.setSoTimeout(300);
            byte[] packet = lastShortHeader(proxy.toServer);
            forger.send(new DatagramPacket(packet, packet.length, server.address()));
            server.await("the forged packet", () -> server.count(TransportCounter.FOREIGN_SOURCE_PACKET) == 1);
            server.send(ends[1], new byte[] {2});
            assertThat(client.frame().bytes()).containsExactly(2);
            assertThatThrownBy(() -> forger.receive(new DatagramPacket(new byte[2048], 2048)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(ends[1].remoteEndpoint()).isEqualTo(proxy.outerEndpoint());
        }
    }

    @Test
    void connectionOfASilentPeerIsGoneAfterTheIdleTimeoutOfEitherEnd() throws Exception {
        try (QuicPeer server = new QuicPeer();
                QuicPeer impatient = new QuicPeer(q -> q.idleTimeout(Duration.ofSeconds(1)))) {
            Connection[] ends = impatient.connect(server);

            assertThat(impatient.closed()).isEqualTo(new QuicPeer.Closed(ends[0], CloseReason.PEER_CLOSED));
            assertThat(server.closed()).isEqualTo(new QuicPeer.Closed(ends[1], CloseReason.PEER_CLOSED));
        }
    }

    @Test
    void dialedConnectionListensToTheDialedAddressOnly() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer();
                DatagramSocket forger = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0))) {
            Connection[] ends = connectThrough(proxy, client, server);
            server.send(ends[1], new byte[] {2});
            client.frame();
            forger.setSoTimeout(300);
            byte[] packet = lastShortHeader(proxy.toClient);
            forger.send(new DatagramPacket(packet, packet.length, client.address()));
            client.await("the forged packet", () -> client.count(TransportCounter.FOREIGN_SOURCE_PACKET) == 1);
            client.send(ends[0], new byte[] {3});
            assertThat(server.frame().bytes()).containsExactly(3);
            assertThatThrownBy(() -> forger.receive(new DatagramPacket(new byte[2048], 2048)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void acceptedConnectionSurvivesFortyRebindingsInARow() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            Connection[] ends = connectThrough(proxy, client, server);
            for (byte i = 0; i < 40; i++) {
                Endpoint before = proxy.outerEndpoint();
                assertThat(server.onLoop(ends[1]::remoteEndpoint)).isEqualTo(before);
                proxy.rebind();
                client.send(ends[0], new byte[] {i});
                assertThat(server.frame().bytes()).containsExactly(i);
                server.send(ends[1], new byte[] {i});
                assertThat(client.frame().bytes()).containsExactly(i);
                server.await("the new port", () -> ends[1].remoteEndpoint().equals(proxy.outerEndpoint()));
                assertThat(proxy.outerEndpoint()).isNotEqualTo(before);
            }
            assertThat(server.count(TransportCounter.REBINDING_FOLLOWED)).isEqualTo(40);
            assertThat(server.closed).isEmpty();
        }
    }

    @Test
    void copiesThatArriveFirstFromAnotherPortDivertNothing() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            Connection[] ends = connectThrough(proxy, client, server);
            proxy.copy = true;
            for (byte i = 0; i < 12; i++) {
                // so long that the old port counts as silent when the copy arrives
                passOnLoop(server, 2 * PeerPath.SILENCE_MILLIS);
                client.send(ends[0], new byte[] {i});
                assertThat(server.frame().bytes()).containsExactly(i);
                server.send(ends[1], new byte[] {i});
                assertThat(client.frame().bytes()).containsExactly(i);
                assertThat(server.onLoop(ends[1]::remoteEndpoint)).isEqualTo(proxy.outerEndpoint());
            }
            assertThat(server.count(TransportCounter.REBINDING_REFUSED)).isPositive();
            assertThat(server.count(TransportCounter.REBINDING_FOLLOWED)).isZero();
        }
    }

    private static void passOnLoop(QuicPeer peer, long millis) throws Exception {
        CompletableFuture<Boolean> passed = new CompletableFuture<>();
        peer.transport
                .loop()
                .execute(() -> peer.transport
                        .loop()
                        .schedule(() -> passed.complete(true), TimeUnit.MILLISECONDS.toNanos(millis)));
        assertThat(passed.get(QuicPeer.SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void dataThatArrivesInOneBurstWithTheEndOfTheHandshakeIsNotLost() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            proxy.hold = true;
            Connection edge = client.tryDial(server.id(), proxy.endpoint()).connection();
            client.send(edge, new byte[] {7});
            client.await("the first data", () -> proxy.held.stream().anyMatch(UdpProxy::isShortHeader));

            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch delivered = new CountDownLatch(1);
            server.transport.loop().execute(() -> {
                blocked.countDown();
                awaitOrFail(delivered);
            });
            awaitOrFail(blocked);
            proxy.release();
            delivered.countDown();
            assertThat(server.frame().bytes()).containsExactly(7);
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(QuicPeer.SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void datagramsThatAreNotQuicAreCountedAndDisturbNothing() throws Exception {
        try (QuicPeer server = new QuicPeer();
                QuicPeer client = new QuicPeer();
                DatagramSocket stranger = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0))) {
            Connection[] ends = client.connect(server);
            InetSocketAddress target = server.address();
            for (byte[] junk : new byte[][] {{}, {0, 0x6e, 0x70, 1}, {0x3f}, new byte[1300], new byte[2000]}) {
                stranger.send(new DatagramPacket(junk, junk.length, target));
            }
            byte[] strangeVersion = new byte[1300];
            strangeVersion[0] = (byte) 0xc0;
            strangeVersion[4] = 0x5a;
            strangeVersion[5] = 8;
            strangeVersion[14] = 8;
            stranger.send(new DatagramPacket(strangeVersion, strangeVersion.length, target));
            stranger.setSoTimeout(5_000);
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            stranger.receive(answer);
            assertThat(answer.getLength()).as("a version negotiation").isEqualTo(23 + 4);

            server.await("junk", () -> server.count(TransportCounter.NON_QUIC_DATAGRAM) == 5);
            client.send(ends[0], new byte[] {4});
            assertThat(server.frame().bytes()).containsExactly(4);
        }
    }

    @Test
    void packetsOfNoConnectionAreCounted() throws Exception {
        byte[] handshake = new byte[1300];
        handshake[0] = (byte) 0xe0;
        handshake[4] = 1;
        handshake[5] = 8;
        byte[] versionNegotiation = new byte[1300];
        versionNegotiation[0] = (byte) 0xc0;
        versionNegotiation[5] = 8;
        byte[] shortFirst = new byte[1199];
        shortFirst[0] = (byte) 0xc0;
        shortFirst[4] = 1;
        shortFirst[5] = 8;
        byte[] unknownId = new byte[40];
        unknownId[0] = 0x40;
        byte[][] packets = {{0x40}, {0x40, 1, 2, 3}, {(byte) 0xc0}, handshake, versionNegotiation, shortFirst, unknownId
        };
        try (QuicPeer server = new QuicPeer();
                DatagramSocket stranger = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0))) {
            for (byte[] packet : packets) {
                stranger.send(new DatagramPacket(packet, packet.length, server.address()));
            }

            server.await("all", () -> server.count(TransportCounter.UNKNOWN_CONNECTION_PACKET) == packets.length);
            assertThat(server.count(TransportCounter.NON_QUIC_DATAGRAM)).isZero();
            assertThat(server.count(TransportCounter.ACCEPT_RATE_LIMITED)).isZero();
        }
    }

    @Test
    void frameInFrontOfACloseArrivesAlthoughItsPacketGotLost() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            Connection edge = connectThrough(proxy, client, server)[0];
            proxy.loseNextOnce = true;

            client.onLoop(() -> {
                edge.send(Unpooled.wrappedBuffer(new byte[] {7}));
                edge.close(CloseReason.SHUTDOWN);
                return true;
            });

            assertThat(server.frame().bytes()).containsExactly(7);
            assertThat(proxy.loseNextOnce).isFalse();
            assertThat(client.closed().connection()).isSameAs(edge);
            client.awaitNothingLeft();
        }
    }

    private static Connection[] connectThrough(UdpProxy proxy, QuicPeer client, QuicPeer server) throws Exception {
        QuicPeer.Dialed answer = client.tryDial(server.id(), proxy.endpoint());
        client.send(answer.connection(), new byte[] {1});
        return new Connection[] {answer.connection(), server.frame().connection()};
    }

    private static byte[] lastShortHeader(Iterable<byte[]> packets) {
        byte[] last = {};
        for (byte[] packet : packets) {
            if (UdpProxy.isShortHeader(packet)) {
                last = packet;
            }
        }
        assertThat(last).isNotEmpty();
        return last;
    }
}
