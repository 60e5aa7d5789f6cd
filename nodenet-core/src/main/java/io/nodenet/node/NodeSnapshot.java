package io.nodenet.node;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.DurationHistogram;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that a node knows of itself at one instant: the one source of metrics, health and the console (W-40).
 *
 * @param id the node's own ID
 * @param state where it is in its life
 * @param uptime since it was started, zero before
 * @param difficulty the leading zero bits that its network demands
 * @param endpoint the address that the socket is bound to, possibly a wildcard
 * @param endpoints the concrete addresses under which others may reach it, best first
 * @param reflexive where neighbours see it, as far as enough of them agree
 * @param phase how well connected it is
 * @param outgoingEdges how many edges it dialed
 * @param inboundEdges how many edges others dialed
 * @param edges all edges, nearest to the node first
 * @param anchors all anchors, in the order of configuration
 * @param limits the limits in use and how much of each is taken
 * @param counters what the node did, by name
 * @param drops what it dropped, by cause; every cause is present
 * @param transport what the transport counted, by name
 * @param loopTurns how long the turns of the node's loop took since it was made: a turn is one task or one burst of received packets, and
 *     everything else of the node waits meanwhile
 */
public record NodeSnapshot(
        NodeId id,
        NodeState state,
        Duration uptime,
        int difficulty,
        Endpoint endpoint,
        List<Endpoint> endpoints,
        ReflexiveAddress reflexive,
        ConnectivityPhase phase,
        int outgoingEdges,
        int inboundEdges,
        List<EdgeSnapshot> edges,
        List<AnchorSnapshot> anchors,
        Map<String, Limit> limits,
        Map<String, Long> counters,
        Map<String, Long> drops,
        Map<String, Long> transport,
        DurationHistogram.Snapshot loopTurns) {
    /**
     * A limit and its use.
     *
     * @param used how much is taken now
     * @param limit how much there is
     */
    public record Limit(long used, long limit) {}
}
