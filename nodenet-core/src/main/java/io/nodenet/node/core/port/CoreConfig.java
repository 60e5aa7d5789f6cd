package io.nodenet.node.core.port;

import io.nodenet.ConfigurationException;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.identity.NodeIdCache;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.ReflexiveReports;
import java.util.List;

/**
 * The settings of a {@link io.nodenet.node.core.NodeCore}.
 *
 * @param self the node's own ID
 * @param key the node's own 32-byte Ed25519 key; not copied, must not be changed
 * @param exchangeKey the node's own 32-byte X25519 key; not copied, must not be changed
 * @param difficulty the leading zero bits that every ID of the network must have
 * @param maxInboundEdges the most inbound edges
 * @param targetEdges how many edges the node dials of its own accord; 0: it neither looks for other nodes nor dials them
 * @param gated whether an edge admission policy is to be asked
 * @param selective whether an address disclosure policy is to be asked
 * @param consenting whether a consent to media sessions is to be asked; without one there are none of peers
 * @param rateLimited whether edges are held to their budgets; false only in benchmarks
 * @param upkeep whether the node pings and dials by itself; false only in tests that replay transcripts
 * @param ipAddressed whether endpoints are IP addresses, so that subnets count and only literal addresses are dialed
 * @param advertised addresses that the operator has set, under which others reach this node
 * @param reflexiveQuorum how many neighbours must agree on where the node is seen from outside
 * @param deduplicationCapacity the maximum number of messages that are remembered so that they are delivered once
 * @param originatorCacheKeys the maximum number of originators whose NodeIDs are remembered, so that each hop of a message does not hash
 *     its key again: a power of two; up to 400 bytes for each that was heard, 90 once there are so many
 * @param relaySessions how many sessions the node relays for others at a time; 0: it does not volunteer
 * @param maxWaitingBytes how much of direct messages may wait for an edge, their turn and room; at least what the largest one takes
 * @param returning whether the identity is older than this process, so that peers may hold connections of an earlier one
 */
