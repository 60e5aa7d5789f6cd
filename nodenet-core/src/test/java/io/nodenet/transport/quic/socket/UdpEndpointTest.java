package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class UdpEndpointTest {
    @Test
    void bindFailuresNameTheRemedy() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 53);
        assertThat(UdpEndpoint.cannotBind(address, new BindException("Address already in use")))
                .hasMessageContaining("port 53/udp is already in use");
        assertThat(UdpEndpoint.cannotBind(address, new BindException("Permission denied")))
                .hasMessageContaining("above 1023");
        assertThat(UdpEndpoint.cannotBind(address, new BindException("odd")))
                .hasMessageContaining("odd")
                .hasMessageContaining("53");
    }
}
