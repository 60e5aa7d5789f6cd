package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.RateLimits;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;

/**
 * Limits what one originator may have this node do: lookups answered, neighbours taken in (docs/protocol/02, section 10, [V]), addresses
 * told.
 *
 * <p>Asked only once the signature holds, so that a forger neither makes nor drains a bucket.
 */
public final class OriginLimiter {
    /** How much an originator may ask at once. */
    static final int BURST = 32;

    /** The most originators that are remembered. */
    static final int MAX_ORIGINATORS = 4096;

    private static final Duration INTERVAL = Duration.ofSeconds(1).dividedBy(16);

    private final RateLimits<NodeId> limits;

    /** Creates the limit of what an originator may ask by its messages. */
    public OriginLimiter(Turn turn) {
        this(turn, BURST, INTERVAL);
    }

    /**
     * Creates a limit.
     *
     * @param burst how often something is allowed at once
     * @param interval after which it is allowed once more
     */
    public OriginLimiter(Turn turn, int burst, Duration interval) {
        limits = new RateLimits<>(turn, MAX_ORIGINATORS, burst, interval);
    }

    /** Takes a token of an originator; returns whether there was one. */
    public boolean tryTake(NodeId originator) {
        return limits.tryTake(originator);
    }

    /** Returns how many originators are remembered. */
    public int size() {
        return limits.size();
    }
}
