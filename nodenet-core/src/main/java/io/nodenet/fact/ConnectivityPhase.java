package io.nodenet.fact;

/** How well connected a node is, judged by the number of its outbound edges (docs/protocol/02, section 11, [L]). */
public enum ConnectivityPhase {
    /** No outbound edge. */
    BOOTSTRAP,
    /** 1 to 3 outbound edges: not enough for disjoint paths. */
    CRITICAL,
    /** 4 to 8 outbound edges. */
    URGENT,
    /** 9 to 63 outbound edges. */
    NEEDS_FILL,
    /** 64 outbound edges and more; stays normal down to 60. */
    NORMAL;

    /** Up to this many outbound edges the phase is critical: the number of disjoint paths. */
    public static final int MINIMUM_EDGES = 3;

    /** Up to this many outbound edges the phase is urgent. */
    public static final int LOW_WATER = 8;

    /** From this many outbound edges the phase is normal. */
    public static final int TARGET_EDGES = 64;

    /** How many outbound edges a normal node may lose before it is no longer normal. */
    public static final int HYSTERESIS = 4;

    /** Returns the phase that follows this one when the node has {@code outbound} outbound edges. */
    public ConnectivityPhase next(int outbound) {
        if (outbound == 0) {
            return BOOTSTRAP;
        }
        if (outbound <= MINIMUM_EDGES) {
            return CRITICAL;
        }
        if (outbound <= LOW_WATER) {
            return URGENT;
        }
        int bound = this == NORMAL ? TARGET_EDGES - HYSTERESIS : TARGET_EDGES;
        return outbound >= bound ? NORMAL : NEEDS_FILL;
    }
}
