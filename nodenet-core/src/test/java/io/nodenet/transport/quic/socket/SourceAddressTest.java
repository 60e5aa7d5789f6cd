package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class SourceAddressTest {
    @Test
    void packetsToThisHostLeaveFromIt() throws Exception {
        assertThat(SourceAddress.towards(new InetSocketAddress("127.0.0.1", 4242), null)
                        .getHostAddress())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void addressThatCannotReachThePeerIsNamed() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        assertThatThrownBy(() -> SourceAddress.towards(new InetSocketAddress("2001:db8::1", 4242), loopback))
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessageStartingWith("this host has no route from 127.0.0.1 to 2001:db8:0:0:0:0:0:1: ");
    }

    @Test
    void addressOfIpv6CannotReachAPeerOfIpv4() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        assertThatThrownBy(() -> SourceAddress.towards(new InetSocketAddress("192.0.2.1", 4242), loopback))
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessage("this host has no route from 0:0:0:0:0:0:0:1 to 192.0.2.1: one is IPv4, the other IPv6");
    }
}
