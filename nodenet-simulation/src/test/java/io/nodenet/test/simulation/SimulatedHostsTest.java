package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.NatKind;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where simulated hosts are, and what their nodes learn of it. */
class SimulatedHostsTest {
    private static final int MANY = 30_000;

    private final SimulatedOverlay overlay = SimulatedOverlay.seed(1).build();

    @Test
    void everyHostHasAPublicAddressInASubnetOfItsOwn() {
        EndpointFilter filter = new EndpointFilter(false);

        List<Endpoint> endpoints =
                Stream.generate(overlay::newEndpoint).limit(MANY).toList();

        assertThat(endpoints).allMatch(filter::permits).noneMatch(endpoint -> {
            IpPort literal = endpoint.ipPort();
            return literal == null || literal.isPrivate();
        });
        assertThat(endpoints.stream().map(SubnetKey::of).distinct()).hasSize(MANY);
    }

    @Test
    void nodeWithThreeNeighboursKnowsItsExternalAddress() {
        SimulatedNode hub = overlay.addNode();
        for (int i = 0; i < 3; i++) {
            overlay.addNode(hub);
        }

        overlay.advance(Duration.ofMinutes(3));

        assertThat(hub.core().reflexive().best()).contains(hub.transport().boundEndpoint());
        assertThat(hub.core().reflexive().nat()).isEqualTo(NatKind.NONE);
    }

    @Test
    void nodeBehindANatFindsThatOut() {
        SimulatedNode[] anchors = Stream.generate(overlay::addNode).limit(3).toArray(SimulatedNode[]::new);
        SimulatedNode inside =
                overlay.addNode(overlay.mint(), new HostProfile().withNat(NatProfile.PORT_RESTRICTED), anchors);

        overlay.advance(Duration.ofMinutes(3));

        assertThat(inside.core().reflexive().best()).contains(inside.transport().boundEndpoint());
        assertThat(inside.core().reflexive().nat()).isEqualTo(NatKind.ENDPOINT_INDEPENDENT);
    }
}
