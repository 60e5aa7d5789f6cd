package io.nodenet.node.core.port;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;

/**
 * The settings of a {@link NodeCore}.
 *
 * @param self the node's own ID
 * @param difficulty the leading zero bits that every ID of the network must have
 * @param maxInboundEdges the most inbound edges
 * @param gated whether an edge admission policy is to be asked
 * @param rateLimited whether edges are held to their budgets; false only in benchmarks
 * @param upkeep whether the node pings and dials by itself; false only in tests that replay transcripts
 * @param deduplicationCapacity the maximum number of messages that are remembered so that they are delivered once
 * @param returning whether the identity is older than this process, so that peers may hold connections of an earlier one
 */
public record CoreConfig(
        NodeId self,
        int difficulty,
        int maxInboundEdges,
        boolean gated,
        boolean rateLimited,
        boolean upkeep,
        int deduplicationCapacity,
        boolean returning) {
    /** Default of {@link #maxInboundEdges}. */
    public static final int DEFAULT_MAX_INBOUND_EDGES = 256;

    /** Default of {@link #deduplicationCapacity}. */
    public static final int DEFAULT_DEDUPLICATION_CAPACITY = 1_048_576;

    /** Creates the settings of a node whose identity nobody knows yet. */
    public CoreConfig(
            NodeId self,
            int difficulty,
            int maxInboundEdges,
            boolean gated,
            boolean rateLimited,
            boolean upkeep,
            int deduplicationCapacity) {
        this(self, difficulty, maxInboundEdges, gated, rateLimited, upkeep, deduplicationCapacity, false);
    }

    /** Returns these settings for an identity that is older than this process, or not. */
    public CoreConfig returning(boolean value) {
        return new CoreConfig(
                self, difficulty, maxInboundEdges, gated, rateLimited, upkeep, deduplicationCapacity, value);
    }

    /** Answers the settings of an ordinary node whose identity nobody knows yet. */
    public static CoreConfig of(NodeId self, int difficulty) {
        return new CoreConfig(
                self, difficulty, DEFAULT_MAX_INBOUND_EDGES, false, true, true, DEFAULT_DEDUPLICATION_CAPACITY);
    }
}
