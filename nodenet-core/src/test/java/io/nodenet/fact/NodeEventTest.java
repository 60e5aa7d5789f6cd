package io.nodenet.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import org.junit.jupiter.api.Test;

/** What the log says of events. */
class NodeEventTest {
    private static final Endpoint HERE = Endpoint.quic("198.51.100.1:4242");

    @Test
    void L12_logTellsThatTheNodeRunsAndOfEachEdgeItsDirectionAndWhyItWent() {
        NodeEvent started = new NodeEvent.NodeStarted(NodeId.ZERO, HERE);
        NodeEvent up = new NodeEvent.PeerConnected(NodeId.ZERO, PathKind.PUNCHED, true, HERE);
        NodeEvent down = new NodeEvent.PeerDisconnected(NodeId.ZERO, CloseReason.SILENT);

        assertThat(started.describe()).isEqualTo("Node " + NodeId.ZERO + " runs at 198.51.100.1:4242");
        assertThat(up.describe())
                .isEqualTo("Edge to " + NodeId.ZERO + " at 198.51.100.1:4242 is up, outbound, punched");
        assertThat(down.describe()).isEqualTo("Edge to " + NodeId.ZERO + " is gone: silent");
        assertThat(started.isRoutine()).as("at INFO").isFalse();
        assertThat(down.isRoutine()).as("at DEBUG: peers cause it at will").isTrue();
    }
}
