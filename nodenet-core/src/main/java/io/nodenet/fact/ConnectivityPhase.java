package io.nodenet.fact;

/** How well connected a node is, judged by the number of its outgoing edges (docs/protocol/02, section 11, [L]). */
public enum ConnectivityPhase {
    /** No outgoing edge. */
    BOOTSTRAP("bootstrap"),
    /** 1 to 3 outgoing edges: not enough for disjoint paths. */
    CRITICAL("critical"),
    /** 4 to 8 outgoing edges. */
    URGENT("urgent"),
    /** 9 to 63 outgoing edges. */
    NEEDS_FILL("needs-fill"),
    /** 64 outgoing edges and more; stays normal down to 60. */
    NORMAL("normal");

    /** Up to this many outgoing edges the phase is critical: the number of disjoint paths. */
    public static final int MINIMUM_EDGES = 3;

    /** Up to this many outgoing edges the phase is urgent. */
    public static final int LOW_WATER = 8;

    /** From this many outgoing edges the phase is normal. */
    public static final int TARGET_EDGES = 64;

    /** How many outgoing edges a normal node may lose before it is no longer normal. */
    public static final int HYSTERESIS = 4;

    private final String label;

    ConnectivityPhase(String label) {
        this.label = label;
    }

    /** Answers the lower-case name for metrics and the console. */
    public String label() {
        return label;
    }

    /** Answers the phase that follows this one when the node has {@code outgoing} outgoing edges. */
    public ConnectivityPhase next(int outgoing) {
        if (outgoing == 0) {
            return BOOTSTRAP;
        }
        if (outgoing <= MINIMUM_EDGES) {
            return CRITICAL;
        }
        if (outgoing <= LOW_WATER) {
            return URGENT;
        }
        int bound = this == NORMAL ? TARGET_EDGES - HYSTERESIS : TARGET_EDGES;
        return outgoing >= bound ? NORMAL : NEEDS_FILL;
    }
}
