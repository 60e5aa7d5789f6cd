package io.nodenet.transport.media;

import io.nodenet.transport.TokenBucket;

/** Limits what a peer may send over one media session: packets, then bytes (docs/protocol/05, section 5, [V]). */
final class ReceiveBudget {
    /** Packets a second. */
    static final int PACKETS_PER_SECOND = 4000;

    /** Packets at once. */
    static final int PACKET_BURST = 400;

    /** Bytes a second: 20 Mbit/s. */
    static final int BYTES_PER_SECOND = 2_500_000;

    /** Bytes at once. */
    static final int BYTE_BURST = 262_144;

    private final boolean limited;
    private final TokenBucket packets = new TokenBucket(PACKET_BURST, PACKETS_PER_SECOND);
    private final TokenBucket bytes = new TokenBucket(BYTE_BURST, BYTES_PER_SECOND);

    /**
     * Creates a budget of which nothing is used.
     *
     * @param limited false for a budget without end, in benchmarks
     */
    ReceiveBudget(boolean limited) {
        this.limited = limited;
    }

    /** Takes what a datagram costs; the packet is charged even if the bytes are refused. */
    boolean takeDatagram(int frameBytes, long nowNanos) {
        return takePacket(nowNanos) && takeBytes(frameBytes, nowNanos);
    }

    /** Takes what the begin of a message costs. */
    boolean takePacket(long nowNanos) {
        return !limited || packets.tryTake(nowNanos);
    }

    /** Takes what a part of a message costs. */
    boolean takeBytes(int count, long nowNanos) {
        return !limited || bytes.tryTake(count, nowNanos);
    }
}
