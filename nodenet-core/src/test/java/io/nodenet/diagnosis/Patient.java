package io.nodenet.diagnosis;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaStats;
import io.nodenet.media.PathFigures;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.MediaSnapshot;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.transport.quic.QuicSupport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node and its host, healthy but for what a test changes. */
final class Patient {
    static final NodeId PEER = NodeId.parse("ab".repeat(32));
    static final int WANTED = 7 << 20;

    String system = "Linux";
    List<HostFacts.Interface> interfaces =
            List.of(face("lo", 65_536, "127.0.0.1"), face("eth0", 1500, "2001:db8::2", "192.0.2.2"));

    @Nullable
    String codecFailure;

    @Nullable
    String epollFailure;

    int receiveBuffer = WANTED;
    int sendBuffer = WANTED;

    NodeState state = NodeState.RUNNING;
    Duration uptime = Duration.ofMinutes(5);
    String bound = "0.0.0.0:4242";
    NatKind nat = NatKind.NONE;
    List<NatEvidence> evidence = List.of();
    ClockSkew clock = new ClockSkew(Duration.ofMillis(200), 5);
    long punches;
    final List<AnchorSnapshot> anchors = new ArrayList<>();
    final List<EdgeSnapshot> edges = new ArrayList<>();
    final List<MediaSnapshot> media = new ArrayList<>();

    Patient() {
        anchors.add(anchor(AnchorState.CONNECTED, null));
        edges.add(edge(false, PathKind.DIRECT, "198.51.100.7:4242", false));
    }

    static HostFacts.Interface face(String name, int mtu, String... addresses) {
        return new HostFacts.Interface(
                name, mtu, Stream.of(addresses).map(Patient::address).toList());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static AnchorSnapshot anchor(AnchorState state, @Nullable String failure) {
        return new AnchorSnapshot(
                AnchorEntry.parse(PEER + "@198.51.100.7:4242"), state, failure == null ? 0 : 3, failure);
    }

    static EdgeSnapshot edge(boolean outbound, PathKind path, String remote, boolean duplicated) {
        return new EdgeSnapshot(
                PEER,
                path,
                outbound,
                Endpoint.quic(remote),
                1,
                duplicated,
                false,
                true,
                Duration.ZERO,
                Duration.ZERO,
                null,
                null,
                Duration.ZERO,
                null);
    }

    static MediaSnapshot call(int maxPacketBytes) {
        PathFigures path = new PathFigures(Duration.ZERO, 0, 0, 0, 0, maxPacketBytes);
        return new MediaSnapshot(
                PEER,
                true,
                PathKind.DIRECT,
                Endpoint.quic("198.51.100.7:4242"),
                Duration.ZERO,
                new MediaStats(Map.of(), path));
    }

    HostFacts host() {
        return new HostFacts(
                system, interfaces, new QuicSupport(codecFailure, epollFailure, WANTED, receiveBuffer, sendBuffer));
    }

    NodeSnapshot node() {
        return new NodeSnapshot(
                NodeId.parse("01".repeat(32)),
                state,
                uptime,
                0,
                new NodeSnapshot.Addresses(
                        Endpoint.quic(bound), List.of(), new ReflexiveAddress(List.of(), nat), evidence),
                new NodeSnapshot.Connectivity(ConnectivityPhase.CRITICAL, 0, edges.size(), edges),
                media,
                UpkeepState.NONE,
                List.of(),
                clock,
                anchors,
                Map.of(),
                new NodeCounters(
                        Map.of(NodeCounter.PUNCHES_SENT, punches),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        NodeCounters.ZERO.loopTurns()));
    }

    Diagnosis diagnosis() {
        return Diagnosis.of(host(), node(), Diagnosis.PATIENCE);
    }
}
