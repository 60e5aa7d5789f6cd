package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.nodenet.ConfigurationException;
import io.nodenet.address.Endpoint;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.socket.AddressKey;
import io.nodenet.transport.quic.socket.InboundSlots;
import io.nodenet.transport.quic.socket.InboundSlots.Verdict;
import io.nodenet.transport.quic.socket.LocalEndpoints;
import io.nodenet.transport.quic.socket.PeerPath;
import io.nodenet.transport.quic.socket.PeerPaths;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import io.nodenet.transport.quic.socket.UdpEndpoint;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts of the transport, each by itself. */
class QuicPartsTest {
    private static AddressKey key(String address) throws UnknownHostException {
        return AddressKey.of(QuicPeer.socketAddress(address, 0).getAddress());
    }

    @Test
    void addressesAreCountedByIpv4AddressAndByIpv6Prefix() throws Exception {
        assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
        assertThat(key("2001:db8::1")).isEqualTo(key("2001:db8:0:0:ffff::2")).isNotEqualTo(key("2001:db8:0:1::1"));
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = (byte) 192;
        mapped[14] = 2;
        mapped[15] = 1;
        assertThat(AddressKey.of(java.net.Inet6Address.getByAddress(null, mapped, 0)))
                .isEqualTo(key("192.0.2.1"));
        assertThat(key("::1")).isNotEqualTo(key("0.0.0.1"));
    }

    @Test
    void addressRefusalTakesNoSlot() throws Exception {
        InboundSlots admission = new InboundSlots(3, 2, 0);
        AddressKey a = key("192.0.2.1");
        AddressKey b = key("192.0.2.2");
        assertThat(admission.admit(a)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(a)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(a)).isEqualTo(Verdict.REFUSED_ADDRESS);
        assertThat(admission.admit(b)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(b)).isEqualTo(Verdict.REFUSED_TOTAL);
        admission.release(a);
        assertThat(admission.admit(b)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.connections()).isEqualTo(3);
    }

    @Test
    void handshakesAreBoundedInTotalAndPerAddress() throws Exception {
        InboundSlots admission = new InboundSlots(0, 2, 3);
        AddressKey a = key("192.0.2.1");
        AddressKey b = key("192.0.2.2");
        admission.beginHandshake(a);
        admission.beginHandshake(a);
        assertThat(admission.mayBeginHandshake(a)).isFalse();
        assertThat(admission.mayBeginHandshake(b)).isTrue();
        admission.beginHandshake(b);
        assertThat(admission.mayBeginHandshake(b)).isFalse();
        admission.endHandshake(a);
        assertThat(admission.mayBeginHandshake(a)).isTrue();
    }

