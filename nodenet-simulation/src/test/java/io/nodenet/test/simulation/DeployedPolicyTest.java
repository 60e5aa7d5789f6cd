package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.NodeCounter;
import io.nodenet.routing.Edge;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulated node that looks after its edges as deployed nodes do (docs/protocol/08, section 9). */
class DeployedPolicyTest {
    private static final HostProfile HOST = new HostProfile();
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedOverlay overlay = SimulatedOverlay.seed(93).build();

    private SimulatedNode deployed(SimulatedNode... anchors) {
        return overlay.addDeployedNode(overlay.mint(), HOST, anchors);
    }

    private static long count(SimulatedNode node, NodeCounter counter) {
        return node.core().counters().get(counter);
    }

    @ParameterizedTest
    @CsvSource({"BOOTSTRAP, 8", "CRITICAL, 8", "URGENT, 4", "NEEDS_FILL, 2", "NORMAL, 0"})
    void dialsOfATickFollowTheBand(ConnectivityPhase phase, int dials) {
        assertThat(DeployedPolicy.wanted(phase)).isEqualTo(dials);
    }

    @Test
    void nothingIsAskedBeforeThirtySecondsAndNobodyDialedButTheAnchor() {
        SimulatedNode anchor = overlay.addNode();
        for (int i = 0; i < 10; i++) {
            overlay.addNode(anchor);
        }
        overlay.advance(SECOND);
        SimulatedNode node = deployed(anchor);

        overlay.advance(Duration.ofSeconds(29));
        assertThat(count(node, NodeCounter.SIBLING_REQUESTS)).isZero();
        assertThat(count(node, NodeCounter.LOOKUPS)).isZero();
        assertThat(count(node, NodeCounter.CONTACTS_DIALED)).isZero();

        overlay.advance(Duration.ofSeconds(2));
        assertThat(count(node, NodeCounter.SIBLING_REQUESTS)).isPositive();
        overlay.advance(Duration.ofSeconds(30));
        assertThat(count(node, NodeCounter.LOOKUPS)).isBetween(1L, 2L);
    }

    @Test
    void contactsThatAreKnownAreDialedAtTheNextTickAtMostEightOfThem() {
        SimulatedNode anchor = overlay.addNode();
        for (int i = 0; i < 30; i++) {
            overlay.addNode(overlay.mint(), HOST, anchor);
        }
        overlay.advance(Duration.ofMinutes(1));
        SimulatedNode node = deployed(anchor);
        overlay.advance(Duration.ofMillis(30_500));
        assertThat(node.core().edges().outboundCount()).isLessThanOrEqualTo(3);

        overlay.advance(Duration.ofSeconds(5));

        assertThat(count(node, NodeCounter.CONTACTS_DIALED)).isBetween(1L, 8L);
    }

    @Test
    void outboundEdgesAreNeverLetGo() {
        SimulatedNode anchor = overlay.addNode();
        for (int i = 0; i < 40; i++) {
            deployed(anchor);
        }
        overlay.advance(Duration.ofMinutes(3));
        SimulatedNode node = overlay.nodes().get(20);
        int before = node.core().edges().outboundCount();

        overlay.advance(Duration.ofMinutes(5));

        assertThat(before).isGreaterThan(8);
        assertThat(node.core().edges().outboundCount()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void nobodyIsKnownAsALeaf() {
        SimulatedNode anchor = overlay.addNode();
        SimulatedNode node = deployed(anchor);
        SimulatedNode leaf = overlay.addNode(overlay.mint(), HOST.withNat(NatProfile.PORT_RESTRICTED), node);
        overlay.advance(Duration.ofMinutes(2));

        node.send(leaf.id(), "hello");

        assertThat(node.core().edges().edges()).isNotEmpty().noneMatch(Edge::isLeaf);
    }
}
