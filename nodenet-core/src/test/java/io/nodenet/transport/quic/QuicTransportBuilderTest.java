package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.ConfigurationException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

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
}
