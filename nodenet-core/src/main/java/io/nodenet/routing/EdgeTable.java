package io.nodenet.routing;

import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.kad.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The live edges of a node, one per NodeID, nearest to the node first (docs/protocol/02, section 11).
 *
 * <p>The 16 nearest are the siblings, the rest are fingers. Not thread-safe: belongs to the loop.
 */
public final class EdgeTable {
    /** How many of the nearest edges are siblings. */
    public static final int SIBLINGS = 16;

    private static final int INITIAL_CAPACITY = 16;

    /** What became of an edge that was to be added. */
    public enum AddResult {
        ADDED,
        /** The NodeID is this node's own. */
        SELF,
        /** The NodeID already has an edge. */
        EXISTS,
        /** All inbound slots are taken. */
        INBOUND_FULL
    }

    private final NodeId self;
    private final int maxInbound;
    private final Map<NodeId, Edge> byId = new HashMap<>();
    private Edge[] ordered = new Edge[INITIAL_CAPACITY];
    /** The words of the IDs in the order of {@link #ordered}, one array per word: the forwarding decision scans the first. */
    private final long[][] words = new long[4][INITIAL_CAPACITY];

    private int size;
    private ConnectivityPhase phase = ConnectivityPhase.BOOTSTRAP;

    /**
     * Creates an empty table.
     *
     * @param maxInbound the most inbound edges; outbound ones are not capped here
     */
    public EdgeTable(NodeId self, int maxInbound) {
        this.self = self;
        this.maxInbound = maxInbound;
    }

    public NodeId self() {
        return self;
    }

    /** Adds an edge unless it is refused. */
    public AddResult add(Edge edge) {
        if (edge.id().equals(self)) {
            return AddResult.SELF;
        }
        if (byId.containsKey(edge.id())) {
            return AddResult.EXISTS;
        }
        if (!edge.isOutbound() && inboundCount() >= maxInbound) {
            return AddResult.INBOUND_FULL;
        }
        byId.put(edge.id(), edge);
        insert(edge);
        update();
        return AddResult.ADDED;
    }

    /** Removes the edge of a NodeID and answers it, or null if there is none. */
    public @Nullable Edge remove(NodeId id) {
        Edge edge = byId.remove(id);
        if (edge != null) {
            delete(edge);
            update();
        }
        return edge;
    }

    /** Judges the phase anew; to be called when the direction of an edge has changed. */
    public void update() {
        phase = phase.next(outboundCount());
    }

