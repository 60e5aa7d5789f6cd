package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.HostPort;
import io.nodenet.identity.Identity;
import io.nodenet.transport.quic.QuicTransport;
import io.nodenet.transport.quic.QuicTransportBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings of a node become those of its transport. */
class RunOptionsTest {
    private static final HostPort LOOPBACK = HostPort.parse("127.0.0.1:0");

    private static RunOptions options(int maxInbound) {
        return new RunOptions(
                Identity.generate(),
                LOOPBACK,
                0,
                List.of(),
                List.of(),
                maxInbound,
                3,
                null,
                0,
                3,
                false,
                false,
                Calls.NONE,
                null);
    }

    private static QuicTransportBuilder configured(RunOptions options) {
        QuicTransportBuilder[] configured = new QuicTransportBuilder[1];
        QuicTransport.factory(quic -> {
                    options.configure(quic);
                    configured[0] = quic.bind("127.0.0.1", 0);
                })
                .apply(options.identity())
                .close();
        return configured[0];
    }

    @Test
    void W34_transportTakesMoreConnectionsThanTheNodeSoThatTheNodeChooses() {
        assertThat(configured(options(7)))
                .extracting("maxInbound", "maxInboundPerAddress")
                .containsExactly(39, 3);
        assertThat(configured(options(0))).extracting("maxInbound").isEqualTo(32);
    }
}
