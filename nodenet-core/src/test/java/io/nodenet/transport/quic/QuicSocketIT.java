package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.nodenet.NodeStateException;
import io.nodenet.TransportException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.socket.LocalAddresses;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Binding, addresses and lifecycle of the socket. */
@Timeout(300)
class QuicSocketIT {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void portInUseIsExplained(boolean nio) throws Exception {
        try (QuicPeer holder = new QuicPeer()) {
            int port = holder.address().getPort();
            assertThatThrownBy(() -> {
                        QuicPeer second =
                                new QuicPeer(q -> q.bind("127.0.0.1", port).forceNio(nio));
                        second.close();
                    })
                    .isInstanceOf(TransportException.class)
                    .hasMessage("port " + port + "/udp is already in use: choose another port, or stop the process that"
                            + " holds it");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignAddressIsExplained(boolean nio) {
        assertThatThrownBy(() -> {
                    QuicPeer peer = new QuicPeer(q -> q.bind("192.0.2.7", 0).forceNio(nio));
                    peer.close();
                })
                .isInstanceOf(TransportException.class)
                .hasMessageStartingWith("192.0.2.7 is not an address of this host");
    }

    @ParameterizedTest
    @CsvSource({"::,false", "::,true", "0.0.0.0,false", "0.0.0.0,true"})
    void wildcardSpeaksBothFamilies(String wildcard, boolean nio) throws Exception {
        assumeTrue(hasIpv6(), "no IPv6 on this host");
        try (QuicPeer both = new QuicPeer(q -> q.bind(wildcard, 0).forceNio(nio));
                QuicPeer four = new QuicPeer(q -> q.forceNio(nio));
                QuicPeer six = new QuicPeer(q -> q.bind("::1", 0).forceNio(nio))) {
            int port = both.address().getPort();
            assertThat(port).isPositive();
            assertThat(six.transport.boundEndpoint()).isEqualTo(six.endpoint());

            for (QuicPeer other : new QuicPeer[] {four, six}) {
                String host = other == four ? "127.0.0.1" : "[::1]";
                var in = other.tryDial(both.id(), Endpoint.quic(host + ":" + port))
                        .connection();
                other.send(in, new byte[] {1});
                assertThat(both.frame().connection().remoteEndpoint()).isEqualTo(other.endpoint());
                var out = both.tryDial(other.id(), other.endpoint()).connection();
                both.send(out, new byte[] {2});
                assertThat(other.frame().connection().remoteEndpoint()).isEqualTo(Endpoint.quic(host + ":" + port));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wildcardAnswersFromTheAddressThatWasAsked(boolean nio) throws Exception {
        assumeTrue(System.getProperty("os.name").startsWith("Linux"), "every address of 127.0.0.0/8 is this host's");
        try (QuicPeer everywhere = new QuicPeer(q -> q.bind("0.0.0.0", 0).forceNio(nio));
                QuicPeer other = new QuicPeer(q -> q.bind("0.0.0.0", 0).forceNio(nio))) {
            for (InetAddress address : LocalAddresses.list()) {
                Endpoint asked = Endpoint.quic(
                        new InetSocketAddress(address, everywhere.address().getPort()));

                Connection out = other.tryDial(everywhere.id(), asked).connection();

                other.send(out, new byte[] {1});
                Connection in = everywhere.frame().connection();
                everywhere.send(in, new byte[] {2});
                assertThat(other.frame().connection()).as(asked.text()).isSameAs(out);
            }
            assertThat(other.count(TransportCounter.FOREIGN_SOURCE_PACKET)).isZero();
        }
    }

    @Test
    void addressThatComesGetsASocketAndOneThatGoesLosesItWithItsConnections() throws Exception {
        InetAddress stays = InetAddress.getByName("127.0.0.1");
        InetAddress changes = InetAddress.getByName("127.0.0.2");
        AtomicReference<List<InetAddress>> addresses = new AtomicReference<>(List.of(stays));
        try (QuicPeer everywhere = new QuicPeer(q -> q.bind("0.0.0.0", 0).localAddresses(addresses::get));
                QuicPeer other = new QuicPeer()) {
            int port = everywhere.address().getPort();
            Connection kept = other.tryDial(everywhere.id(), Endpoint.quic("127.0.0.1:" + port))
                    .connection();
            other.send(kept, new byte[] {1});
            Connection keptIn = everywhere.frame().connection();

            for (int round = 0; round < 2; round++) {
                addresses.set(List.of(stays, changes));
                everywhere.awaitOtherLocalEndpoints();
                Connection out = other.tryDial(everywhere.id(), Endpoint.quic("127.0.0.2:" + port))
                        .connection();
                other.send(out, new byte[] {2});
                Connection in = everywhere.frame().connection();

                addresses.set(List.of(stays));
                everywhere.awaitOtherLocalEndpoints();
                assertThat(everywhere.closed()).isEqualTo(new QuicPeer.Closed(in, CloseReason.ADDRESS_GONE));
                assertThat(other.closed().connection()).isSameAs(out);
            }

            everywhere.send(keptIn, new byte[] {3});
            assertThat(other.frame().connection())
                    .as("the edge of the other address")
                    .isSameAs(kept);
        }
    }

    @Test
    void wildcardListensOnSixtyFourAddressesAtMost() throws Exception {
        assumeTrue(System.getProperty("os.name").startsWith("Linux"), "every address of 127.0.0.0/8 is this host's");
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 1; i <= 66; i++) {
            addresses.add(InetAddress.getByName("127.9.0." + i));
        }
        try (QuicPeer everywhere = new QuicPeer(q -> q.bind("0.0.0.0", 0).localAddresses(() -> addresses))) {
            int port = everywhere.address().getPort();
            assertThatThrownBy(() -> new DatagramSocket(QuicPeer.socketAddress("127.9.0.64", port)).close())
                    .hasMessageContaining("in use");
            new DatagramSocket(QuicPeer.socketAddress("127.9.0.65", port)).close();
        }
    }

    @Test
    void portThatIsTakenAtOneAddressFailsAWildcard() throws Exception {
        try (DatagramSocket holder = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0))) {
            assertThatThrownBy(() -> new QuicPeer(q -> q.bind("0.0.0.0", holder.getLocalPort())).close())
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("already in use");
        }
    }

    @Test
    void wildcardTakesAPortFromEverybodyElse() throws Exception {
        try (QuicPeer everywhere = new QuicPeer(q -> q.bind("0.0.0.0", 0))) {
            int port = everywhere.address().getPort();
            assertThatThrownBy(() -> new QuicPeer(q -> q.bind("0.0.0.0", port)).close())
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("already in use");
        }
    }

    @Test
    void dialWithoutARouteFailsAtOnceAndSaysWhy() throws Exception {
        try (QuicPeer loopback = new QuicPeer()) {
            DialFailure failure = loopback.tryDial(loopback.id(), Endpoint.quic("[2001:db8::1]:4242"))
                    .failure();
            assertThat(failure.reason()).isEqualTo(DialFailure.Reason.NO_ROUTE);
            assertThat(failure.detail()).startsWith("this host has no route from 127.0.0.1 to 2001:db8");
        }
    }

    /** Any peer may tell addresses of the other family. */
    @Test
    void dialFromAnAddressOfIpv6ToOneOfIpv4FailsAtOnceAndAPunchIsCounted() throws Exception {
        assumeTrue(hasIpv6(), "no IPv6 on this host");
        Endpoint target = Endpoint.quic("192.0.2.1:4242");
        try (QuicPeer six = new QuicPeer(q -> q.bind("::1", 0))) {
            DialFailure failure = six.tryDial(six.id(), target).failure();
            six.transport.loop().execute(() -> six.transport.punch(target));

            assertThat(failure.reason()).isEqualTo(DialFailure.Reason.NO_ROUTE);
            assertThat(failure.detail()).endsWith("one is IPv4, the other IPv6");
            assertThat(six.openMedia(six.id(), target).failure().reason()).isEqualTo(DialFailure.Reason.NO_ROUTE);
            assertThat(six.count(TransportCounter.SEND_UNREACHABLE)).isOne();
        }
    }

    @Test
    void wildcardIsNeverTold() {
        try (QuicPeer peer = new QuicPeer(q -> q.bind("0.0.0.0", 0))) {
            assertThat(peer.transport.localEndpoints()).isNotEmpty().allSatisfy(endpoint -> {
                InetSocketAddress address = Objects.requireNonNull(endpoint.toSocketAddress());
                assertThat(address.getAddress().isAnyLocalAddress()).isFalse();
                assertThat(address.getPort()).isEqualTo(peer.address().getPort());
                assertThat(Endpoint.quic(address)).isEqualTo(endpoint);
            });
        }
    }

    @Test
    void portIsFreeAfterClose() throws Exception {
        int port;
        try (QuicPeer peer = new QuicPeer()) {
            port = peer.address().getPort();
        }
        try (DatagramSocket again = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", port))) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void onlyConcreteLiteralsAreDialed() throws Exception {
        try (QuicPeer peer = new QuicPeer()) {
            for (String text : new String[] {
                "0.0.0.0:4242",
                "[::]:4242",
                "224.0.0.1:4242",
                "255.255.255.255:4242",
                "127.0.0.1:0",
                "localhost:4242",
                "",
                "[ff02::1]:5"
            }) {
                assertThat(peer.tryDial(peer.id(), Endpoint.quic(text))
                                .failure()
                                .reason())
                        .as(text)
                        .isEqualTo(DialFailure.Reason.BAD_ENDPOINT);
            }
            assertThat(peer.tryDial(peer.id(), Endpoint.of("mem", "127.0.0.1:4242"))
                            .failure()
                            .reason())
                    .isEqualTo(DialFailure.Reason.BAD_ENDPOINT);
        }
    }

    @Test
    void cancelledDialFailsOnce() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint());
                QuicPeer client = new QuicPeer()) {
            proxy.cutToClient = true;
            long operation = client.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(5));
            server.await("a handshake", () -> server.transport.occupancy().handshakes() == 1);
            client.onLoop(() -> {
                client.transport.cancelDial(operation);
                client.transport.cancelDial(operation);
                client.transport.cancelDial(4711);
                assertThat(client.dialed).as("answers come in a later turn").isEmpty();
                return null;
            });
            QuicPeer.Dialed answer = client.answer();
            assertThat(answer.operation()).isEqualTo(operation);
            assertThat(answer.failure().reason()).isEqualTo(DialFailure.Reason.CANCELLED);
            client.awaitNothingLeft();
            assertThat(client.dialed).isEmpty();
        }
    }

    @Test
    void dialCancelledInTheSameTurnSendsNothing() throws Exception {
        try (QuicPeer server = new QuicPeer();
                QuicPeer client = new QuicPeer()) {
            client.onLoop(() -> {
                client.transport.dial(1, server.id(), server.endpoint(), TimeUnit.SECONDS.toNanos(5));
                client.transport.cancelDial(1);
                return null;
            });
            assertThat(client.answer().failure().reason()).isEqualTo(DialFailure.Reason.CANCELLED);
            client.awaitNothingLeft();
            assertThat(server.transport.occupancy()).isEqualTo(QuicPeer.NOTHING);
        }
    }

    @Test
    void closingFailsTheDialsUnderWay() throws Exception {
        try (QuicPeer server = new QuicPeer();
                UdpProxy proxy = new UdpProxy(server.endpoint())) {
            QuicPeer client = new QuicPeer();
            proxy.cutToClient = true;
            client.startDial(server.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(5));
            server.await("a handshake", () -> server.transport.occupancy().handshakes() == 1);
            client.close();
            assertThat(client.answer().failure().reason()).isEqualTo(DialFailure.Reason.CLOSED);
        }
    }

    @Test
    void lifecycleIsChecked() throws Exception {
        try (QuicPeer peer = new QuicPeer()) {
            assertThatThrownBy(() -> peer.transport.start(peer)).isInstanceOf(NodeStateException.class);
            assertThat(peer.onLoop(() -> {
                        assertThatThrownBy(peer.transport::close).isInstanceOf(NodeStateException.class);
                        return Thread.currentThread().getName();
                    }))
                    .isEqualTo("nodenet-" + peer.id().shortText());
        }
    }

    @Test
    void epollIsUsedWhereItIs() {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        assertThat(QuicNativeSupport.choose(false).isEpoll()).isEqualTo(linux && Epoll.isAvailable());
        assertThat(QuicNativeSupport.choose(true).isEpoll()).isFalse();
    }

    private static boolean hasIpv6() throws Exception {
        try (DatagramSocket probe = new DatagramSocket(QuicPeer.socketAddress("::1", 0))) {
            return probe.getLocalAddress() instanceof Inet6Address;
        } catch (SocketException none) {
            return false;
        }
    }
}