    /** Returns the edge of a NodeID, or null. */
    public @Nullable Edge get(NodeId id) {
        return byId.get(id);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the edge at a rank, the one nearest to this node at 0. */
    public Edge at(int rank) {
        if (rank >= size) {
            throw new IndexOutOfBoundsException(rank);
        }
        return ordered[rank];
    }

    /** Returns the number of edges that this node dialed. */
    public int outboundCount() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (ordered[i].isOutbound()) {
                count++;
            }
        }
        return count;
    }

    private int inboundCount() {
        return size - outboundCount();
    }

    /** Returns whether there are more inbound edges than there may be, because the direction of one has changed. */
    public boolean hasTooManyInbound() {
        return inboundCount() > maxInbound;
    }

    public ConnectivityPhase phase() {
        return phase;
    }

    /** Returns the edges as a new list, nearest to this node first; safe to iterate while edges come and go. */
    public List<Edge> edges() {
        return List.of(Arrays.copyOf(ordered, size));
    }

    /** Returns the siblings as a new list, nearest first. */
    public List<Edge> siblings() {
        return List.of(Arrays.copyOf(ordered, Math.min(size, SIBLINGS)));
    }

    /** Returns whether an edge of this table is a sibling. */
    public boolean isSibling(Edge edge) {
        return size <= SIBLINGS || self.compareDistance(edge.id(), ordered[SIBLINGS - 1].id()) <= 0;
    }

    /** Returns the edges on which nothing arrived for the threshold of their role. */
    public List<Edge> idle(long nowNanos, long siblingNanos, long fingerNanos) {
        List<Edge> idle = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long threshold = i < SIBLINGS ? siblingNanos : fingerNanos;
            if (nowNanos - ordered[i].lastReceivedNanos() >= threshold) {
                idle.add(ordered[i]);
            }
        }
        return idle;
    }

    /** Returns the {@code count} edges nearest to a target that a filter lets pass as a new list, nearest first. */
    public List<Edge> closest(NodeId target, int count, Predicate<Edge> filter) {
        Edge[] into = new Edge[Math.max(0, Math.min(count, size))];
        int found = closest(target, filter, into);
        return new ArrayList<>(Arrays.asList(into).subList(0, found));
    }

    /**
     * Finds the edges nearest to a target that a filter lets pass. Allocates nothing.
     *
     * @param into gets them, nearest first, as many as it has room for; what is behind them is left as it was
     * @return how many there are
     */
    public int closest(NodeId target, Predicate<Edge> filter, Edge[] into) {
        // edges that share a prefix with the target lie side by side around its own rank: from there, outwards by
        // shorter prefixes
        int low = rankOf(target);
        int high = low;
        int found = 0;
        while (found < into.length && (low > 0 || high < size)) {
            int prefix = Math.max(low > 0 ? prefixAt(low - 1, target) : -1, high < size ? prefixAt(high, target) : -1);
            while (low > 0 && prefixAt(low - 1, target) == prefix) {
                low--;
                found = insert(ordered[low], target, filter, into, found);
            }
            while (high < size && prefixAt(high, target) == prefix) {
                found = insert(ordered[high], target, filter, into, found);
                high++;
            }
        }
        return found;
    }

    /**
     * Returns the {@code count} edges nearest to a target over which a message may leave, nearest first: leaves only if there are not enough
     * others, or if one is the target.
     */
    public List<Edge> closestRoutes(NodeId target, int count, Predicate<Edge> filter) {
        List<Edge> routes =
                closest(target, count, edge -> (!edge.isLeaf() || edge.id().equals(target)) && filter.test(edge));
        return routes.size() == count ? routes : closest(target, count, filter);
    }

    private static int insert(Edge edge, NodeId target, Predicate<Edge> filter, Edge[] into, int found) {
        boolean full = found == into.length;
        if ((full && !target.isCloser(edge.id(), into[found - 1].id())) || !filter.test(edge)) {
            return found;
        }
        int at = full ? found - 1 : found;
        while (at > 0 && target.isCloser(edge.id(), into[at - 1].id())) {
            into[at] = into[at - 1];
            at--;
        }
        into[at] = edge;
        return full ? found : found + 1;
    }

    private int prefixAt(int rank, NodeId target) {
        return ordered[rank].id().commonPrefixLength(target);
    }

    /** Returns how many edges are nearer to this node than a target. */
    private int rankOf(NodeId target) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (self.isCloser(ordered[middle].id(), target)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns one word of all IDs by rank, the most significant word at 0: for scans that must not touch the objects. */
    long[] words(int index) {
        return words[index];
    }

    private void insert(Edge edge) {
        if (size == ordered.length) {
            ordered = Arrays.copyOf(ordered, 2 * size);
            for (int i = 0; i < words.length; i++) {
                words[i] = Arrays.copyOf(words[i], 2 * size);
            }
        }
        int at = size;
        while (at > 0 && self.isCloser(edge.id(), ordered[at - 1].id())) {
            at--;
        }
        System.arraycopy(ordered, at, ordered, at + 1, size - at);
        ordered[at] = edge;
        for (int i = 0; i < words.length; i++) {
            System.arraycopy(words[i], at, words[i], at + 1, size - at);
            words[i][at] = edge.id().word(i);
        }
        size++;
    }

    @SuppressWarnings("NullAway") // the slot behind the last edge holds nothing
    private void delete(Edge edge) {
        int at = 0;
        while (ordered[at] != edge) {
            at++;
        }
        size--;
        System.arraycopy(ordered, at + 1, ordered, at, size - at);
        for (long[] word : words) {
            System.arraycopy(word, at + 1, word, at, size - at);
        }
        ordered[size] = null;
    }
}
