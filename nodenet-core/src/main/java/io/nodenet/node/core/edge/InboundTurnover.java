package io.nodenet.node.core.edge;

import io.nodenet.address.SubnetKey;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who gives way when all inbound slots are taken and another peer comes (docs/protocol/08, W-34, [L]).
 *
 * <p>Siblings stay, and so do edges that are kept and the few edges into a part of the network. Of the rest, those go first of whose subnet there are more than
 * {@value #FAIR_SHARE}, then those of the part of the network to which there are most edges; among equals the one that has been there
 * longest, which has had the time to find others.
 */
public final class InboundTurnover {
    /** So many inbound edges of one subnet count as ordinary. */
    static final int FAIR_SHARE = 8;

    /** So many edges into one part of the network are not touched. */
    static final int EDGES_PER_BUCKET = 2;

    private final EdgeTable table;
    private final Predicate<NodeId> kept;
    private final Consumer<Edge> release;

    /**
     * Creates a turnover.
     *
     * @param kept tells who must stay
     * @param release says goodbye on an edge and closes it
     */
    public InboundTurnover(EdgeTable table, Predicate<NodeId> kept, Consumer<Edge> release) {
        this.table = table;
        this.kept = kept;
        this.release = release;
    }

    /** Makes room for a newcomer by releasing the edge that is least useful; returns whether there was one. */
    public boolean makeRoom(Connection newcomer) {
        Edge victim = lessUsefulThan(newcomer);
        if (victim != null) {
            release.accept(victim);
        }
        return victim != null;
    }

    private @Nullable Edge lessUsefulThan(Connection newcomer) {
        List<Edge> edges = table.edges();
        Map<SubnetKey, Integer> subnets = new HashMap<>();
        Map<Integer, Integer> buckets = new HashMap<>();
        SubnetKey subnetOfNewcomer = SubnetKey.of(newcomer.remoteEndpoint());
        count(subnets, subnetOfNewcomer);
        count(buckets, bucketOf(newcomer.remoteId()));
        for (Edge edge : edges) {
            count(buckets, bucketOf(edge.id()));
            if (!edge.isOutbound()) {
                count(subnets, subnetOf(edge));
            }
        }
        Edge victim = null;
        long worst = burden(subnets, subnetOfNewcomer, buckets, newcomer.remoteId());
        for (Edge edge : edges) {
            if (edge.isOutbound() || table.isSibling(edge) || kept.test(edge.id())) {
                continue;
            }
            long burden = burden(subnets, subnetOf(edge), buckets, edge.id());
            boolean older = victim == null || edge.sinceNanos() < victim.sinceNanos();
            if (burden > 0 && (burden > worst || (burden == worst && older))) {
                victim = edge;
                worst = burden;
            }
        }
        return victim;
    }

    /** Returns how superfluous an edge is, 0 for one that is needed. */
    private long burden(
            Map<SubnetKey, Integer> subnets, @Nullable SubnetKey subnet, Map<Integer, Integer> buckets, NodeId id) {
        int ofSubnet = subnet == null ? 0 : subnets.getOrDefault(subnet, 0);
        int ofBucket = buckets.getOrDefault(bucketOf(id), 0);
        long crowd = ofSubnet > FAIR_SHARE ? ofSubnet : 0;
        return (crowd << Integer.SIZE) + (ofBucket > EDGES_PER_BUCKET ? ofBucket : 0);
    }

    private static <K> void count(Map<K, Integer> counts, @Nullable K key) {
        if (key != null) {
            counts.merge(key, 1, Integer::sum);
        }
    }

    private static @Nullable SubnetKey subnetOf(Edge edge) {
        EdgeConnection current = edge.current();
        return current == null ? null : SubnetKey.of(current.connection().remoteEndpoint());
    }

    private int bucketOf(NodeId id) {
        return id.equals(table.self()) ? 0 : table.self().bucketIndex(id);
    }
}
