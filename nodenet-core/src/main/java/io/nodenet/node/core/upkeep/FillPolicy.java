package io.nodenet.node.core.upkeep;

import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Judges which edges a node lacks and which it could do without: it wants one to each of the nearest nodes that can be dialed and two in
 * each populated bucket, in whichever direction (docs/protocol/08, W-07, [L]).
 */
final class FillPolicy {
    /** The nearest nodes to which edges are wanted. */
    static final int SIBLINGS = EdgeTable.SIBLINGS;

    /** How many edges are wanted in each bucket. */
    static final int EDGES_PER_BUCKET = 2;

    /** Below this number any edge is wanted. */
    static final int MINIMUM_EDGES = 3;

    /** The siblings that come before everything else. */
    private static final int FIRST_SIBLINGS = SIBLINGS / 2;

    private final EdgeTable edges;
    private final KnowledgeTable knowledge;
    private final int targetEdges;
    private final RandomGenerator random;

    /**
     * The work to be done.
     *
     * @param state what there is
     * @param missing whom to dial, the most urgent first
     * @param essential how many of these are dialed beyond the target: without them messages would get lost
     * @param needed the edges that serve the purpose
     * @param surplus outbound edges that serve none and stand in the way of the target, those that are missed least first
     */
    record Plan(UpkeepState state, List<KnownContact> missing, int essential, Set<NodeId> needed, List<Edge> surplus) {}

    FillPolicy(EdgeTable edges, KnowledgeTable knowledge, int targetEdges, RandomGenerator random) {
        this.edges = edges;
        this.knowledge = knowledge;
        this.targetEdges = targetEdges;
        this.random = random;
    }

    /**
     * Makes a plan.
     *
     * @param reachable tells whether a contact may be counted on
     * @param kept tells whether an edge must stay
     * @param besides outbound edges that do not count towards the target
     */
    Plan plan(Predicate<NodeId> reachable, Predicate<NodeId> kept, int besides) {
        List<KnownContact> usable = new ArrayList<>();
        for (KnownContact contact : knowledge.contacts()) {
            if (contact.isDialable() && reachable.test(contact.id())) {
                usable.add(contact);
            }
        }
        List<KnownContact> siblings = usable.subList(0, Math.min(SIBLINGS, usable.size()));
        Set<KnownContact> missing = new LinkedHashSet<>();
        addMissing(missing, usable, MINIMUM_EDGES - edges.size());
        addMissing(missing, siblings.subList(0, Math.min(FIRST_SIBLINGS, siblings.size())), SIBLINGS);
        Buckets buckets = new Buckets(usable);
        buckets.addMissing(missing, 1);
        int essential = missing.size();
        addMissing(missing, siblings, SIBLINGS);
        buckets.addMissing(missing, EDGES_PER_BUCKET);
        int present = (int) siblings.stream()
                .filter(contact -> edges.get(contact.id()) != null)
                .count();
        Set<NodeId> needed = new HashSet<>(buckets.oldest());
        siblings.forEach(contact -> needed.add(contact.id()));
        edges.siblings().forEach(edge -> needed.add(edge.id()));
        return new Plan(
                new UpkeepState(present, siblings.size(), buckets.covered, buckets.populated, knowledge.size()),
                List.copyOf(missing),
                essential,
                needed,
                surplus(needed, missing.size() - besides, buckets, kept));
    }

    private void addMissing(Collection<KnownContact> missing, List<KnownContact> wanted, int limit) {
        int left = limit;
        for (KnownContact contact : wanted) {
            if (left > 0 && edges.get(contact.id()) == null) {
                missing.add(contact);
                left--;
            }
        }
    }

    private List<Edge> surplus(Set<NodeId> needed, int missing, Buckets buckets, Predicate<NodeId> kept) {
        int excess = edges.outboundCount() + missing - targetEdges;
        if (excess <= 0) {
            return List.of();
        }
        List<Edge> surplus = new ArrayList<>();
        for (Edge edge : edges.edges()) {
            if (edge.isOutbound() && !needed.contains(edge.id()) && !kept.test(edge.id())) {
                surplus.add(edge);
            }
        }
        surplus.sort(Comparator.comparingInt((Edge edge) -> -buckets.edgesBeside(edge))
                .thenComparingLong(Edge::sinceNanos));
        return surplus.subList(0, Math.min(excess, surplus.size()));
    }

    /** The edges and the usable contacts by their distance to the node. */
    private final class Buckets {
        private final List<List<Edge>> present = new ArrayList<>();
        private final List<List<KnownContact>> absent = new ArrayList<>();
        private int populated;
        private int covered;

        Buckets(List<KnownContact> usable) {
            for (Edge edge : edges.edges()) {
                at(present, indexOf(edge.id())).add(edge);
            }
            for (KnownContact contact : usable) {
                if (edges.get(contact.id()) == null) {
                    at(absent, indexOf(contact.id())).add(contact);
                }
            }
            for (int i = 0; i < Math.max(present.size(), absent.size()); i++) {
                int edgesHere = at(present, i).size();
                if (edgesHere + at(absent, i).size() > 0) {
                    populated++;
                    covered += edgesHere >= EDGES_PER_BUCKET || at(absent, i).isEmpty() ? 1 : 0;
                }
            }
        }

        int edgesBeside(Edge edge) {
            return at(present, indexOf(edge.id())).size();
        }

        /** Adds contacts of each bucket that has fewer edges than wanted, any of those that would do: not everybody is to dial the same. */
        void addMissing(Collection<KnownContact> missing, int wanted) {
            for (int i = 0; i < absent.size(); i++) {
                List<KnownContact> candidates = absent.get(i);
                int lacking = wanted - at(present, i).size();
                for (KnownContact contact : candidates) {
                    lacking -= missing.contains(contact) ? 1 : 0;
                }
                int start = lacking > 0 && !candidates.isEmpty() ? random.nextInt(candidates.size()) : 0;
                for (int k = 0; k < candidates.size() && lacking > 0; k++) {
                    lacking -= missing.add(candidates.get((start + k) % candidates.size())) ? 1 : 0;
                }
            }
        }

        /** Returns the edges of each bucket that have been there longest, as many as are wanted. */
        Set<NodeId> oldest() {
            Set<NodeId> oldest = new HashSet<>();
            for (List<Edge> bucket : present) {
                bucket.stream()
                        .sorted(Comparator.comparingLong(Edge::sinceNanos))
                        .limit(EDGES_PER_BUCKET)
                        .forEach(edge -> oldest.add(edge.id()));
            }
            return oldest;
        }

        private int indexOf(NodeId id) {
            return edges.self().bucketIndex(id);
        }

        private <T> List<T> at(List<List<T>> lists, int index) {
            while (lists.size() <= index) {
                lists.add(new ArrayList<>());
            }
            return lists.get(index);
        }
    }
}
