package io.nodenet.node;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ContactSnapshot;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a node knows of itself at one instant (W-40). Immutable.
 *
 * @param id the node's own ID
 * @param state where it is in its life
 * @param uptime since it was started, zero before
 * @param difficulty the leading zero bits that its network demands
 * @param addresses where it can be reached
 * @param connectivity its edges
 * @param media its media sessions, in the order in which they were opened
 * @param upkeep how far it has the edges that it wants, as of its last look at them
 * @param nearestContacts the known nodes nearest to it, nearest first, {@value #MAX_NEAREST_CONTACTS} at most
 * @param clock how far its wall clock is off, as far as its neighbours tell
 * @param anchors all anchors, in the order of configuration
 * @param limits the limits in use; every limit is present
 * @param counters what it has counted
 */
public record NodeSnapshot(
        NodeId id,
        NodeState state,
        Duration uptime,
        int difficulty,
        Addresses addresses,
        Connectivity connectivity,
        List<MediaSnapshot> media,
        UpkeepState upkeep,
        List<ContactSnapshot> nearestContacts,
        ClockSkew clock,
        List<AnchorSnapshot> anchors,
        Map<Limit, Usage> limits,
        NodeCounters counters) {
    /** The most contacts that a snapshot lists. */
    public static final int MAX_NEAREST_CONTACTS = 16;

    /** Copies the lists and the map. */
    public NodeSnapshot {
        media = List.copyOf(media);
        nearestContacts = List.copyOf(nearestContacts);
        anchors = List.copyOf(anchors);
        Map<Limit, Usage> all = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            all.put(limit, limits.getOrDefault(limit, new Usage(0, 0)));
        }
        limits = Collections.unmodifiableMap(all);
    }

    /** Returns this snapshot with other counters. */
    public NodeSnapshot withCounters(NodeCounters others) {
        return new NodeSnapshot(
                id,
                state,
                uptime,
                difficulty,
                addresses,
                connectivity,
                media,
                upkeep,
                nearestContacts,
                clock,
                anchors,
                limits,
                others);
    }

    /**
     * Where a node can be reached.
     *
     * @param bound the address that the socket is bound to, possibly a wildcard
     * @param local the concrete addresses under which others may reach it, advertised ones first
     * @param reflexive where neighbours see it, as far as enough of them agree
     * @param natEvidence what they report, by class of addresses; classes without a report are left out
     */
    public record Addresses(
            Endpoint bound, List<Endpoint> local, ReflexiveAddress reflexive, List<NatEvidence> natEvidence) {
        /** The addresses of a node whose socket is not bound. */
        public static final Addresses NONE =
                new Addresses(Endpoint.UNKNOWN, List.of(), ReflexiveAddress.UNKNOWN, List.of());

        /** Copies the lists. */
        public Addresses {
            local = List.copyOf(local);
            natEvidence = List.copyOf(natEvidence);
        }
    }

    /**
     * The edges of a node.
     *
     * @param phase how well connected it is
     * @param outboundEdges how many edges it dialed
     * @param inboundEdges how many edges others dialed
     * @param edges all edges, nearest to the node first
     */
    public record Connectivity(ConnectivityPhase phase, int outboundEdges, int inboundEdges, List<EdgeSnapshot> edges) {
        /** The connectivity of a node without an edge. */
        public static final Connectivity NONE = new Connectivity(ConnectivityPhase.BOOTSTRAP, 0, 0, List.of());

        /** Copies the list. */
        public Connectivity {
            edges = List.copyOf(edges);
        }
    }

    /**
     * The use of a limit.
     *
     * @param used how much is taken now
     * @param limit how much there is
     */
    public record Usage(long used, long limit) {}
}
