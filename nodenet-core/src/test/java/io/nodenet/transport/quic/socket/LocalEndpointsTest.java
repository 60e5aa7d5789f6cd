package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalEndpointsTest {
    @Test
    void localEndpointsAreConcreteIpv4First() throws Exception {
        List<InetAddress> addresses = List.of(
                InetAddress.getByName("::1"),
                InetAddress.getByName("fd00::7"),
                InetAddress.getByName("fe80::1"),
                InetAddress.getByName("2001:db8::7"),
                InetAddress.getByName("127.0.0.1"),
                InetAddress.getByName("169.254.1.1"),
                InetAddress.getByName("192.168.1.7"),
                InetAddress.getByName("192.168.1.7"));
        assertThat(LocalEndpoints.of(4242, addresses))
                .extracting(Endpoint::text)
                .containsExactly("192.168.1.7:4242", "[2001:db8::7]:4242", "[fd00::7]:4242");
        assertThat(LocalEndpoints.of(4242, addresses.subList(0, 1)))
                .extracting(Endpoint::text)
                .containsExactly("127.0.0.1:4242");
        assertThat(LocalEndpoints.bound(new InetSocketAddress("192.0.2.7", 5)).text())
                .isEqualTo("192.0.2.7:5");
    }
}
