package io.nodenet.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nodenet.Vectors;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void scopeZeroOfEpollIsNoZone() throws UnknownHostException {
        InetAddress scoped = Inet6Address.getByAddress(null, ipv6("20010db8"), 0);

        assertThat(scoped.getHostAddress()).endsWith("%0");
        assertThat(Endpoint.quic(new InetSocketAddress(scoped, 7))).isEqualTo(Endpoint.quic("[2001:db8::]:7"));
    }

    @Test
    void zoneSurvivesTheWayToASocketAddressAndBack() throws UnknownHostException {
        InetSocketAddress scoped = new InetSocketAddress(Inet6Address.getByAddress(null, ipv6("fe80"), 3), 7);
        Endpoint endpoint = Endpoint.quic(scoped);

        assertThat(endpoint.text()).isEqualTo("[fe80::%3]:7");
        assertThat(endpoint.toSocketAddress()).isEqualTo(scoped);
        assertThat(Endpoint.quic("[fe80::%eth0]:7").toSocketAddress()).isNull();
    }

    @Test
    void mappedAddressThatTheSocketReportsIsUnwrapped() throws UnknownHostException {
        byte[] mapped = ipv6("00000000000000000000ffffc0000207");
        InetSocketAddress address = new InetSocketAddress(Inet6Address.getByAddress(null, mapped, 0), 443);

        assertThat(Endpoint.quic(address).text()).isEqualTo("192.0.2.7:443");
    }

    @Test
    void onlyALiteralOfTheFamilyQuicIsASocketAddress() {
        assertThat(Endpoint.quic("192.0.2.7:443").toSocketAddress()).isEqualTo(new InetSocketAddress("192.0.2.7", 443));
        assertThat(Endpoint.of("mem", "192.0.2.7:443").toSocketAddress()).isNull();
        for (String text : List.of("localhost:443", "node-3", "", "192.0.2.7", "010.0.0.1:1", "1:1", "0x7f000001:1")) {
            assertThat(Endpoint.quic(text).toSocketAddress()).as(text).isNull();
        }
    }

    @Test
    void unresolvedAddressIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.quic(InetSocketAddress.createUnresolved("example.invalid", 1)));
    }

    @Test
    void onlyTheAllEmptyAddressIsEmpty() {
        assertThat(Endpoint.UNKNOWN.isEmpty()).isTrue();
        assertThat(Endpoint.of("", "")).isEqualTo(Endpoint.UNKNOWN);
        assertThat(Endpoint.quic("").isEmpty()).isFalse();
        assertThat(Endpoint.of("", "x").isEmpty()).isFalse();
    }

    @Test
    void equalBytesAreEqualWhicheverWayTheyCame() {
        Endpoint endpoint = Endpoint.quic("192.0.2.7:443");
        byte[] joined = "..quic192.0.2.7:443".getBytes(StandardCharsets.US_ASCII);

        assertThat(Endpoint.of("quic", "192.0.2.7:443")).isEqualTo(endpoint).hasSameHashCodeAs(endpoint);
        assertThat(Endpoint.of(joined, 2, 4, 6, 13)).isEqualTo(endpoint);
        assertThat(Endpoint.of(endpoint.familyBytes(), endpoint.textBytes())).isEqualTo(endpoint);
        assertThat(endpoint).hasToString("quic://192.0.2.7:443");
        assertThat(endpoint).isNotEqualTo(Endpoint.quic("192.0.2.7:0443"));
    }

    private static byte[] ipv6(String prefix) {
        return Vectors.unhex(prefix + "0".repeat(32 - prefix.length()));
    }

    @Test
    void privateAddressesAreThoseOfOneSite() {
        assertThat(Stream.of(
                        "10.0.0.0",
                        "10.255.255.255",
                        "172.16.0.0",
                        "172.31.255.255",
                        "192.168.0.1",
                        "100.64.0.0",
                        "100.127.255.255",
                        "[fc00::1]",
                        "[fdff::1]",
                        "[::ffff:10.0.0.1]"))
                .allMatch(EndpointTest::isPrivate);
        assertThat(Stream.of(
                        "9.255.255.255",
                        "11.0.0.0",
                        "172.15.255.255",
                        "172.32.0.0",
                        "192.167.0.1",
                        "192.169.0.1",
                        "100.63.255.255",
                        "100.128.0.0",
                        "[fbff::1]",
                        "[fe00::1]",
                        "[2001:db8::1]"))
                .noneMatch(EndpointTest::isPrivate);
    }

    private static boolean isPrivate(String host) {
        IpPort literal = IpPort.parse(host + ":4242");
        assertThat(literal).as(host).isNotNull();
        return literal.isPrivate();
    }
}
