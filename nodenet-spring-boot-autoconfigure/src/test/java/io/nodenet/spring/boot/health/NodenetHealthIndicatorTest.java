package io.nodenet.spring.boot.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodenetPeers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class NodenetHealthIndicatorTest {
    private static final AnchorEntry ANCHOR = AnchorEntry.parse("2".repeat(64) + "@192.0.2.7:4242");

    private static final UpkeepState UPKEEP = new UpkeepState(3, 16, 4, 5, 70);

    private static final EdgeSnapshot EDGE = new EdgeSnapshot(
            NodeId.parse("3".repeat(64)),
            PathKind.DIRECT,
            true,
            Endpoint.quic("192.0.2.7:1"),
            2,
            true,
            true,
            true,
            Duration.ZERO,
            Duration.ZERO,
            null,
            null,
            Duration.ZERO,
            null);

    private static NodeSnapshot snapshot(NodeState state, int seconds, int inbound, int outbound, int anchors) {
        return snapshot(state, seconds, inbound, outbound, anchors, ClockSkew.UNKNOWN);
    }

    private static NodeSnapshot snapshot(
            NodeState state, int seconds, int inbound, int outbound, int anchors, ClockSkew clock) {
        return new NodeSnapshot(
                NodeId.parse("1".repeat(64)),
                state,
                Duration.ofSeconds(seconds),
                16,
                NodeSnapshot.Addresses.NONE,
                new NodeSnapshot.Connectivity(
                        ConnectivityPhase.BOOTSTRAP, outbound, inbound, Collections.nCopies(inbound + outbound, EDGE)),
                List.of(),
                UPKEEP,
                List.of(),
                clock,
                List.of(new AnchorSnapshot(ANCHOR, AnchorState.WAITING, 3, "refused"))
                        .subList(0, anchors),
                Map.of(),
                NodeCounters.ZERO);
    }

    @ParameterizedTest(name = "{0} for {1} s, {2} in, {3} out, {4} anchors: {5}")
    @CsvSource({
        "RUNNING, 30, 0, 0, 1, UP",
        "RUNNING, 31, 0, 0, 1, OUT_OF_SERVICE",
        "RUNNING, 31, 1, 0, 1, UP",
        "RUNNING, 31, 0, 1, 1, UP",
        "RUNNING, 31, 0, 0, 0, UP",
        "NEW, 0, 0, 0, 0, OUT_OF_SERVICE",
        "STOPPING, 31, 1, 1, 1, OUT_OF_SERVICE",
        "CLOSED, 31, 0, 0, 0, OUT_OF_SERVICE",
        "FAILED, 31, 1, 1, 1, DOWN"
    })
    void nodeIsOutOfServiceIfItDoesNotRunOrHasLostItsNetwork(
            NodeState state, int seconds, int inbound, int outbound, int anchors, String status) {
        NodeSnapshot snapshot = snapshot(state, seconds, inbound, outbound, anchors);

        Health health = new NodenetHealthIndicator(() -> snapshot, NodenetPeers.NONE).health();

        assertThat(health.getStatus()).isEqualTo(new Status(status));
        assertThat(health.getDetails())
                .containsEntry("state", state.name())
                .containsEntry("inboundEdges", inbound)
                .containsEntry("outboundEdges", outbound)
                .containsEntry("anchors", anchors);
        assertThat(health.getDetails()).as("of each edge here").containsEntry("duplicateIdentities", (long)
                (inbound + outbound));
        assertThat(health.toString()).doesNotContain("192.0.2.7", "2222", "1111");
    }

    @Test
    void missingEdgesAreADetailAndTakeNothingOutOfService() {
        NodeSnapshot incomplete = snapshot(NodeState.RUNNING, 31, 0, 1, 1);

        Health health = new NodenetHealthIndicator(() -> incomplete, NodenetPeers.NONE).health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry(
                        "upkeep",
                        Map.of(
                                "siblings", 3,
                                "siblingsWanted", 16,
                                "bucketsCovered", 4,
                                "bucketsPopulated", 5,
                                "contacts", 70))
                .containsEntry("connectedAnchors", 0L)
                .containsEntry("releasedAnchors", 0L);
    }

    @Test
    void clockThatIsOffIsNamedAndTakesNothingOutOfService() {
        NodeSnapshot skewed = snapshot(NodeState.RUNNING, 31, 0, 1, 1, new ClockSkew(Duration.ofSeconds(-120), 3));

        Health health = new NodenetHealthIndicator(() -> skewed, NodenetPeers.NONE).health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("clockSkew", "120 s behind");
    }

    @Test
    void loopThatDoesNotAnswerIsDown() {
        Health health = new NodenetHealthIndicator(
                        () -> {
                            throw new NodenetTimeoutException("thrown on purpose");
                        },
                        NodenetPeers.NONE)
                .health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void peersThatHaveNamesAreShownByThemAndStrangersAreNot() {
        NodenetPeers peers = new NodenetPeers(Map.of("alice", EDGE.peer(), "bob", NodeId.parse("4".repeat(64))));
        NodeSnapshot connected = snapshot(NodeState.RUNNING, 60, 1, 0, 0);

        Health health = new NodenetHealthIndicator(() -> connected, peers).health();

        assertThat(health.getDetails()).containsEntry("peers", Map.of("alice", "direct", "bob", "none"));
    }
}
