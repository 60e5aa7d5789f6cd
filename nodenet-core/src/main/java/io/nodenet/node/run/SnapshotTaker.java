package io.nodenet.node.run;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.ContactSnapshot;
import io.nodenet.fact.Limit;
import io.nodenet.fact.UpkeepState;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.MediaSnapshot;
import io.nodenet.node.Node;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSettings;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.call.MediaSlots;
import io.nodenet.node.core.connect.PathUpgrade;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.Transport;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the state of a node into the records that an application sees. Belongs to the loop, except {@link #counters}. */
final class SnapshotTaker {
    private final NodeSettings settings;
    private final Transport transport;
    private final NodeCore core;
    private final Counts counts;
    private final Callbacks callbacks;
    private final Submissions submissions;

    SnapshotTaker(
            NodeSettings settings,
            Transport transport,
            NodeCore core,
            Counts counts,
            Callbacks callbacks,
            Submissions submissions) {
        this.settings = settings;
        this.transport = transport;
        this.core = core;
        this.counts = counts;
        this.callbacks = callbacks;
        this.submissions = submissions;
    }

    /**
     * Returns a snapshot.
     *
     * @param bound whether the transport's socket was bound
     */
    NodeSnapshot take(NodeState state, Duration uptime, boolean bound) {
        EdgeTable table = core.edges();
        return new NodeSnapshot(
                settings.identity().nodeId(),
                state,
                uptime,
                settings.difficulty(),
                bound
                        ? new NodeSnapshot.Addresses(
                                transport.boundEndpoint(), localEndpoints(), core.reflexive(), core.natEvidence())
                        : NodeSnapshot.Addresses.NONE,
                new NodeSnapshot.Connectivity(
                        table.phase(), table.outboundCount(), table.size() - table.outboundCount(), edges(table)),
                media(),
                upkeep(),
                nearestContacts(table),
                core.clockSkew(),
                core.anchors(),
                limits(table),
                counters());
    }

    /** Returns the state of upkeep; what is known now is counted now, while the edges were looked at a moment ago. */
    private UpkeepState upkeep() {
        UpkeepState state = core.upkeepState();
        return new UpkeepState(
                state.siblings(),
                state.siblingsWanted(),
                state.bucketsCovered(),
                state.bucketsPopulated(),
                core.knowledge().size());
    }

    private List<ContactSnapshot> nearestContacts(EdgeTable table) {
        KnownContact[] nearest = new KnownContact[NodeSnapshot.MAX_NEAREST_CONTACTS];
        int count = core.knowledge().closest(settings.identity().nodeId(), contact -> true, nearest);
        return Arrays.stream(nearest, 0, count)
                .map(contact -> new ContactSnapshot(contact.id(), contact.endpoints(), table.get(contact.id()) != null))
                .toList();
    }

    /** Returns what was counted. Any thread. */
    NodeCounters counters() {
        return NodeCounters.read(
                counts.events(),
                counts.drops(),
                transport.counters(),
                transport.mediaCounters(),
                transport.loop().turns());
    }

    /** Returns the concrete addresses of the node, advertised ones first. */
    private List<Endpoint> localEndpoints() {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        settings.advertised().stream().map(HostPort::toEndpoint).forEach(endpoints::add);
        endpoints.addAll(transport.localEndpoints());
        return List.copyOf(endpoints);
    }

    private Map<Limit, NodeSnapshot.Usage> limits(EdgeTable table) {
        return Map.of(
                Limit.INBOUND_EDGES,
                new NodeSnapshot.Usage(table.size() - table.outboundCount(), settings.maxInboundEdges()),
                Limit.PENDING_MESSAGES,
                callbacks.deliveries().messages(),
                Limit.PENDING_BYTES,
                callbacks.deliveries().bytes(),
                Limit.PENDING_EVENTS,
                callbacks.events().usage(),
                Limit.SUBMISSION_BYTES,
                submissions.usage(),
                Limit.DIRECT_BYTES,
                new NodeSnapshot.Usage(core.waitingBytes(), settings.maxWaitingBytes()),
                Limit.VERIFICATIONS,
                new NodeSnapshot.Usage(core.verificationsUnderWay(), NodeCore.MAX_VERIFICATIONS),
                Limit.KEPT_PEERS,
                new NodeSnapshot.Usage(core.keptPeers(), Node.MAX_KEPT_PEERS),
                Limit.RELAY_SESSIONS,
                new NodeSnapshot.Usage(core.relaySessions(), core.maxRelaySessions()),
                Limit.MEDIA_SESSIONS,
                new NodeSnapshot.Usage(core.media().inbound(), MediaSlots.MAX_INBOUND));
    }

    private List<MediaSnapshot> media() {
        long nowNanos = transport.loop().time().nanos();
        return core.media().views().stream()
                .map(view -> new MediaSnapshot(
                        view.connection().remoteId(),
                        view.connection().isOutbound(),
                        view.path(),
                        view.connection().remoteEndpoint(),
                        Duration.ofNanos(nowNanos - view.connection().openedNanos()),
                        view.connection().stats()))
                .toList();
    }

    private List<EdgeSnapshot> edges(EdgeTable table) {
        long nowNanos = transport.loop().time().nanos();
        return table.edges().stream().map(edge -> edge(edge, table, nowNanos)).toList();
    }

    private EdgeSnapshot edge(Edge edge, EdgeTable table, long nowNanos) {
        EdgeConnection current = edge.current();
        boolean measured = edge.roundTripNanos() >= 0;
        return new EdgeSnapshot(
                edge.id(),
                edge.path(),
                edge.isOutbound(),
                current == null ? Endpoint.UNKNOWN : current.connection().remoteEndpoint(),
                edge.connections().size(),
                edge.isDuplicated(),
                table.isSibling(edge),
                edge.isWritable(),
                Duration.ofNanos(nowNanos - edge.sinceNanos()),
                Duration.ofNanos(nowNanos - edge.lastReceivedNanos()),
                measured ? Duration.ofNanos(edge.roundTripNanos()) : null,
                measured ? edge.observedEndpoint() : null,
                Duration.ofNanos(current == null ? 0 : nowNanos - current.sinceNanos()),
                upgrade(core.upgradeHistory(edge), nowNanos));
    }

    private static EdgeSnapshot.@Nullable Upgrade upgrade(PathUpgrade.@Nullable History history, long nowNanos) {
        if (history == null) {
            return null;
        }
        boolean underWay = history.nextNanos() == PathUpgrade.UNDER_WAY;
        return new EdgeSnapshot.Upgrade(
                history.attempts(),
                history.attempts() == 0 ? null : Duration.ofNanos(nowNanos - history.endedNanos()),
                history.steps(),
                underWay ? null : Duration.ofNanos(Math.max(0, history.nextNanos() - nowNanos)));
    }
}
