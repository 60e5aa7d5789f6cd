package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.tls.NodeCertificate;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds on what strangers can make a node hold (docs/protocol/04, section 7). */
@Timeout(300)
class QuicAdmissionIT {
    @Test
    void totalCapRefusesAndAFreedSlotIsUsable() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInbound(2));
                QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer();
                QuicPeer c = new QuicPeer()) {
            Connection[] first = a.connect(server);
            b.connect(server);
            Connection refused = c.dial(server);
            assertThat(c.closed()).isEqualTo(new QuicPeer.Closed(refused, CloseReason.PEER_REFUSED));
            assertThat(server.count(TransportCounter.ACCEPT_REFUSED_TOTAL)).isOne();
            a.close(first[0], CloseReason.DROPPED);
            server.closed();
            server.await("a free slot", () -> server.transport.occupancy().inbound() == 1);
            c.connect(server);
            assertThat(server.count(TransportCounter.ACCEPTED)).isEqualTo(3);
        }
    }

    @Test
    void addressCapCountsEachSourceAddress() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInboundPerAddress(1));
                RawClient a = new RawClient();
                RawClient b = new RawClient();
                RawClient other = new RawClient(NodeCertificate.mint(Identity.generate()), "127.0.0.2")) {
            RawClient.write(RawClient.open(a.connect(server)), 0);
            server.frame();
            b.connect(server);
            assertThat(b.awaitClose().isApplicationClose()).isTrue();
            assertThat(b.awaitClose().error()).isZero();
            RawClient.write(RawClient.open(other.connect(server)), 0);
            server.frame();
            assertThat(server.count(TransportCounter.ACCEPT_REFUSED_ADDRESS)).isOne();
        }
    }

    @Test
    void connectionThatWasSilentForLongestMakesRoomWhenAllSlotsAreTaken() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInbound(3));
                QuicPeer speaks = new QuicPeer();
                RawClient longest = new RawClient();
                RawClient shorter = new RawClient();
                QuicPeer newcomer = new QuicPeer()) {
            speaks.connect(server);
            longest.connect(server);
            server.await("its slot", () -> server.transport.occupancy().inbound() == 2);
            QuicChannel stays = shorter.connect(server);
            server.await("its slot", () -> server.transport.occupancy().inbound() == 3);

            newcomer.connect(server);

            assertThat(longest.awaitClose().error()).isZero();
            assertThat(stays.isActive()).isTrue();
            assertThat(server.count(TransportCounter.FIRST_FRAME_EVICTED)).isOne();
            assertThat(server.count(TransportCounter.ACCEPT_REFUSED_TOTAL)).isZero();
            server.await(
                    "the end of the old one", () -> server.transport.occupancy().inbound() == 3);
        }
    }

    @Test
    void silentConnectionMakesRoomForAnotherOneOfItsAddressOnly() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInboundPerAddress(1));
                RawClient elsewhere = new RawClient(NodeCertificate.mint(Identity.generate()), "127.0.0.2");
                RawClient silent = new RawClient();
                QuicPeer newcomer = new QuicPeer()) {
            QuicChannel stays = elsewhere.connect(server);
            server.await("its slot", () -> server.transport.occupancy().inbound() == 1);
            silent.connect(server);
            server.await("its slot", () -> server.transport.occupancy().inbound() == 2);

            newcomer.connect(server);

            assertThat(silent.awaitClose().error()).isZero();
            assertThat(stays.isActive()).isTrue();
            assertThat(server.count(TransportCounter.FIRST_FRAME_EVICTED)).isOne();
        }
    }

    @Test
    void capsThatAreNotPositiveAreOff() throws Exception {
        try (QuicPeer server = new QuicPeer(
                        q -> q.maxInbound(0).maxInboundPerAddress(-1).maxHandshakes(0));
                QuicPeer a = new QuicPeer();
                QuicPeer b = new QuicPeer()) {
            a.connect(server);
            b.connect(server);
        }
    }

    @Test
    void unfinishedHandshakeIsDroppedInTime() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.handshakeTimeout(Duration.ofMillis(300)));
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            proxy.cutToClient = true;
            client.startDial(server.id(), proxy.endpoint(), TimeUnit.MILLISECONDS.toNanos(500));
            server.await("a half-open timeout", () -> server.count(TransportCounter.ACCEPT_HALF_OPEN_TIMEOUT) >= 1);
            assertThat(client.answer().failure().reason()).isEqualTo(DialFailure.Reason.TIMEOUT);
            server.awaitNothingLeft();
            client.awaitNothingLeft();
            assertThat(server.count(TransportCounter.ACCEPT_FAILED)).isPositive();
        }
    }

    @Test
    void oldestHandshakeGivesWayToANewcomer() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxHandshakes(1));
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer blocked = new QuicPeer();
                QuicPeer late = new QuicPeer()) {
            proxy.cutToClient = true;
            proxy.hold = true;
            blocked.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(5));
            server.await("a handshake", () -> server.transport.occupancy().handshakes() == 1);

            late.connect(server);

            assertThat(server.count(TransportCounter.ACCEPT_HALF_OPEN_EVICTED)).isOne();
            server.await(
                    "the end of the old one", () -> server.transport.occupancy().connections() == 1);
        }
    }

    @Test
    void slotIsHeldUntilTheConnectionEnds() throws Exception {
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient()) {
            QuicChannel channel = client.connect(server);
            server.await("a slot", () -> server.transport.occupancy().inbound() == 1);
            RawClient.await(channel.close(true, 0, io.netty.buffer.Unpooled.EMPTY_BUFFER));
            server.awaitNothingLeft();
        }
    }

    /** The codec makes a connection of each first packet whose ID it does not know as a whole, or has forgotten. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void firstPacketsThatOnlySeemToBelongToAConnectionReachNoCodec(boolean up) throws Exception {
        int packets = 100;
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer();
                DatagramSocket stranger = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0))) {
            proxy.cutToClient = !up;
            client.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(QuicPeer.SECONDS));
            byte[] first = Objects.requireNonNull(proxy.toServer.poll(QuicPeer.SECONDS, TimeUnit.SECONDS))
                    .clone();
            server.await(
                    "the connection",
                    () -> up
                            ? server.count(TransportCounter.ACCEPTED) == 1
                            : server.transport.occupancy().handshakes() == 1);

            for (int i = 0; i < packets; i++) {
                if (!up) {
                    first[5 + first[5]]++; // the last byte of the ID
                }
                stranger.send(new DatagramPacket(first, first.length, server.address()));
            }

            server.await("all packets", () -> server.count(TransportCounter.FOREIGN_SOURCE_PACKET) == packets);
        }
    }
}
