package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.ConfigurationException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuicTransportBuilderTest {
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
                q -> q.firstFrameTimeout(Duration.ZERO),
                q -> q.firstFrameTimeout(Duration.ofSeconds(-1)),
                q -> q.sendDeadline(Duration.ZERO),
                q -> q.sendDeadline(Duration.ofSeconds(-5)),
                q -> q.idleTimeout(Duration.ofDays(1_000_000)),
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
                "firstFrameTimeout",
                "firstFrameTimeout",
                "sendDeadline",
                "sendDeadline",
                "idleTimeout",
                "sendDeadline");
        for (int i = 0; i < wrong.size(); i++) {
            Consumer<QuicTransportBuilder> settings = wrong.get(i);
            assertThatThrownBy(() -> QuicTransport.factory(settings))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageMatching(names.get(i) + "(:| is) .*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%eth0", "fe80::1%1", "fe80::1", "169.254.1.1"})
    void linkLocalAddressIsRefusedWithTheReason(String address) {
        assertThatThrownBy(() -> QuicTransport.factory(q -> q.bind(address, 4242)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("bind: " + address + " is a link-local address, which other nodes do not dial");
    }
}
