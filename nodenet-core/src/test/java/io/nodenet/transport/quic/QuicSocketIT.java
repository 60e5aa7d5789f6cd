package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.nodenet.NodeStateException;
import io.nodenet.TransportException;
import io.nodenet.address.Endpoint;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
                .hasMessageStartingWith("192.0.2.7 is no address of this host");
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
