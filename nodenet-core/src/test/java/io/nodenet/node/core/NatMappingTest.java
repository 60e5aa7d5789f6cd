package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a node behind a NAT is reached over an edge that nobody uses. */
class NatMappingTest {
    /** Little more than the longest pause between two pings: an idle time of 5 s, and a look at it each second or so. */
    private static final Duration MAPPING = Duration.ofSeconds(7);

    private final Overlay overlay = new Overlay(19);
    private final SimNode coordinator = overlay.quietNode();

    /** Has a node behind a NAT dial the coordinator. */
    private SimNode dialer(boolean keepsAlive) {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity,
                Overlay.config(identity, 0).upkeep(keepsAlive).build(),
                Endpoint.quic("203.0.113.1:4242"),
                new HostProfile().withNat(NatProfile.CARRIER).withMappingTimeout(MAPPING));
        node.start(Endpoint.quic("192.168.1.2:4242"));
        overlay.edge(node, coordinator);
        return node;
    }

    @Test
    void B19_withoutKeepaliveNothingArrivesOnceTheMappingIsGone() {
        SimNode node = dialer(false);
        overlay.runFor(MAPPING.multipliedBy(2));

        coordinator.send(node.id(), "too late");
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(node.texts()).isEmpty();
    }

    @Test
    void B19_keepaliveHoldsTheMappingOfAnEdgeThatNobodyUses() {
        SimNode node = dialer(true);
        Endpoint seenBefore =
                coordinator.core().edges().get(node.id()).current().connection().remoteEndpoint();
        overlay.runFor(Duration.ofMinutes(30));

        coordinator.send(node.id(), "in time");
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.texts()).containsExactly("in time");
        assertThat(coordinator
                        .core()
                        .edges()
                        .get(node.id())
                        .current()
                        .connection()
                        .remoteEndpoint())
                .as("the mapping of the first minute")
                .isEqualTo(seenBefore);
        assertThat(node.events(NodeEvent.PeerDisconnected.class)).isEmpty();
    }
}