@SuppressWarnings("ArrayRecordComponent")
public record CoreConfig(
        NodeId self,
        byte[] key,
        byte[] exchangeKey,
        int difficulty,
        int maxInboundEdges,
        int targetEdges,
        boolean gated,
        boolean selective,
        boolean consenting,
        boolean rateLimited,
        boolean upkeep,
        boolean ipAddressed,
        List<Endpoint> advertised,
        int reflexiveQuorum,
        int deduplicationCapacity,
        int originatorCacheKeys,
        int relaySessions,
        int maxWaitingBytes,
        boolean returning) {
    /** Default of {@link #maxInboundEdges}. */
    public static final int DEFAULT_MAX_INBOUND_EDGES = 256;

    /** Default of {@link #targetEdges}. */
    public static final int DEFAULT_TARGET_EDGES = 32;

    /** Default of {@link #deduplicationCapacity}. */
    public static final int DEFAULT_DEDUPLICATION_CAPACITY = 1_048_576;

    /** Smallest value of {@link #originatorCacheKeys}. */
    public static final int MIN_ORIGINATOR_CACHE_KEYS = 4;

    /** Largest value of {@link #originatorCacheKeys}. */
    public static final int MAX_ORIGINATOR_CACHE_KEYS = 65_536;

    /** Default of {@link #maxWaitingBytes}: 4 MiB. */
    public static final int DEFAULT_MAX_WAITING_BYTES = 4 << 20;

    /** Copies the list. */
    public CoreConfig {
        advertised = List.copyOf(advertised);
    }

    /** Begins the settings of an ordinary node whose identity nobody knows yet. */
    public static Builder of(Identity identity, int difficulty) {
        return new Builder(identity, difficulty);
    }

    /** Collects the settings of a core. */
    public static final class Builder {
        private final NodeId self;
        private final byte[] key;
        private final byte[] exchangeKey;
        private final int difficulty;
        private int maxInboundEdges = DEFAULT_MAX_INBOUND_EDGES;
        private int targetEdges = DEFAULT_TARGET_EDGES;
        private boolean gated;
        private boolean selective;
        private boolean consenting;
        private boolean rateLimited = true;
        private boolean upkeep = true;
        private boolean ipAddressed = true;
        private List<Endpoint> advertised = List.of();
        private int reflexiveQuorum = ReflexiveReports.DEFAULT_QUORUM;
        private int deduplicationCapacity = DEFAULT_DEDUPLICATION_CAPACITY;
        private int originatorCacheKeys = NodeIdCache.DEFAULT_CAPACITY;
        private int relaySessions;
        private int maxWaitingBytes = DEFAULT_MAX_WAITING_BYTES;
        private boolean returning;

        private Builder(Identity identity, int difficulty) {
            this.self = identity.nodeId();
            this.key = identity.publicKey();
            this.exchangeKey = identity.exchangeKey();
            this.difficulty = difficulty;
        }

        /** Sets {@link CoreConfig#maxInboundEdges}. */
        public Builder maxInboundEdges(int value) {
            maxInboundEdges = value;
            return this;
        }

        /** Sets {@link CoreConfig#targetEdges}. */
        public Builder targetEdges(int value) {
            targetEdges = value;
            return this;
        }

        /** Sets {@link CoreConfig#gated}. */
        public Builder gated(boolean value) {
            gated = value;
            return this;
        }

        /** Sets {@link CoreConfig#selective}. */
        public Builder selective(boolean value) {
            selective = value;
            return this;
        }

        /** Sets {@link CoreConfig#consenting}. */
        public Builder consenting(boolean value) {
            consenting = value;
            return this;
        }

        /** Sets {@link CoreConfig#rateLimited}. */
        public Builder rateLimited(boolean value) {
            rateLimited = value;
            return this;
        }

        /** Sets {@link CoreConfig#upkeep}. */
        public Builder upkeep(boolean value) {
            upkeep = value;
            return this;
        }

        /** Sets {@link CoreConfig#ipAddressed}. */
        public Builder ipAddressed(boolean value) {
            ipAddressed = value;
            return this;
        }

        /** Sets {@link CoreConfig#advertised}. */
        public Builder advertised(List<Endpoint> value) {
            advertised = value;
            return this;
        }

        /** Sets {@link CoreConfig#reflexiveQuorum}. */
        public Builder reflexiveQuorum(int value) {
            reflexiveQuorum = value;
            return this;
        }

        /** Sets {@link CoreConfig#deduplicationCapacity}. */
        public Builder deduplicationCapacity(int value) {
            deduplicationCapacity = value;
            return this;
        }

        /**
         * Sets {@link CoreConfig#originatorCacheKeys}; default 4,096.
         *
         * @throws ConfigurationException if it is not a power of two from {@value #MIN_ORIGINATOR_CACHE_KEYS} to
         *     {@value #MAX_ORIGINATOR_CACHE_KEYS}
         */
        public Builder originatorCacheKeys(int value) {
            ConfigurationException.requireRange(
                    "originatorCacheKeys", value, MIN_ORIGINATOR_CACHE_KEYS, MAX_ORIGINATOR_CACHE_KEYS);
            if (Integer.bitCount(value) != 1) {
                throw new ConfigurationException("originatorCacheKeys is " + value + ": choose a power of two from "
                        + MIN_ORIGINATOR_CACHE_KEYS + " to " + MAX_ORIGINATOR_CACHE_KEYS);
            }
            originatorCacheKeys = value;
            return this;
        }

        /** Sets {@link CoreConfig#relaySessions}; default 0. */
        public Builder relaySessions(int value) {
            relaySessions = value;
            return this;
        }

        /** Sets {@link CoreConfig#maxWaitingBytes}. */
        public Builder maxWaitingBytes(int value) {
            maxWaitingBytes = value;
            return this;
        }

        /** Sets {@link CoreConfig#returning}. */
        public Builder returning(boolean value) {
            returning = value;
            return this;
        }

        /** Returns the settings. */
        public CoreConfig build() {
            return new CoreConfig(
                    self,
                    key,
                    exchangeKey,
                    difficulty,
                    maxInboundEdges,
                    targetEdges,
                    gated,
                    selective,
                    consenting,
                    rateLimited,
                    upkeep,
                    ipAddressed,
                    advertised,
                    reflexiveQuorum,
                    deduplicationCapacity,
                    originatorCacheKeys,
                    relaySessions,
                    maxWaitingBytes,
                    returning);
        }
    }
}
