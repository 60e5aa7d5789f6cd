package io.nodenet.routing;

import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.SignedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a routed message goes next: greedy and strictly closer to the target (docs/protocol/02, section 4).
 *
 * <p>Edges to leaves, which others cannot dial, are taken only where there is no other way: a leaf near the target often has no edge to it.
 * Candidates are the 8 nearest edges that qualify, so that edges which do not qualify take no place in the window; the edge the
 * message came over does not qualify, and a target that is a neighbour qualifies although it is avoided, unless it looks itself up (W-10, W-11). Reusable,
 * allocates nothing, not thread-safe: the accessors speak of the last {@link #decide}.
 */
public final class ForwardingDecision {
    /** The most next hops that are tried for one message. */
    public static final int WINDOW = 8;

    /** The decision about a message. */
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

    /** Ranges of ranks up to this size are sorted rather than split. */
    private static final int SMALL_RANGE = 4;

    private final Edge[] hops = new Edge[WINDOW];
    private final int[] ranks = new int[WINDOW + SMALL_RANGE];
    /** Ranges of ranks that are yet to be visited, the nearest to the target on top; one is pushed per bit at most. */
    private final int[] froms = new int[NodeId.BITS + 1];

    private final int[] tos = new int[NodeId.BITS + 1];
    private int count;
    private int outTtl;
    private boolean targetExempt;
    private boolean leavesToo;

    /**
     * Decides for one message.
     *
     * @param from the edge that the message came over, null for none
     * @param question whether the message asks for what is near its target, as a look-up does: then a target that is to be avoided is
     *     avoided, since whoever looks itself up wants the answer of others
     */
    public Kind decide(EdgeTable edges, RoutedMessageView message, @Nullable Edge from, boolean question) {
        count = 0;
        targetExempt = !question;
        if (message.isFor(edges.self())) {
            return Kind.DELIVER;
        }
        int ttl = Math.min(message.ttl(), SignedMessage.MAX_HOPS);
        if (ttl == 0) {
            return Kind.HOPS_EXHAUSTED;
        }
        outTtl = ttl - 1;
        leavesToo = false;
        collect(edges, message, from);
        if (count == 0) {
            leavesToo = true;
            collect(edges, message, from);
        }
        return count == 0 ? Kind.DEAD_END : Kind.FORWARD;
    }

    /** Returns the hops left that the forwarded message carries. */
    public int outTtl() {
        return outTtl;
    }

    /** Returns how many next hops there are, 0 to 8. */
    public int hopCount() {
        return count;
    }

    /** Returns a next hop, the nearest to the target at 0. */
    public Edge hop(int index) {
        return hops[index];
    }

    /**
     * Visits the edges from the nearest to the target on, until the window is full or this node itself would be next.
     *
     * <p>The table is sorted by the distance to this node, so that all IDs with a common prefix lie side by side: a range is split at the
     * first bit in which its IDs differ, and the half that agrees with the target in that bit is nearer as a whole.
     */
    private void collect(EdgeTable edges, RoutedMessageView message, @Nullable Edge from) {
        int top = 0;
        froms[0] = 0;
        tos[0] = edges.size();
        while (top >= 0) {
            int low = froms[top];
            int high = tos[top];
            if (high - low <= SMALL_RANGE) {
                top--;
                if (!take(edges, message, from, low, high)) {
                    return;
                }
            } else {
                int word = 0;
                while (edges.words(word)[low] == edges.words(word)[high - 1]) {
                    word++;
                }
                long[] words = edges.words(word);
                long bit = Long.highestOneBit(words[low] ^ words[high - 1]);
                int middle = split(words, low, high, bit);
                boolean upperIsNearer = ((message.targetWord(word) ^ words[low]) & bit) != 0;
                froms[top] = upperIsNearer ? low : middle;
                tos[top] = upperIsNearer ? middle : high;
                top++;
                froms[top] = upperIsNearer ? middle : low;
                tos[top] = upperIsNearer ? high : middle;
            }
        }
    }

    /** Returns the first rank in a range whose ID differs from that of the first rank in a bit. */
    private static int split(long[] words, int low, int high, long bit) {
        long lower = words[low] & bit;
        int same = low;
        int other = high - 1;
        while (other - same > 1) {
            int middle = (same + other) >>> 1;
            if ((words[middle] & bit) == lower) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }

    /** Takes those of a few edges that qualify, in order; returns false if nothing farther can qualify. */
    private boolean take(EdgeTable edges, RoutedMessageView message, @Nullable Edge from, int low, int high) {
        int start = count;
        boolean more = true;
        for (int rank = low; rank < high; rank++) {
            Edge edge = edges.at(rank);
            if (!isCloserThanSelf(edges, message, rank)) {
                more = false;
            } else if (edge != from
                    && (leavesToo || !edge.isLeaf() || message.isFor(edge.id()))
                    && (message.avoidCount() == 0
                            || !message.avoids(edge.id())
                            || (targetExempt && message.isFor(edge.id())))) {
                int at = count++;
                while (at > start && isCloser(edges, message, rank, ranks[at - 1])) {
                    ranks[at] = ranks[at - 1];
                    at--;
                }
                ranks[at] = rank;
            }
        }
        count = Math.min(count, WINDOW);
        for (int i = start; i < count; i++) {
            hops[i] = edges.at(ranks[i]);
        }
        return more && count < WINDOW;
    }

    private static boolean isCloserThanSelf(EdgeTable edges, RoutedMessageView message, int rank) {
        NodeId self = edges.self();
        for (int i = 0; i < 4; i++) {
            long word = edges.words(i)[rank];
            if (word != self.word(i)) {
                long target = message.targetWord(i);
                return Long.compareUnsigned(word ^ target, self.word(i) ^ target) < 0;
            }
        }
        return false;
    }

    private static boolean isCloser(EdgeTable edges, RoutedMessageView message, int rank, int other) {
        for (int i = 0; i < 4; i++) {
            long word = edges.words(i)[rank];
            long otherWord = edges.words(i)[other];
            if (word != otherWord) {
                long target = message.targetWord(i);
                return Long.compareUnsigned(word ^ target, otherWord ^ target) < 0;
            }
        }
        return false;
    }
}
