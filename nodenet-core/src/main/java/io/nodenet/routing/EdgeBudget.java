package io.nodenet.routing;

import io.nodenet.transport.TokenBucket;

/**
 * What one NodeID may ask of us, and what we ask of it, over however many connections (docs/protocol/02, section 10, [V]).
 *
 * <p>Belongs to the NodeID, not to a connection: reconnecting does not refill it (W-16).
 */
public final class EdgeBudget {
    private final TokenBucket control;
    private final TokenBucket forward;
    private final TokenBucket ping;
    private final TokenBucket forgeries;
    private final TokenBucket forwardBytes;
    private final TokenBucket direct;

    /**
     * Creates a budget.
     *
     * @param control for sibling requests, relay requests and relay binds
     * @param forward for routed messages and application frames
     * @param ping for pings that are answered
     * @param forgeries for messages with a wrong signature that end here
     * @param forwardBytes for the bytes of routed messages that are passed on
     * @param direct for direct messages of this node, which the peer sheds if they come too fast (W-37)
     */
    public EdgeBudget(
            TokenBucket control,
            TokenBucket forward,
            TokenBucket ping,
            TokenBucket forgeries,
            TokenBucket forwardBytes,
            TokenBucket direct) {
        this.control = control;
        this.forward = forward;
        this.ping = ping;
        this.forgeries = forgeries;
        this.forwardBytes = forwardBytes;
        this.direct = direct;
    }

    /**
     * Charges for a message that ends here and has a wrong signature: it costs as much again as a good one. Returns whether the edge may
     * stay; it may not if it keeps bringing them.
     */
    public boolean tryForgery(long nowNanos) {
        forward.charge(1, nowNanos);
        return forgeries.tryTake(nowNanos);
    }

    /** Takes a token for a sibling request, relay request or relay bind. */
    public boolean tryControl(long nowNanos) {
        return control.tryTake(nowNanos);
    }

    /** Takes a token for a routed message or an application frame. */
    public boolean tryForward(long nowNanos) {
        return forward.tryTake(nowNanos);
    }

    /** Takes tokens for the bytes of a routed message that is to be passed on. */
    public boolean tryForwardBytes(int bytes, long nowNanos) {
        return forwardBytes.tryTake(bytes, nowNanos);
    }

    /** Takes a token for a ping that is to be answered. */
    public boolean tryPing(long nowNanos) {
        return ping.tryTake(nowNanos);
    }

    /** Returns how long the next direct message to the peer has to wait in nanoseconds, 0 for not at all. */
    public long directWaitNanos(long nowNanos) {
        return direct.nanosUntil(1, nowNanos);
    }

    /** Charges for a direct message that left. */
    public void directSent(long nowNanos) {
        direct.charge(1, nowNanos);
    }

    /** Returns whether less than half of the burst of routed messages was left when one was last asked for. */
    public boolean isStrained() {
        return forward.isBelowHalf();
    }

    /** Charges for routed messages that should not have been sent, down to a full burst below zero. */
    public void charge(double messages, long nowNanos) {
        forward.charge(messages, nowNanos);
    }

    /** Returns whether all buckets have refilled, so that forgetting them gives nothing away. */
    public boolean isFull(long nowNanos) {
        return control.isFull(nowNanos)
                && forward.isFull(nowNanos)
                && ping.isFull(nowNanos)
                && forgeries.isFull(nowNanos)
                && forwardBytes.isFull(nowNanos)
                && direct.isFull(nowNanos);
    }
}
