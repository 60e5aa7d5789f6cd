package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class CannotBindExceptionTest {
    @Test
    void bindFailuresNameTheRemedy() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 53);
        assertThat(CannotBindException.of(address, new BindException("Address already in use")))
                .hasMessageContaining("port 53/udp is already in use");
        assertThat(CannotBindException.of(address, new BindException("Permission denied")))
                .hasMessageContaining("above 1023");
        assertThat(CannotBindException.of(address, new BindException("odd")))
                .hasMessageContaining("odd")
                .hasMessageContaining("53");
    }

    @Test
    void missingIpv6IsNamed() {
        assertThat(CannotBindException.of(
                        new InetSocketAddress("2001:db8::1", 5),
                        new SocketException("newSocketDgram(..) failed: Address family not supported by protocol")))
                .hasMessageStartingWith("this host has no IPv6");
    }
}
