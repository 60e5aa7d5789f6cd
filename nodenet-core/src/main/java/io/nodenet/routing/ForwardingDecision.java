package io.nodenet.routing;

import io.nodenet.kad.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a routed message goes next: greedy and strictly closer to the target (docs/protocol/02, section 4).
 *
 * <p>Candidates are the 8 nearest edges that qualify, so that edges which do not qualify take no place in the window; the edge the
 * message came over does not qualify, and a target that is a neighbour qualifies although it is avoided (W-10, W-11). Reusable,
 * allocates nothing, not thread-safe: the accessors speak of the last {@link #decide}.
 */
public final class ForwardingDecision {
    /** The most next hops that are tried for one message. */
    public static final int WINDOW = 8;

    /** What to do with a message. */
    public enum Kind {
        /** This node is the target. */
        DELIVER,
        /** Send it to one of the next hops. */
        FORWARD,
        /** The hop budget is used up. */
        HOPS_EXHAUSTED,
        /** Nobody closer is there. */
        DEAD_END
    }

    private final Edge[] hops = new Edge[WINDOW];
    private final int[] ranks = new int[WINDOW];
    private int count;
    private int outTtl;
    private long target0;
    private long target1;
    private long target2;
    private long target3;

    /**
     * Decides for one message.
     *
     * @param from the edge that the message came over, null for none
     */
    public Kind decide(EdgeTable edges, RoutedMessageView message, @Nullable Edge from) {
        count = 0;
        NodeId self = edges.self();
        if (message.isFor(self)) {
            return Kind.DELIVER;
        }
        int ttl = Math.min(message.ttl(), SignedMessage.MAX_HOPS);
        if (ttl == 0) {
            return Kind.HOPS_EXHAUSTED;
        }
        outTtl = ttl - 1;
        target0 = message.targetWord(0);
        target1 = message.targetWord(1);
        target2 = message.targetWord(2);
        target3 = message.targetWord(3);
        collect(edges, message, from);
        return count == 0 ? Kind.DEAD_END : Kind.FORWARD;
    }

    /** Answers the hops left that the forwarded message carries. */
    public int outTtl() {
        return outTtl;
    }

    /** Answers how many next hops there are, 0 to 8. */
    public int hopCount() {
        return count;
    }

    /** Answers a next hop, the nearest to the target at 0. */
    public Edge hop(int index) {
        return hops[index];
    }

    private void collect(EdgeTable edges, RoutedMessageView message, @Nullable Edge from) {
        long[] words = edges.words();
        NodeId self = edges.self();
        long self0 = self.word(0) ^ target0;
        int size = edges.size();
        for (int rank = 0; rank < size; rank++) {
            long distance = words[4 * rank] ^ target0;
            int order = Long.compareUnsigned(distance, self0);
            if (order > 0 || (order == 0 && !isCloserThanSelf(words, rank, self))) {
                continue;
            }
            if (count == WINDOW && compare(words, rank, ranks[WINDOW - 1]) > 0) {
                continue;
            }
            Edge edge = edges.at(rank);
            if (edge == from || (message.avoidCount() > 0 && message.avoids(edge.id()) && !message.isFor(edge.id()))) {
                continue;
            }
            place(words, rank, edge);
        }
    }

    private boolean isCloserThanSelf(long[] words, int rank, NodeId self) {
        int at = 4 * rank;
        int order = Long.compareUnsigned(words[at + 1] ^ target1, self.word(1) ^ target1);
        if (order == 0) {
            order = Long.compareUnsigned(words[at + 2] ^ target2, self.word(2) ^ target2);
        }
        if (order == 0) {
            order = Long.compareUnsigned(words[at + 3] ^ target3, self.word(3) ^ target3);
        }
        return order < 0;
    }

    private int compare(long[] words, int rank, int other) {
        int a = 4 * rank;
        int b = 4 * other;
        int order = Long.compareUnsigned(words[a] ^ target0, words[b] ^ target0);
        if (order == 0) {
            order = Long.compareUnsigned(words[a + 1] ^ target1, words[b + 1] ^ target1);
        }
        if (order == 0) {
            order = Long.compareUnsigned(words[a + 2] ^ target2, words[b + 2] ^ target2);
        }
        return order == 0 ? Long.compareUnsigned(words[a + 3] ^ target3, words[b + 3] ^ target3) : order;
    }

    private void place(long[] words, int rank, Edge edge) {
        int at = count == WINDOW ? WINDOW - 1 : count++;
        while (at > 0 && compare(words, rank, ranks[at - 1]) < 0) {
            ranks[at] = ranks[at - 1];
            hops[at] = hops[at - 1];
            at--;
        }
        ranks[at] = rank;
        hops[at] = edge;
    }
}
