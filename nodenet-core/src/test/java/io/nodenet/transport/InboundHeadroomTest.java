package io.nodenet.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.transport.memory.HostProfile;
import org.junit.jupiter.api.Test;

/** The cap of a transport lies above that of its node, which chooses whose connection ends (W-34). */
class InboundHeadroomTest {
    @Test
    void W34_transportTakesThirtyTwoMoreThanTheNode() {
        assertThat(Transport.maxInboundFor(CoreConfig.DEFAULT_MAX_INBOUND_EDGES))
                .isEqualTo(288);
        assertThat(Transport.DEFAULT_MAX_INBOUND).isEqualTo(288);
        assertThat(new HostProfile().maxInbound()).isEqualTo(288);
    }

    @Test
    void nodeWithoutInboundEdgesHasATransportWithACapAllTheSame() {
        assertThat(Transport.maxInboundFor(0)).isEqualTo(Transport.INBOUND_HEADROOM);
    }

    @Test
    void capDoesNotOverflow() {
        assertThat(Transport.maxInboundFor(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }
}