    @Test
    void localEndpointsAreConcreteIpv4First() throws Exception {
        List<InetAddress> addresses = List.of(
                QuicPeer.socketAddress("::1", 0).getAddress(),
                QuicPeer.socketAddress("fd00::7", 0).getAddress(),
                QuicPeer.socketAddress("fe80::1", 0).getAddress(),
                QuicPeer.socketAddress("2001:db8::7", 0).getAddress(),
                QuicPeer.socketAddress("127.0.0.1", 0).getAddress(),
                QuicPeer.socketAddress("169.254.1.1", 0).getAddress(),
                QuicPeer.socketAddress("192.168.1.7", 0).getAddress(),
                QuicPeer.socketAddress("192.168.1.7", 0).getAddress());
        assertThat(LocalEndpoints.of(4242, addresses))
                .extracting(Endpoint::text)
                .containsExactly("192.168.1.7:4242", "[2001:db8::7]:4242", "[fd00::7]:4242");
        assertThat(LocalEndpoints.of(4242, addresses.subList(0, 1)))
                .extracting(Endpoint::text)
                .containsExactly("127.0.0.1:4242");
        assertThat(LocalEndpoints.of(QuicPeer.socketAddress("192.0.2.7", 5)))
                .extracting(Endpoint::text)
                .containsExactly("192.0.2.7:5");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,linux-x86_64",
        "Linux,aarch64,linux-aarch_64",
        "Mac OS X,x86_64,osx-x86_64",
        "Mac OS X,aarch64,osx-aarch_64",
        "Windows 11,amd64,windows-x86_64"
    })
    void missingLibraryNamesTheArtifact(String os, String arch, String classifier) {
        assertThat(QuicNativeSupport.missing(os, arch, null))
                .hasMessageContaining("library for " + classifier)
                .hasMessageContaining("io.netty:netty-codec-native-quic:" + classifier);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11,aarch64", "Linux,riscv64", "FreeBSD,amd64"})
    void platformWithoutALibraryIsNamed(String os, String arch) {
        assertThat(QuicNativeSupport.missing(os, arch, new UnsatisfiedLinkError()))
                .hasMessageContaining(os + " on " + arch)
                .hasMessageContaining("linux-x86_64");
    }

    @Test
    void bindFailuresNameTheRemedy() {
        InetSocketAddress address = QuicPeer.socketAddress("127.0.0.1", 53);
        assertThat(UdpEndpoint.cannotBind(address, new BindException("Address already in use")))
                .hasMessageContaining("port 53/udp is already in use");
        assertThat(UdpEndpoint.cannotBind(address, new BindException("Permission denied")))
                .hasMessageContaining("above 1023");
        assertThat(UdpEndpoint.cannotBind(address, new BindException("odd")))
                .hasMessageContaining("odd")
                .hasMessageContaining("53");
    }

    @Test
    void connectionIdsOfOneConnectionShareItsPath() {
        PeerPaths paths = new PeerPaths(new SecureRandom());
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        paths.initialFrom(QuicPeer.socketAddress("192.0.2.1", 1));
        ByteBuffer first = paths.newId(ByteBuffer.allocate(4), original, 8);
        PeerPath path = paths.takeNewest();
        Objects.requireNonNull(path);
        assertThat(paths.find(0x0102030405060708L)).isSameAs(path);
        assertThat(paths.find(first.getLong(0))).isSameAs(path);
        ByteBuffer second = paths.newId(first.duplicate(), 8);
        assertThat(second).isNotEqualTo(first);
        assertThat(paths.find(second.getLong(0))).isSameAs(path);
        assertThat(path.address().getHostAddress()).isEqualTo("192.0.2.1");
        paths.remove(path);
        assertThat(paths.size()).isZero();
    }

    @Test
    void connectionThatWasNeverSetUpLeavesNoIds() {
        PeerPaths paths = new PeerPaths(new SecureRandom());
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        paths.initialFrom(QuicPeer.socketAddress("192.0.2.1", 1));
        paths.newId(ByteBuffer.allocate(0), original, 8);
        paths.initialFrom(QuicPeer.socketAddress("192.0.2.2", 1));
        assertThat(paths.size()).isZero();
        assertThat(paths.takeNewest()).isNull();
    }

    @Test
    void clocksStandStillWithinATurn() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            EventLoopNodeLoop loop = new EventLoopNodeLoop(group.next());
            group.next()
                    .submit(() -> loop.run(() -> {
                        long nanos = loop.nanos();
                        long wall = loop.wallNanos();
                        long until = System.nanoTime() + 2_000_000;
                        while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                        assertThat(loop.nanos()).isEqualTo(nanos);
                        assertThat(loop.wallNanos()).isEqualTo(wall);
                        loop.run(() -> assertThat(loop.nanos()).isEqualTo(nanos));
                    }))
                    .get(5, TimeUnit.SECONDS);
            group.next()
                    .submit(() -> {
                        long first = loop.nanos();
                        long second;
                        do {
                            second = loop.nanos();
                        } while (second == first);
                        assertThat(second).isGreaterThan(first);
                    })
                    .get(5, TimeUnit.SECONDS);
            assertThat(Math.abs(loop.wallNanos() - System.currentTimeMillis() * 1_000_000))
                    .isLessThan(1_000_000_000L);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void invalidSettingsNameTheSettingAndTheRemedy() {
        List<Consumer<QuicTransportBuilder>> wrong = List.of(
                q -> q.bind("example.org", 4242),
                q -> q.bind("127.0.0.1", 65_536),
                q -> q.bind(InetSocketAddress.createUnresolved("example.org", 1)),
                q -> q.handshakeTimeout(Duration.ZERO),
                q -> q.frameTimeout(Duration.ofSeconds(-1)),
                q -> q.idleTimeout(Duration.ZERO),
                q -> q.aggregationBytes(10),
                q -> q.maxSurplusStreams(0),
                q -> q.sendDeadline(Duration.ofSeconds(Long.MAX_VALUE)));
        List<String> names = List.of(
                "bind",
                "bind",
                "bind",
                "handshakeTimeout",
                "frameTimeout",
                "idleTimeout",
                "aggregationBytes",
                "maxSurplusStreams",
                "sendDeadline");
        for (int i = 0; i < wrong.size(); i++) {
            Consumer<QuicTransportBuilder> settings = wrong.get(i);
            assertThatThrownBy(() -> QuicTransport.factory(settings))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith(names.get(i) + ": ");
        }
    }
}
