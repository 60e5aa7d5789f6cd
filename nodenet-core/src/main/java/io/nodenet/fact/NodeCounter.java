package io.nodenet.fact;

/** What a node counts besides drops (W-40). */
public enum NodeCounter {
    /** Routed messages passed on to a next hop. */
    FORWARDED("forwarded"),
    /** Forwarded messages whose signature was checked all the same. */
    FORWARDED_SAMPLED("forwarded-sampled"),
    /** Messages handed to the application, routed and direct. */
    DELIVERED("delivered"),
    /** Messages of this node that were launched. */
    ORIGINATED("originated"),
    /** Copies in which the messages of this node left. */
    COPIES_LAUNCHED("copies-launched"),
    /** Direct messages that left. */
    DIRECT_SENT("direct-sent"),
    /** Pings sent. */
    PINGS_SENT("pings-sent"),
    /** Pings answered. */
    PONGS_SENT("pongs-sent"),
    /** Signatures given to verification. */
    VERIFICATIONS("verifications"),
    /** Edges established. */
    EDGES_ESTABLISHED("edges-established"),
    /** Edges lost, for whatever reason. */
    EDGES_LOST("edges-lost"),
    /** Dials begun. */
    DIALS("dials");

    private final String label;

    NodeCounter(String label) {
        this.label = label;
    }

    /** Answers the name for metrics, snapshots and logs. */
    public String label() {
        return label;
    }
}
