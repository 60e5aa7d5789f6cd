package io.nodenet.transport.relay;

import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * Limits what all relay sessions of one transport carry: their number, and per datagram the packets and bytes of its session and the
 * bytes of all (docs/protocol/04, section 11, [V]).
 *
 * <p>The bursts are half a second of a session and an eighth of a second of all, rounded to powers of two; they grow with the rates and are
 * never below those of the default rates, since a datagram beyond the burst never passes. Belongs to the loop of the transport.
 */
public final class RelayQuota {
    private static final double SESSION_BURST_BYTES = 131_072;
    private static final double TOTAL_BURST_BYTES = 262_144;
    private static final double BYTES_PER_PACKET = 250;
    private static final double SESSION_BURST_PACKETS = 256;

    private final RelayLimits limits;
    private final TokenBucket total;
    private int sessions;

    /** What one session may carry, both ways together. */
    public final class Share {
        private final TokenBucket packets;
        private final TokenBucket bytes;
        private boolean open = true;

        private Share() {
            double rate = (double) limits.bytesPerSecond();
            double growth = growth(rate, (double) RelayLimits.DEFAULTS.bytesPerSecond());
            packets = new TokenBucket(SESSION_BURST_PACKETS * growth, rate / BYTES_PER_PACKET);
            bytes = new TokenBucket(SESSION_BURST_BYTES * growth, rate);
        }

        /**
         * Takes what one datagram costs, in this order: a packet of the session, bytes of the session, bytes of all. What was taken before
         * the first refusal is not given back: whoever sends too much pays for it.
         *
         * @param datagramBytes the length of its payload
         */
        public boolean tryCarry(int datagramBytes, long nowNanos) {
            return packets.tryTake(nowNanos)
                    && bytes.tryTake(datagramBytes, nowNanos)
                    && total.tryTake(datagramBytes, nowNanos);
        }

        /** Ends the session; idempotent. */
        public void close() {
            if (open) {
                open = false;
                sessions--;
            }
        }
    }

    /** Creates a quota without sessions. */
    public RelayQuota(RelayLimits limits) {
        this.limits = limits;
        double rate = (double) limits.totalBytesPerSecond();
        total = new TokenBucket(
                TOTAL_BURST_BYTES * growth(rate, (double) RelayLimits.DEFAULTS.totalBytesPerSecond()), rate);
    }

    private static double growth(double rate, double standard) {
        return Math.max(1, rate / standard);
    }

    /** Begins a session, which ends with {@link Share#close}; returns null if there are as many as may be. */
    public @Nullable Share open() {
        if (sessions >= limits.maxSessions()) {
            return null;
        }
        sessions++;
        return new Share();
    }

    /** Returns how many sessions there are. */
    public int sessions() {
        return sessions;
    }
}
